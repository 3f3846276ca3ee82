"""Each regimen as a fraction of the reference infusion, variability and uncertainty apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from troche.report.blood import reference_of, site_of
from troche.report.figures.empty import empty
from troche.report.numerals import NOTHING, cell_of, find, finite
from troche.report.theme import (
    BEYOND,
    GRID,
    INK,
    MUTED,
    Style,
    apply,
    called,
    is_extrapolated,
    is_placebo,
    label_of,
    styles_of,
    translucent,
    with_subtitle,
)
from troche.studies.results import Quantity, RegimenResult, Result

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["LOW_DOSE", "RATIOS", "draw_heading", "fractions", "ratio_heading"]

LOW_DOSE: Final = 1 / 3
"""Peak, as a fraction of the infusion's, up to which a regimen is called a low dose."""

RATIOS: Final = {
    "infusion ratio peak": "Peak concentration",
    "infusion ratio venous peak": "Peak concentration, venous blood",
    "infusion ratio auc per dose": "AUC per dose",
    "infusion ratio auc per week": "AUC per week, vs one infusion",
    "infusion ratio occupancy peak": "Peak receptor occupancy",
}
"""The fractions drawn, and their headings."""

_ROW, _HEADING, _AROUND = 30, 26, 190
_TICKS: Final = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


def fractions(result: Result) -> go.Figure:
    """Draw the exposure of every regimen as per cent of the reference infusion.

    Returns
    -------
    plotly.graph_objects.Figure
        For each ratio and regimen: a dot at the median; a thick bar where that median
        may lie (knowledge); a thin bar that 90 % of people lie within (variability).
        The axis is logarithmic; lines mark the infusion and the limit of a low dose.
    """
    import plotly.graph_objects as go

    title = f"Exposure as per cent of {reference_of(result)}"
    rows = _rows(result.regimens)
    values = [v for _, _, q in rows if q for v in _ends(q) if v > 0]
    if not values:
        return empty(title, "No regimen of this study has exposure to compare with the infusion.")
    low, high = min([*values, 0.3]) / 1.25, max([*values, 1.0]) * 1.25
    figure = go.Figure()
    styles, site = styles_of(result.regimens), site_of(result)
    y = 0.0
    marks: list[float] = []
    labels: list[str] = []
    headings: list[str] = []
    for name, regimen, quantity in rows:
        if name not in headings:
            y -= _HEADING / _ROW if headings else 0.5
            draw_heading(figure, ratio_heading(name, site), y)
            headings.append(name)
            if name == "infusion ratio peak":
                count = sum(1 for n, _, _ in rows if n == name)
                _low_dose_line(figure, y - 0.35, y - count - 0.45)
        y -= 1.0
        marks.append(y)
        labels.append(label_of(called(regimen), 24, dagger=is_extrapolated(regimen)))
        if quantity is None or max(_ends(quantity), default=0) <= 0:
            reason = "no drug" if is_placebo(regimen) else "none, or not computed"
            _words(figure, reason, y, math.log10(low), "x", "left", MUTED)
            continue
        _draw(figure, quantity, y, styles[regimen.name], is_extrapolated(regimen), low)
        _words(figure, cell_of(quantity).median, y, 1.0, "paper", "left", INK, shift=8)
    certain = not any(trace.name == "knowledge" for trace in figure.data)
    for trace in _key(knowledge=not certain):
        figure.add_trace(trace)
    figure.add_shape(
        type="line", x0=1, x1=1, y0=y - 0.6, y1=0.1, line={"color": INK, "width": 1.4},
        layer="below",
    )  # fmt: skip
    apply(figure, title, round(-y * _ROW) + _AROUND)
    note = "In the same virtual patients, on a logarithmic scale"
    if any(is_extrapolated(regimen) for regimen in result.regimens):
        note += f". Hollow, {BEYOND}"
    with_subtitle(figure, note)
    ticks = [t for t in _TICKS if low <= t <= high]
    figure.update_xaxes(
        type="log",
        range=[math.log10(low), math.log10(high)],
        tickmode="array",
        tickvals=ticks,
        ticktext=[f"{100 * t:g} %" for t in ticks],
        title_text="% of the infusion",
    )
    figure.update_yaxes(
        tickmode="array", tickvals=marks, ticktext=labels, range=[y - 0.7, 0.3],
        showgrid=False, showline=False, ticks="", automargin=True,
    )  # fmt: skip
    figure.update_layout(margin={"r": 70})
    return figure


def ratio_heading(name: str, site: str) -> str:
    """Return the heading of a fraction; a peak says whose blood it is of.

    Examples
    --------
    >>> ratio_heading("infusion ratio peak", "arterial")
    'Peak concentration, arterial blood'
    """
    at_site = name == "infusion ratio peak" and site
    return f"{RATIOS[name]}, {site} blood" if at_site else RATIOS[name]


