"""The figures of a report in order, each with its caption, words for it and its data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from troche.report.blood import notes_on_blood, reference_of, site_of
from troche.report.exhibit import Exhibit
from troche.report.figures import concentration, first_day, fractions, occupancy
from troche.report.figures.axes import time_axis
from troche.report.figures.bands import spread_words
from troche.report.figures.concentration import points_on
from troche.report.figures.fractions import RATIOS, ratio_heading
from troche.report.figures.occupancy import occupancy_curve
from troche.report.figures.panels import curve_of, panels_of, resolves_peaks, title_of
from troche.report.harm.exhibits import harm_exhibits
from troche.report.harm.reading import harm_of
from troche.report.mood.exhibits import mood_exhibits
from troche.report.mood.reading import mood_of
from troche.report.numerals import cell_of, find, interval, numeral
from troche.report.theme import (
    BEYOND_A_DOSE,
    called,
    is_extrapolated,
    is_only,
    is_placebo,
    styles_of,
)
from troche.studies.results import Curve, Quantity, RegimenResult, Result

__all__ = ["exhibits"]


def exhibits(result: Result) -> list[Exhibit]:
    """Return the figures of a report, the main one first."""
    mood = mood_of(result)
    of_mood = mood_exhibits(result, mood) if mood else []
    harm = harm_of(result)
    of_harm = harm_exhibits(result, harm) if harm else []
    of_exposure = _of_exposure(result)
    if len(result.regimens) > 1:
        return [*of_mood, *of_exposure, *of_harm]
    return [*of_exposure, *of_mood, *of_harm]


def _of_exposure(result: Result) -> list[Exhibit]:
    drug = [regimen for regimen in result.regimens if not is_placebo(regimen)]
    if not drug:
        return []
    over_time = [_concentration(result, r, "first day") for r in drug]
    if len(result.regimens) > 1:
        found = [_fractions(result), _first_day(result), *over_time]
    else:
        found = [*over_time, _fractions(result)]
        later = [p for p in ("first week", "whole course") if _worth(drug[0], p)]
        found += [_concentration(result, drug[0], part) for part in later]
    found.append(_occupancy(result, "first week"))
    if any(_worth(r, "whole course") for r in drug):
        found.append(_occupancy(result, "whole course"))
    return found


def _worth(regimen: RegimenResult, part: str) -> bool:
    """Return whether a later stretch shows doses that the first day does not."""
    there = curve_of(regimen, part, "ketamine") is not None and regimen.doses_given > 1
    return there and (part != "whole course" or resolves_peaks(regimen))


def _fractions(result: Result) -> Exhibit:
    rows = [
        (
            ratio_heading(name, site_of(result)),
            called(regimen),
            cell.median,
            cell.people,
            cell.knowledge,
        )
        for name in RATIOS
        if any(find(regimen, name) for regimen in result.regimens)
        for regimen in result.regimens
        for cell in [cell_of(find(regimen, name))]
    ]
    sure = any(knowledge for *_, knowledge in rows)
    thick = "Thick bar: how sure we are of that median (90 % of possible truths). " if sure else ""
    summary = "; ".join(f"{r[1]}, {r[0].lower()}: {r[2]}" for r in rows)
    return Exhibit(
        "fractions",
        f"Exposure as per cent of {reference_of(result)}",
        f"Dot: the median of virtual patients. {thick}Thin bar: how people differ (90 % of them). "
        "Solid line: the same as the infusion. Dotted line: one third of its peak, the limit of "
        f"what is called a low dose.{_dagger(result.regimens)}",
        f"Dots with bars on a logarithmic axis. Medians: {summary or 'none'}.",
        fractions(result),
        ("Measure", "Regimen", "Median", "People (90 %)", "Knowledge of the median (90 %)"),
        tuple(rows),
    )


def _first_day(result: Result) -> Exhibit:
    pairs = [(r, c) for r in result.regimens if (c := curve_of(r, "first day", "ketamine"))]
    peaks = "; ".join(
        f"{called(regimen)}: median highest at "
        f"{numeral(curve.times[int(np.argmax(curve.p50))])} h, {numeral(max(curve.p50))} ng/mL"
        for regimen, curve in pairs
    )
    return Exhibit(
        "first-day",
        "Ketamine in blood on the first day",
        "Lines: medians of virtual patients. Bands: 50 % of them, "
        f"{spread_words(result.regimens)}. {' '.join(notes_on_blood(result))}"
        f"{_dagger(result.regimens)}",
        f"Concentration against hours, one line for each regimen. {peaks or 'No drug'}.",
        first_day(result),
        *_table([(called(regimen), curve) for regimen, curve in pairs], "Regimen", "ng/mL"),
        scales=bool(pairs),
    )


def _concentration(result: Result, regimen: RegimenResult, part: str) -> Exhibit:
    panels = panels_of(regimen, part)
    points = [p for panel in panels for p in points_on(panel)]
    left = len(regimen.observations) - len(points)
    caption = f"{regimen.text}. Line: median. {_bands(regimen)}"
    if points:
        caption += (
            " Markers: published values, diamond arterial, circle venous, square where the site "
            "is not stated; the bar is the spread that the source gives"
            + ("; hollow: scaled from another dose" if any(p.scaled for p in points) else "")
            + (
                "; a level without a marker: a peak whose time the source does not state, drawn "
                "where the model's median peaks"
                if any(p.placed for p in points)
                else ""
            )
            + "."
        )
    if left > 0:
        caption += (
            f" {left} more published {'value has' if left == 1 else 'values have'} no place on "
            "the time axis and stand in the table of published values."
        )
    if any(panel.venous for panel in panels):
        caption += " Dashed: venous blood."
    elif site_of(result) == "arterial" and any(p.observation.site == "venous" for p in points):
        caption += " The line is arterial blood, and venous values are marked as such."
    shown = ", ".join(title_of(panel.analyte) for panel in panels)
    index = [r.name for r in result.regimens].index(regimen.name)
    return Exhibit(
        f"{part.replace(' ', '-')}-{index}",
        f"Concentration over time, {part}" + ("" if is_only(regimen) else f": {called(regimen)}"),
        caption + _why_dagger(regimen),
        f"Panels of concentration against time for {shown or 'no analyte'}, with "
        f"{len(points)} published points. {_highest(panels[0].curve) if panels else ''}",
        concentration(regimen, styles_of(result.regimens)[regimen.name], part=part),
        *_table([(title_of(panel.analyte), panel.curve) for panel in panels], "Analyte", "ng/mL"),
        scales=bool(panels),
    )


def _occupancy(result: Result, window: str) -> Exhibit:
    whole = window == "whole course"
    pairs = [
        (r, c)
        for r in result.regimens
        if (c := occupancy_curve(r, "whole course" if whole else "first week"))
    ]
    return Exhibit(
        "occupancy-course" if whole else "occupancy-week",
        f"NMDA receptor occupancy, {_stretch(pairs, window)}",
        f"Line: median. {_bands(*result.regimens)} One scale for all regimens."
        f"{_dagger(result.regimens)}",
        f"Panels of receptor occupancy in per cent against days. {_tops(result)}",
        occupancy(result, "whole course" if whole else "first week"),
        *_table(
            [(called(regimen), curve) for regimen, curve in pairs], "Regimen", "% of receptors"
        ),
    )


def _bands(*regimens: RegimenResult) -> str:
    return f"Bands hold 50 % and 90 % of virtual patients at each time, {spread_words(regimens)}."


def _stretch(pairs: Sequence[tuple[RegimenResult, Curve]], window: str) -> str:
    longest = max((max(curve.times) for _, curve in pairs), default=0.0)
    return "first day" if longest <= 24 else window


def _dagger(regimens: Sequence[RegimenResult]) -> str:
    return " † Outside what was studied." if any(map(is_extrapolated, regimens)) else ""


def _why_dagger(regimen: RegimenResult) -> str:
    reasons = [flag.message for flag in regimen.flags if flag.kind in BEYOND_A_DOSE]
    return f" † Hatched, outside what was studied: {' '.join(reasons)}" if reasons else ""


def _highest(curve: Curve) -> str:
    place = int(np.argmax(curve.p50))
    return (
        f"The median is highest at {numeral(curve.times[place])} h with "
        f"{numeral(curve.p50[place])} ng/mL, where 90 % of patients lie within "
        f"{interval(curve.p5[place], curve.p95[place])}."
    )


def _tops(result: Result) -> str:
    found: list[tuple[str, Quantity]] = [
        (called(r), q) for r in result.regimens if (q := find(r, "occupancy peak"))
    ]
    return "; ".join(f"{name}: highest {cell_of(quantity)}" for name, quantity in found)


def _table(
    curves: Sequence[tuple[str, Curve]], first: str, unit: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return a curve at a dozen of its own times, in words."""
    longest = max((max(curve.times) for _, curve in curves), default=24.0)
    axis = time_axis(longest)
    headings = (first, f"Time ({axis.word})", f"Median ({unit})", "50 %", "90 %")
    rows = [
        (
            name,
            f"{curve.times[i] / axis.hours:.3g}",
            numeral(curve.p50[i], curve.unit),
            interval(curve.p25[i], curve.p75[i], curve.unit),
            interval(curve.p5[i], curve.p95[i], curve.unit),
        )
        for name, curve in curves
        for i in _places(curve, longest)
    ]
    return headings, tuple(rows)


def _places(curve: Curve, longest: float) -> list[int]:
    """Return where to read a curve: early hours closely, then evenly, and at its peak."""
    times = np.asarray(curve.times)
    early = [0.0, 0.25, 0.5, 1, 2, 4, 8, 12, 16, 24] if longest <= 72 else []
    wanted = [t for t in early if t <= longest] or np.linspace(0, longest, 13).tolist()
    nearest = {int(np.argmin(np.abs(times - t))) for t in wanted}
    return sorted(nearest | {int(np.argmax(curve.p50))})
