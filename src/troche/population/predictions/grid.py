"""Times at which a curve is looked at, so that no peak falls between them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.population.predictions.settings import Setting

__all__ = ["end_of_inputs", "half_life_windows", "peak_times"]

_FIRST: Final = 1 / 60
_RATIO: Final = 1.15
"""Each time after an event is 15 % later than the last: the parabola through three of them finds a
smooth peak to 0.1 %."""

_MOST_INTERVALS: Final = 6
_DAY: Final = 24.0


def _ends(setting: Setting) -> list[float]:
    return [i.time + i.delivery.duration + i.delivery.hold for i in setting.inputs]


def end_of_inputs(setting: Setting) -> float:
    """Return when the last input ends, in h."""
    return max(_ends(setting), default=0.0)


def peak_times(
    setting: Setting, start: float, stop: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return times from `start` to `stop`, dense after whatever happens, and which are corners.

    Of many doses the first and the last ones are looked at.

    Examples
    --------
    >>> from troche.population.predictions.settings import BOLUS, Input
    >>> times, corners = peak_times(Setting((Input(0.0, BOLUS, 1.0),), 70.0, "S"), 0.0, 24.0)
    >>> float(times[0]), float(times[-1]), len(times) < 120
    (0.0, 24.0, True)
    """
    last = stop if math.isfinite(stop) else end_of_inputs(setting) + _DAY
    events = sorted({round(t, 9) for t in (*(i.time for i in setting.inputs), *_ends(setting))})
    edges = [start, *(t for t in events if start < t < last), last]
    pieces = list(itertools.pairwise(edges))
    if len(pieces) > 2 * _MOST_INTERVALS:
        pieces = [*pieces[:_MOST_INTERVALS], *pieces[-_MOST_INTERVALS:]]
    found = {start, last}
    for low, high in pieces:
        number = max(1, math.ceil(math.log(max(1.1, (high - low) / _FIRST)) / math.log(_RATIO)))
        found |= {low, high} | {float(low + t) for t in np.geomspace(_FIRST, high - low, number)}
    times = np.array(sorted(t for t in found if start <= t <= last))
    keep = np.concatenate(([True], np.diff(times) > 1e-9))
    times = times[keep]
    # Only what enters plasma itself makes a corner there; a depot smooths it.
    direct = [i for i in setting.inputs if i.delivery.route == "iv"]
    edges = [start, last, *(t for i in direct for t in (i.time, i.time + i.delivery.duration))]
    corners = np.min(np.abs(times[:, None] - np.array(edges)), axis=1) < 1e-9
    return times, corners


def half_life_windows(
    setting: Setting, start: float, stop: float, stated: bool
) -> Sequence[tuple[float, float]]:
    """Return the windows over which a half-life is read: the row's, or two usual ones."""
    if stated:
        return ((start, stop),)
    end = end_of_inputs(setting)
    return ((end + 4.0, end + 12.0), (end + 8.0, end + 24.0))
