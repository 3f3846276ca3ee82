"""Tables, sentences, page and terminal: the numbers of the mood, and no advice."""

import importlib.util
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from troche.report import compare_view, result_html, simulate_view
from troche.report.answer import answer
from troche.report.mood.numbers import amount, chance, points, span
from troche.report.mood.prose import how_to_read_mood, mood_answer, mood_limits
from troche.report.mood.reading import compared, mood_of, why_no_mood
from troche.report.mood.tables import estimand_rows, short_rows
from troche.report.page import render
from troche.report.prose import limits, question

ADVICE = re.compile(
    r"\b(should|recommend|consider|take|start|stop|increase|reduce|safe|effective|better)\b", re.I
)


def shown(view, width):
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(view)
    return captured.get()


def flat(text):
    return " ".join(text.split())


def spoken(result):
    mood = result.mood
    return " ".join(
        [str(answer(result)), question(result), *limits(result), *how_to_read_mood(mood)]
    )


def test_the_short_table_is_the_outcome(with_mood):
    for row in short_rows(with_mood.mood):
        outcome = row.regimen.averaged
        change = outcome.estimand("change at day 28")
        assert str(row.change) == (
            f"{points(change.value)} ({span(change.knowledge_p5, change.knowledge_p95)})"
        )
        for what, number in (("response", row.response), ("remission", row.remission)):
            item = outcome.estimand(f"{what} at day 28")
            assert number.value == f"{100 * item.value:.0f}\xa0%"
            assert number.knowledge == span(item.knowledge_p5, item.knowledge_p95, "fraction")
        if row.regimen.name == "placebo":
            assert (row.benefit.value, row.no_effect, row.worthwhile) == ("–", "–", "–")
            continue
        over = change.over_placebo
        assert row.benefit.value == points(-over.difference)
        assert row.benefit.knowledge == span(-over.knowledge_p95, -over.knowledge_p5)
        assert row.no_effect == chance(outcome.chances.no_effect)
        assert row.worthwhile == chance(outcome.chances.worthwhile)


def test_the_full_table_is_every_estimand(with_mood):
    for regimen in with_mood.mood.regimens:
        rows = estimand_rows(regimen)
        assert [r.name for r in rows] == [e.name for e in regimen.averaged.estimands]
        for row, item in zip(rows, regimen.averaged.estimands, strict=True):
            assert row.value.value == amount(item.value, item.unit)
            assert row.value.knowledge == span(item.knowledge_p5, item.knowledge_p95, item.unit)
            assert row.people == span(item.people_p5, item.people_p95, item.unit)
            assert row.unit in ("points", "%", "days")
            for contrast, number, better in (
                (item.over_placebo, row.over_placebo, row.chance_placebo),
                (item.over_infusion, row.over_infusion, row.chance_infusion),
            ):
                if contrast is None:
                    assert (str(number), better) == ("–", "–")
                    continue
                scale = 100 if item.unit == "fraction" else 1
                digits = 0 if item.unit == "fraction" else 1
                said = float(number.value.replace("−", "-"))
                assert said == pytest.approx(scale * contrast.difference, abs=0.51 * 10**-digits)
                assert better == chance(contrast.probability_better)
            if item.unit == "fraction":
                assert row.difference_unit == "percentage points"


def test_the_answer_says_average_rivals_and_what_the_evidence_does_not(with_mood):
    said = mood_answer(with_mood.mood)
    assert said.opening.startswith("In people like those of the trials, at day 28 and averaged")
    assert "knowledge interval, 90 % of possible truths" in said.opening
    assert [line.split(":")[0] for line in said.lines] == [r.name for r in compared(with_mood.mood)]
    row = short_rows(with_mood.mood)[1]
    assert said.lines[0] == (
        f"microdose: benefit over placebo {row.benefit.value} points of MADRS "
        f"({row.benefit.knowledge}); change since day 0 {row.change.value} points; no effect in "
        f"{row.no_effect} of possible truths, 2 points or more in {row.worthwhile}; beyond the "
        "tested range."
    )
    assert (
        "they put the benefit between 0.0 (e, expectancy) and 3.6 points (d, hydroxynorketamine) "
        "under microdose" in said.rivals
    )
    assert "settles whether the effect of microdose and spray is worth having" in said.rivals
    assert "the mechanisms agree about infusion and standard infusion" in said.rivals
    assert "rest on few trials, and none decides alone" in said.rivals
    assert "Below the doses tested against placebo the evidence does not say" in said.beyond
    assert "below the lowest tested against placebo" in said.beyond
    assert str(answer(with_mood)).startswith(str(said))


