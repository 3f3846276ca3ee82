"""The reading pages in a real browser: for any eye, any hand, any width, and fast."""

from __future__ import annotations

import json
import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.web.conftest import Server, Visit, serious

PAGES = (
    "/",
    "/compare",
    "/compare?regimen=low%3D10+mg+ketamine+oral",
    "/api",
    "/claims",
    "/claims/frequent-doses-last",
    "/claims/acute-suicide-risk",
    "/evidence",
    "/evidence/outcomes",
    "/evidence/tolerability?view=all",
    "/evidence/outcomes/5",
    "/evidence/studies/FAVA2020",
    "/evidence/forest",
    "/validation",
    "/plain",
    "/evidence/nothing-of-the-kind",
)

FIRST_PAINT_MS = 1000
"""The promise for a page; a browser on one of two busy cores keeps it with room to spare."""

MOST_BYTES = 1_500_000
"""Compressed, everything that a page asks for."""


@pytest.fixture(scope="module", autouse=True)
def computed(server: Server) -> None:
    """Have what takes seconds computed once, as the first visitor does."""
    for path in ("/?wait=1", "/claims?wait=1", "/validation?wait=1"):
        with urllib.request.urlopen(server.url + path, timeout=120) as answer:
            assert answer.status == 200


def _go(visit: Visit, server: Server, path: str) -> Page:
    if path.endswith("kind"):
        visit.allow("404")
    visit.page.goto(server.url + path)
    expect(visit.page.locator(".later")).to_have_count(0)
    return visit.page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_has_no_serious_complaint(
    server: Server, visited: Visit, path: str, scheme: str
) -> None:
    visited.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert not (bad := serious(_go(visited, server, path))), json.dumps(bad, indent=1)


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_scrolls_down_and_not_aside(server: Server, visited: Visit, path: str) -> None:
    visited.page.set_viewport_size({"width": 360, "height": 740})
    page = _go(visited, server, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", ["/evidence/outcomes", "/validation", "/claims", "/"])
def test_first_paint_and_weight(server: Server, visited: Visit, path: str) -> None:
    sizes: list[int] = []
    visited.page.on("requestfinished", lambda r: sizes.append(r.sizes()["responseBodySize"]))
    page = _go(visited, server, path)
    painted = page.evaluate(
        "new Promise(r => new PerformanceObserver(l => r(l.getEntries().pop().startTime))"
        ".observe({type: 'paint', buffered: true}))"
    )
    page.wait_for_load_state("networkidle")
    assert painted <= FIRST_PAINT_MS
    assert 0 < sum(sizes) <= MOST_BYTES


def test_the_keyboard_reaches_filters_and_narrows_the_rows(server: Server, visited: Visit) -> None:
    page = _go(visited, server, "/evidence/outcomes")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "text":
            break
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.type("lapidus")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("from 1 source")
    assert "text=lapidus" in page.url
    page.reload()
    expect(page.get_by_label("Words in any cell")).to_have_value("lapidus")
    expect(page.get_by_role("status")).to_contain_text("from 1 source")


def test_a_verdict_is_chosen_and_the_way_back_leads_to_all(server: Server, visited: Visit) -> None:
    page = _go(visited, server, "/claims")
    page.get_by_role("link", name="no evidence").click()
    expect(page.locator(".card.claim")).to_have_count(3)
    assert "verdict=no%20evidence" in page.url
    page.go_back()
    expect(page.locator(".card.claim")).to_have_count(16)


def test_pages_do_without_a_script(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/evidence/outcomes")
    page.get_by_label("Words in any cell").fill("lapidus")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("status")).to_contain_text("from 1 source")
    page.goto(f"{server.url}/claims?verdict=supported")
    expect(page.locator(".card.claim")).to_have_count(1)
    page.goto(f"{server.url}/evidence/forest?of=bioavailability")
    expect(page.locator("table.intervals .mark").first).to_be_visible()
    context.close()


def test_the_first_visitor_sees_the_shell_and_then_the_picture(
    tmp_path_factory: pytest.TempPathFactory, visited: Visit
) -> None:
    fresh = Server(tmp_path_factory.mktemp("fresh"))
    fresh.start()
    try:
        visited.page.goto(fresh.url + "/")
        expect(visited.page.get_by_role("heading", level=1)).to_be_visible()
        expect(visited.page.locator("table.intervals")).to_be_visible(timeout=60_000)
        expect(visited.page.locator(".later")).to_have_count(0)
    finally:
        fresh.stop()


def test_the_choice_of_dark_is_remembered(server: Server, visited: Visit) -> None:
    page = _go(visited, server, "/evidence")
    page.get_by_role("button", name="Switch to dark").click()
    page.goto(server.url + "/claims")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(page.get_by_role("button", name="Switch to light")).to_be_visible()
