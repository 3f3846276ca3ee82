"""Dosed people, and the equations of mood integrated by somebody else: SciPy's DOP853."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from troche.cascade import Dose
from troche.pharmacology.mood.felt import FELT_POWER, felt
from troche.pharmacology.mood.mechanisms import SIGNALS, mechanism
from troche.pharmacology.mood.plasticity import LN2
from troche.pharmacology.mood.session import burst_effect
from troche.population.bodies import Bodies, make_bodies
from troche.population.drugs import delivery_of, enantiomers_of
from troche.population.mood.repetition import receptor_values
from troche.population.patients import Patients, draw_patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.regimen import expand, parse

Floats = NDArray[np.float64]


def dosed(
    text: str,
    hours: float,
    people: int,
    differ: bool = True,
    patients: Patients | None = None,
    taken: NDArray[np.bool_] | None = None,
) -> tuple[Bodies, list[Dose]]:
    """Return bodies under a regimen, and what enters them."""
    trd = population("adults with treatment-resistant depression")
    regimen = parse(text)
    given = expand(regimen, hours).administrations
    bodies = make_bodies(
        Recipe.of("troche", trd, 3, 0),
        patients or draw_patients(trd, 3, 0, people),
        np.zeros(people, dtype=np.int64),
        enantiomers_of(regimen.drugs),
        tuple(dict.fromkeys(delivery_of(a) for a in given)),
        people_differ=differ,
    )
    return bodies, bodies.doses(given, taken)


def integrated(
    bodies: Bodies,
    doses: Sequence[Dose],
    person: int,
    times: Sequence[float],
    name: str,
    p: Mapping[str, float],
    rtol: float = 1e-8,
) -> tuple[Floats, Floats]:
    """Return D and Y_X of one person by DOP853, started anew at every event."""
    m, system = mechanism(name), bodies.system
    K, size = system.matrix[person], system.matrix.shape[-1]
    rows = {}

    def own(value: Any) -> float:
        return float(np.broadcast_to(value, (len(bodies.patients),))[person])

    for signal in SIGNALS:
        rows[signal] = np.zeros(size)
        for state, weight in system.observations.get(signal, {}).items():
            rows[signal][system.index(state)] = own(weight)

    inputs = [
        (d.time + own(d.lag), d.time + own(d.lag) + own(d.duration), d.state, own(d.amount))
        for d in doses
    ]
    k = {s: LN2 / p[f"{s}_half_life"] for s in ("fast", "slow", "memory", "onset", "expectancy")}
    lag, q, receptor = LN2 / p["slow_lag"], 1.0 / p["alpha"], receptor_values()

    def slope(t: float, y: Floats, u: Floats) -> Floats:
        x, (A, T, Z_F, Z_S, Y_F, Y_S, X, Y_X) = y[:size], y[size:]
        signals = {s: max(float(row @ x), 0.0) for s, row in rows.items()}
        h = float(m.drive(signals, {**p, **receptor})) if m.acts else 0.0
        e = float(burst_effect(max(A, 0.0) / p["A_ref"], p)) if m.acts else 0.0
        into = (e / (1.0 + p["phi"] * T)) ** q / p["tau_q"]
        hope = felt(signals["effect S-ketamine"], p) ** FELT_POWER / p["tau_X"]
        below = [
            h - LN2 / m.half_life * A,
            e / p["tau_1"] - k["memory"] * T,
            into - q * k["fast"] * Z_F,
            into - q * k["slow"] * Z_S,
            k["onset"] * (max(Z_F, 0.0) ** p["alpha"] - Y_F),
            lag * (max(Z_S, 0.0) ** p["alpha"] - Y_S),
            hope - FELT_POWER * k["expectancy"] * X,
            k["onset"] * (max(X, 0.0) ** (1.0 / FELT_POWER) - Y_X),
        ]
        return np.concatenate([K @ x + u, below])

    edges = sorted({0.0, times[-1], *(t for i in inputs for t in i[:2] if t < times[-1])})
    y, found = np.zeros(size + 8), {}
    # A power of almost nothing is not almost nothing: what is raised to alpha, or to 1/8,
    # needs an absolute tolerance far below that of the rest.
    least = np.full(size + 8, 1e-10)
    least[[size + 2, size + 3, size + 6]] = 1e-22
    for start, stop in itertools.pairwise(edges):
        u = np.zeros(size)
        for begin, end, state, amount in inputs:
            if begin == end == start:
                y[state] += amount
            elif begin <= start < end:
                u[state] += amount / (end - begin)
        inside = [t for t in times if start <= t < stop or t == stop == times[-1]]
        if start in inside:
            found[start] = y.copy()
        wanted = sorted({*inside, stop} - {start})
        solved = solve_ivp(
            slope, (start, stop), y, "DOP853", wanted, rtol=rtol, atol=least, args=(u,)
        )
        for i, t in enumerate(wanted):
            found[t] = solved.y[:, i]
        y = solved.y[:, -1].copy()
    every = np.stack([found[t] for t in times])[:, size:]
    D = (p["w_fast"] * every[:, 4] + (1.0 - p["w_fast"]) * every[:, 5]) / p["D_ref"]
    return D, every[:, 7]