def _rows(
    regimens: Sequence[RegimenResult],
) -> list[tuple[str, RegimenResult, Quantity | None]]:
    return [
        (name, regimen, find(regimen, name))
        for name in RATIOS
        if any(find(regimen, name) for regimen in regimens)
        for regimen in regimens
    ]


def _ends(quantity: Quantity) -> list[float]:
    names = ("median", "people_p5", "people_p95", "knowledge_p5", "knowledge_p95")
    return [v for n in names if (v := finite(quantity.spread.get(n))) is not None]


def _draw(
    figure: go.Figure, quantity: Quantity, y: float, style: Style, beyond: bool, low: float
) -> None:
    import plotly.graph_objects as go

    spread = {k: finite(v) for k, v in quantity.spread.items()}
    words = cell_of(quantity)
    hover = label_of(
        f"median {words.median}; knowledge {words.knowledge or NOTHING}; "
        f"people {words.people or NOTHING}",
        60,
    )
    common: dict[str, Any] = {"showlegend": False, "hoverinfo": "text", "hovertext": hover}
    ends = spread.get("knowledge_p5"), spread.get("knowledge_p95")
    if ends[0] is not None and ends[1] is not None:
        left, right = max(ends[0], low), ends[1]
        box = [left, right, right, left, left]
        figure.add_trace(
            go.Scatter(
                x=box, y=[y - 0.24, y - 0.24, y + 0.24, y + 0.24, y - 0.24], mode="lines",
                line={"width": 1, "color": style.colour}, fill="toself",
                fillcolor=translucent(style.colour, 0.45), name="knowledge", **common,
            )
        )  # fmt: skip
    people = spread.get("people_p5"), spread.get("people_p95")
    if people[0] is not None and people[1] is not None:
        figure.add_trace(
            go.Scatter(
                x=[max(people[0], low), people[1]], y=[y, y], mode="lines+markers",
                line={"width": 1.5, "color": INK},
                marker={"symbol": "line-ns", "size": 9, "line": {"width": 1.5, "color": INK}},
                name="people", **common,
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[spread["median"]], y=[y], mode="markers",
            marker={
                "symbol": style.marker, "size": 10, "color": "white" if beyond else style.colour,
                "line": {"width": 2, "color": style.colour if beyond else "white"},
            },
            name="median", **common,
        )
    )  # fmt: skip


def draw_heading(figure: go.Figure, text: str, y: float) -> None:
    """Write a heading above rows, with a line over it; `y` is its place among them."""
    figure.add_annotation(
        text=f"<b>{text}</b>", xref="paper", x=0, y=y, yref="y", xanchor="left",
        showarrow=False, font={"size": 13}, bgcolor="white", borderpad=2,
    )  # fmt: skip
    figure.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=y - 0.48, y1=y - 0.48,
        line={"color": GRID, "width": 1}, layer="below",
    )  # fmt: skip


def _low_dose_line(figure: go.Figure, top: float, bottom: float) -> None:
    figure.add_shape(
        type="line", x0=LOW_DOSE, x1=LOW_DOSE, y0=bottom, y1=top, layer="below",
        line={"color": INK, "width": 1.4, "dash": "dot"},
    )  # fmt: skip
    figure.add_annotation(
        text="← low dose: up to 1/3", x=math.log10(LOW_DOSE), y=top, yref="y", xref="x",
        showarrow=False, yanchor="bottom", xanchor="left", font={"size": 11, "color": MUTED},
        bgcolor="white", name="value",
    )  # fmt: skip


def _words(
    figure: go.Figure,
    text: str,
    y: float,
    x: float,
    xref: str,
    anchor: str,
    colour: str,
    shift: int = 4,
) -> None:
    figure.add_annotation(
        text=label_of(text, 60), x=x, y=y, xref=xref, yref="y", showarrow=False,
        xanchor=anchor, xshift=shift, font={"size": 12, "color": colour},
        name="value" if xref == "paper" else None,
    )  # fmt: skip


def _key(knowledge: bool) -> list[go.Scatter]:
    """Return legend entries in neutral ink: colour is the regimen, shape is the meaning."""
    import plotly.graph_objects as go

    sure = go.Scatter(
        x=[None], y=[None], mode="lines", name="how sure we are of that median (90 %)",
        line={"width": 11, "color": translucent(INK, 0.4)},
    )  # fmt: skip
    return [
        go.Scatter(
            x=[None], y=[None], mode="markers", name="median patient",
            marker={"symbol": "circle", "size": 9, "color": INK},
        ),
        *([sure] if knowledge else []),
        go.Scatter(
            x=[None], y=[None], mode="lines", name="how people differ (90 % of them)",
            line={"width": 1.5, "color": INK},
        ),
    ]  # fmt: skip
