"""The Explore page as people use it: by label, by role, by keys."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.web.conftest import serious

from troche.studies.study_file import read_study

GOAL, LIMIT = 150.0, 300.0
"""Milliseconds from release to redraw: what is wanted, and twice that, where a test fails."""

TABLET = "15 mg ketamine sublingual tablet, daily for 4 weeks"
INFUSION = "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"


def drawn(page: Page) -> int:
    """Return how many pictures the page has drawn."""
    return int(page.locator("body").get_attribute("data-drawn") or 0)


def wait_until(page: Page, true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait by asking: the page's policy forbids the scripts that Playwright would wait with."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing happened"
        page.wait_for_timeout(10)


def wait_for_next(page: Page, before: int) -> None:
    """Wait for a picture after the one numbered `before`."""
    wait_until(page, lambda: drawn(page) > before)


def box(page: Page) -> Locator:
    """Return the text box of the regimen language."""
    return page.get_by_label("In words")


def type_regimen(page: Page, text: str) -> None:
    """Type a line and press Enter, as a reader does."""
    before = drawn(page)
    box(page).fill(text)
    box(page).press("Enter")
    wait_for_next(page, before)


@pytest.fixture
def explore(server: Any, visited: Any, page: Page) -> Page:
    page.goto(f"{server.url}/explore")
    wait_for_next(page, 0)
    return page


def mood_line(page: Page) -> str:
    """Return the path of the current regimen's mood."""
    line = page.locator("[data-panel=mood] .line.current .typical")
    return str(line.get_attribute("d"))


def test_the_first_picture_says_what_it_shows(explore: Page) -> None:
    expect(explore.get_by_role("heading", level=1)).to_have_text("Explore a regimen")
    for words in ("nine of ten people lie here", "as far as the evidence tells"):
        expect(explore.get_by_text(words).first).to_be_visible()
    pictures = explore.get_by_role("img", name=re.compile("typical person, 15 mg ketamine"))
    assert pictures.count() >= 5
    expect(explore.locator("#sentence")).to_contain_text("ng/mL")


def test_a_regimen_is_built_by_keyboard_alone(explore: Page) -> None:
    explore.get_by_label("Route").focus()
    before = drawn(explore)
    explore.keyboard.press("Home")  # the first route of the list: vein
    wait_for_next(explore, before)
    expect(box(explore)).to_have_value(re.compile(r"ketamine base iv over 40 min"))
    slider = explore.get_by_label("Dose, slider")
    slider.focus()
    before = drawn(explore)
    explore.keyboard.press("ArrowRight")
    wait_for_next(explore, before)
    expect(box(explore)).to_have_value(re.compile(r"^0\.55 mg/kg"))
    how_often = explore.get_by_label("How often")
    before = drawn(explore)
    how_often.select_option(label="twice weekly")
    wait_for_next(explore, before)
    expect(box(explore)).to_have_value(re.compile("2 times weekly"))
    assert "0.55" in explore.url


def test_what_is_typed_fills_the_form(explore: Page) -> None:
    type_regimen(explore, INFUSION)
    expect(explore.get_by_label("Route")).to_have_value("iv")
    expect(explore.get_by_label("Dose", exact=True)).to_have_value("0.5")
    expect(explore.get_by_label("Given over, minutes")).to_have_value("40")
    expect(explore.get_by_label("How often")).to_have_value("2 times weekly")
    type_regimen(explore, f"{INFUSION}, then weekly for 4 weeks")
    expect(explore.get_by_text("Typed by hand")).to_be_visible()


def test_a_mistake_is_told_once_and_the_last_picture_stays(explore: Page, visited: Any) -> None:
    visited.allow("422")
    picture = mood_line(explore)
    box(explore).fill("15 mg ketamin sublingual tablet, daily for 4 weeks")
    box(explore).press("Enter")
    alert = explore.get_by_role("alert")
    expect(alert).to_contain_text("ketamin")
    expect(alert).to_contain_text("allowed")
    assert mood_line(explore) == picture
    before = drawn(explore)
    alert.get_by_role("button", name=re.compile("Did you mean")).click()
    wait_for_next(explore, before)
    expect(alert).to_be_empty()
    expect(explore.get_by_label("For weeks")).to_have_value("4")


