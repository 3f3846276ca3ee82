"""Figures of mood: what is drawn, where, and what is said about it."""

from dataclasses import replace

import numpy as np
import pytest

from troche.report import figure, save_figure
from troche.report.mood.benefit import benefit_figure
from troche.report.mood.course import course_figure
from troche.report.mood.marks import place_marks
from troche.report.mood.reading import compared, mood_styles
from troche.report.mood.rivals import rivals_figure, weights_figure
from troche.report.mood.shares import shares_figure


def named(drawn, name):
    return [trace for trace in drawn.data if trace.name == name]


def legend(drawn):
    return [trace.name for trace in drawn.data if trace.showlegend is not False]


def words(drawn):
    title = drawn.layout.title
    notes = " ".join(note.text for note in drawn.layout.annotations)
    return f"{title.text} {title.subtitle.text} {notes}".replace("<br>", " ")


def benefit_of(regimen, mechanism="averaged"):
    return -regimen.outcomes[mechanism].estimand("change at day 28").over_placebo.difference


@pytest.fixture(scope="module")
def styles(with_mood):
    return mood_styles(with_mood, with_mood.mood)


@pytest.fixture(scope="module")
def main(with_mood, styles):
    return benefit_figure(with_mood.mood, styles)


def test_it_is_the_main_figure_of_a_comparison_with_mood(with_mood, one_regimen, refused):
    assert figure(with_mood).layout.title.text == "Benefit over placebo at day 28"
    about = " ".join(figure(with_mood).layout.meta["about"])
    assert "the evidence does not say" in about
    assert "Not for diagnosis" in about
    assert "Concentration over time" in figure(one_regimen).layout.title.text
    assert "Exposure as per cent" in figure(refused).layout.title.text


def test_marks_and_bars_are_the_averaged_benefit(with_mood, main):
    shown = compared(with_mood.mood)
    assert [r.name for r in shown] == ["microdose", "infusion", "spray", "standard infusion"]
    bars, marks = named(main, "knowledge"), named(main, "averaged")
    for regimen, bar, mark in zip(shown, bars, marks, strict=True):
        over = regimen.averaged.estimand("change at day 28").over_placebo
        assert mark.x[0] == pytest.approx(-over.difference)
        assert (min(bar.x), max(bar.x)) == pytest.approx((-over.knowledge_p95, -over.knowledge_p5))


def test_every_rival_has_its_letter_where_it_says(with_mood, main):
    for regimen, trace in zip(compared(with_mood.mood), named(main, "mechanisms"), strict=True):
        found = dict(zip(trace.text, trace.x, strict=True))
        assert set(found) == set("abcdef")
        for line in with_mood.mood.mechanisms:
            assert found[line.letter] == pytest.approx(benefit_of(regimen, line.name))
            assert any(f"{line.letter}: {line.name}" in name for name in legend(main))


def test_lettered_marks_do_not_touch(main):
    low, high = main.layout.xaxis.range
    for trace in named(main, "mechanisms"):
        for i in range(len(trace.x)):
            for j in range(i):
                across = abs(trace.x[i] - trace.x[j]) / (high - low) * 280  # a phone's pixels
                assert max(across, abs(trace.y[i] - trace.y[j])) >= 16
    assert place_marks({}, 1.0) == {}


def test_beyond_the_tested_range_is_hollow_hatched_and_said(main):
    looks = [(t.marker.color, t.marker.line.color) for t in named(main, "averaged")]
    assert looks[0][0] == "white"
    assert all(colour != "white" for colour, _ in looks[1:])
    patterns = [t.fillpattern.shape for t in named(main, "knowledge")]
    assert patterns == ["/", None, None, None]
    headings = [n.text for n in main.layout.annotations if n.text.startswith("<b>")]
    assert "beyond the tested range" in headings[0]
    assert not any("beyond" in text for text in headings[1:])
    assert "hollow: beyond the tested range" in legend(main)


def test_lines_stand_at_placebo_at_what_is_worth_having_and_at_the_infusion(with_mood, main):
    upright = [s.x0 for s in main.layout.shapes if s.x0 == s.x1]
    infusion = benefit_of(with_mood.mood["standard infusion"])
    assert upright == pytest.approx([0.0, 2.0, infusion])
    for text in ("as placebo", "smallest effect worth having: 2 points", "standard infusion"):
        assert text in words(main)


