"""Predictions against published rows of harm, event by event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from troche.report.figures.empty import empty
from troche.report.figures.predicted_rows import predicted_rows, predicted_words
from troche.report.theme import PALETTE
from troche.studies.validate.rows import ValidatedRow

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["harm_by_event", "harm_label"]

_ROLES: Final = {"drug": (PALETTE[0], "circle"), "placebo": (PALETTE[1], "square")}


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
    title = "People with an adverse event: predicted against published"
    drawn = sorted(
        (r for r in rows if r.harm is not None and r.harm.kind.startswith("share")),
        key=lambda r: (r.harm.events if r.harm else (), r.row.row),
    )
    if not drawn:
        return empty(title, "No such row was predicted.")
    figure = predicted_rows(
        drawn, _ROLES, _role, harm_label, _words, title, "% of people", number="share"
    )
    figure.update_xaxes(range=[-2.0, 102.0])
    return figure


def _role(row: ValidatedRow) -> str:
    assert row.harm is not None
    return row.harm.role


def _words(row: ValidatedRow) -> str:
    assert row.harm is not None
    people = f"{row.harm.n:g} people" if row.harm.n_stated else "people not stated"
    return f"{harm_label(row)}, row {row.row.row}, {people}<br>{predicted_words(row)}"
