"""The 95 % interval of a published number: as reported, or derived and said to be so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from troche.evidence import Finding, read_number

__all__ = ["Interval", "interval_of", "wilson"]

_Z: Final = 1.96


@dataclass(frozen=True)
class Interval:
    """Where a published number may lie.

    Parameters
    ----------
    low, high
        Ends, in the number's unit.
    how
        Where they come from, in words.
    """

    low: float
    high: float
    how: str


def wilson(share: float, people: float) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score.

    Examples
    --------
    >>> low, high = wilson(0.5, 100.0)
    >>> round(low, 3), round(high, 3)
    (0.404, 0.596)
    """
    below = 1 + _Z**2 / people
    middle = (share + _Z**2 / (2 * people)) / below
    half = _Z / below * math.sqrt(share * (1 - share) / people + _Z**2 / (4 * people**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def interval_of(finding: Finding) -> Interval | None:
    """Return the interval of a finding with one number; None where nothing gives one.

    Reported 95 % intervals are taken as they are. A standard error gives 1.96 of it either
    way, a standard deviation the same of its share by the root of n, and a share of stated
    people Wilson's interval.
    """
    value = finding.number.value if finding.number else None
    if value is None:
        return None
    cells, row = finding.origin.cells, finding.origin
    kind = cells.get("spread_kind", "")
    low, high = (_number(finding, name) for name in ("spread_low", "spread_high"))
    if "95" in kind and low is not None and high is not None:
        return Interval(low, high, "95\u00a0% interval as reported")
    if kind == "SE" and low is not None:
        return Interval(value - _Z * low, value + _Z * low, "95\u00a0%, from the standard error")
    people = _people(finding)
    if kind == "SD" and low is not None and people:
        half = _Z * low / math.sqrt(people)
        return Interval(value - half, value + half, "95\u00a0%, from standard deviation and n")
    share = row.table in ("outcomes", "tolerability") and finding.unit == "%"
    if share and people and 0 <= value <= 100:
        ends = wilson(value / 100, people)
        return Interval(100 * ends[0], 100 * ends[1], "95\u00a0%, Wilson, from share and n")
    return None


def _people(finding: Finding) -> float | None:
    return read_number(finding.n).value if finding.n.strip() else None


def _number(finding: Finding, column: str) -> float | None:
    if not finding.origin.cells.get(column, "").strip():
        return None
    cell = finding.origin.cell(column)
    return cell.value if cell else None
