"""Harm, burden and the measured microdose stand on every output, in words without advice."""

from __future__ import annotations

import io
import re

import pytest
from markupsafe import escape
from rich.console import Console

from troche.report import compare_view, result_html, simulate_view
from troche.report.answer import answer
from troche.report.harm.events import events_figure, headed
from troche.report.harm.exhibits import harm_exhibits
from troche.report.harm.numbers import said, whole
from troche.report.harm.pressure import RISES, pressure_figure
from troche.report.harm.prose import harm_limits, how_to_read_harm
from troche.report.harm.reading import SHOWN, dosed
from troche.report.harm.tables import burden_rows, harm_rows, microdose_rows
from troche.report.page import render
from troche.report.theme import styles_of
from troche.studies.harm.results import HarmResult
from troche.studies.results import Result

ADVICE = re.compile(r"\b(you should|should take|we recommend|recommended dose|try to)\b", re.I)


def shown(result: Result, width: int = 120) -> str:
    console = Console(file=io.StringIO(), width=width, record=True)
    console.print((simulate_view if result.kind == "simulate" else compare_view)(result))
    return " ".join(console.export_text().split())


def harm_in(result: Result) -> HarmResult:
    assert result.harm is not None
    return result.harm


def test_every_output_has_harm_microdose_and_burden(with_harm: Result) -> None:
    number = harm_in(with_harm)["infusion"].number("dissociation")
    share = whole(number.value, "fraction")[0]
    for text in (render(with_harm), shown(with_harm), result_html(with_harm)):
        plain = " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").split())
        assert share.replace("\u00a0", " ") in plain
        assert "sub-perceptual" in plain
        assert "low dose" in plain
        assert "Days not fit to drive" in plain or "days not fit to drive" in plain
        assert "FDA (Spravato label) (2019)" in plain
        assert "Compounded ketamine is not FDA-reviewed" in plain
        assert "No row gives a threshold for low doses taken daily" in plain
        assert "Assumed, supervised time" in plain
        assert not ADVICE.search(plain)


@pytest.mark.parametrize("width", [40, 80, 140])
def test_a_terminal_shows_every_number_at_any_width(with_harm: Result, width: int) -> None:
    text = shown(with_harm, width)
    for row in harm_rows(with_harm):
        for value, known, placebo in row.cells:
            for part in (value, known, placebo):
                assert " ".join(part.split()) in text
    assert "90 % of possible truths" in text.replace("\u00a0", " ")


def test_the_figure_draws_the_numbers_and_the_rate_on_placebo(with_harm: Result) -> None:
    harm = harm_in(with_harm)
    drawn = events_figure(harm, styles_of(with_harm.regimens))
    marks = [t.x[0] for t in drawn.data if t.name == "averaged"]
    wanted = [(event, r) for event in SHOWN for r in dosed(harm)]
    assert marks == [100 * r.number(event).value.value for event, r in wanted]
    (strokes,) = [t for t in drawn.data if t.name == "rate on placebo"]
    assert list(strokes.x) == [100 * r.number(event).placebo.value for event, r in wanted]
    assert list(strokes.y) == list(drawn.layout.yaxis.tickvals)
    headings = str(drawn.to_json())
    assert all(headed(event) in headings for event in SHOWN)
    assert drawn.layout.xaxis.title.text == "% of people"


def test_pressure_shows_people_apart_from_knowledge(with_harm: Result) -> None:
    drawn = pressure_figure(harm_in(with_harm), styles_of(with_harm.regimens))
    names = [t.name for t in drawn.data]
    assert {"90 % of people", "90 % of possible truths", "mean of people"} <= set(names)
    assert len([n for n in names if n == "averaged"]) == 2 * len(RISES)


def test_each_figure_has_words_and_data_and_its_place(with_harm: Result) -> None:
    found = harm_exhibits(with_harm, harm_in(with_harm))
    assert [x.key for x in found] == [
        "harm-events", "harm-first-session", "harm-by-session", "harm-pressure",
    ]  # fmt: skip
    page = render(with_harm)
    for x in found:
        assert x.of == "harm"
        assert x.caption
        assert x.alternative
        assert all(len(row) == len(x.headings) for row in x.rows)
        assert f'id="{x.key}"' in page
    assert page.index('id="harm"') < page.index('id="microdose"') < page.index('id="burden"')


def test_every_number_of_every_regimen_stands_in_the_report(with_harm: Result) -> None:
    page = render(with_harm)
    for regimen in harm_in(with_harm).regimens:
        for item in regimen.numbers:
            assert str(escape(item.meaning)) in page
            assert said(whole(item.placebo, item.unit)).split(" (")[0] in page


def test_the_answer_tells_harm_over_placebo_with_its_interval(with_harm: Result) -> None:
    told = answer(with_harm)
    assert "percentage points" in told.harm[0]
    assert [line.split(":")[0] for line in told.harm[1:]] == ["microdose", "infusion"]
    assert "mmHg" in told.harm[1]
    assert [line.split(":")[0] for line in told.microdose] == ["microdose", "infusion"]
    assert "possible truths" in told.microdose[0]
    assert str(told).count("Harm, over placebo") == 1


def test_words_on_microdose_follow_the_measure(with_harm: Result) -> None:
    for row in microdose_rows(with_harm):
        place = row.regimen.microdose
        assert place is not None
        assert (row.dose, row.perception) == (place.dose, place.perception)


def test_typical_values_say_that_there_is_no_interval(known: Result) -> None:
    assert all(not known_ for row in harm_rows(known) for _, known_, _ in row.cells)
    assert "no interval" in " ".join(how_to_read_harm(known))
    captions = "".join(x.caption for x in harm_exhibits(known, harm_in(known)))
    assert "90 % of possible truths" not in captions
    assert render(known)


def test_a_refusal_says_why_and_keeps_the_burden(refused: Result) -> None:
    for text in (render(refused), shown(refused), result_html(refused)):
        assert "a published model has none" in text
        assert "sub-perceptual or not: not measured" in text
    assert burden_rows(refused)


def test_what_was_not_asked_for_is_said_to_be_missing(untold: Result) -> None:
    for text in (render(untold), shown(untold), result_html(untold)):
        assert "Nothing is said about harm. It was not part of this run." in text
    assert not burden_rows(untold)
    assert harm_limits(untold) == []


def test_one_regimen_and_only_placebo(one: Result) -> None:
    assert "this regimen" in str(answer(one))
    assert "Harm" in shown(one)
    nothing = render(one)
    assert 'id="harm-events"' in nothing
    assert 'id="harm-by-session"' not in nothing
