r"""A body between records: amounts, running infusions, and doses still to come.

The system is linear, so every step is a matrix function and nothing is stepped:

.. math:: x(t + h) = e^{Kh}\, x(t) + \Phi(h)\, u, \qquad \Phi(h) = \int_0^h e^{Ks}\, ds .
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from troche.cascade.doses import SAME_TIME
from troche.cascade.propagators import ExponentialPropagator

__all__ = ["Body", "Flow", "Infusion"]

Floats = NDArray[np.float64]


class Flow:
    """The exponential of one rate matrix and its integral, each length computed once.

    Parameters
    ----------
    matrix : 1/h, shape (state, state)
    """

    def __init__(self, matrix: Floats) -> None:
        self.matrix = matrix
        self._exact = ExponentialPropagator(matrix[None])
        self._kept: dict[float, tuple[Floats, Floats]] = {}

    def __call__(self, length: float) -> tuple[Floats, Floats]:
        r"""Return :math:`e^{Kh}` and :math:`\Phi(h)`."""
        if length not in self._kept:
            if len(self._kept) >= 1000:
                self._kept.clear()
            whole, filled = self._exact.integrals(length)
            self._kept[length] = whole[..., 0], filled[..., 0]
        return self._kept[length]


@dataclass(frozen=True)
class Infusion:
    """An input of constant rate into one state, from `start` to `stop`."""

    start: float
    stop: float
    state: int
    rate: float


@dataclass
class Body:
    """Amounts at one time, and what has been given but is not yet all in.

    Parameters
    ----------
    flow
        The system.
    time : h
        The present.
    amounts : mg, shape (state,)
        After every dose that has entered by now.
    infusions
        Running or still to start.
    boluses
        (time, state, amount) still to enter.
    """

    flow: Flow
    time: float
    amounts: Floats
    infusions: list[Infusion] = field(default_factory=list)
    boluses: list[tuple[float, int, float]] = field(default_factory=list)

    def advance(self, time: float) -> None:
        """Let time pass until `time`; a dose that enters then has entered."""
        while True:
            edges = [edge for each in self.infusions for edge in (each.start, each.stop)]
            edges += [entry for entry, _, _ in self.boluses]
            following = min((edge for edge in edges if edge > self.time), default=time)
            self._settle()
            if self.time >= time:
                return
            self._cross(min(following, time))

    def _cross(self, stop: float) -> None:
        inputs = np.zeros_like(self.amounts)
        for each in self.infusions:
            if each.start <= self.time < each.stop:
                inputs[each.state] += each.rate
        whole, filled = self.flow(stop - self.time)
        self.amounts = whole @ self.amounts + filled @ inputs
        self.time = stop

    def _settle(self) -> None:
        """Take in the boluses that are due and forget the infusions that are over."""
        for entry, state, amount in self.boluses:
            if entry <= self.time + SAME_TIME:
                self.amounts[state] += amount
        self.boluses = [each for each in self.boluses if each[0] > self.time + SAME_TIME]
        self.infusions = [each for each in self.infusions if each.stop > self.time]

    def empty(self) -> None:
        """Empty all compartments and call off whatever is under way."""
        self.amounts = np.zeros_like(self.amounts)
        self.infusions, self.boluses = [], []

    def give(self, entry: float, state: int, amount: float, rate: float) -> None:
        """Schedule a dose that enters at `entry`: at once where `rate` is zero."""
        if rate > 0.0:
            self.infusions.append(Infusion(entry, entry + amount / rate, state, rate))
        else:
            self.boluses.append((entry, state, amount))
        self._settle()
