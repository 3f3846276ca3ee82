"""One claim's answer: each regimen, their average, and each mechanism, beside what is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from troche.report.claims_words import estimate_words
from troche.report.explanation_numerals import percent
from troche.report.theme import INK, MUTED, PALETTE, apply, label_of
from troche.studies.claims import ClaimResult
from troche.studies.claims.estimands import Answer
from troche.studies.explain.spread import Estimate

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["claim_figure", "claim_lines"]

_ROW, _AROUND = 30, 170
"""Pixels: a row, and everything that is no row."""


def claim_lines(found: ClaimResult) -> list[tuple[str, str, Estimate]]:
    """Return what is drawn: kind, name and number of each row, from the top."""
    answer = found.answer
    if answer is None:
        return []
    lines = [("regimen", each.name, each.estimate) for each in answer.regimens]
    if len(answer.regimens) > 1:
        lines.append(("average", "over all regimens", answer.overall))
    for m in answer.mechanisms:
        # Where weight itself is asked for, a mechanism's weight is its answer.
        estimate = m.estimate or Estimate(m.weight, m.weight, m.weight)
        share = f", {percent(m.weight)}".replace(" %", "\u00a0%") if m.estimate else ""
        lines.append(("mechanism", f"({m.letter}) {m.name}{share}", estimate))
    return lines


def claim_figure(found: ClaimResult) -> go.Figure:
    """Draw the answer of a claim that has one.

    Returns
    -------
    plotly.graph_objects.Figure
        A mark at each mean, a bar over 90 % of truths; a line at nothing and a dotted one
        at the smallest effect worth having.
    """
    import plotly.graph_objects as go

    assert found.answer is not None
    answer, lines, figure = found.answer, claim_lines(found), go.Figure()
    seen: set[str] = set()
    for place, (kind, name, each) in enumerate(lines):
        figure.add_trace(_row(answer, -place, kind, name, each, kind not in seen))
        seen.add(kind)
    figure.add_vline(x=0.0, line={"color": INK, "width": 1})
    worth, unit = found.claim.worth, answer.unit
    if worth is not None:
        figure.add_vline(x=worth, line={"color": MUTED, "width": 1.5, "dash": "dot"})
    apply(figure, found.claim.wording, _AROUND + _ROW * len(lines))
    dotted = "" if worth is None else f"; dotted: worth having, {worth:g}"
    figure.update_xaxes(title_text=f"{unit}{dotted}")
    figure.update_yaxes(
        tickmode="array",
        tickvals=[-place for place in range(len(lines))],
        ticktext=[label_of(name, 30) for _, name, _ in lines],
        range=[-len(lines) + 0.4, 0.6],
        showgrid=False,
        showline=False,
        ticks="",
    )
    figure.update_layout(margin={"b": 96})
    return figure


_LOOK: Final = {
    "regimen": (PALETTE[0], "circle", "one regimen"),
    "average": (PALETTE[1], "diamond", "all regimens"),
    "mechanism": (PALETTE[2], "square-open", "one mechanism"),
}


def _row(answer: Answer, y: int, kind: str, name: str, each: Estimate, legend: bool) -> go.Scatter:
    import plotly.graph_objects as go

    colour, marker, meaning = _LOOK[kind]
    bar = {
        "type": "data",
        "symmetric": False,
        "array": [each.high - each.mean],
        "arrayminus": [each.mean - each.low],
        "visible": answer.bounded,
        "thickness": 2,
        "width": 5,
    }
    return go.Scatter(
        x=[each.mean],
        y=[y],
        mode="markers",
        error_x=bar,
        marker={"color": colour, "symbol": marker, "size": 10},
        name=meaning,
        legendgroup=kind,
        showlegend=legend,
        hoverinfo="text",
        hovertext=label_of(f"{name}: {estimate_words(each, answer)}", 56),
    )