def test_the_probability_of_no_effect_is_printed_beside_every_regimen(with_mood, main):
    said = [n.text for n in main.layout.annotations if n.text.startswith("P(no effect)")]
    shares = [r.averaged.chances.no_effect for r in compared(with_mood.mood)]
    assert said == [f"P(no effect) {100 * share:.0f}\xa0%" for share in shares]
    assert "90 % of possible truths" in legend(main)


def test_typical_values_have_no_bar_and_no_probability(typical):
    styles = mood_styles(typical, typical.mood)
    for draw in (benefit_figure, shares_figure, rivals_figure):
        drawn = draw(typical.mood, styles)
        assert not named(drawn, "knowledge")
        assert "90 % of possible truths" not in legend(drawn)
        assert "P(no effect)" not in words(drawn)
    assert "Typical values taken as known" in words(benefit_figure(typical.mood, styles))
    assert not named(course_figure(typical.mood, styles), "knowledge of the median")


def test_the_course_has_people_knowledge_and_placebo_in_every_panel(with_mood, styles):
    drawn = course_figure(with_mood.mood, styles)
    shown = compared(with_mood.mood)
    beneath = with_mood.mood["placebo"].averaged.curve
    for name in ("people", "knowledge of the median", "median", "median under placebo"):
        assert len([t for t in named(drawn, name) if t.x[0] is not None]) == len(shown)
    for regimen, line in zip(shown, named(drawn, "median"), strict=False):
        assert np.allclose(line.y, regimen.averaged.curve.median, rtol=1e-3)
    for regimen, band in zip(shown, named(drawn, "people"), strict=True):
        curve = regimen.averaged.curve
        count = len(curve.days)
        assert np.allclose(band.y[:count], curve.people_p95, rtol=1e-3)
        assert np.allclose(band.y[count:][::-1], curve.people_p5, rtol=1e-3)
        assert (band.fillpattern.shape == "/") == bool(regimen.extrapolated)
    assert np.allclose(named(drawn, "median under placebo")[0].y, beneath.median, rtol=1e-3)
    assert "microdose, beyond the tested range" in words(drawn)


def test_shares_are_those_of_the_day_placebo_among_them(with_mood, styles):
    marks = named(shares_figure(with_mood.mood, styles), "averaged")
    expected = [
        100 * r.averaged.estimand(f"{what} at day 28").value
        for what in ("response", "remission")
        for r in with_mood.mood.regimens
    ]
    assert [t.x[0] for t in marks] == pytest.approx(expected)


def test_every_mechanism_answers_for_every_regimen(with_mood, styles):
    mood = with_mood.mood
    marks = named(rivals_figure(mood, styles), "averaged")
    expected = [benefit_of(r, m.name) for m in mood.mechanisms for r in compared(mood)]
    assert [t.x[0] for t in marks] == pytest.approx(expected)
    bars = weights_figure(mood).data[0]
    assert list(bars.x) == pytest.approx([100 * m.weight for m in mood.mechanisms])
    assert "none decides alone" in words(weights_figure(mood))


def test_a_short_horizon_is_compared_at_its_end(with_mood, styles):
    def short(outcome):
        kept = [e for e in outcome.estimands if "day 28" not in e.name]
        days = tuple(d for d in outcome.curve.days if d <= 14)
        return replace(outcome, estimands=tuple(kept), curve=replace(outcome.curve, days=days))

    regimens = tuple(
        replace(r, outcomes={k: short(o) for k, o in r.outcomes.items()})
        for r in with_mood.mood.regimens
    )
    drawn = benefit_figure(replace(with_mood.mood, regimens=regimens), styles)
    assert drawn.layout.title.text == "Benefit over placebo at the end (day 14)"
    assert named(drawn, "averaged")


def test_without_anything_to_compare_a_figure_says_so(with_mood, styles):
    alone = replace(with_mood.mood, regimens=(with_mood.mood["placebo"],))
    for draw in (benefit_figure, course_figure, rivals_figure):
        assert "No regimen of this study is compared with placebo." in words(draw(alone, styles))


def test_names_are_text_in_figures(odd_names, tmp_path):
    path = save_figure(figure(odd_names), tmp_path / "figure.html")
    assert "<script>alert" not in path.read_text(encoding="utf-8")
    drawn = course_figure(odd_names.mood, mood_styles(odd_names, odd_names.mood))
    assert "&lt;script&gt;" in words(drawn)
