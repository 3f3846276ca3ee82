"""The figures of mood with captions, words for those who do not see them, and data."""

from __future__ import annotations

from collections.abc import Sequence

from troche.report.exhibit import Exhibit
from troche.report.mood.benefit import benefit_figure
from troche.report.mood.course import course_figure
from troche.report.mood.numbers import between, chance, points, span, weight_of
from troche.report.mood.prose import weights_words
from troche.report.mood.reading import (
    WORTHWHILE,
    benefits,
    compared,
    day_of,
    estimand,
    is_sure,
    mood_styles,
    named,
)
from troche.report.mood.rivals import rivals_figure, weights_figure
from troche.report.mood.shares import SHARES, shares_figure
from troche.report.mood.tables import short_rows
from troche.studies.mood.results import MoodCurve, MoodResult
from troche.studies.results import Result

__all__ = ["mood_exhibits"]

_DAYS = (0, 1, 3, 7, 14, 21, 28, 42, 56, 84, 112, 168, 252, 364)


def mood_exhibits(result: Result, mood: MoodResult) -> list[Exhibit]:
    """Return the figures of mood, the main one first."""
    if not compared(mood):
        return []
    return [
        _benefit(result, mood),
        _course(result, mood),
        _shares(result, mood),
        _rivals(result, mood),
        _weights(mood),
    ]


def _bars(mood: MoodResult) -> str:
    return "" if is_sure(mood) else "Bar: 90 % of possible truths. "


def _chances(mood: MoodResult) -> str:
    if is_sure(mood):
        return ""
    return " P(no effect): share of possible truths with a benefit below half a point."


def _hollow(mood: MoodResult) -> str:
    if not any(r.extrapolated for r in compared(mood)):
        return ""
    return (
        " Hollow and hatched: beyond the tested range, where the evidence does not say and the "
        "mechanism alone carries the number."
    )


def _benefit(result: Result, mood: MoodResult) -> Exhibit:
    day = day_of(mood)
    rows = []
    for row in short_rows(mood):
        if row.regimen.name == mood.placebo:
            continue
        each = [points(found.value) if found else "" for found in
                benefits(mood, row.regimen).values()]  # fmt: skip
        tested = "; ".join(s.rstrip(".") for s in row.regimen.extrapolated) or "within"
        said = (row.benefit.value, row.benefit.knowledge, row.no_effect, row.worthwhile)
        rows.append((named(row.regimen), *said, *each, tested))
    summary = "; ".join(
        f"{r[0]} {r[1]} points" + (f" ({r[2]}), P(no effect) {r[3]}" if r[2] else "")
        + ("" if r[-1] == "within" else ", beyond the tested range")
        for r in rows
    )  # fmt: skip
    return Exhibit(
        "mood-benefit",
        f"Benefit over placebo {day.words}",
        f"Mark: mean over people, averaged over mechanisms. {_bars(mood)}Letters: what each "
        f"mechanism says. {weights_words(mood)} Lines: placebo itself; {WORTHWHILE:g} points, the "
        f"smallest effect worth having; the standard infusion.{_chances(mood)}{_hollow(mood)}",
        f"Marks with bars along points of MADRS over placebo: {summary}.",
        benefit_figure(mood, mood_styles(result, mood)),
        (
            "Regimen", "Benefit over placebo (points)", "90 % of possible truths", "P(no effect)",
            f"P({WORTHWHILE:g} points or more)",
            *(f"{m.letter}: {m.name} (points)" for m in mood.mechanisms), "Tested range",
        ),
        tuple(rows),
        of="mood",
    )  # fmt: skip


