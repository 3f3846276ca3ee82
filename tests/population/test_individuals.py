"""Knowledge and people: each parameter's spread is the one that its source states."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from troche.population.individuals import individual_parameters, knowledge_draws
from troche.population.parameters import read_parameters, to_scale
from troche.population.patients import draw_patients
from troche.population.populations import population
from troche.population.posterior import read_posterior

TABLES = ("troche", "receptor", "perez-ruixo-2021", "ashraf-2018", "simons-2022", "otto-2021")
PEOPLE = population("adults with treatment-resistant depression")
N = 20_000


def on_scale(value: np.ndarray, transform: str) -> np.ndarray:
    if transform == "log":
        return np.log(value)
    return np.log(value / (1 - value)) if transform == "logit" else value


@pytest.mark.parametrize("name", TABLES)
def test_draws_of_knowledge_fill_the_stated_range(name: str) -> None:
    table = read_parameters(name)
    truths = knowledge_draws(table, N)
    for p in table:
        if p.uncertainty_sd == 0:
            assert p.symbol not in truths.values
            continue
        if p.fitted:
            continue  # not normal, and together: the next test
        z = (truths.values[p.symbol] - to_scale(p.value, p.transform)) / p.uncertainty_sd
        # Standard error of a 5 % quantile of a normal at this n is 0.015; four of them.
        assert np.quantile(z, [0.05, 0.95]) == pytest.approx([-1.645, 1.645], abs=0.06)
        if p.range is not None:
            low, high = (to_scale(edge, p.transform) for edge in p.range)
            width = np.quantile(truths.values[p.symbol], [0.05, 0.95])
            assert width[1] - width[0] == pytest.approx(high - low, rel=0.05)


def test_truths_of_fitted_parameters_are_shipped_draws_of_one_more_study() -> None:
    posterior = read_posterior()
    assert posterior is not None
    for name in ("troche", "interactions"):
        table = read_parameters(name)
        truths = knowledge_draws(table, posterior.draws)
        for p in (p for p in table if p.fitted):
            known, shown = posterior.values[p.symbol], truths.values[p.symbol]
            between = (shown - known) / posterior.between_study[p.symbol]
            # Of 400 draws: four standard errors of a mean and of a standard deviation.
            assert abs(between.mean()) < 4 / np.sqrt(posterior.draws)
            assert np.std(between) == pytest.approx(1.0, abs=4 / np.sqrt(2 * posterior.draws))
            assert p.range is not None
            edges = [to_scale(edge, p.transform) for edge in p.range]
            assert np.quantile(shown, [0.05, 0.95]) == pytest.approx(edges, rel=1e-6)
    together = np.corrcoef(posterior.values["Qh"], posterior.values["CLint"])[0, 1]
    assert together < -0.1  # one clearance, two ways to it: drawn jointly, not one by one


def test_the_draws_belong_to_the_package_and_not_to_a_study() -> None:
    table = read_parameters("troche")
    few, many = knowledge_draws(table, 20), knowledge_draws(table, 200)
    np.testing.assert_array_equal(few.values["V1"], many.values["V1"][:20])
    assert knowledge_draws(table, 0).values == {}


@pytest.mark.parametrize("name", TABLES)
def test_people_differ_by_the_published_spread(name: str) -> None:
    table = read_parameters(name)
    patients = draw_patients(PEOPLE, 5, 0, N)
    known = knowledge_draws(table, 0)
    p = individual_parameters(table, patients, 5, known, np.zeros(N, dtype=np.int64))
    for q in table:
        spread = q.between_subject_sd if q.unit == "h" else q.spread_sd
        value = p[q.symbol]
        if q.weight_exponent:
            value = value / (patients.weight / 70) ** q.weight_exponent
        scaled = {"log": np.log, "logit": lambda x: np.log(x / (1 - x))}.get(
            q.transform, lambda x: x
        )
        z = np.asarray(scaled(value)) - to_scale(q.value, q.transform)
        # Standard error of a standard deviation is sd/sqrt(2n) = 0.5 %; four of them.
        assert np.std(z) == pytest.approx(spread, rel=0.02, abs=1e-12)
        assert np.mean(z) == pytest.approx(0.0, abs=max(4 * spread / np.sqrt(N), 1e-12))


def test_correlations_are_those_of_the_table() -> None:
    checked = 0
    patients = draw_patients(PEOPLE, 5, 0, N)
    for name in TABLES:
        table = read_parameters(name)
        known = knowledge_draws(table, 0)
        p = individual_parameters(table, patients, 5, known, np.zeros(N, dtype=np.int64))
        for link in table.correlations:
            a, b = (
                np.log(p[s] / (patients.weight / 70) ** table[s].weight_exponent)
                for s in link.between
            )
            assert np.corrcoef(a, b)[0, 1] == pytest.approx(link.value, abs=0.03)
            checked += 1
    assert checked


def test_deviations_and_knowledge_are_independent() -> None:
    table = read_parameters("troche")
    patients = draw_patients(PEOPLE, 5, 0, N)
    known = knowledge_draws(table, N)  # one truth each
    draw = np.arange(N)
    p = individual_parameters(table, patients, 5, known, draw)
    z = np.log(p["V1"] / (patients.weight / 70)) - known.values["V1"]
    assert abs(np.corrcoef(z, known.values["V1"])[0, 1]) < 4 / np.sqrt(N)
    assert stats.kstest(z / known.spreads["V1"], "norm").pvalue > 1e-3


def test_typical_people_of_known_values_are_alike() -> None:
    table = read_parameters("troche")
    patients = draw_patients(PEOPLE, 5, 0, 100)
    known = knowledge_draws(table, 0)
    p = individual_parameters(
        table, patients, 5, known, np.zeros(100, dtype=np.int64), people_differ=False
    )
    for q in table:
        expected = q.value * (patients.weight / 70) ** q.weight_exponent
        np.testing.assert_allclose(np.broadcast_to(p[q.symbol], 100), expected, rtol=1e-12)
