"""Which rows are fitted, and why the others are not.

Every readable row is predicted; fewer are fitted, so that nothing counts twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troche.population.tolerability.kinds import CADSS_ABOVE_4, DISSOCIATION
from troche.population.tolerability.statistic import HarmStatistic

__all__ = ["fitted_harm", "left_out_with", "predicted_families", "set_aside"]

_ARMS, _POOL = "FEDGCHIN2019", "LABELHCP"
"""Dissociation is fitted from both: the arms count one term, the label any of a group, and only
together do they say how far apart these are."""

_POOLED: Final = ("TRANSFORM1_2", "meta:JNJDISS2024", "meta:SPRAVATO_LABEL")
"""The trials, and what pools them: all are left out where one is predicted."""


def left_out_with(family: str) -> tuple[str, ...]:
    """Return the families that are left out where one is predicted, itself among them.

    Examples
    --------
    >>> left_out_with("CVREPEAT"), len(left_out_with("TRANSFORM1_2"))
    (('CVREPEAT',), 3)
    """
    return _POOLED if family in _POOLED else (family,)


def set_aside(statistic: HarmStatistic, among: Sequence[HarmStatistic]) -> str:
    """Return why a row is not fitted beside the others; empty for one that is.

    Examples
    --------
    >>> from troche.evidence import builtin, load
    >>> from troche.population.tolerability.read import read_harm
    >>> read = [read_harm(r, builtin()) for r in load("tolerability")]
    >>> rows = [s for s in read if isinstance(s, HarmStatistic)]
    >>> pool = [s for s in rows if s.row.source == "LABELHCP" and "nausea" in s.events]
    >>> set_aside(pool[0], rows)
    'the arms of TRANSFORM-1 stand beside it'
    """
    row, source = statistic.row, statistic.row.source
    if "count once" in row.notes:
        return "the same number stands in another row"
    if source == _POOL and DISSOCIATION.name not in statistic.events:
        of_arms = {e for s in among if s.row.source == _ARMS for e in s.events}
        if set(statistic.events) <= of_arms:
            return "the arms of TRANSFORM-1 stand beside it"
    if statistic.family in ("meta:JNJDISS2024", "meta:SPRAVATO_LABEL") and statistic.regimens:
        if DISSOCIATION.name in statistic.events:
            return "pools TRANSFORM and SUSTAIN, which stand beside it"
        if CADSS_ABOVE_4.name in statistic.events:
            return "pools TRANSFORM-1, whose arms stand beside it"
    if statistic.family == "meta:JNJDISS2024" and DISSOCIATION.name in statistic.events:
        return "pools TRANSFORM and SUSTAIN, which stand beside it"
    return ""


def fitted_harm(statistics: Sequence[HarmStatistic]) -> tuple[HarmStatistic, ...]:
    """Return the rows that are fitted."""
    return tuple(s for s in statistics if not set_aside(s, statistics))


def predicted_families(statistics: Sequence[HarmStatistic]) -> tuple[str, ...]:
    """Return the families with a readable row, in order."""
    return tuple(dict.fromkeys(s.family for s in statistics))
