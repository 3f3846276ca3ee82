"""Predictions against published rows of harm, event by event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from troche.report.figures.empty import empty
from troche.report.figures.outcome_validation import intervals
from troche.report.theme import PALETTE, apply, with_subtitle
from troche.studies.validate.rows import ValidatedRow

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["harm_by_event", "harm_label"]

_ROLES: Final = {"drug": (PALETTE[0], "circle"), "placebo": (PALETTE[1], "square")}
_ROW: Final = 17
"""Pixels a row."""


def harm_label(row: ValidatedRow) -> str:
    """Return which number of which source a row is, such as ``"nausea, FEDGCHIN2019 56 mg"``."""
    s = row.harm
    assert s is not None  # only predicted rows are drawn
    cells = row.row.cells
    unit = cells.get("dose_unit", "").split(" ")[0]
    dose = f"{cells.get('dose_value', '')} {unit}" if s.role == "drug" else "placebo"
    return f"{' or '.join(s.events)}, {row.row.source} {dose}"


def harm_by_event(rows: Sequence[ValidatedRow]) -> go.Figure:
    """Draw shares of people: published marks on predicted 90 % intervals."""
    import plotly.graph_objects as go

    title = "People with an adverse event: predicted against published"
    drawn = sorted(
        (r for r in rows if r.harm is not None and r.harm.kind.startswith("share")),
        key=lambda r: (r.harm.events if r.harm else (), r.row.row),
    )
    if not drawn:
        return empty(title, "No such row was predicted.")
    figure = go.Figure()
    for role, (colour, symbol) in _ROLES.items():
        part = [(i, r) for i, r in enumerate(drawn) if r.harm is not None and r.harm.role == role]
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
    apply(figure, title, 150 + _ROW * len(drawn))
    with_subtitle(
        figure,
        "% of people; each study's family left out. Bars: 90 % interval of the reported share "
        "for its people; tick: its median",
    )
    figure.update_xaxes(title_text="% of people", range=[-2.0, 102.0])
    figure.update_yaxes(
        tickmode="array", tickvals=[-i for i in range(len(drawn))],
        ticktext=[harm_label(r) for r in drawn], range=[-len(drawn) + 0.4, 0.6],
        showgrid=False, ticks="", showline=False, tickfont={"size": 10},
    )  # fmt: skip
    figure.update_layout(margin={"b": 110})
    return figure


def _words(row: ValidatedRow) -> str:
    assert row.harm is not None
    people = f"{row.harm.n:g} people" if row.harm.n_stated else "people not stated"
    return (
        f"{harm_label(row)}, row {row.row.row}, {people}<br>"
        f"published {row.observed:.3g}, predicted {row.predicted:.3g} "
        f"({row.p5:.3g} to {row.p95:.3g}) {row.unit}"
    )
