"""Predictions against published rows: all at once, study by study, and beside other drugs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from troche.report.figures.empty import empty
from troche.report.theme import GRID, INK, MUTED, PALETTE, apply, translucent, with_subtitle
from troche.studies.validate.interactions import ValidatedRatio
from troche.studies.validate.rows import ValidatedRow
from troche.studies.validate.scores import SCORED

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["against", "beside_other_drugs", "by_study"]

_ROUTES: Final = ("iv", "nasal", "oral", "sublingual", "rectal", "other")
_MARKERS: Final = {"ketamine": "circle", "norketamine": "square", "hydroxynorketamine": "diamond"}
_FOLD_TICKS: Final = (0.25, 0.5, 0.67, 1.0, 1.5, 2.0, 4.0)


def route_of(row: ValidatedRow) -> str:
    """Return the route of a predicted row, both places in the mouth as one."""
    assert row.reading is not None  # only predicted rows are drawn
    route = row.reading.regimen.routes[0]
    route = "sublingual" if route == "buccal" else route
    return route if route in _ROUTES else "other"


def _colour(route: str) -> str:
    return PALETTE[_ROUTES.index(route)]


def _words(row: ValidatedRow) -> str:
    cells = row.row.cells
    return (
        f"{row.row.source}, row {row.row.row}: {cells.get('analyte', '')} "
        f"{cells.get('metric', '')} {cells.get('interval', '')}<br>{cells.get('regimen', '')}<br>"
        f"published {row.observed:.3g}, predicted {row.predicted:.3g} "
        f"({row.p5:.3g} to {row.p95:.3g}) {row.unit}"
    )


def against(rows: Sequence[ValidatedRow]) -> go.Figure:
    """Draw predicted against published Cmax, AUC and C(t), by route and analyte."""
    import plotly.graph_objects as go

    title = "Predicted against published, each study's family left out"
    drawn = [r for r in rows if r.reading and r.reading.quantity in SCORED and r.observed]
    if not drawn:
        return empty(title, "No row of Cmax, AUC or C(t) was predicted.")
    figure = go.Figure()
    ends = [v for r in drawn for v in (r.observed, r.p5, r.p95) if v]
    low, high = min(ends) / 1.3, max(ends) * 1.3
    for factor, dash in ((1.0, "solid"), (2.0, "dot"), (0.5, "dot")):
        figure.add_trace(
            go.Scatter(
                x=[low, high], y=[low * factor, high * factor], mode="lines", showlegend=False,
                hoverinfo="skip", line={"color": INK if factor == 1 else MUTED, "dash": dash,
                                        "width": 1.2},
            )
        )  # fmt: skip
    for route in _ROUTES:
        for analyte, marker in _MARKERS.items():
            part = [
                r for r in drawn if route_of(r) == route and r.reading and
                r.reading.analyte == analyte
            ]  # fmt: skip
            if part:
                figure.add_trace(_points(part, route, analyte, marker))
    apply(figure, title, 560)
    with_subtitle(
        figure,
        "ng/mL or ng·h/mL. Bars: 90 % interval of the reported statistic. Solid: equal; "
        "dotted: twice and half",
    )
    ticks = [m * 10.0**k for k in range(-2, 5) for m in (1, 3) if low <= m * 10.0**k <= high]
    axis = {
        "type": "log", "range": [math.log10(low), math.log10(high)], "tickmode": "array",
        "tickvals": ticks, "ticktext": [f"{t:,g}" for t in ticks],
    }  # fmt: skip
    figure.update_xaxes(**axis, title_text="Published")
    figure.update_yaxes(**axis, title_text="Predicted")
    figure.update_layout(margin={"b": 110})
    return figure


def _points(part: Sequence[ValidatedRow], route: str, analyte: str, marker: str) -> Any:
    import plotly.graph_objects as go

    colour = _colour(route)
    return go.Scatter(
        x=[r.observed for r in part],
        y=[r.predicted for r in part],
        error_y={
            "type": "data", "symmetric": False, "width": 0, "thickness": 1,
            "color": translucent(colour, 0.45),
            "array": [(r.p95 or 0) - (r.predicted or 0) for r in part],
            "arrayminus": [(r.predicted or 0) - (r.p5 or 0) for r in part],
        },
        mode="markers",
        name=f"{route}, {analyte}",
        marker={
            "symbol": marker, "size": 7, "color": colour, "line": {"color": "white", "width": 0.7},
        },
        text=[_words(r) for r in part],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def by_study(rows: Sequence[ValidatedRow]) -> go.Figure:
    """Draw predicted over published for every predicted row, study by study."""
    import plotly.graph_objects as go

    title = "Predicted over published, study by study"
    drawn = [r for r in rows if r.predicted and r.observed]
    if not drawn:
        return empty(title, "No row was predicted.")
    families = list(dict.fromkeys(r.family for r in drawn))
    figure = go.Figure()
    places: dict[int, float] = {}
    for number, family in enumerate(families):
        part = [r for r in drawn if r.family == family]
        for i, row in enumerate(part):
            places[id(row)] = -number + (0.36 - 0.72 * (i + 0.5) / len(part))
    shown: set[str] = set()
    for analyte, marker in _MARKERS.items():
        for route in _ROUTES:
            part = [
                r for r in drawn if route_of(r) == route and r.reading and
                r.reading.analyte == analyte
            ]  # fmt: skip
            if not part:
                continue
            name = f"{route}, {analyte}"
            figure.add_trace(_ratios(part, places, _colour(route), marker, name, name not in shown))
            shown.add(name)
    figure.add_vrect(x0=0.5, x1=2.0, fillcolor=GRID, opacity=0.55, line_width=0, layer="below")
    figure.add_vline(x=1.0, line={"color": INK, "width": 1.2})
    apply(figure, title, 150 + 62 * len(families))
    with_subtitle(
        figure,
        "Bars: 90 % interval over the published value; a bar that crosses the line holds it. "
        "Grey: within a factor of two",
    )
    low = min(0.25, *(r.p5 / r.observed for r in drawn if r.p5 and r.observed))
    high = max(4.0, *(r.p95 / r.observed for r in drawn if r.p95 and r.observed))
    figure.update_xaxes(
        type="log", range=[math.log10(max(low, 0.05)), math.log10(min(high, 20.0))],
        tickmode="array", tickvals=_FOLD_TICKS, ticktext=[f"{t:g}" for t in _FOLD_TICKS],
        title_text="Predicted / published",
    )  # fmt: skip
    figure.update_yaxes(
        tickmode="array", tickvals=[-i for i in range(len(families))], ticktext=families,
        range=[-len(families) + 0.5, 0.5], showgrid=False, ticks="", showline=False,
    )  # fmt: skip
    figure.update_layout(margin={"b": 120})
    return figure


def _ratios(
    part: Sequence[ValidatedRow],
    places: dict[int, float],
    colour: str,
    marker: str,
    name: str,
    legend: bool,
) -> Any:
    import plotly.graph_objects as go

    ratio = [(r.predicted or 0) / (r.observed or 1) for r in part]
    return go.Scatter(
        x=ratio,
        y=[places[id(r)] for r in part],
        error_x={
            "type": "data", "symmetric": False, "width": 0, "thickness": 1,
            "color": translucent(colour, 0.45),
            "array": [((r.p95 or 0) - (r.predicted or 0)) / (r.observed or 1) for r in part],
            "arrayminus": [((r.predicted or 0) - (r.p5 or 0)) / (r.observed or 1) for r in part],
        },
        mode="markers",
        name=name,
        legendgroup=name,
        showlegend=legend,
        marker={"symbol": marker, "size": 6, "color": colour},
        text=[_words(r) for r in part],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def beside_other_drugs(ratios: Sequence[ValidatedRatio]) -> go.Figure:
    """Draw published changes of area beside other drugs and their predictions."""
    import plotly.graph_objects as go

    figure = go.Figure()
    labels = []
    for number, each in enumerate(ratios):
        route = each.published.regimen.routes[0]
        labels.append(f"{each.published.perpetrator}, {route}")
        for interval, width, shift, colour in (
            (each.left_out, 2.0, 0.14, MUTED),
            (each.seen, 5.0, -0.14, PALETTE[0]),
        ):
            y = -number + shift
            figure.add_trace(
                go.Scatter(
                    x=[interval[0], interval[2]], y=[y, y], mode="lines", showlegend=False,
                    line={"color": colour, "width": width}, hoverinfo="skip",
                )
            )  # fmt: skip
            figure.add_trace(
                go.Scatter(
                    x=[interval[1]], y=[y], mode="markers", showlegend=False,
                    marker={"color": colour, "size": 8},
                    hovertemplate="predicted %{x:.2f}<extra></extra>",
                )
            )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[each.published.ratio for each in ratios], y=[-i for i in range(len(ratios))],
            mode="markers", name="published",
            marker={"symbol": "diamond", "size": 11, "color": PALETTE[1]},
            hovertemplate="published %{x:.2f}<extra></extra>",
        )
    )  # fmt: skip
    for name, colour, width in (
        ("family left out", MUTED, 2),
        ("fit that has seen it", PALETTE[0], 5),
    ):
        figure.add_trace(
            go.Scatter(x=[None], y=[None], mode="lines", name=name,
                       line={"color": colour, "width": width})
        )  # fmt: skip
    figure.add_vline(x=1.0, line={"color": INK, "width": 1.2})
    apply(figure, "A risk: exposure to S-ketamine beside another drug", 130 + 46 * len(ratios))
    with_subtitle(figure, "Area under S-ketamine, times that without. Bars: 90 % intervals")
    ticks = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
    ends = [v for e in ratios for v in (*e.left_out, *e.seen, e.published.ratio)]
    figure.update_xaxes(
        type="log", range=[math.log10(min(ends) / 1.25), math.log10(max(ends) * 1.25)],
        tickmode="array", tickvals=ticks, ticktext=[f"{t:g}" for t in ticks],
        title_text="Times the area without",
    )  # fmt: skip
    figure.update_yaxes(
        tickmode="array", tickvals=[-i for i in range(len(ratios))], ticktext=labels,
        range=[-len(ratios) + 0.4, 0.6], showgrid=False, ticks="", showline=False,
    )  # fmt: skip
    figure.update_layout(margin={"b": 96})
    return figure
