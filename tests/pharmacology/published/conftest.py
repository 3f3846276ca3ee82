"""A referee that shares nothing with the package's own solver: DOP853, restarted at each event."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from troche.pharmacology.system import Delivery, Model, System

Doses = Sequence[tuple[float, float, Delivery]]
"""Time (h), milligrams, delivery."""


@dataclass(frozen=True)
class Course:
    """Amounts (state, time), and their integrals from 0."""

    system: System
    times: np.ndarray
    amounts: np.ndarray
    integrals: np.ndarray

    def concentration(self, analyte: str) -> np.ndarray:
        """In ng/mL."""
        return 1000 * self.system.weights(analyte) @ self.amounts

    def auc(self, analyte: str) -> np.ndarray:
        """From 0 to each time, in ng*h/mL."""
        return 1000 * self.system.weights(analyte) @ self.integrals

    def peak(self, analyte: str) -> tuple[float, float]:
        """Height (ng/mL) and time (h)."""
        c = self.concentration(analyte)
        return float(c.max()), float(self.times[c.argmax()])


def course(model: Model, p: Mapping[str, object], doses: Doses, times: np.ndarray) -> Course:
    system = model.system(p, [delivery for _, _, delivery in doses])
    matrix, n = system.matrix, len(system.states)
    jumps: list[tuple[float, int, float]] = []
    inputs: list[tuple[float, float, int, float]] = []
    for time, amount, delivery in doses:
        for entry in model.entries(p, delivery):
            i, start = system.index(entry.state), time + float(entry.lag)
            mass, length = amount * float(entry.fraction), float(entry.duration)
            if length == 0:
                jumps.append((start, i, mass))
            else:
                inputs.append((start, start + length, i, mass / length))
    stops = {time for time, _, _ in jumps} | {time for span in inputs for time in span[:2]}
    edges = sorted({0.0, float(times[-1])} | {t for t in stops if t < times[-1]})
    y = np.zeros(2 * n)
    out = np.empty((2 * n, len(times)))
    for left, right in itertools.pairwise(edges):
        for time, i, mass in jumps:
            if time == left:
                y[i] += mass
        rate = np.zeros(n)
        for start, end, i, level in inputs:
            if start <= left and right <= end:
                rate[i] += level
        inside = (times >= left) & (times <= right)
        solution = solve_ivp(
            lambda t, y, rate=rate: np.concatenate([matrix @ y[:n] + rate, y[:n]]),
            (left, right),
            y,
            method="DOP853",
            rtol=1e-9,
            atol=1e-12,
            dense_output=True,
        )
        if inside.any():
            out[:, inside] = solution.sol(times[inside])
        y = solution.y[:, -1]
    return Course(system, times, out[:n], out[n:])


@pytest.fixture(scope="session")
def solve() -> Callable[..., Course]:
    return course
