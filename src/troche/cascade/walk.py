"""From one event to the next: intervals on which nothing starts or stops."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from array_api_compat import array_namespace

from troche.cascade.doses import SAME_TIME, Dose, breakpoints
from troche.cascade.propagator import ALL, Propagator
from troche.pharmacology.system import Array

__all__ = ["Interval", "Look", "walk"]


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
    """

    propagator: Propagator
    start: float
    stop: float
    look: Look
    y: Array
    y_stop: Array
    input_rate: Array | None
    windows: tuple[Dose, ...]

    def observe(self, row: Any, part: slice = ALL) -> Array:
        """Return a signal at the times of the look, shape (time, patient)."""
        value = self.propagator.observe(self.look.table, row, self.y, self.input_rate, part)
        if not self.windows:
            return value
        xp = array_namespace(value)
        return value + xp.stack(
            [self.propagator.at(row, self._in_windows(time)) for time in self.look.times[part]]
        )

    def at_stop(self, row: Any) -> Array:
        """Return a signal just before the end of the interval, shape (patient,)."""
        y = self.y_stop
        if self.windows:
            y = y + self._in_windows(self.stop - self.start)
        return self.propagator.at(row, y)

    def area(self, row: Any) -> Array:
        """Return the exact area under a signal over the interval, shape (patient,)."""
        spent = self.y - self.y_stop
        if self.input_rate is not None:
            spent = spent + self.input_rate * (self.stop - self.start)
        if self.windows:
            length = self.stop - self.start
            spent = spent + self._in_windows(0.0) - self._in_windows(length)
            for dose in self.windows:
                given = _given(dose, self.stop) - _given(dose, self.start, closed=True)
                spent = spent + self.propagator.entry(dose.state) * (dose.amount * given)
        return self.propagator.area(row, spent)

    def _in_windows(self, time: float) -> Array:
        return sum(
            (_uptake(self.propagator, dose, self.start + time) for dose in self.windows),
            self.propagator.zeros(),
        )


def _patient_times(propagator: Propagator, dose: Dose) -> tuple[Array, Array]:
    zero = propagator.zeros()[0, ...]
    return zero + dose.lag, zero + dose.duration


def _uptake(propagator: Propagator, dose: Dose, time: float) -> Array:
    lag, duration = _patient_times(propagator, dose)
    return dose.amount * propagator.window(dose.state, time - dose.time - lag, duration)


def _given(dose: Dose, time: float, closed: bool = False) -> Array:
    """Return the share of a dose given by `time`."""
    xp = array_namespace(*[a for a in (dose.lag, dose.duration) if hasattr(a, "shape")])
    elapsed = time - dose.time - dose.lag + 0.0 * dose.duration
    length = dose.duration + 0.0 * elapsed
    one = xp.ones_like(elapsed)
    done = (elapsed >= length) if closed else (elapsed > length)
    part = elapsed / xp.where(length == 0.0, one, length)
    part = xp.where(part > 0.0, part, xp.zeros_like(part))
    return xp.where(done & (elapsed >= 0.0), one, xp.where(length == 0.0, 0.0 * one, part))


def walk(
    propagator: Propagator,
    doses: Sequence[Dose],
    horizon: float,
    look_at: Callable[[float, float], Look],
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
    """
    times = breakpoints(doses, horizon)
    waiting = sorted((d for d in doses), key=lambda d: d.start if d.shared else d.time)
    running: list[Dose] = []
    windows: list[Dose] = []
    y = propagator.zeros()
    position = 0
    for start, stop in itertools.pairwise(times):
        running = [dose for dose in running if dose.stop > start + SAME_TIME]
        while position < len(waiting):
            dose = waiting[position]
            if (dose.start if dose.shared else dose.time) > start + SAME_TIME:
                break
            position += 1
            if not dose.shared:
                windows.append(dose)
            elif float(dose.duration) <= SAME_TIME:
                y = y + propagator.entry(dose.state) * dose.amount
            else:
                running.append(dose)
        for dose in [dose for dose in windows if _over(dose, start)]:
            windows.remove(dose)
            y = y + _uptake(propagator, dose, start)
        rate = None
        for dose in running:
            part = propagator.entry(dose.state) * (dose.amount / float(dose.duration))
            rate = part if rate is None else rate + part
        look = look_at(start, stop - start)
        y_stop = propagator.advance(look.table, y, rate)
        yield Interval(propagator, start, stop, look, y, y_stop, rate, tuple(windows))
        y = y_stop


def _over(dose: Dose, time: float) -> bool:
    xp = array_namespace(*[a for a in (dose.lag, dose.duration) if hasattr(a, "shape")])
    return bool(xp.all(dose.time + dose.lag + dose.duration <= time))
