"""Which rows are fitted, and why the others are not.

Every readable row is predicted; fewer are fitted, so that nothing counts twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troche.population.trials import Statistic

__all__ = ["fitted_rows", "left_aside"]

_REPEATED: Final = {
    "TRANSFORM12_SEX": "repeats TRANSFORM-1/2 by sex",
    "STARD_STEPS/step1": "holds the people of STARD_L1",
}


def left_aside(statistic: Statistic, among: Sequence[Statistic]) -> str:
    """Return why a row is not fitted beside the others; empty for one that is.

    Examples
    --------
    >>> from troche.evidence import builtin, load
    >>> from troche.population.trials import Statistic, read_outcome
    >>> found = [read_outcome(r, builtin()) for r in load("outcomes")]
    >>> rows = [s for s in found if isinstance(s, Statistic)]
    >>> left_aside(next(s for s in rows if s.kind == "difference"), rows)
    'the changes of both arms stand beside it'
    """
    key = f"{statistic.trial}/{statistic.row.arm_id}"
    for known, why in _REPEATED.items():
        if key == known or statistic.trial == known:
            return why
    if statistic.kind == "difference" and statistic.control is not None:
        changes = {
            s.given.key
            for s in among
            if s.kind == "change" and s.scale == statistic.scale and s.hours == statistic.hours
        }
        if {statistic.given.key, statistic.control.key} <= changes:
            return "the changes of both arms stand beside it"
    if statistic.kind == "score" and any(
        s.kind == "change" and s.given.key == statistic.given.key and s.hours == statistic.hours
        for s in among
    ):
        return "the change stands beside it"
    return ""


def fitted_rows(statistics: Sequence[Statistic]) -> tuple[Statistic, ...]:
    """Return the rows that are fitted."""
    return tuple(s for s in statistics if not left_aside(s, statistics))
