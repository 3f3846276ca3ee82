"""Predictions against published outcomes, trial by trial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from troche.report.figures.empty import empty
from troche.report.figures.predicted_rows import predicted_rows, predicted_words
from troche.report.theme import INK, PALETTE
from troche.studies.validate.rows import ValidatedRow

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["PANELS", "outcome_label", "outcome_people", "outcomes_by_trial"]

PANELS: Final = {
    "change": ("Change on the MADRS", "points"),
    "difference": ("Difference from control", "points"),
    "share": ("Response and remission", "% of people"),
    "relapse": ("Relapse of those who became well", "% of them"),
}
"""Kinds of numbers that are drawn, with heading and unit."""

_ROLES: Final = {"drug": (PALETTE[0], "circle"), "control": (PALETTE[1], "square")}


def outcome_label(row: ValidatedRow) -> str:
    """Return which number of which arm a row is, such as ``"esk84, day 8"``."""
    s = row.statistic
    if row.relapse is not None:
        limit = row.relapse.entry.limit
        who = "responders" if limit is None or limit.fall is not None else "remitters"
        until = row.relapse.visits[-1] / 24.0
        return f"{row.row.cells['trial_id']} {row.row.cells['arm_id']}, {who}, by day {until:.0f}"
    assert s is not None  # only predicted rows are drawn
    counted = {"share": f", {row.row.cells['outcome'].split('_')[0]}"}.get(s.kind, "")
    day = s.hours / 24.0
    when = f"{s.hours:.0f} h" if day < 0.9 else f"day {day:.0f}"
    scale = "" if s.scale.name == "MADRS" else f", {s.scale.name}"
    return f"{row.row.cells['trial_id']} {row.row.cells['arm_id']}, {when}{counted}{scale}"


def outcomes_by_trial(rows: Sequence[ValidatedRow], kind: str) -> go.Figure:
    """Draw one kind of number: published marks on predicted 90 % intervals."""
    heading, unit = PANELS[kind]
    title = f"{heading}: predicted against published"
    drawn = [
        r
        for r in rows
        if r.kind == kind
        and r.predicted is not None
        and (r.statistic is None or kind == "share" or r.statistic.scale.name == "MADRS")
    ]
    if not drawn:
        return empty(title, "No such row was predicted.")
    figure = predicted_rows(
        drawn, _ROLES, _role, outcome_label, _words, title, unit, number="number"
    )
    if kind in ("change", "difference"):
        figure.add_vline(x=0.0, line={"color": INK, "width": 1.0})
    return figure


def outcome_people(row: ValidatedRow) -> str:
    """Return how many people a number rests on, as it is printed."""
    if row.relapse is not None:
        return f"{row.relapse.n:g}" if row.relapse.n is not None else "not stated"
    assert row.statistic is not None
    return f"{row.statistic.n:g}"


def _role(row: ValidatedRow) -> str:
    of = row.relapse or row.statistic
    assert of is not None
    return "drug" if of.given.control == "none" else "control"


def _words(row: ValidatedRow) -> str:
    people = f"people: {outcome_people(row)}"
    return f"{outcome_label(row)}, row {row.row.row}, {people}<br>{predicted_words(row)}"
