"""Doses as the solver takes them, and the times at which the system changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from troche.pharmacology.system import Array

__all__ = ["Dose", "breakpoints", "is_shared"]

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
        If the time, or a shared lag or duration, is negative.
    """

    time: float
    state: int
    amount: Array
    duration: Array = 0.0
    lag: Array = 0.0

    def __post_init__(self) -> None:
        for name in ("time", "duration", "lag"):
            value = getattr(self, name)
            if is_shared(value) and not float(value) >= 0.0:
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


def breakpoints(doses: Sequence[Dose], horizon: float, marks: Sequence[float] = ()) -> list[float]:
    """Return the sorted times between which nothing starts or stops.

    Examples
    --------
    >>> breakpoints([Dose(0.0, 0, 10.0, duration=0.5), Dose(24.0, 0, 10.0)], 48.0)
    [0.0, 0.5, 24.0, 48.0]
    """
    times = {0.0, float(horizon), *map(float, marks)}
    for dose in doses:
        if dose.shared:
            times |= {dose.start, dose.stop}
        else:
            times.add(float(dose.time))
    ordered = np.array(sorted(time for time in times if time <= horizon))
    keep = np.concatenate(([True], np.diff(ordered) > SAME_TIME))
    return [float(time) for time in ordered[keep]]