def test_pins_are_drawn_named_and_taken_away(explore: Page) -> None:
    explore.get_by_role("button", name="Pin to compare").click()
    type_regimen(explore, INFUSION)
    chips = explore.get_by_role("list", name="Regimens in the picture").get_by_role("listitem")
    expect(chips).to_have_count(2)
    expect(explore.locator("[data-panel=mood] .line.pin-1 .typical")).to_have_count(1)
    table = explore.get_by_role("table", name="Numbers of the regimens side by side")
    expect(table.get_by_role("columnheader")).to_have_count(2)
    study = explore.get_by_role("link", name="Run this as a study").get_attribute("href") or ""
    assert study.startswith("/compare?")
    assert study.count("regimen=") == 2
    explore.get_by_role("button", name=re.compile("^Remove 15 mg")).click()
    expect(chips).to_have_count(1)


def test_undo_redo_and_the_keys_for_them(explore: Page) -> None:
    first = box(explore).input_value()
    type_regimen(explore, INFUSION)
    second = box(explore).input_value()
    explore.get_by_role("button", name="Undo").click()
    expect(box(explore)).to_have_value(first)
    explore.get_by_role("button", name="Redo").click()
    expect(box(explore)).to_have_value(second)
    explore.get_by_role("button", name="Copy link").focus()
    explore.keyboard.press("Control+z")
    expect(box(explore)).to_have_value(first)
    explore.keyboard.press("Control+Shift+Z")
    expect(box(explore)).to_have_value(second)
    explore.go_back()
    expect(box(explore)).to_have_value(first)


def test_a_link_brings_the_whole_page_back(explore: Page) -> None:
    explore.get_by_role("button", name="Pin to compare").click()
    type_regimen(explore, INFUSION)
    explore.get_by_role("tab").nth(2).click()
    explore.get_by_label("logarithmic").check()
    explore.get_by_label("Weeks shown").fill("6")
    before = drawn(explore)
    explore.get_by_label("Weeks shown").press("Enter")
    wait_for_next(explore, before)
    line, text, link = mood_line(explore), box(explore).input_value(), explore.url
    tab = explore.get_by_role("tab", selected=True).inner_text()
    fresh = explore.context.new_page()
    fresh.goto(link)
    wait_for_next(fresh, 0)
    assert mood_line(fresh) == line
    assert box(fresh).input_value() == text
    assert fresh.get_by_role("tab", selected=True).inner_text() == tab
    expect(fresh.get_by_label("logarithmic")).to_be_checked()
    expect(fresh.locator("[data-panel=mood] .line.pin-1 .typical")).to_have_count(1)
    assert fresh.url == link


def test_tabs_swap_the_mood_curve_by_arrow_keys(explore: Page) -> None:
    averaged = mood_line(explore)
    tabs = explore.get_by_role("tab")
    expect(tabs).to_have_count(7)
    tabs.first.focus()
    explore.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(tabs.nth(1)).to_be_focused()
    assert mood_line(explore) != averaged
    explore.keyboard.press("ArrowLeft")
    assert mood_line(explore) == averaged


def test_a_published_point_says_where_it_is_from(explore: Page) -> None:
    type_regimen(explore, "0.5 mg/kg ketamine iv over 40 min")
    point = explore.get_by_role("group", name="Published points").get_by_role("button").first
    point.focus()
    explore.keyboard.press("Enter")
    dialog = explore.get_by_role("dialog")
    expect(dialog).to_contain_text("Source")
    expect(dialog).to_contain_text(re.compile(r"\w+, row \d+"))
    for link in dialog.get_by_role("link").all():
        assert "noopener" in (link.get_attribute("rel") or "")
    explore.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(point).to_be_focused()


def test_outside_what_was_studied_is_said_and_drawn(explore: Page) -> None:
    type_regimen(explore, "300 mg ketamine buccal lozenge, twice daily for 8 weeks")
    expect(explore.get_by_text("Outside what was studied:")).to_be_visible()
    expect(explore.locator("#chips")).to_contain_text("†")
    expect(explore.locator("[data-panel=ketamine] .line.current.outside .hollow")).to_have_count(1)


def test_a_dose_is_added_on_a_day(explore: Page) -> None:
    type_regimen(explore, "56 mg esketamine nasal, days 1 4 8")
    before = drawn(explore)
    explore.get_by_label("Day", exact=True).fill("15")
    explore.get_by_role("button", name="Add a dose").click()
    wait_for_next(explore, before)
    expect(box(explore)).to_have_value(re.compile("days 1 4 8 15"))
    expect(explore.locator("[data-panel=mood] .doses line")).to_have_count(4)


def test_numbers_of_a_figure_as_a_table(explore: Page) -> None:
    explore.locator("[data-panel=ketamine] summary").click()
    table = explore.get_by_role("group", name="Table of the numbers").get_by_role("table")
    expect(table.first.get_by_role("row").nth(11)).to_be_visible()


