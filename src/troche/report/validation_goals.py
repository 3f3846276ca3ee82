"""What was wanted of predictions before they were made, and whether it was reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from troche.report.validation_text import number_words

__all__ = ["GOALS", "Goal", "Reached", "goals_reached"]


@dataclass(frozen=True)
class Goal:
    """One goal.

    Parameters
    ----------
    figure
        Of `troche.studies.validate.summary.FIGURES`.
    words
        What is wanted, without its bound.
    table
        ``"pk"``, ``"outcomes"`` or ``"tolerability"``.
    at_least, at_most
        Bounds; None where there is none.
    below
        Share by which it is wanted better than the figure of this name.
    alike
        Whether every family weighs the same, as mood's goals were set by trial.
    """

    figure: str
    words: str
    table: str
    at_least: float | None = None
    at_most: float | None = None
    below: tuple[float, str] | None = None
    alike: bool = False


@dataclass(frozen=True)
class Reached:
    """A goal with what came out.

    Parameters
    ----------
    goal
        What was wanted.
    wanted, found
        Bound and figure in words.
    met
        Whether it was reached.
    """

    goal: Goal
    wanted: str
    found: str
    met: bool


_NAIVE: Final = "interval score against the naive forecast"
GOALS: Final = (
    Goal("pk_gmfe_parent", "fold error of ketamine in blood", "pk", at_most=1.18),
    Goal("pk_gmfe_metabolites", "fold error of metabolites in blood", "pk", at_most=1.30),
    Goal("pk_gmfe", "fold error of all", "pk", at_most=1.25),
    Goal("pk_within_2fold", "rows within a factor of two", "pk", at_least=0.98),
    Goal("pk_coverage90", "rows inside their 90 % interval", "pk", 0.85, 0.95),
    Goal("pk_interval_width", "width of intervals, p95 over p5", "pk", at_most=3.3),
    Goal("pk_interval_score", _NAIVE, "pk", below=(0.20, "pk_interval_score_naive")),
    Goal("outcomes_mae_madrs_change", "error of changes on the MADRS, points", "outcomes",
         at_most=2.5, alike=True),
    Goal("outcomes_mae_difference", "error of differences from control, points", "outcomes",
         at_most=2.0, alike=True),
    Goal("outcomes_mae_share", "error of response and remission, percentage points", "outcomes",
         at_most=11.0, alike=True),
    Goal("outcomes_coverage90", "outcomes inside their 90 % interval", "outcomes", 0.85, 0.95,
         alike=True),
    Goal("outcomes_width_madrs_change", "width of intervals of changes, points", "outcomes",
         at_most=14.0, alike=True),
    Goal("outcomes_width_difference", "width of intervals of differences, points", "outcomes",
         at_most=10.0, alike=True),
    Goal("outcomes_interval_score", _NAIVE, "outcomes",
         below=(0.15, "outcomes_interval_score_naive"), alike=True),
    Goal("tolerability_mae_dissociation", "error of dissociation, percentage points",
         "tolerability", at_most=7.0),
    Goal("tolerability_width_dissociation", "width of intervals of dissociation, points",
         "tolerability", at_most=30.0),
    Goal("tolerability_coverage90", "rows of harm inside their 90 % interval", "tolerability",
         0.82, 0.97),
    Goal("tolerability_interval_score", _NAIVE, "tolerability",
         below=(0.15, "tolerability_interval_score_naive")),
)  # fmt: skip
"""Set before the figures were seen."""


def goals_reached(summary: Mapping[str, Any]) -> tuple[Reached, ...]:
    """Return each goal with what came out, the missed ones first in every table.

    A figure that no row gives is left out.
    """
    found = [each for goal in GOALS if (each := _reached(goal, summary)) is not None]
    order = {table: place for place, table in enumerate(("pk", "outcomes", "tolerability"))}
    return tuple(sorted(found, key=lambda r: (order[r.goal.table], r.met)))


def _reached(goal: Goal, summary: Mapping[str, Any]) -> Reached | None:
    figures = summary["each_family_alike"] if goal.alike else summary
    value = figures[goal.figure]
    if value is None:
        return None
    if goal.below is not None:
        wanted, other = goal.below
        naive = figures[other]
        if not naive:
            return None
        better = 1 - value / naive
        word = "better" if better >= 0 else "worse"
        said = f"{abs(better):.0%} {word}".replace("%", " %")
        return Reached(
            goal, f"at least {wanted:.0%} better".replace("%", " %"), said, better >= wanted
        )
    met = (goal.at_least is None or value >= goal.at_least) and (
        goal.at_most is None or value <= goal.at_most
    )
    return Reached(goal, _bounds(goal), number_words(goal.figure, value), met)


def _bounds(goal: Goal) -> str:
    low, high = (
        None if bound is None else number_words(goal.figure, bound)
        for bound in (goal.at_least, goal.at_most)
    )
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}"
