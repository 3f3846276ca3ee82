"""Receptor occupancy over the first week, or the whole course, regimen by regimen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from troche.report.figures.axes import time_axis
from troche.report.figures.bands import band, band_note, key, median_line
from troche.report.figures.empty import empty
from troche.report.figures.panels import curve_of, resolves_peaks
from troche.report.theme import (
    BEYOND,
    apply,
    called,
    is_extrapolated,
    is_placebo,
    label_of,
    styles_of,
    with_subtitle,
)
from troche.studies.results import Curve, RegimenResult, Result

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["occupancy", "occupancy_curve"]

_PANEL, _AROUND = 130, 150


def occupancy_curve(
    regimen: RegimenResult, window: Literal["first week", "whole course"]
) -> Curve | None:
    """Return occupancy in a window; None where there is none or it cannot be drawn."""
    if window == "whole course":
        course = curve_of(regimen, window, "occupancy")
        return course if course is not None and resolves_peaks(regimen) else None
    return curve_of(regimen, "first week", "occupancy") or curve_of(
        regimen, "first day", "occupancy"
    )


def occupancy(
    result: Result, window: Literal["first week", "whole course"] = "first week"
) -> go.Figure:
    """Draw the share of NMDA receptors held, one panel for each regimen, one scale.

    Parameters
    ----------
    window
        The first seven days, where single doses can be told apart, or everything.
    """
    from plotly.subplots import make_subplots

    found = [(r, c) for r in result.regimens if (c := occupancy_curve(r, window))]
    longest = max((max(c.times) for _, c in found), default=0.0)
    title = f"NMDA receptor occupancy, {'first day' if longest <= 24 else window}"
    if not found:
        return empty(title, "No regimen of this study occupies receptors.")
    names = [label_of(called(r), 48, dagger=is_extrapolated(r)) for r, _ in found]
    panels = len(found)
    height = panels * (_PANEL + 34)
    figure = make_subplots(
        rows=panels,
        cols=1,
        shared_xaxes=True,
        shared_yaxes="all",
        vertical_spacing=34 / height if panels > 1 else 0,
        subplot_titles=names,
    )
    figure.update_annotations(x=0, xanchor="left", font_size=13)
    apply(figure, title, height + _AROUND)
    note = band_note(regimen for regimen, _ in found)
    there = {regimen.name for regimen, _ in found}
    missing = [r.name for r in result.regimens if r.name not in there and is_placebo(r)]
    if missing:
        note += f". None under: {', '.join(missing)}"
    if any(is_extrapolated(r) for r, _ in found):
        note += f". {BEYOND}"
    with_subtitle(figure, note)
    styles = styles_of(result.regimens)
    axis = time_axis(longest)
    for row, (regimen, curve) in enumerate(found, 1):
        colour = styles[regimen.name].colour
        for share in (90, 50):
            figure.add_trace(
                band(
                    curve, axis, colour, share=share, factor=100.0, showlegend=False,
                ),
                row=row, col=1,
            )  # fmt: skip
        figure.add_trace(
            median_line(
                curve, axis, colour, factor=100.0, unit="%", name="median", showlegend=False,
            ),
            row=row, col=1,
        )  # fmt: skip
    top = 100 * max(max(c.p95) for _, c in found)
    figure.update_traces(line_width=1.6, selector={"name": "median"})
    figure.add_traces(key())
    figure.update_yaxes(range=[0, 1.08 * top], title_text="Occupancy, %", nticks=5)
    figure.update_xaxes(range=[0, longest / axis.hours], dtick=axis.step)
    figure.update_xaxes(title_text=axis.title, row=panels, col=1)
    return figure
