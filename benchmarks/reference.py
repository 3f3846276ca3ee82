"""The reference workload: a ten-state system that outside tools were timed on.

A depot empties into two-compartment ketamine (share F) and two-compartment norketamine
(share Fm); an effect site follows both; occupancy drives a burst G, plasticity P, a
mood-like turnover D and a slow tolerance T. Published drug values are not the point
here: the system is fixed so that tools can be compared on it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from troche.cascade import Chain, Dose, Filter, Proportional
from troche.pharmacology.system import Flow, Link, rate_matrix

Floats = NDArray[np.float64]

LINEAR = ("A0", "A1", "A2", "M1", "M2", "Ce")
STATES = (*LINEAR, "G", "P", "D", "T")
RECORD = {state: {i: 1.0} for i, state in enumerate(LINEAR)}

Q, V2, FM, CLM, QM, V3, V4, KE0 = 90.0, 130.0, 0.6, 60.0, 80.0, 70.0, 90.0, 4.0
METABOLITE_WEIGHT = 0.2
KG, EMAX, HALF = 0.5, 3.0, 0.3**1.5
KIN, KOUT, GAIN, KT = 0.9, 0.03, 0.8, 0.01
DOSE_MG = 35.0

TYPICAL = {"CL": 85.0, "V1": 40.0, "ka": 1.3, "EC50": 0.15, "kp": 0.05, "kd": 0.0058}
SHARES = {"F": 0.3, "Fm": 0.45}


def parameters(patients: int, seed: int = 0, variability: bool = True) -> dict[str, Floats]:
    """Draw patients: log-normal, CV 30 %; F and Fm logit-normal, never above 0.98 together."""
    rng = np.random.default_rng(seed)
    omega = np.sqrt(np.log(1.09)) if variability else 0.0
    drawn = {k: v * np.exp(omega * rng.normal(size=patients)) for k, v in TYPICAL.items()}
    for name, typical in SHARES.items():
        spread = 0.25 / (1 - typical) if variability else 0.0
        logit = np.log(typical / (1 - typical)) + spread * rng.normal(size=patients)
        drawn[name] = 1 / (1 + np.exp(-logit))
    total = drawn["F"] + drawn["Fm"]
    shrink = np.where(total > 0.98, 0.98 / total, 1.0)
    return drawn | {name: drawn[name] * shrink for name in SHARES}


def chain(p: Mapping[str, Floats]) -> Chain:
    """Write the system for patients `p`; the burst is carried as W = G - 1, from zero."""
    constant = np.asarray
    arrows = [
        Flow("A0", "A1", p["ka"], p["F"]),
        Link("A0", "M1", p["ka"] * p["Fm"]),
        Flow("A1", None, p["CL"] / p["V1"]),
        Link("A1", "M1", FM * p["CL"] / p["V1"]),
        Flow("A1", "A2", Q / p["V1"]),
        Flow("A2", "A1", constant(Q / V2)),
        Flow("M1", None, constant(CLM / V3)),
        Flow("M1", "M2", constant(QM / V3)),
        Flow("M2", "M1", constant(QM / V4)),
        Link("A1", "Ce", KE0 / p["V1"]),
        Link("M1", "Ce", constant(KE0 * METABOLITE_WEIGHT / V3)),
        Flow("Ce", None, constant(KE0)),
    ]

    def occupancy(x: Mapping[str, Floats], q: Mapping[str, Floats]) -> Floats:
        return x["Ce"] / (q["EC50"] + x["Ce"])

    def burst(x: Mapping[str, Floats], q: Mapping[str, Floats]) -> Floats:
        o = np.maximum(occupancy(x, q), 0.0)
        power = o * np.sqrt(o)
        return KG * EMAX * power / (HALF + power)

    potency = {"EC50": p["EC50"]}
    filters = [
        Filter("W", KG, burst, ("Ce",), potency),
        Filter("P", p["kd"], Proportional("W", p["kp"])),
        Filter("D", KOUT, lambda x, _: KIN / (1 + GAIN * x["P"]), ("P",), start=30.0, slow=True),
        Filter("T", KT, lambda x, q: KT * occupancy(x, q), ("Ce",), potency),
    ]
    return Chain(rate_matrix(LINEAR, arrows), {"Ce": {5: 1.0}}, filters)


def daily_doses() -> list[Dose]:
    return [Dose(24.0 * day, 0, DOSE_MG) for day in range(28)]


TWICE_WEEKLY_DAYS = (1, 4, 8, 11, 15, 18, 22, 25)


def taken(patients: int, seed: int = 0) -> NDArray[np.bool_]:
    """Which of the twice-weekly doses each patient takes: 10 % are missed, at random."""
    rng = np.random.default_rng([seed, 1])
    return rng.random((len(TWICE_WEEKLY_DAYS), patients)) >= 0.1


def missed_doses(took: NDArray[np.bool_]) -> list[Dose]:
    return [
        Dose(24.0 * (day - 1), 0, DOSE_MG * row)
        for day, row in zip(TWICE_WEEKLY_DAYS, took, strict=True)
    ]


def slope(p: Mapping[str, Floats], y: Floats) -> Floats:
    """Return dy/dt as the page of the workload writes it; shape (state, patient)."""
    a0, a1, a2, m1, m2, ce, g, plasticity, d, t = y
    c1, c2, cm, cm2 = a1 / p["V1"], a2 / V2, m1 / V3, m2 / V4
    o = np.maximum(ce, 0.0) / (p["EC50"] + np.maximum(ce, 0.0))
    o15 = o**1.5
    return np.stack(
        [
            -p["ka"] * a0,
            p["F"] * p["ka"] * a0 - p["CL"] * c1 - Q * (c1 - c2),
            Q * (c1 - c2),
            p["Fm"] * p["ka"] * a0 + FM * p["CL"] * c1 - CLM * cm - QM * (cm - cm2),
            QM * (cm - cm2),
            KE0 * (c1 + METABOLITE_WEIGHT * cm - ce),
            KG * (1 + EMAX * o15 / (HALF + o15)) - KG * g,
            p["kp"] * (g - 1) - p["kd"] * plasticity,
            KIN / (1 + GAIN * plasticity) - KOUT * d,
            KT * (o - t),
        ]
    )


def explicit(p: Mapping[str, Floats], doses: list[Dose], times: Floats) -> dict[str, Floats]:
    """Solve by DOP853 at rtol 1e-12, restarted at each dose: the referee."""
    from scipy.integrate import solve_ivp

    patients = len(p["CL"])
    y = np.zeros((10, patients))
    y[6], y[8] = 1.0, 30.0
    found = np.empty((len(times), 10, patients))
    edges = [*sorted({dose.time for dose in doses}), float(times[-1])]
    for start, stop in itertools.pairwise(edges):
        for dose in doses:
            if dose.time == start:
                y[dose.state] += dose.amount
        inside = (times >= start) & (times < stop)
        # Troughs of plasma reach 1e-9 mg, and errors are judged by them.
        run = solve_ivp(
            lambda _, v: slope(p, v.reshape(10, patients)).ravel(),
            (start, stop),
            y.ravel(),
            method="DOP853",
            rtol=1e-12,
            atol=1e-20,
            t_eval=np.append(times[inside], stop),
        )
        rows = np.moveaxis(run.y.reshape(10, patients, -1), -1, 0)
        found[inside], y = rows[:-1], rows[-1].copy()
    found[times == times[-1]] = y
    return dict(zip(STATES, np.moveaxis(found, 1, 0), strict=True))


def worst_error(found: Mapping[str, Floats], exact: Mapping[str, Floats]) -> dict[str, float]:
    """Return, by state, the worst |error| over patients and times, over that patient's peak."""
    errors = {}
    for name, truth in exact.items():
        mine = found["W"] + 1.0 if name == "G" else found[name]
        errors[name] = float((np.abs(mine - truth).max(axis=0) / np.abs(truth).max(axis=0)).max())
    return errors
