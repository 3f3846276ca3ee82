"""The figures of harm with captions, words for those who do not see them, and data."""

from __future__ import annotations

from troche.report.exhibit import Exhibit
from troche.report.harm.course import by_session_figure, first_session_figure
from troche.report.harm.events import events_figure, headed
from troche.report.harm.numbers import amount, difference, said, span, whole
from troche.report.harm.pressure import RISES, pressure_figure
from troche.report.harm.reading import SHOWN, dosed, is_sure, named
from troche.report.theme import styles_of
from troche.studies.harm.results import HarmCurve, HarmRegimen, HarmResult
from troche.studies.results import Result

__all__ = ["harm_exhibits"]


def harm_exhibits(result: Result, harm: HarmResult) -> list[Exhibit]:
    """Return the figures of harm, the main one first."""
    if not dosed(harm):
        return []
    found = [_events(result, harm)]
    if any(r.first_session for r in dosed(harm)):
        found.append(_first_session(result, harm))
    if any(r.sessions > 1 for r in dosed(harm)):
        found.append(_by_session(result, harm))
    return [*found, _pressure(result, harm)]


def _bar(harm: HarmResult) -> str:
    return "" if is_sure(harm) else "Bar: 90 % of possible truths. "


def _events(result: Result, harm: HarmResult) -> Exhibit:
    rows = []
    for event in SHOWN:
        for regimen in dosed(harm):
            item = regimen.number(event)
            rows.append(
                (
                    headed(event), named(regimen), said(whole(item.value, item.unit)),
                    said(whole(item.placebo, item.unit)),
                    said(difference(item.over_placebo, item.unit)), item.meaning,
                )
            )  # fmt: skip
    return Exhibit(
        "harm-events",
        "Harm: people with an event, beside placebo",
        f"Mark: share of people with it at least once. {_bar(harm)}Upright stroke: the rate on "
        "placebo over the same period. The distance between stroke and mark is what the drug "
        f"adds. {harm.setting}",
        "Marks with bars along per cent of people: "
        + "; ".join(f"{row[0]} under {row[1]} {row[2]}, placebo {row[3]}" for row in rows)
        + ".",
        events_figure(harm, styles_of(result.regimens)),
        ("Event", "Regimen", "Share of people", "On placebo",
         "Over placebo (percentage points)", "Meaning"),
        tuple(rows),
        of="harm",
    )  # fmt: skip


def _first_session(result: Result, harm: HarmResult) -> Exhibit:
    pairs = [(r, r.first_session) for r in dosed(harm) if r.first_session is not None]
    sure = "" if is_sure(harm) else " Darker band: where that median may lie (90 %)."
    return Exhibit(
        "harm-first-session",
        "Dissociation over the first session",
        f"Line: median of people. Pale band: 90 % of people, the truth taken as known.{sure} "
        "Points of the CADSS that the drug adds; what people score without it comes on top.",
        "Panels of points against hours, one for each regimen. "
        + "; ".join(_highest(r, c) for r, c in pairs)
        + ".",
        first_session_figure(harm, styles_of(result.regimens)),
        *_table(pairs, "Time (h)"),
        of="harm",
    )


def _by_session(result: Result, harm: HarmResult) -> Exhibit:
    pairs = [(r, r.by_session) for r in dosed(harm) if r.by_session and r.sessions > 1]
    sure = "" if is_sure(harm) else " Band: where that median may lie (90 %)."
    return Exhibit(
        "harm-by-session",
        "Dissociation at the peak, session by session",
        f"Line: median of people who took the dose.{sure} It falls where repetition wears it off "
        "(habituation), and rises where doses add up or grow.",
        "Lines of points against the number of the session. "
        + "; ".join(
            f"{named(r)}: {amount(c.median[0], 'points')} at the first and "
            f"{amount(c.median[-1], 'points')} at session {c.places[-1]:g}"
            for r, c in pairs
        )
        + ".",
        by_session_figure(harm, styles_of(result.regimens)),
        *_table(pairs, "Session"),
        of="harm",
    )


def _highest(regimen: HarmRegimen, curve: HarmCurve) -> str:
    top = max(curve.median)
    place = curve.places[curve.median.index(top)]
    return f"{named(regimen)}: median highest at {place:.2g} h, {amount(top, 'points')} points"


def _table(
    pairs: list[tuple[HarmRegimen, HarmCurve]], along: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    headings = ("Regimen", along, "Median (points)", "People, 90 % (points)",
                "Knowledge of the median, 90 % (points)")  # fmt: skip
    rows = []
    for regimen, c in pairs:
        step = max(1, len(c.places) // 12)
        for i in sorted({*range(0, len(c.places), step), len(c.places) - 1}):
            known = span(c.knowledge_p5[i], c.knowledge_p95[i], "points") if c.knowledge_p5 else ""
            rows.append(
                (
                    named(regimen), f"{c.places[i]:.3g}", amount(c.median[i], "points"),
                    span(c.people_p5[i], c.people_p95[i], "points"), known,
                )
            )  # fmt: skip
    return headings, tuple(rows)


def _pressure(result: Result, harm: HarmResult) -> Exhibit:
    rows = []
    for name, heading in RISES.items():
        for regimen in dosed(harm):
            item = regimen.number(name)
            rows.append(
                (
                    heading, named(regimen), *whole(item.value, item.unit),
                    span(item.people_p5, item.people_p95, item.unit),
                )
            )  # fmt: skip
    return Exhibit(
        "harm-pressure",
        "Rise of blood pressure and heart rate",
        f"Mark: mean of people at the peak of the highest session. {_bar(harm)}Thin line beneath: "
        "90 % of people. Nothing wears off; a marked rise (40 mmHg systolic or 25 mmHg diastolic) "
        "is the event 'blood pressure spike'.",
        "Marks with bars along mmHg and beats per minute: "
        + "; ".join(f"{row[0]} under {row[1]} {row[2]}" for row in rows)
        + ".",
        pressure_figure(harm, styles_of(result.regimens)),
        ("What", "Regimen", "Mean rise", "90 % of possible truths", "People, 90 %"),
        tuple(rows),
        of="harm",
    )