def test_the_evidence_does_not_say_is_said_also_within_the_range(with_mood):
    mood = with_mood.mood
    within = replace(mood, regimens=tuple(replace(r, extrapolated=()) for r in mood.regimens))
    assert mood_answer(within).beyond.startswith("Below the doses tested against placebo")
    assert len(mood_limits(within)) == len(mood_limits(mood)) - 1


@pytest.mark.parametrize("name", ["with_mood", "typical", "one_regimen"])
def test_no_sentence_advises(name, request):
    found = ADVICE.search(spoken(request.getfixturevalue(name)))
    assert found is None, found


def test_no_interval_is_claimed_where_there_is_none(typical):
    text = spoken(typical)
    assert "without an interval of knowledge" in text
    assert "in brackets" not in text
    assert "There is no interval of knowledge" in text
    page = render(typical).split('<script type="application/json"')[0]
    assert not re.search(r"\b(nan|None)\b", page)


def test_limits_name_what_is_thin(with_mood, comparison):
    text = " ".join(limits(with_mood))
    for words in ("thinly and lopsidedly studied", "a typical person", "were open", "months or"):
        assert words in text
    assert "No number here forecasts mood" not in text
    assert "No number here forecasts mood" in " ".join(limits(comparison))


@pytest.mark.parametrize("name", ["comparison", "refused"])
def test_without_mood_the_report_says_so_and_is_as_before(name, request):
    result = request.getfixturevalue(name)
    assert mood_of(result) is None
    sentence = why_no_mood(result)
    assert sentence.startswith("Nothing is said about mood. ")
    page = render(result)
    assert 'id="mood' not in page
    assert '<section id="fractions"' not in page
    assert sentence in flat(page).replace("&#39;", "'")
    for width in (40, 100):
        assert sentence in flat(shown(compare_view(result), width))
    assert "troche" in result_html(result)
    if name == "refused":
        assert "a published model has none." in sentence


def test_the_page_has_mood_first_with_its_numbers(with_mood):
    page = render(with_mood)
    ids = re.findall(r'<figure id="([^"]+)"', page)
    assert ids[:5] == [
        "mood-benefit", "mood-course", "mood-shares", "mood-mechanisms", "mood-weights",
    ]  # fmt: skip
    assert ids[5] == "fractions"
    for row in short_rows(with_mood.mood):
        for text in (row.change.value, row.change.knowledge, row.no_effect, row.response.knowledge):
            assert text in page
    for regimen in with_mood.mood.regimens:
        for row in estimand_rows(regimen):
            assert row.meaning in page
            assert str(row.over_placebo) in page
    assert page.count("beyond the tested range") > 4


def test_one_regimen_shows_its_exposure_first_and_mood_beside(one_regimen):
    ids = re.findall(r'<figure id="([^"]+)"', render(one_regimen))
    assert ids[0].startswith("first-day")
    assert "mood-benefit" in ids
    assert "benefit over placebo" in flat(render(one_regimen))
    assert "over placebo" in flat(shown(simulate_view(one_regimen), 100))


def test_odd_words_are_text_on_the_page_and_in_a_notebook(odd_names):
    for text in (render(odd_names), result_html(odd_names)):
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_page_is_well_formed(with_mood, typical, one_regimen):
    place = Path(__file__).parents[1] / "test_page.py"
    spec = importlib.util.spec_from_file_location("report_page", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for result in (with_mood, typical, one_regimen):
        read = module.Page(render(result))
        plots = [a for tag, a in read.tags if a.get("class") == "plot"]
        assert all(len(a["aria-label"]) > 40 for a in plots)
        inner = {a["href"][1:] for t, a in read.tags if t == "a" and a["href"].startswith("#")}
        assert inner <= {a["id"] for _, a in read.tags if "id" in a}


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_terminal_shows_every_number_and_cuts_nothing(width, with_mood):
    text = shown(compare_view(with_mood), width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    read = flat(text)
    for row in short_rows(with_mood.mood):
        for number in (row.change, row.benefit, row.response):
            assert flat(number.value) in read
            assert flat(number.knowledge) in read
        assert flat(row.no_effect) in read
    assert "microdose ‡" in read
    assert "There the evidence does not say." in read


def test_a_notebook_has_the_short_table(with_mood):
    html = result_html(with_mood)
    assert "<script" not in html
    assert len(html) < 30_000
    for row in short_rows(with_mood.mood):
        assert row.benefit.value in html


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "<1\xa0%"), (0.004, "<1\xa0%"), (0.996, ">99\xa0%"), (0.5, "50\xa0%"), (None, "–")],
)
def test_no_chance_is_nought_or_a_hundred(value, text):
    assert chance(value) == text
