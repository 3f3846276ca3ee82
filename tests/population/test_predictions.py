"""Metrics of typical curves, against the explicit solver and closed forms."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from troche.evidence import load
from troche.pharmacology.hepatic import well_stirred
from troche.population.calibration.observed import usable
from troche.population.calibration.scales import Scales
from troche.population.parameters import read_parameters
from troche.population.predictions import Demand, Plan, demands_of
from troche.population.predictions.settings import setting
from troche.population.readings import read_row
from troche.regimen import parse

TABLE = read_parameters("troche", fitted=False)


def typical(people):
    return TABLE.typical_of([each.weight for each in people])


def ask(text: str, quantity: str, analyte: str = "ketamine", site: str = "arterial",
        start: float = 0.0, stop: float = math.inf, weight: float = 70.0) -> float:  # fmt: skip
    horizon = stop if math.isfinite(stop) else 24.0
    regimen = parse(text)
    enantiomers = ("S",) if "esketamine" in text else ("S", "R")
    settings = tuple(setting(regimen, max(horizon, 1e-3), weight, e, "") for e in enantiomers)
    vein = parse(f"{sum(s.dose for s in settings)} mg {regimen.drugs[0]} iv bolus")
    beside = tuple(setting(vein, 1.0, weight, e, "") for e in enantiomers)
    references = beside if quantity == "bioavailability" else ()
    demand = Demand(settings, references, analyte, site, quantity, start, stop)
    return float(Plan([demand]).evaluate(typical)[0])


def solved(inputs: list[tuple[float, float, float]], end: float) -> tuple[np.ndarray, np.ndarray]:
    """Arterial ketamine and norketamine in a vein-fed body, by an explicit solver."""
    p = {k: float(v) for k, v in TABLE.typical().items()}
    CL = p["Qh"] * p["CLint"] / (p["Qh"] + p["CLint"])

    def rhs(_: float, y: np.ndarray, rate: float) -> list[float]:
        C, C2, C3, N, N2 = y[0] / p["V1"], y[1] / p["V2"], y[2] / p["V3"], y[3] / p["Vn1"], y[4]
        N2 = N2 / p["Vn2"]
        return [
            rate - CL * C - p["Q2"] * (C - C2) - p["Q3"] * (C - C3),
            p["Q2"] * (C - C2), p["Q3"] * (C - C3),
            p["fm_nk"] * 223.7 / 237.73 * CL * C - p["CLn"] * N - p["Qn"] * (N - N2),
            p["Qn"] * (N - N2),
        ]  # fmt: skip

    edges = sorted({0.0, end, *(t for a, b, _ in inputs for t in (a, b) if t <= end)})
    y, out = np.zeros(5), []
    for a, b in itertools.pairwise(edges):
        rate = sum(r for s, e, r in inputs if s <= a < e)
        grid = np.linspace(a, b, 400)
        # The solver ends its steps where it is read: dense output keeps fewer digits.
        for left, right in itertools.pairwise(grid):
            y = solve_ivp(rhs, (left, right), y, "DOP853", args=(rate,), rtol=1e-11, atol=1e-14).y[
                :, -1
            ]
            out.append((right, y.copy()))
    states = np.array([s for _, s in out])
    return states[:, 0] / p["V1"], states[:, 3] / p["Vn1"]


def test_peaks_and_points_of_an_infusion_agree_with_an_explicit_solver() -> None:
    text = "10 mg esketamine iv over 30 min"
    C, N = solved([(0.0, 0.5, 20.0)], 4.0)
    assert ask(text, "concentration", start=4.0, stop=4.0) == pytest.approx(C[-1], rel=1e-6)
    assert ask(text, "peak", stop=4.0) == pytest.approx(C.max(), rel=1e-6)  # a corner: exact
    # A smooth peak is the top of a parabola: 0.1 % is what its grid is made for.
    assert ask(text, "peak", "norketamine", stop=4.0) == pytest.approx(N.max(), rel=1e-3)


def test_clearance_area_and_dose_hang_together() -> None:
    liver = well_stirred(TABLE["Qh"].value, TABLE["CLint"].value)
    assert ask("10 mg esketamine iv bolus", "clearance") == pytest.approx(liver.clearance, rel=1e-9)
    area = ask("10 mg esketamine iv over 40 min", "area")
    assert area == pytest.approx(10.0 / liver.clearance, rel=1e-9)
    heavy = ask("10 mg esketamine iv bolus", "clearance", weight=90.0)
    assert heavy == pytest.approx(liver.clearance * (90 / 70) ** 0.75, rel=1e-9)


def test_bioavailability_is_that_of_gut_and_liver() -> None:
    liver = well_stirred(TABLE["Qh"].value, TABLE["CLint"].value)
    found = ask("20 mg esketamine oral solution", "bioavailability")
    assert found == pytest.approx(TABLE["Fg"].value * liver.availability, rel=1e-9)
    early = ask("20 mg esketamine oral solution", "bioavailability", stop=2.0)
    assert early < found


def test_a_half_life_depends_on_its_window() -> None:
    text = "10 mg esketamine iv over 40 min"
    first = ask(text, "half-life", start=4.0, stop=12.0)
    late = ask(text, "half-life", start=8.0, stop=24.0)
    assert late > first  # the trap: one curve, two half-lives
    assert first < ask(text, "half-life") < late


def test_the_vein_lags_and_shows_a_lower_early_peak() -> None:
    text = "10 mg esketamine iv over 30 min"
    assert ask(text, "peak", site="venous") < ask(text, "peak")
    assert ask(text, "area", site="venous") == pytest.approx(ask(text, "area"), rel=1e-9)


def test_amounts_add_up_over_enantiomers_and_devices() -> None:
    both = ask("20 mg ketamine iv over 30 min", "area", stop=6.0)
    halves = ask("10 mg esketamine iv over 30 min", "area", stop=6.0)
    assert both > 2 * halves  # R is cleared more slowly
    one, two = (ask(f"{mg} mg esketamine nasal spray", "nasal share") for mg in (28, 56))
    assert two == pytest.approx(one * (1 + TABLE["device_factor"].value) / 2, rel=1e-9)


def test_many_rows_at_once_are_the_rows_one_by_one() -> None:
    """Grouping into shared systems is bookkeeping: it may not change a number."""
    demands = [demands_of(r) for r in usable()][::7]
    together = Plan(demands).evaluate(typical)
    alone = [float(Plan([d]).evaluate(typical)[0]) for d in demands]
    # A coarser grid where a setting is alone moves nothing but the time of a peak.
    np.testing.assert_allclose(together, alone, rtol=1e-9)


def test_draws_are_independent_columns() -> None:
    scales = Scales.of_tables()
    theta = scales.centre[:, None] + 0.1 * np.random.default_rng(1).normal(
        size=(len(scales.fitted), 5)
    )
    demands = [demands_of(r) for r in usable()][::9]
    plan = Plan(demands)
    together = plan.evaluate(scales.parameters_of(theta))
    for draw in range(5):
        alone = plan.evaluate(scales.parameters_of(theta[:, draw]))
        np.testing.assert_allclose(together[:, draw], alone, rtol=1e-12)


def test_jax_gives_the_same_numbers() -> None:
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    scales = Scales.of_tables()
    plan = Plan([demands_of(r) for r in usable()][::11])
    plain = plan.evaluate(scales.parameters_of(scales.centre))
    traced = jax.jit(lambda t: plan.evaluate(scales.parameters_of(t)))(scales.centre)
    # Both are double precision; only the order of sums differs.
    np.testing.assert_allclose(np.asarray(traced), plain, rtol=1e-9)


def test_a_perpetrator_changes_only_who_takes_it() -> None:
    reading = read_row(load("pk_observations")[196])
    with_it = demands_of(replace(reading, perpetrator="ticlopidine"))
    scales = Scales.of_tables()
    values = Plan([demands_of(reading), with_it]).evaluate(scales.parameters_of(scales.centre))
    assert values[1] > 1.5 * values[0]
