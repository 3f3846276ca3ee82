"""Concentration over time under one regimen, with what was published laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from troche.report.figures.axes import log_axis, time_axis
from troche.report.figures.bands import band, band_note, median_line
from troche.report.figures.empty import empty
from troche.report.figures.panels import Panel, panels_of, title_of
from troche.report.figures.published import Point, points_of, published
from troche.report.theme import (
    BEYOND,
    MUTED,
    PALETTE,
    Style,
    apply,
    is_dose_extrapolated,
    is_only,
    label_of,
    with_subtitle,
)
from troche.studies.results import RegimenResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["concentration", "points_on"]

_FIRST, _OTHER, _AROUND = 300, 190, 150
"""Heights in pixels: of the first panel, of each other one, and of what is around."""


def concentration(
    regimen: RegimenResult,
    style: Style | None = None,
    *,
    part: str = "first day",
    analytes: Sequence[str] | None = None,
    scale: Literal["log", "linear"] = "log",
) -> go.Figure:
    """Draw what is in the blood, one panel for each analyte.

    Parameters
    ----------
    regimen
        What to draw.
    style
        Its colour; the first of the palette if None.
    part
        ``"first day"``, ``"first week"`` or ``"whole course"``.
    analytes
        Those wanted, such as ``["ketamine", "S-norketamine"]``; None for the drug
        given, its metabolites, and what was measured.
    scale
        Of the concentration.

    Returns
    -------
    plotly.graph_objects.Figure
        Median, bands of 50 % and 90 % of virtual patients, venous blood dashed where
        the model tells it from arterial, and published concentrations with their
        spread. Bands are hatched where the regimen lies outside the studied range.
    """
    from plotly.subplots import make_subplots

    panels = panels_of(regimen, part, analytes)
    title = f"Concentration over time: {regimen.text if is_only(regimen) else regimen.name}"
    if not panels:
        return empty(
            title, "No drug in the blood in this stretch of time: there is nothing to draw."
        )
    heights = [_FIRST] + [_OTHER] * (len(panels) - 1)
    figure = make_subplots(
        rows=len(panels),
        cols=1,
        shared_xaxes=True,
        row_heights=heights,
        vertical_spacing=34 / (sum(heights) + 34 * len(heights)),
        subplot_titles=[title_of(panel.analyte) for panel in panels],
    )
    figure.update_annotations(x=0, xanchor="left", font_size=13)
    axis = time_axis(max(panels[0].curve.times))
    seen: set[str] = set()
    colour = (style or Style(PALETTE[0], "solid", "circle")).colour
    apply(figure, title, sum(heights) + _AROUND)
    with_subtitle(figure, band_note([regimen]))
    beyond, sites = is_dose_extrapolated(regimen), any(panel.venous for panel in panels)
    for row, panel in enumerate(panels, 1):
        _draw(figure, row, panel, colour, scale, beyond, sites, seen)
    figure.update_xaxes(range=[0, max(panels[0].curve.times) / axis.hours], dtick=axis.step)
    figure.update_xaxes(title_text=axis.title, row=len(panels), col=1)
    if beyond:
        figure.add_annotation(
            text=label_of(BEYOND), xref="x domain", yref="y domain", x=1, y=1, showarrow=False,
            xanchor="right", yanchor="top", font={"size": 12, "color": MUTED}, borderpad=4,
        )  # fmt: skip
    return figure


def points_on(panel: Panel) -> list[Point]:
    """Return the published points of a panel that fall on its time axis."""
    curve = panel.curve
    peak = curve.times[max(range(len(curve.p50)), key=curve.p50.__getitem__)]
    return [p for p in points_of(panel.observations, peak) if p.time_h <= max(curve.times)]


def _draw(
    figure: go.Figure,
    row: int,
    panel: Panel,
    colour: str,
    scale: str,
    hatched: bool,
    sites: bool,
    seen: set[str],
) -> None:
    axis = time_axis(max(panel.curve.times))
    points = points_on(panel)
    log = scale == "log"
    settings = log_axis([panel.curve], [v for p in points for v in (p.value, p.high) if v])
    floor = 0.1 * 10 ** settings["range"][0] if log else 0.0
    place = {"row": row, "col": 1}
    for share in (90, 50):
        figure.add_trace(
            band(
                panel.curve, axis, colour, share=share, floor=floor, hatched=hatched,
                legendgroup=str(share), showlegend=row == 1,
            ),
            **place,
        )  # fmt: skip
    lines = [(panel.curve, "solid", "median, arterial blood" if sites else "median")]
    if panel.venous is not None:
        lines.append((panel.venous, "dash", "median, venous blood"))
    for curve, dash, name in lines:
        figure.add_trace(
            median_line(
                curve, axis, colour, dash=dash, unit="ng/mL", positive=log,
                name=name, legendgroup=name, showlegend=name not in seen,
            ),
            **place,
        )  # fmt: skip
        seen.add(name)
    for trace in published(points, axis.hours, seen):
        figure.add_trace(trace, **place)
    figure.update_yaxes(
        title_text="ng/mL", **(settings if log else {"rangemode": "tozero"}), **place
    )
