"""From a number to a place along a track: linear or logarithmic, with ticks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["Scale", "scale_over"]

_MOST_TICKS: Final = 5
_ROOM: Final = 0.04
"""Share of the range that stays free at either end, so that no mark is cut."""


@dataclass(frozen=True)
class Scale:
    """A range that is drawn.

    Parameters
    ----------
    low, high
        Its ends; above zero where it is logarithmic.
    logarithmic
        Whether equal ratios take equal room.
    """

    low: float
    high: float
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Return where a number lies, in per cent of the track; the ends hold what is beyond.

        Examples
        --------
        >>> Scale(0.0, 10.0).place(5.0), Scale(1.0, 100.0, True).place(10.0)
        (50.0, 50.0)
        >>> Scale(0.0, 10.0).place(-3.0)
        0.0
        """
        if self.logarithmic:
            if value <= 0.0:
                return 0.0
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return round(100.0 * min(max(share, 0.0), 1.0), 2)

    def holds(self, value: float) -> bool:
        """Return whether a number lies within."""
        return self.low <= value <= self.high

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round numbers along it.

        Examples
        --------
        >>> Scale(-0.3, 10.2).ticks, Scale(0.8, 300.0, True).ticks
        ((0.0, 2.5, 5.0, 7.5, 10.0), (1.0, 10.0, 100.0))
        """
        return self._decades() if self.logarithmic else self._steps()

    def _steps(self) -> tuple[float, ...]:
        rough = (self.high - self.low) / _MOST_TICKS
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(m * power for m in (1.0, 2.0, 2.5, 5.0, 10.0) if m * power >= rough * 0.999)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return tuple(round(k * step, 10) + 0.0 for k in range(first, last + 1))

    def _decades(self) -> tuple[float, ...]:
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        for parts in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
            ticks = [round(m * 10.0**k, 12) for k in range(first, last + 1) for m in parts]
            ticks = [t for t in ticks if self.holds(t)]
            if len(ticks) <= _MOST_TICKS:
                break
        return tuple(ticks)


def scale_over(
    values: Iterable[float | None], *, logarithmic: bool = False, around: Iterable[float] = ()
) -> Scale:
    """Return a scale that holds all numbers with a little room.

    Parameters
    ----------
    values
        What is drawn; None is nothing.
    logarithmic
        See `Scale`; then only numbers above zero count.
    around
        Numbers that the scale shows whatever is drawn, such as zero.

    Examples
    --------
    >>> scale_over([1.0, 3.0], around=[0.0])
    Scale(low=-0.12, high=3.12, logarithmic=False)
    """
    known = [v for v in (*values, *around) if v is not None and math.isfinite(v)]
    if logarithmic:
        known = [v for v in known if v > 0.0]
        low, high = min(known, default=1.0), max(known, default=10.0)
        room = max((high / low) ** _ROOM, 1.05)
        return Scale(low / room, high * room, True)
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = _ROOM * (high - low) or max(abs(high), 1.0) * _ROOM
    return Scale(round(low - room, 10), round(high + room, 10))
