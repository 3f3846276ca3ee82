r"""Steady state without a run-up: the sum of all doses ever given, in closed form.

Doses that entered :math:`a, a + \tau, a + 2\tau, \dots` hours ago have left

.. math:: \sum_{k \ge 0} e^{K(a + k\tau)}\, b = (I - e^{K\tau})^{-1} e^{Ka}\, b ,

and an infusion that ended :math:`a` hours ago counts as :math:`b = \Phi(D)\,R`.
Infusions longer than the interval overlap: those still running are added one by one,
and go on. A lag shifts every implied dose, so at the time of the record the body is
where it would be that long before a dose enters.

References
----------
.. [1] NONMEM Users Guide, part VI (PREDPP), chapter V.F, and help page "SS dose event
   record": the last infusion starts at the record and continues; a constant infusion
   (AMT 0) ends there; bioavailability applies to implied doses, not to a constant infusion.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from troche.cascade.doses import SAME_TIME
from troche.cascade.events.body import Body, Flow, Infusion

__all__ = ["NoSteadyState", "add_constant", "add_repeated"]

Floats = NDArray[np.float64]

STANDS_STILL = 1e-12
"""A state that loses a smaller share in an interval is taken to lose nothing."""


class NoSteadyState(Exception):
    """What is given keeps piling up; `state` is the place where it does."""

    def __init__(self, state: int) -> None:
        super().__init__(state)
        self.state = state


def add_repeated(
    body: Body, state: int, amount: float, rate: float, interval: float, lag: float
) -> None:
    """Add what doses every `interval` hours since ever have left, the one now included.

    Parameters
    ----------
    body
        Changed: amounts now, infusions that still run, doses that have yet to enter.
    state
        Where the doses enter.
    amount : mg
        That enters, bioavailability applied.
    rate : mg/h
        Of infusions, zero for boluses.
    interval, lag : h

    Raises
    ------
    NoSteadyState
        If a state that the doses reach keeps what it gets.
    """
    duration = amount / rate if rate > 0.0 else 0.0
    number = 0
    while (since := number * interval - lag) <= SAME_TIME or since < duration - SAME_TIME:
        if since <= SAME_TIME:
            body.give(body.time - since, state, amount, rate)
        else:
            body.amounts += body.flow(since)[1][:, state] * rate
            start = body.time - since
            body.infusions.append(Infusion(start, start + duration, state, rate))
        number += 1
    entered = body.flow(duration)[1][:, state] * rate if rate > 0.0 else _unit(body, state) * amount
    left = body.flow(max(since - duration, 0.0))[0] @ entered
    body.amounts += _sum_over_intervals(body.flow, interval, left, state)


def add_constant(body: Body, state: int, rate: float, lag: float) -> None:
    """Add what an infusion since ever has left; a lag puts off its end.

    Raises
    ------
    NoSteadyState
        If a state that the infusion reaches keeps what it gets.
    """
    places = _reached(body.flow.matrix, state)
    _refuse_sinks(body.flow(24.0)[0], places)
    part = body.flow.matrix[np.ix_(places, places)]
    body.amounts[places] += np.linalg.solve(-part, _unit(body, state)[places] * rate)
    if lag > 0.0:
        body.infusions.append(Infusion(body.time, body.time + lag, state, rate))


def _unit(body: Body, state: int) -> Floats:
    unit = np.zeros_like(body.amounts)
    unit[state] = 1.0
    return unit


def _sum_over_intervals(flow: Flow, interval: float, left: Floats, state: int) -> Floats:
    """Return what `left` and its like, one interval older each, add up to."""
    whole = flow(interval)[0]
    places = _reached(flow.matrix, state)
    _refuse_sinks(whole, places)
    total = np.zeros_like(left)
    part = whole[np.ix_(places, places)]
    total[places] = np.linalg.solve(np.eye(len(places)) - part, left[places])
    return total


def _reached(matrix: Floats, state: int) -> NDArray[np.intp]:
    """Return the states that a dose into `state` gets to: sinks elsewhere do no harm."""
    found = {state}
    while True:
        further = found | {int(i) for j in found for i in np.flatnonzero(matrix[:, j])}
        if further == found:
            return np.array(sorted(found))
        found = further


def _refuse_sinks(whole: Floats, places: NDArray[np.intp]) -> None:
    """Refuse a part of the system that loses nothing over an interval."""
    part = whole[np.ix_(places, places)]
    values, vectors = np.linalg.eig(part)
    worst = int(np.argmax(np.abs(values)))
    if np.abs(values[worst]) >= 1.0 - STANDS_STILL:
        raise NoSteadyState(int(places[int(np.argmax(np.abs(vectors[:, worst])))]))
