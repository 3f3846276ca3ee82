"""Referees that share nothing with the package's own solver.

For one person DOP853, restarted at each event; for a sample of people matrix
exponentials, at the sampling times of a study.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from troche.pharmacology.published import PUBLISHED
from troche.pharmacology.system import Delivery, Model, System
from troche.population.parameters import from_scale, read_parameters, to_scale

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


@dataclass(frozen=True)
class Findings:
    """Means over people of what a study computes from its samples."""

    concentrations: np.ndarray
    times: np.ndarray

    @property
    def peak(self) -> float:
        """In ng/mL."""
        return float(self.concentrations.max(axis=1).mean())

    @property
    def time_of_peak(self) -> float:
        """In min."""
        return float(60 * self.times[self.concentrations.argmax(axis=1)].mean())

    @property
    def auc(self) -> float:
        """By the trapezoidal rule, in ng*h/mL."""
        return float(np.trapezoid(self.concentrations, self.times, axis=1).mean())


def findings(
    model: Model, weight: float, dose: float, delivery: Delivery, minutes: Sequence[float]
) -> dict[str, Findings]:
    """One dose to 400 people of one weight who differ as the parameter table says."""
    people, times = 400, np.array(minutes) / 60
    rng = np.random.default_rng(2022)
    p = {"weight": np.full(people, weight)}
    for q in read_parameters(model.name):
        middle = to_scale(q.value, q.transform)
        deviations = q.spread_sd * rng.standard_normal(people)
        values = [from_scale(middle + deviation, q.transform) for deviation in deviations]
        p[q.symbol] = np.array(values) * (weight / 70) ** q.weight_exponent
    system = model.system(p, [delivery])
    n = len(system.states)
    amounts = np.zeros((people, len(times), n))
    for entry in model.entries(p, delivery):
        i = system.index(entry.state)
        mass = np.broadcast_to(dose * np.asarray(entry.fraction), people)[:, None]
        length = np.broadcast_to(np.asarray(entry.duration, dtype=float), people)
        if not length.any():
            amounts += mass[:, None] * expm_at(system.matrix, times)[..., i]
            continue
        # A constant input is one more state that never changes.
        augmented = np.zeros((people, n + 1, n + 1))
        augmented[:, :n, :n] = system.matrix
        augmented[:, i, n] = mass[:, 0] / length
        for k, time in enumerate(times):
            given, since = np.minimum(time, length), np.maximum(time - length, 0)
            x = expm(augmented * given[:, None, None])[:, :n, n]
            amounts[:, k] += np.einsum("pij,pj->pi", expm(system.matrix * since[:, None, None]), x)
    return {
        analyte: Findings(1000 * np.einsum("ps,pts->pt", system.weights(analyte), amounts), times)
        for analyte in system.observations
    }


def expm_at(matrix: np.ndarray, times: np.ndarray) -> np.ndarray:
    return np.stack([expm(matrix * time) for time in times], axis=1)


POPULATIONS = {
    "18-60 y Caucasian": {"age": 45.0, "asian": 0.0, "japanese": 0.0},
    "18-60 y Asian Japanese": {"age": 45.0, "asian": 1.0, "japanese": 1.0},
    "18-60 y Asian non-Japanese": {"age": 45.0, "asian": 1.0, "japanese": 0.0},
    # 70 years is the age at which the rows for "> 60 y" come out.
    ">60 y Caucasian": {"age": 70.0, "asian": 0.0, "japanese": 0.0},
}
FILM_MINUTES = [0, 5, 10, 20, 40, 60, 90, 120, 180, 240, 300, 360]
TURKU_MINUTES = [0, 20, 40, *(60 * h for h in (1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 24))]
"""Sampling times of the two studies, as the open model library describes them."""


def perez_ruixo_person(population: str) -> dict[str, np.ndarray]:
    covariates = {name: np.asarray(value) for name, value in POPULATIONS[population].items()}
    return read_parameters("perez-ruixo-2021").typical() | covariates


def spray(milligrams: int) -> list[tuple[float, float, Delivery]]:
    """Devices of 28 mg, 5 min apart, as on the label."""
    devices = range(milligrams // 28)
    return [(i * 5 / 60, 28.0, Delivery("nasal", "spray", device=i + 1)) for i in devices]


@pytest.fixture(scope="session")
def perez_ruixo() -> dict[tuple[str, int], Course]:
    """Table 4: a typical person of each population, three doses, 24 h."""
    times = np.linspace(0, 24, 4801)  # every 18 s: a peak is missed by less than 0.01 %
    return {
        (population, dose): course(
            PUBLISHED["perez-ruixo-2021"], perez_ruixo_person(population), spray(dose), times
        )
        for population in POPULATIONS
        for dose in (28, 56, 84)
    }


@pytest.fixture(scope="session")
def simons() -> dict[int, dict[str, Findings]]:
    """Table 2: people of 73 kg with a film of 50 or 100 mg."""
    film = Delivery("sublingual", "film", hold=10 / 60)
    return {
        dose: findings(PUBLISHED["simons-2022"], 73.0, float(dose), film, FILM_MINUTES)
        for dose in (50, 100)
    }


@pytest.fixture(scope="session")
def ashraf() -> dict[str, dict[str, Findings]]:
    """Table 3, placebo phases: 0.2 mg/kg as syrup, 0.1 mg/kg injected over 2 min."""
    model = PUBLISHED["ashraf-2018"]
    syrup, injection = Delivery("oral", "solution"), Delivery("iv", duration=2 / 60)
    return {
        "oral": findings(model, 62.0, 0.2 * 62.0, syrup, TURKU_MINUTES),
        "IV": findings(model, 59.0, 0.1 * 59.0, injection, TURKU_MINUTES),
    }


@pytest.fixture(scope="session")
def person() -> Callable[[str], dict[str, np.ndarray]]:
    return perez_ruixo_person


@pytest.fixture(scope="session")
def devices() -> Callable[[int], list[tuple[float, float, Delivery]]]:
    return spray