def highest_tick(page: Page, panel: str) -> float:
    """Return the largest number on the upright axis of a panel."""
    ticks = page.locator(f"[data-panel={panel}] .grid-lines .tick text").all_text_contents()
    return max(float(each.replace("−", "-")) for each in ticks)


def test_next_to_nothing_looks_like_next_to_nothing(explore: Page) -> None:
    # The tablet's dissociation is far below one point: no axis may be stretched to fill it.
    assert highest_tick(explore, "dissociation") >= 8
    assert highest_tick(explore, "systolic") >= 10
    assert highest_tick(explore, "occupancy") >= 10
    limit = explore.locator("[data-panel=dissociation] .reference text")
    expect(limit).to_have_text("above 4 counts as felt")


def test_numbers_have_no_more_digits_than_knowledge_allows(explore: Page) -> None:
    tiles = explore.locator("#tiles")
    explore.goto(f"{explore.url.partition('?')[0]}?regimen=10+mg+ketamine+oral")
    expect(tiles).to_contain_text("below 0.1")
    assert not re.search(r"\d\.\d{2}", tiles.inner_text())
    spread = tiles.get_by_title(re.compile("^How sure we are"))
    assert set(spread.all_inner_texts()) == {"knowledge"}


def test_a_study_takes_people_and_weeks_along(explore: Page) -> None:
    type_regimen(explore, TABLET)
    explore.get_by_role("link", name="Run this as a study").click()
    expect(explore.get_by_label("Title")).to_have_value("15 mg ketamine sublingual tablet")
    expect(explore.get_by_label("Weeks")).to_have_value("8")
    expect(explore.get_by_label("Regimen 1", exact=True)).to_have_value(re.compile("sublingual"))


@pytest.mark.parametrize(
    ("kind", "name"), [("SVG", "svg"), ("PNG", "png"), ("CSV", "csv"), ("YAML", "yaml")]
)
def test_files_to_take_along(explore: Page, kind: str, name: str) -> None:
    with explore.expect_download() as waiting:
        explore.get_by_role("button", name=re.compile(kind)).click()
    path = waiting.value.path()
    content = path.read_bytes()
    assert waiting.value.suggested_filename == f"troche-explore.{name}"
    if name == "svg":
        assert b"var(--" not in content
        assert b"For research and teaching about groups" in content
    elif name == "png":
        assert content.startswith(b"\x89PNG")
        assert len(content) > 20_000
    elif name == "csv":
        rows = content.decode().splitlines()
        assert rows[0].startswith("regimen,population,signal,unit,time")
        assert len(rows) > 300
    else:
        copy = path.with_suffix(".yaml")
        copy.write_bytes(content)
        assert len(read_study(copy).regimens) == 1


def test_a_phone_needs_no_sideways_scrolling(server: Any, visited: Any, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{server.url}/explore")
    wait_for_next(page, 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("[data-panel=mood] svg").bounding_box()["width"] <= 360  # type: ignore[index]


def redraws(page: Page) -> int:
    """Return how many redraws the page has measured."""
    return int(page.evaluate("window.trocheExplore.redraws.length"))


def released(page: Page) -> float:
    """Return the milliseconds from letting go of the slider to the new picture."""
    before, count = drawn(page), redraws(page)
    # A hand that lets go: one change, with no question asked on the way.
    page.get_by_label("Dose, slider").evaluate(
        "(s) => { s.value = Number(s.value) + 1;"
        " document.getElementById('dose').value = s.value;"
        " s.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    wait_for_next(page, before)
    wait_until(page, lambda: redraws(page) > count)
    return float(page.evaluate("window.trocheExplore.redraws.at(-1)"))


def test_release_to_redraw(explore: Page, capsys: pytest.CaptureFixture[str]) -> None:
    # Other work on the machine lengthens every time: one of three rounds in quiet is enough.
    for _ in range(3):
        times = [released(explore) for _ in range(20)]
        median, worst = statistics.median(times), max(times)
        with capsys.disabled():
            print(f"\nrelease to redraw: median {median:.0f} ms, worst {worst:.0f} ms")
        if median <= LIMIT:
            return
        explore.wait_for_timeout(5000)
    pytest.fail(f"median {median:.0f} ms; the goal is {GOAL:.0f} ms, the limit {LIMIT:.0f} ms")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(server: Any, visited: Any, page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{server.url}/explore?regimen={TABLET}&pin={INFUSION}")
    wait_for_next(page, 0)
    assert not (bad := serious(page)), bad
