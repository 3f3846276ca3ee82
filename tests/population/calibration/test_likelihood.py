"""The likelihood: its pieces against other ways to the same number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from troche.evidence import load
from troche.population.calibration.fit import Effort
from troche.population.calibration.likelihood import Layout
from troche.population.calibration.mechanics import Mechanics
from troche.population.calibration.observed import observe, usable
from troche.population.calibration.scales import Scales
from troche.population.calibration.work import hashes, identity_of
from troche.population.individuals import individual_parameters, knowledge_draws
from troche.population.parameters import read_parameters, to_scale
from troche.population.patients import draw_patients
from troche.population.populations import population
from troche.population.predictions import Plan, demands_of
from troche.population.readings import read_row


@pytest.fixture(scope="module")
def layout() -> Layout:
    return Layout(Mechanics(Scales.of_tables(), observe()))


@pytest.fixture(scope="module")
def sensitivities(layout: Layout) -> np.ndarray:
    return layout.mechanics.sensitivities(layout.scales.centre)


def test_the_density_is_that_of_normals_and_the_prior(
    layout: Layout, sensitivities: np.ndarray
) -> None:
    """By SciPy's own multivariate normal, row blocks and all."""
    z = 0.3 * np.random.default_rng(1).normal(size=layout.size)
    active = np.ones(len(layout.members))
    unknowns = layout.unknowns(z)
    predicted = layout.mechanics.predict(unknowns.theta)
    expected = -0.5 * z @ z
    for family, rows in layout.members.items():
        mean, covariance = layout.moments(unknowns, predicted, sensitivities, family)
        expected += stats.multivariate_normal(mean, covariance).logpdf(layout.values[rows])
    expected += float(layout.of_spreads(unknowns, sensitivities, active))
    for i, j, sd in layout.scales.alike:
        expected += -0.5 * ((unknowns.theta[i] - unknowns.theta[j]) / sd) ** 2
    found = layout.log_density(z, sensitivities, active)
    assert float(found) == pytest.approx(expected, rel=1e-10)


def test_a_family_that_is_left_out_does_not_speak(
    layout: Layout, sensitivities: np.ndarray
) -> None:
    """Three times its values, and the density without it is the same to the last bit."""
    z = 0.3 * np.random.default_rng(2).normal(size=layout.size)
    for number, (family, rows) in enumerate(layout.members.items()):
        active = np.ones(len(layout.members))
        active[number] = 0.0
        changed = layout.values.copy()
        changed[rows] += np.log(3.0)
        plain = layout.log_density(z, sensitivities, active)
        assert float(plain) == float(layout.log_density(z, sensitivities, active, changed)), family
        active[number] = 1.0
        assert float(layout.log_density(z, sensitivities, active, changed)) != float(plain)


def test_one_study_is_one_set_of_effects(layout: Layout, sensitivities: np.ndarray) -> None:
    unknowns = layout.unknowns(np.zeros(layout.size))
    predicted = layout.mechanics.predict(unknowns.theta)
    for family, rows in layout.members.items():
        _, covariance = layout.moments(unknowns, predicted, sensitivities, family)
        np.linalg.cholesky(covariance)
        if family == "KAMPBJA2020":
            correlation = covariance / np.sqrt(np.outer(*2 * [np.diag(covariance)]))
            s = [i for i, r in enumerate(rows) if "row 41" in layout.mechanics.observed[r].label]
            t = [i for i, r in enumerate(rows) if "row 42" in layout.mechanics.observed[r].label]
            assert correlation[s[0], t[0]] > 0.5  # neighbours on one curve of one study


def test_sensitivities_are_those_of_automatic_differentiation(layout: Layout) -> None:
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    scales = layout.scales
    mechanics = Mechanics(scales, [o for o in observe() if o.family in ("OTTO2021", "WANG2019")])
    exact = np.asarray(jax.jacfwd(mechanics.predict)(jax.numpy.asarray(scales.centre)))
    # Central differences at a step of 1e-3 on logarithms: error of second order.
    np.testing.assert_allclose(mechanics.sensitivities(scales.centre), exact, atol=2e-6)


