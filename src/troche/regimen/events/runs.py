"""Regular runs of dose times, for ADDL and II."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

TOLERANCE_H: Final = 1e-9
"""Times within 4 microseconds of a regular run belong to it: hours since the first
dose are rounded to about 1e-12 h, and II is a rounded number too."""

MAX_INTERLEAVED: Final = 24
"""Most runs that are woven into one another, such as two for twice weekly."""


@dataclass(frozen=True, slots=True)
class Run:
    """Doses at ``start_h + k * interval_h`` for k from 0 to `additional`."""

    start_h: float
    interval_h: float
    additional: int


def runs_of(times: Sequence[float]) -> tuple[Run, ...]:
    """Return the fewest interleaved regular runs that cover `times`, in order of start.

    Examples
    --------
    >>> runs_of([0.0, 72.0, 168.0, 240.0])
    (Run(start_h=0.0, interval_h=168.0, additional=1), Run(start_h=72.0, interval_h=168.0, \
additional=1))
    >>> runs_of([0.0])
    (Run(start_h=0.0, interval_h=0.0, additional=0),)
    """
    for woven in range(1, min(MAX_INTERLEAVED, len(times) // 2) + 1):
        strands = [times[first::woven] for first in range(woven)]
        if all(_is_regular(strand) for strand in strands):
            return tuple(_run(strand) for strand in strands)
    return tuple(Run(time, 0.0, 0) for time in times)


def _is_regular(times: Sequence[float]) -> bool:
    interval = _run(times).interval_h
    return all(abs(times[0] + k * interval - time) < TOLERANCE_H for k, time in enumerate(times))


def _run(times: Sequence[float]) -> Run:
    steps = len(times) - 1
    interval = next((after - before for before, after in pairwise(times)), 0.0)
    # Of the first gap and the mean one, the shorter decimal is the interval that was meant.
    if steps > 1:
        interval = min(interval, (times[-1] - times[0]) / steps, key=lambda each: len(repr(each)))
    return Run(times[0], interval, steps)