def _course(result: Result, mood: MoodResult) -> Exhibit:
    beneath = mood[mood.placebo].averaged.curve
    rows = [
        (
            named(r), f"{c.days[i]:g}", points(c.median[i]), span(c.people_p5[i], c.people_p95[i]),
            span(c.knowledge_p5[i], c.knowledge_p95[i]) if c.knowledge_p5 else "",
            points(beneath.median[i]),
        )
        for r in compared(mood)
        for c in [r.averaged.curve]
        for i in _places(c)
    ]  # fmt: skip
    ends = "; ".join(
        f"{named(r)}: median {points(c.median[0])} on day 0 and {points(c.median[-1])} on day "
        f"{c.days[-1]:g}"
        for r in compared(mood)
        for c in [r.averaged.curve]
    )
    outlined = "" if is_sure(mood) else " Outlined: where that median may lie (90 %)."
    return Exhibit(
        "mood-course",
        "MADRS over time",
        f"Line: median of people, averaged over mechanisms.{outlined} Pale band: 90 % of people, "
        "the truth taken as known. Grey line: median under placebo, in the same people. "
        f"{mood.setting}" + (" Hatched: beyond the tested range." if _hollow(mood) else ""),
        f"Panels of MADRS against days, one for each regimen. {ends}; under placebo "
        f"{points(beneath.median[-1])}.",
        course_figure(mood, mood_styles(result, mood)),
        (
            "Regimen", "Day", "Median (points)", "People, 90 % (points)",
            "Knowledge of the median, 90 % (points)", "Median under placebo (points)",
        ),
        tuple(rows),
        of="mood",
    )  # fmt: skip


def _places(curve: MoodCurve) -> list[int]:
    days: Sequence[float] = curve.days
    wanted = [float(d) for d in _DAYS if d <= days[-1]]
    return sorted({days.index(d) for d in wanted if d in days} | {len(days) - 1})


def _shares(result: Result, mood: MoodResult) -> Exhibit:
    day = day_of(mood)
    rows = []
    for what, heading in SHARES.items():
        for row in short_rows(mood):
            number = row.response if what == "response" else row.remission
            item = estimand(row.regimen.averaged, f"{what} at {day.suffix}")
            meaning = item.meaning if item else heading
            rows.append((what, named(row.regimen), number.value, number.knowledge, meaning))
    return Exhibit(
        "mood-shares",
        f"Response and remission {day.words}",
        f"Mark: share of people, averaged over mechanisms. {_bars(mood)}Placebo is among the "
        f"regimens: part of any response is what people have without the drug.{_hollow(mood)}",
        "Marks with bars along per cent of people: "
        + "; ".join(f"{what} under {name} {value}" for what, name, value, *_ in rows)
        + ".",
        shares_figure(mood, mood_styles(result, mood)),
        ("What", "Regimen", "Share of people", "90 % of possible truths", "Meaning"),
        tuple(rows),
        of="mood",
    )


def _rivals(result: Result, mood: MoodResult) -> Exhibit:
    day = day_of(mood)
    rows = []
    for line in mood.mechanisms:
        for regimen in compared(mood):
            found = benefits(mood, regimen)[line.letter]
            chances = regimen.outcomes[line.name].chances if found else None
            rows.append(
                (
                    f"{line.letter}: {line.title}", weight_of(line.weight), named(regimen),
                    points(found.value) if found else "", between(found),
                    chance(chances.no_effect) if chances else "",
                    chance(chances.worthwhile) if chances else "",
                )
            )  # fmt: skip
    return Exhibit(
        "mood-mechanisms",
        f"Benefit over placebo {day.words}, if one mechanism is the true one",
        f"Mark: mean over people under one mechanism. {_bars(mood)}Solid line: as placebo; "
        f"dashed: {WORTHWHILE:g} points, the smallest effect worth having.{_hollow(mood)}",
        "Marks with bars along points of MADRS over placebo, by mechanism: "
        + "; ".join(f"{r[0][0]}, {r[2]} {r[3]}" for r in rows)
        + ".",
        rivals_figure(mood, mood_styles(result, mood)),
        (
            "Mechanism", "Weight", "Regimen", "Benefit over placebo (points)",
            "90 % of possible truths", "P(no effect)", f"P({WORTHWHILE:g} points or more)",
        ),
        tuple(rows),
        of="mood",
    )  # fmt: skip


def _weights(mood: MoodResult) -> Exhibit:
    return Exhibit(
        "mood-weights",
        "Weights of the mechanisms",
        "With which weight each mechanism enters the average: how well it predicted trials that "
        "it had not seen, beside its rivals. The weights rest on few trials, and none decides "
        "alone.",
        f"Bars of weights. {weights_words(mood)}",
        weights_figure(mood),
        ("Letter", "Mechanism", "Weight"),
        tuple((m.letter, m.title, weight_of(m.weight)) for m in mood.mechanisms),
        of="mood",
    )
