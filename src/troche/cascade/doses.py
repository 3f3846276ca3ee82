"""Doses as the solver takes them, and the times at which the system changes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from troche.cascade.concrete import numbers_of
from troche.pharmacology.system import Array

__all__ = ["Dose", "breakpoints", "is_shared", "pieces"]

GROWTH = 4
"""How much longer each piece of a long interval is than the one before."""

UPTAKE_PIECES = 3
"""Pieces between the first patient's uptake of a dose and the end of the last's."""

SAME_TIME = 1e-9
"""Times closer than this, in hours, are one time: four microseconds."""


@dataclass(frozen=True)
class Dose:
    """An amount that enters one state of every patient.

    Parameters
    ----------
    time : h
        When it is given; the same for all.
    state
        The place, in the matrix, of the state that receives it.
    amount : mg, shape () or (patient,)
        What arrives in the state; zero for a patient who missed the dose.
    duration : h, shape () or (patient,)
        Length of a zero-order input; 0 is instantaneous.
    lag : h, shape () or (patient,)
        Delay from `time` to the start of the input.

    Raises
    ------
    ValueError
        If the time, a lag or a duration is negative or not a number.
    """

    time: float
    state: int
    amount: Array
    duration: Array = 0.0
    lag: Array = 0.0

    def __post_init__(self) -> None:
        for name in ("time", "duration", "lag"):
            value = numbers_of(getattr(self, name))
            if value is not None and not (value >= 0.0).all():
                raise ValueError(f"the {name} of a dose is {value} h; it cannot be negative")

    @property
    def shared(self) -> bool:
        """Whether all patients take it up over the same stretch of time."""
        return is_shared(self.duration) and is_shared(self.lag)

    @property
    def start(self) -> float:
        """Start of the input, in h, where it is shared."""
        return float(self.time) + float(self.lag)

    @property
    def stop(self) -> float:
        """End of the input, in h, where it is shared."""
        return self.start + float(self.duration)


def is_shared(value: Any) -> bool:
    """Return whether `value` is one number and not one per patient."""
    return not getattr(value, "shape", ())


def breakpoints(
    doses: Sequence[Dose],
    horizon: float,
    marks: Sequence[float] = (),
    first_piece: float = math.inf,
) -> list[float]:
    """Return the sorted times between which nothing starts or stops.

    Parameters
    ----------
    doses
        In any order.
    horizon : h
    marks : h
        Further times at which an interval shall end.
    first_piece : h
        Where it is finite, times are added that quadrature needs: from the first patient's
        uptake of a dose to the end of the last's, behind which drives are smooth, and cuts
        that keep the first piece after an event no longer than this (see `pieces`).

    Examples
    --------
    >>> breakpoints([Dose(0.0, 0, 10.0, duration=0.5), Dose(24.0, 0, 10.0)], 48.0)
    [0.0, 0.5, 24.0, 48.0]
    """
    times = {0.0, float(horizon), *map(float, marks)}
    for dose in doses:
        if dose.shared:
            times |= {dose.start, dose.stop}
            continue
        times.add(float(dose.time))
        lag, duration = numbers_of(dose.lag), numbers_of(dose.duration)
        if first_piece < math.inf and lag is not None and duration is not None:
            begin, end = dose.time + lag, dose.time + lag + duration
            times |= _uptake_cuts(float(begin.min()), float(end.max()))
    ordered = np.array(sorted(time for time in times if time <= horizon))
    keep = np.concatenate(([True], np.diff(ordered) > SAME_TIME))
    events = [float(time) for time in ordered[keep]]
    cuts = [
        start + cut
        for start, stop in itertools.pairwise(events)
        for cut in pieces(stop - start, first_piece)
    ]
    return [*cuts, events[-1]]


def _uptake_cuts(first: float, last: float) -> set[float]:
    """Return times between which corners of the drive, one per patient, do little harm.

    The pieces differ in length: of two alike, one would undo what is kept from the other.
    """
    share = [(k / UPTAKE_PIECES) ** 0.8 for k in range(UPTAKE_PIECES)]
    return {first + (last - first) * part for part in share} | {last}


def pieces(length: float, first: float) -> list[float]:
    """Return where the pieces of an interval begin, each four times the one before.

    A drive is fast after an event and slower later, as one exponential after another
    dies out, so pieces that grow in proportion are equally easy to interpolate.

    Examples
    --------
    >>> pieces(24.0, 24.0), pieces(168.0, 24.0)
    ([0.0], [0.0, 8.0, 40.0])
    """
    number = 1
    while first * (GROWTH**number - 1) < length * (GROWTH - 1) * (1 - 1e-9):
        number += 1
    unit = length * (GROWTH - 1) / (GROWTH**number - 1)
    return [unit * (GROWTH**k - 1) / (GROWTH - 1) for k in range(number)]
