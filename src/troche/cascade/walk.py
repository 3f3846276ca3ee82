"""From one event to the next: intervals on which nothing starts or stops."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from array_api_compat import array_namespace

from troche.cascade.concrete import numbers_of
from troche.cascade.doses import SAME_TIME, Dose, breakpoints
from troche.cascade.propagators import ALL, Propagator
from troche.pharmacology.system import Array

__all__ = ["Interval", "Look", "walk"]

_MOST_AREAS: Final = 48
"""Window areas kept at once: those of a day of several doses, and a few megabytes."""


@dataclass(frozen=True)
class Look:
    """Times at which an interval is looked at, with the propagator's table for them.

    Parameters
    ----------
    times : h
        From the start of the interval; the last is its length.
    table
        From `Propagator.table` for these times.
    """

    times: tuple[float, ...]
    table: Any
    _windows: dict[tuple[Any, ...], tuple[Dose, Array]] = field(default_factory=dict)

    def window(self, propagator: Propagator, dose: Dose, offset: float) -> Array:
        """Return coordinates of a dose of one milligram at these times.

        `offset` is the time from the dose to the start of the interval. The answer is
        kept: a regimen gives doses of the same lag and duration again and again.
        """
        key = (dose.state, round(offset, 9), id(dose.lag), id(dose.duration))
        if key not in self._windows:
            if len(self._windows) >= 8:
                self._windows.clear()
            lag, duration = _patient_times(propagator, dose)
            xp = array_namespace(lag)
            times = xp.asarray([[time] for time in self.times], dtype=lag.dtype)
            value = propagator.window(dose.state, times + (offset - lag), duration)
            # The dose is kept with it so that its arrays keep their identity.
            self._windows[key] = dose, value
        return self._windows[key][1]


@dataclass(frozen=True)
class _WindowAreas:
    """Integrals of doses of one milligram with uptake times of each patient's own.

    They are kept: every signal asks for the same ones, the next interval begins where this
    one ends, and a regimen gives doses of the same lag and duration again and again.
    """

    propagator: Propagator
    _kept: dict[tuple[Any, ...], tuple[Dose, Array]] = field(default_factory=dict)

    def until(self, dose: Dose, time: float) -> Array:
        """Return the integrals of the coordinates from the dose to `time`."""
        key = (dose.state, round(time - dose.time, 9), id(dose.lag), id(dose.duration))
        if key not in self._kept:
            if len(self._kept) >= _MOST_AREAS:
                self._kept.pop(next(iter(self._kept)))
            lag, duration = _patient_times(self.propagator, dose)
            value = self.propagator.window_area(dose.state, time - dose.time - lag, duration)
            # The dose is kept with it so that its arrays keep their identity.
            self._kept[key] = dose, value
        return self._kept[key][1]


@dataclass(frozen=True)
class Interval:
    """A stretch of time on which inputs are constant.

    Parameters
    ----------
    start, stop : h
    look
        The times at which it can be observed.
    y, y_stop : shape (coordinate, patient)
        Coordinates just after its start and just before its end, doses with
        uptake times of each patient's own left out.
    input_rate : shape (coordinate, patient) or None
        Zero-order inputs that run through it, per h.
    windows
        Those doses.
    window_areas
        Their integrals.
    """

    propagator: Propagator
    start: float
    stop: float
    look: Look
    y: Array
    y_stop: Array
    input_rate: Array | None
    windows: tuple[Dose, ...]
    window_areas: _WindowAreas

    def observe(self, row: Any, part: slice = ALL, columns: Any | None = None) -> Array:
        """Return a signal at the times of the look, shape (time, patient)."""
        value = self.propagator.observe(
            self.look.table, row, self.y, self.input_rate, part, columns
        )
        for dose in self.windows:
            unit = self.look.window(self.propagator, dose, self.start - dose.time)[:, part, :]
            amount = dose.amount
            if columns is not None:
                unit = unit[..., columns]
                amount = amount[columns] if getattr(amount, "shape", ()) else amount
            value = value + amount * self.propagator.at(row, unit, columns)
        return value

    def at_start(self, row: Any) -> Array:
        """Return a signal just after the start of the interval, shape (patient,)."""
        y = self.y
        for dose in self.windows:
            y = y + uptake(self.propagator, dose, self.start)
        return self.propagator.at(row, y)

    def at_stop(self, row: Any) -> Array:
        """Return a signal just before the end of the interval, shape (patient,)."""
        y = self.y_stop
        for dose in self.windows:
            y = y + uptake(self.propagator, dose, self.stop)
        return self.propagator.at(row, y)

    def area(self, row: Any) -> Array:
        """Return the exact area under a signal over the interval, shape (patient,)."""
        length = self.look.times[-1]
        total = self.propagator.area(row, self.y, self.input_rate, length)
        for dose in self.windows:
            until, before = (
                self.window_areas.until(dose, time) for time in (self.stop, self.start)
            )
            total = total + dose.amount * self.propagator.at(row, until - before)
        return total


def _patient_times(propagator: Propagator, dose: Dose) -> tuple[Array, Array]:
    zero = propagator.zeros()[0, ...]
    return zero + dose.lag, zero + dose.duration


def uptake(propagator: Propagator, dose: Dose, time: float) -> Array:
    """Return the coordinates that a dose with uptake times of its own has left at `time`."""
    lag, duration = _patient_times(propagator, dose)
    return dose.amount * propagator.window(dose.state, time - dose.time - lag, duration)


def walk(
    propagator: Propagator,
    doses: Sequence[Dose],
    horizon: float,
    look_at: Callable[[float, float], Look],
    marks: Sequence[float] = (),
    first_piece: float = math.inf,
) -> Iterator[Interval]:
    """Yield the intervals from time zero to `horizon`, in order.

    Parameters
    ----------
    propagator
        The linear system.
    doses
        In any order; one that begins at or after the horizon is not given.
    horizon : h
    look_at
        Called with the start and length of each interval; says where to look.
    marks : h
        Further times at which an interval shall end.
    first_piece : h
        Cuts long intervals for quadrature; see `troche.cascade.doses.breakpoints`.
    """
    times = breakpoints(doses, horizon, marks, first_piece)
    waiting = sorted(doses, key=_appears)
    running: list[Dose] = []
    windows: list[Dose] = []
    areas = _WindowAreas(propagator)
    y = propagator.zeros()
    position = 0
    for start, stop in itertools.pairwise(times):
        running = [dose for dose in running if dose.stop > start + SAME_TIME]
        while position < len(waiting) and _appears(waiting[position]) <= start + SAME_TIME:
            dose = waiting[position]
            position += 1
            if not dose.shared:
                windows.append(dose)
            elif float(dose.duration) <= SAME_TIME:
                y = y + propagator.entry(dose.state) * dose.amount
            else:
                running.append(dose)
        for dose in (over := [dose for dose in windows if _over(dose, start)]):
            y = y + uptake(propagator, dose, start)
        windows = [dose for dose in windows if not any(dose is gone for gone in over)]
        rate = None
        for dose in running:
            part = propagator.entry(dose.state) * (dose.amount / float(dose.duration))
            rate = part if rate is None else rate + part
        look = look_at(start, stop - start)
        y_stop = propagator.advance(look.table, y, rate)
        yield Interval(propagator, start, stop, look, y, y_stop, rate, tuple(windows), areas)
        y = y_stop


def _appears(dose: Dose) -> float:
    return dose.start if dose.shared else float(dose.time)


def _over(dose: Dose, time: float) -> bool:
    """Return whether everyone has taken up a dose; while that cannot be known, no."""
    lag, duration = numbers_of(dose.lag), numbers_of(dose.duration)
    if lag is None or duration is None:
        return False
    return bool((dose.time + lag + duration <= time).all())
