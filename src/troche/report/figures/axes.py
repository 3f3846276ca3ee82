"""Axes that read well: hours or days, decades marked at 1 and 3, ranges with sense."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from troche.studies.results import Curve

__all__ = ["TimeAxis", "log_axis", "rounded", "time_axis"]

_DECADES = {"one": 2.5, "several": 2.0}
"""Decades that a log axis shows below the top of the lowest curve, at most."""


@dataclass(frozen=True)
class TimeAxis:
    """A unit of time and its words."""

    hours: float
    title: str
    word: str
    step: float

    def of(self, times: Iterable[float]) -> list[float]:
        """Return hours in this unit."""
        return [round(t / self.hours, 5) for t in times]


def time_axis(hours: float) -> TimeAxis:
    """Return the unit for a stretch of so many hours.

    Examples
    --------
    >>> time_axis(24.0).title, time_axis(168.0).title
    ('Time since the first dose (h)', 'Time since the first dose (days)')
    """
    words = "Time since the first dose"
    if hours <= 72:
        return TimeAxis(
            1.0, f"{words} (h)", "h", 12.0 if hours > 36 else 4.0 if hours > 12 else 1.0
        )
    days = hours / 24
    return TimeAxis(24.0, f"{words} (days)", "days", 1.0 if days <= 10 else 7.0 * _sparse(days))


def _sparse(days: float) -> int:
    return max(1, math.ceil(days / 90))


def rounded(values: Iterable[float], digits: int = 4) -> list[float]:
    """Return values to so many significant digits, which is what a figure can show.

    Examples
    --------
    >>> rounded([0.0, 1.234567, 98765.4])
    [0.0, 1.235, 98770.0]
    """
    array = np.asarray(list(values), dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.floor(np.log10(np.abs(array)))
    power = np.where(np.isfinite(power), power, 0.0)
    scale = 10.0 ** (digits - 1 - power)
    return [float(v) for v in np.round(np.round(array * scale) / scale, 12)]


def log_axis(curves: Iterable[Curve], points: Iterable[float] = ()) -> dict[str, Any]:
    """Return the settings of a log axis that holds these curves and points.

    The floor is where 90 % of patients have fallen by the end, but no more than a few
    decades under the top; a published point below it lowers it.
    """
    curves, marks = list(curves), [p for p in points if p > 0]
    top = max([max(c.p95) for c in curves] + marks, default=1.0) or 1.0
    late = [c.p5[-1] for c in curves if c.p5[-1] > 0]
    lowest = min((max(c.p95) for c in curves), default=top)
    deep = lowest / 10 ** _DECADES["one" if len(curves) == 1 else "several"]
    floor = max(deep, min(late, default=0.0))
    floor = min([floor, top / 30, *(0.8 * m for m in marks)])
    top *= 1.35
    first, last = math.floor(math.log10(floor)), math.ceil(math.log10(top))
    ticks = [m * 10.0**k for k in range(first, last + 1) for m in (1, 3)]
    ticks = [t for t in ticks if floor * 0.999 <= t <= top]
    if len(ticks) > 8:
        ticks = [t for t in ticks if abs(math.log10(t) % 1) < 1e-9]
    return {
        "type": "log",
        "range": [math.log10(floor), math.log10(top)],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [f"{t:,.10g}" for t in ticks],
    }
