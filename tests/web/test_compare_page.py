"""The Compare pages as a person uses them: fill, run, read, cancel, upload, two tabs."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.web.conftest import Server, Visit, serious
from tests.web.running import LONGER, opened

from troche.web.jobs.texts import as_yaml

LONG = as_yaml(LONGER | {"study": "Not awaited", "patients": {"number": 9000, "seed": 1}})


def test_a_form_filled_by_hand_runs_to_its_report(visited: Visit, server: Server) -> None:
    visited.allow("422")  # a half-filled form is checked while one types
    page = visited.page
    page.goto(f"{server.url}/compare")
    page.get_by_label("Title").fill("By hand")
    page.get_by_label("Virtual patients").fill("40")
    page.get_by_label("Weeks").fill("1")
    page.get_by_label("Predict mood").uncheck()
    page.get_by_label("Name of regimen 1").fill("low")
    page.get_by_label("Regimen 1", exact=True).fill("10 mg ketamine oral")
    page.get_by_label("Name of regimen 2").fill("high")
    page.get_by_label("Regimen 2", exact=True).fill("20 mg ketamine oral")
    page.get_by_role("button", name="Add a regimen").click()
    expect(page.get_by_label("Name of regimen 3")).to_be_focused()
    page.get_by_role("button", name="Remove regimen 3").click()
    page.get_by_role("button", name="Move regimen 2 up").click()
    expect(page.get_by_label("Study file (YAML)")).to_have_value(re.compile(r"high:.*\n.*low:"))
    page.get_by_role("button", name="Run the study").click()
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible(timeout=60_000)
    expect(page.locator("#main-figure svg.main-svg").first).to_be_visible()
    expect(page.get_by_role("link", name="summary.csv")).to_be_visible()
    frame = page.frame_locator("iframe.report")
    page.locator("iframe.report").scroll_into_view_if_needed()
    expect(frame.get_by_role("heading", name="By hand")).to_be_visible()
    assert not serious(page)
    visited.allow("404")  # a server without a check of single lines


def test_a_run_has_a_word_document_and_images(visited: Visit, server: Server) -> None:
    visited.allow("422")  # a half-filled form is checked while one types
    page = visited.page
    page.goto(f"{server.url}/compare?title=Images&weeks=0.5&regimen=low%3D10+mg+ketamine+oral")
    page.get_by_label("Virtual patients").fill("40")
    page.get_by_label("Predict mood").uncheck()
    page.get_by_role("button", name="Run the study").click()
    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible(timeout=60_000)
    files = f"{server.url}/api/studies/{page.url.rsplit('/', 1)[1]}/files"
    wanted = {"report.docx": b"PK", "figure.svg": b"<svg", "figure.png": b"\x89PNG"}
    for _ in range(90):  # they are made after the run is done
        there = {each["name"] for each in page.request.get(files).json()}
        if wanted.keys() <= there:
            break
        page.wait_for_timeout(1000)
    for name, begin in wanted.items():
        assert page.request.get(f"{files}/{name}").body().startswith(begin), name


def test_the_file_fills_the_form(visited: Visit, server: Server) -> None:
    visited.allow("422")  # as above
    page = visited.page
    page.goto(f"{server.url}/compare")
    text = as_yaml(LONGER | {"level": 20})
    page.get_by_label("Study file (YAML)").fill(text)
    expect(page.get_by_label("Title")).to_have_value("Nine parts")
    page.get_by_label("Title").fill("Renamed")
    # What the form has no field for is not lost.
    expect(page.get_by_label("Study file (YAML)")).to_have_value(
        re.compile("Renamed.*level: 20", re.S)
    )
    visited.allow("404")


def test_two_tabs_follow_one_run_and_either_cancels_it(
    visited: Visit, server: Server, tmp_path: Path
) -> None:
    page = visited.page
    file = tmp_path / "study.yaml"
    file.write_text(LONG)
    page.goto(f"{server.url}/compare")
    page.get_by_label("Or upload one").set_input_files(file)
    page.get_by_role("button", name="Run this file").click()
    other = page.context.new_page()
    other.goto(page.url)
    for tab in (page, other):
        expect(tab.get_by_role("progressbar")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar")).to_be_visible()
    other.get_by_role("button", name="Cancel").click()
    for tab in (page, other):
        expect(tab.locator(".state")).to_have_text("cancelled", timeout=40_000)
        expect(tab.get_by_role("button", name="Resume")).to_be_visible()
    other.on("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="Delete").click()
    expect(other.get_by_role("heading", name="Runs")).to_be_visible()


def test_a_broken_file_is_told_once_with_its_place(
    visited: Visit, server: Server, tmp_path: Path
) -> None:
    visited.allow("422")
    visited.allow("404")
    file = tmp_path / "broken.yaml"
    file.write_text(LONG.replace("ketamine oral", "ketamin oral", 1))
    page = visited.page
    page.goto(f"{server.url}/compare")
    page.get_by_label("Or upload one").set_input_files(file)
    page.get_by_role("button", name="Run this file").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("regimens, low")
    expect(alert).to_contain_text("Did you mean ketamine?")
    expect(page.get_by_label("Study file (YAML)")).to_have_value(re.compile("ketamin oral"))


def test_it_works_without_scripts(browser: object, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page: Page = context.new_page()
    page.goto(f"{server.url}/compare?regimen=a%3D10 mg ketamine oral&weeks=1&patients=40")
    expect(page.get_by_label("Regimen 1", exact=True)).to_have_value("10 mg ketamine oral")
    page.get_by_label("Title").fill("No scripts")
    page.get_by_role("button", name="Add a regimen").click()
    expect(page.get_by_label("Name of regimen 2")).to_be_visible()
    page.get_by_label("Predict mood").uncheck()
    page.get_by_role("button", name="Run the study").click()
    expect(page.get_by_role("link", name="summary.csv")).to_be_visible(timeout=60_000)
    context.close()


def test_an_address_fills_the_form_and_an_unknown_example_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as api:
        found = api.get(
            "/compare", params={"regimen": ["x=10 mg ketamine oral", "<b>"], "weeks": "3"}
        )
        assert 'value="10 mg ketamine oral"' in found.text
        assert "&lt;b&gt;" in found.text
        assert api.get("/compare?example=none").status_code == 404
        assert api.get("/compare?example=what-stopping-does").status_code == 200
        assert api.get("/compare?from=none").status_code == 404
        refused = api.post("/compare", data={"title": "t", "weeks": "x", "name": "a", "text": "b"})
        assert refused.status_code == 422
        assert "study, weeks" in refused.text
