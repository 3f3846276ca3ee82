"""The first day under every regimen, on one pair of axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from troche.report.figures.axes import log_axis, time_axis
from troche.report.figures.bands import band, median_line, spread_words
from troche.report.figures.empty import empty
from troche.report.figures.panels import curve_of, prefixed_analyte, title_of
from troche.report.theme import (
    BEYOND,
    apply,
    is_extrapolated,
    label_of,
    styles_of,
    with_subtitle,
)
from troche.studies.results import Result

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["first_day"]


def first_day(
    result: Result, analyte: str = "ketamine", *, scale: Literal["log", "linear"] = "log"
) -> go.Figure:
    """Draw one analyte on the first day, all regimens together.

    Returns
    -------
    plotly.graph_objects.Figure
        Medians, with the band of half of the patients: wider bands of several regimens
        would hide each other, and stand in the figure of each regimen.
    """
    import plotly.graph_objects as go

    styles = styles_of(result.regimens)
    drawn = [(r, c) for r in result.regimens if (c := curve_of(r, "first day", analyte))]
    # Where a racemate stands beside an enantiomer, no one name but the moiety fits both.
    names = {title_of(prefixed_analyte(r, analyte)) for r, _ in drawn}
    name = names.pop() if len(names) == 1 else analyte.capitalize()
    title = f"{name} in blood on the first day"
    if not drawn:
        return empty(title, f"No regimen of this study brings {analyte} into the blood.")
    axis = time_axis(24.0)
    settings = log_axis([curve for _, curve in drawn])
    floor = 0.1 * 10 ** settings["range"][0] if scale == "log" else 0.0
    figure = apply(go.Figure(), title, 460)
    for place, (regimen, curve) in enumerate(drawn):
        colour = styles[regimen.name].colour
        figure.add_trace(
            band(
                curve, axis, colour, share=50, floor=floor,
                legendgroup=str(place), showlegend=False,
            )
        )  # fmt: skip
    for place, (regimen, curve) in enumerate(drawn):
        style = styles[regimen.name]
        figure.add_trace(
            median_line(
                curve, axis, style.colour, dash=style.dash, unit="ng/mL",
                positive=scale == "log", legendgroup=str(place),
                name=label_of(regimen.name, dagger=is_extrapolated(regimen)),
            )
        )  # fmt: skip
    note = f"Lines: medians. Bands: 50 % of virtual patients, {spread_words(result.regimens)}"
    there = {regimen.name for regimen, _ in drawn}
    missing = [r.name for r in result.regimens if r.name not in there]
    if missing:
        note += f". Without {analyte}: {', '.join(missing)}"
    if any(is_extrapolated(regimen) for regimen, _ in drawn):
        note += f". {BEYOND}"
    with_subtitle(figure, note)
    longest = max(max(curve.times) for _, curve in drawn)
    figure.update_xaxes(title_text=axis.title, range=[0, longest], dtick=axis.step)
    figure.update_yaxes(
        title_text=f"{name}, ng/mL",
        **(settings if scale == "log" else {"rangemode": "tozero"}),
    )
    return figure
