"""The question of the program in one picture: benefits over placebo, and how people differ."""

from __future__ import annotations

from troche.report.drawing import Line, Row, Track, interval_table, scale_over
from troche.report.explanation_numerals import percent, points, span
from troche.studies.explain.spread import Estimate
from troche.studies.headline import WORTH, Headline

__all__ = ["answer_words", "people_words", "question_picture"]


def answer_words(found: Headline) -> str:
    """Return what is known, in a few sentences."""
    return (
        f"After four weeks, the model puts people given infusions {found.infusions.mean:.1f} "
        f"points below placebo on the MADRS ({_ends(found.infusions)}), and people given "
        f"a small dose every day {found.small.mean:.1f} points ({_ends(found.small)}). Whether the "
        f"small doses do anything worth having is open: they reach {WORTH:g} points in "
        f"{percent(found.worthwhile)} of its possible truths."
    )


def people_words(found: Headline) -> str:
    """Return what is drawn of how people differ, and what it rests on."""
    people = found.people
    return (
        f"The pale bar is how people differ, not what the drug does: in the middle one of "
        f"{people.arms} arms of {people.families} study families, the change on the MADRS has a "
        f"standard deviation of {people.sd:g} points (table of outcomes, rows "
        f"{', '.join(map(str, people.rows))}). That 90 % of people lie within "
        f"{people.half:.0f} points of their mean assumes a normal spread."
    )


def question_picture(found: Headline) -> str:
    """Return the picture as a table of HTML and SVG."""
    half = found.people.half
    rivals = [
        Row(
            f"({each.letter}) {each.title}",
            _said(each.small),
            each.small.mean,
            each.small.low,
            each.small.high,
            kind="three",
            shape="square",
            note=f"weight {percent(each.weight)}",
        )
        for each in found.mechanisms
    ]
    rows = [
        _row("Infusions", "0.5 mg/kg IV over 40 min, twice a week", found.infusions, "two"),
        _row("Small doses", "15 mg under the tongue, every day", found.small, "one"),
        _row("Small doses less infusions", "their difference", found.difference, "placebo"),
        Row("Small doses, by rival mechanism", heading=True),
        *rivals,
        Row("For comparison: how people differ", heading=True),
        Row(
            "People of one arm",
            f"{half:.0f} points either way",
            note="change on the MADRS around its mean",
            wide=(-half, half),
        ),
    ]
    ends = [v for r in rows for v in (r.low, r.high)]
    track = Track(
        scale_over(ends, around=(-half, half, 0.0)),
        "points of the MADRS",
        (Line(0.0, "zero"), Line(WORTH, "worth")),
        ("← placebo better", "better than placebo →"),
    )
    headings = ("After four weeks", "Benefit over placebo", "Points, 90 % of truths")
    return interval_table(rows, track, headings)


def _row(name: str, note: str, found: Estimate, kind: str) -> Row:
    shape = {"one": "circle", "two": "diamond", "placebo": "tick"}[kind]
    return Row(name, _said(found), found.mean, found.low, found.high, kind, shape, 6.0, note=note)


def _said(found: Estimate) -> str:
    return f"{points(found.mean)} ({span(found)})"


def _ends(found: Estimate) -> str:
    return f"90 % of truths: {found.low:.1f} to {found.high:.1f}"