def test_numpy_and_jax_agree(layout: Layout, sensitivities: np.ndarray) -> None:
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    z = 0.3 * np.random.default_rng(3).normal(size=layout.size)
    part = Layout(Mechanics(layout.scales, [o for o in observe() if o.family == "OTTO2021"]))
    J = part.mechanics.sensitivities(layout.scales.centre)
    traced = part.log_density(jax.numpy.asarray(z), jax.numpy.asarray(J), jax.numpy.ones(1))
    assert float(traced) == pytest.approx(float(part.log_density(z, J, np.ones(1))), rel=1e-10)


def test_a_published_model_counts_once() -> None:
    rows = [r for r in load("pk_observations") if r.source == "PerezRuixo2021"]
    computed = [read_row(r) for r in rows]
    table_4 = [r for r in computed if getattr(r, "statistic", "") == "typical" and r.quantity in
               ("peak", "area")]  # fmt: skip
    observed = [o for o in observe() if o.family == "PEREZRUIXO2021" and o.curve]
    assert len(table_4) == 48
    assert sum(o.noise.endswith("exposure") for o in observed) == 12


def test_what_is_left_out_is_left_out_of_every_table() -> None:
    for family in ("SIMONS2022", "PEREZRUIXO2021", "ASHRAF2018"):
        kinds = {(o.parameter != "", len(o.demands)) for o in observe() if o.family == family}
        assert len(kinds) > 1  # readings and published parameters at least
        assert not [o for o in observe(leave_out=family) if o.family == family]


def test_priors_stand_without_any_row() -> None:
    """A prior may not rest on a row: it would still speak when its family is left out."""
    for name in ("troche", "interactions"):
        for p in read_parameters(name, fitted=False):
            if p.fitted:
                assert p.assumption
                assert not p.sources
                assert not p.spread_sources
                assert p.range is not None


def test_the_spread_of_a_metric_is_that_of_virtual_people(layout: Layout) -> None:
    """First-order spread between people, against the product's own simulated people."""
    n, scales, table = 4000, layout.scales, read_parameters("troche")
    reading = next(
        r
        for r in usable()
        if str(r.regimen).startswith("56 mg") and (r.quantity, r.analyte) == ("area", "ketamine")
    )
    patients = draw_patients(population("healthy adults"), 3, 0, n)
    patients = replace(patients, weight=np.full(n, reading.weight))
    nobody_knows = np.zeros(n, dtype=np.int64)
    p = individual_parameters(table, patients, 3, knowledge_draws(table, 0), nobody_knows)
    people = {s: np.broadcast_to(np.asarray(v), n)[None, :] for s, v in p.items()}
    plan = Plan([demands_of(reading)])
    areas = np.log(plan.evaluate(lambda _: people)[0])
    theta = np.array(
        [
            to_scale(table[q.symbol].value if q.symbol in table.symbols else q.value, q.transform)
            for q in scales.fitted
        ]
    )
    steps = 1e-3 * np.eye(len(theta))
    both = np.concatenate([theta[:, None] + steps, theta[:, None] - steps], axis=1)
    logs = np.log(plan.evaluate(scales.parameters_of(both)))[0]
    J = (logs[: len(theta)] - logs[len(theta) :]) / 2e-3
    omega = np.array([table[s].spread_sd if s in table.symbols else 0.0 for s in scales.symbols])
    # First order against the whole distribution: within an eighth for an area.
    assert np.sqrt((J**2 * omega**2).sum()) == pytest.approx(np.std(areas), rel=0.125)


def test_identity_changes_with_any_value() -> None:
    observed = list(observe())
    effort = Effort()
    plain = identity_of(observed, effort, 1)
    observed[0] = replace(observed[0], value=observed[0].value + 1e-12)
    assert identity_of(observed, effort, 1) != plain
    assert set(hashes()) >= {"pk_observations.csv", "troche.toml", "model"}
