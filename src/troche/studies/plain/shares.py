"""Shares of published groups, with what chance leaves open, as people of a hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Final

from troche.evidence import Row
from troche.studies.plain.pictures import HUNDRED, Group, ends

__all__ = ["chance", "group", "of_shares"]

_NORMAL_95: Final = 1.6449
"""Normal quantile: 5 % of chance on each side."""


def chance(share: float, people: float) -> tuple[float, float]:
    """Return Wilson's 90 % interval of a share.

    Parameters
    ----------
    share : fraction
        As published.
    people
        In whom.

    Examples
    --------
    >>> [round(end, 3) for end in chance(0.5, 100)], chance(0.0, 50)[0]
    ([0.419, 0.581], 0.0)
    """
    z = _NORMAL_95**2 / people
    middle = (share + z / 2.0) / (1.0 + z)
    half = sqrt(z * share * (1.0 - share) + z * z / 4.0) / (1.0 + z)
    return max(0.0, middle - half), min(1.0, middle + half)


def group(label: str, rows: Sequence[Row]) -> Group:
    """Return a hundred people, from the lowest that a row allows to the highest.

    Trials differ by more than chance, so the rows are not pooled: the range spans them all.

    Parameters
    ----------
    label
        Who the people are.
    rows
        Of ``tolerability``: percentages, each with its number of people, or with the range
        that the source itself gives.
    """
    return of_shares(label, [_range(row) for row in rows])


def of_shares(label: str, ranges: Iterable[tuple[float, float]]) -> Group:
    """Return a hundred people from ranges of a share, widest ends."""
    every = list(ranges)
    low, high = ends(HUNDRED * min(r[0] for r in every), HUNDRED * max(r[1] for r in every))
    return Group(label, low, min(HUNDRED, high))


def _range(row: Row) -> tuple[float, float]:
    if row.cells["spread_kind"] == "range":
        return row.number("spread_low") / HUNDRED, row.number("spread_high") / HUNDRED
    return chance(row.number("value") / HUNDRED, row.number("n"))
