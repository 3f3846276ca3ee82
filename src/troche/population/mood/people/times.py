"""When scores are read: at the start, twice on the first day, then daily."""

from __future__ import annotations

from typing import Final

__all__ = ["DAY", "score_times"]

DAY: Final = 24.0
_EARLY: Final = (0.0, 2.0, 4.0)
_SAME: Final = 1e-9


def score_times(horizon: float) -> tuple[float, ...]:
    """Return the times of scores up to a horizon, itself the last.

    Parameters
    ----------
    horizon : h

    Examples
    --------
    >>> score_times(50.0)
    (0.0, 2.0, 4.0, 24.0, 48.0, 50.0)
    """
    daily = [DAY * k for k in range(1, int((horizon + _SAME) / DAY) + 1)]
    times = [t for t in (*_EARLY, *daily) if t < horizon - _SAME]
    return (*times, horizon)
