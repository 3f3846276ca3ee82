"""Predictions against published outcomes, trial by trial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from troche.report.figures.empty import empty
from troche.report.theme import INK, PALETTE, apply, translucent, with_subtitle
from troche.studies.validate.rows import ValidatedRow

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["PANELS", "intervals", "outcome_label", "outcomes_by_trial"]

PANELS: Final = {
    "change": ("Change on the MADRS", "points"),
    "difference": ("Difference from control", "points"),
    "share": ("Response and remission", "% of people"),
}
"""Kinds of numbers that are drawn, with heading and unit."""

_ROLES: Final = {"drug": (PALETTE[0], "circle"), "control": (PALETTE[1], "square")}
_ROW: Final = 17
"""Pixels a row."""


def outcome_label(row: ValidatedRow) -> str:
    """Return which number of which arm a row is, such as ``"esk84, day 8"``."""
    s = row.statistic
    assert s is not None  # only predicted rows are drawn
    counted = {"share": f", {row.row.cells['outcome'].split('_')[0]}"}.get(s.kind, "")
    day = s.hours / 24.0
    when = f"{s.hours:.0f} h" if day < 0.9 else f"day {day:.0f}"
    scale = "" if s.scale.name == "MADRS" else f", {s.scale.name}"
    return f"{row.row.cells['trial_id']} {row.row.cells['arm_id']}, {when}{counted}{scale}"


def outcomes_by_trial(rows: Sequence[ValidatedRow], kind: str) -> go.Figure:
    """Draw one kind of number: published marks on predicted 90 % intervals."""
    import plotly.graph_objects as go

    heading, unit = PANELS[kind]
    title = f"{heading}: predicted against published"
    drawn = [
        r
        for r in rows
        if r.statistic is not None
        and r.statistic.kind == kind
        and r.predicted is not None
        and (kind == "share" or r.statistic.scale.name == "MADRS")
    ]
    if not drawn:
        return empty(title, "No such row was predicted.")
    figure = go.Figure()
    for role, (colour, symbol) in _ROLES.items():
        part = [(i, r) for i, r in enumerate(drawn) if _role(r) == role]
        if not part:
            continue
        figure.add_trace(intervals(part, colour, role))
        figure.add_trace(
            go.Scatter(
                x=[r.observed for _, r in part],
                y=[-i for i, _ in part],
                mode="markers",
                name=f"{role}, published",
                marker={"symbol": symbol, "size": 7, "color": colour,
                        "line": {"color": "white", "width": 0.7}},
                text=[_words(r) for _, r in part],
                hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip
    if kind != "share":
        figure.add_vline(x=0.0, line={"color": INK, "width": 1.0})
    apply(figure, title, 150 + _ROW * len(drawn))
    with_subtitle(
        figure,
        f"{unit}; each study's family left out. Bars: 90 % interval of the reported number for "
        "its people; tick: its median",
    )
    figure.update_xaxes(title_text=unit)
    figure.update_yaxes(
        tickmode="array", tickvals=[-i for i in range(len(drawn))],
        ticktext=[outcome_label(r) for r in drawn], range=[-len(drawn) + 0.4, 0.6],
        showgrid=False, ticks="", showline=False, tickfont={"size": 10},
    )  # fmt: skip
    figure.update_layout(margin={"b": 110})
    return figure


def _role(row: ValidatedRow) -> str:
    assert row.statistic is not None
    return "drug" if row.statistic.given.control == "none" else "control"


def intervals(part: Sequence[tuple[int, ValidatedRow]], colour: str, role: str) -> Any:
    """Return the trace of predicted 90 % intervals, each at its place from the top."""
    import plotly.graph_objects as go

    return go.Scatter(
        x=[r.predicted for _, r in part],
        y=[-i for i, _ in part],
        error_x={
            "type": "data", "symmetric": False, "width": 0, "thickness": 5,
            "color": translucent(colour, 0.3),
            "array": [(r.p95 or 0) - (r.predicted or 0) for _, r in part],
            "arrayminus": [(r.predicted or 0) - (r.p5 or 0) for _, r in part],
        },
        mode="markers",
        name=f"{role}, predicted",
        marker={"symbol": "line-ns-open", "size": 10, "color": colour},
        hoverinfo="skip",
    )  # fmt: skip


def _words(row: ValidatedRow) -> str:
    assert row.statistic is not None
    return (
        f"{outcome_label(row)}, row {row.row.row}, {row.statistic.n:g} people<br>"
        f"published {row.observed:.3g}, predicted {row.predicted:.3g} "
        f"({row.p5:.3g} to {row.p95:.3g}) {row.unit}"
    )
