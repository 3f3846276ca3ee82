"""What trials are expected to report, held against people and trials simulated one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from troche.evidence import builtin, load
from troche.pharmacology.mood.mechanisms import MECHANISMS, mechanism
from troche.population.mood.calibrate import literature_of
from troche.population.mood.covariance import blocks_of, covariances
from troche.population.mood.likelihood import Density, symbols_of
from troche.population.mood.literature import Literature, Predictor
from troche.population.mood.predict import predictive_draws
from troche.population.mood.repetition import receptor_values
from troche.population.parameters import read_parameters
from troche.population.trials import Statistic, read_outcome

GRADED = mechanism("graded occupancy")
TYPICAL = {p.symbol: np.array(p.value) for p in read_parameters("mood")} | {
    k: np.array(v) for k, v in receptor_values().items()
}


@pytest.fixture(scope="module")
def literature() -> Literature:
    return literature_of()


def of_trial(name: str) -> Literature:
    read = [read_outcome(r, builtin()) for r in load("outcomes") if r.trial_id == name]
    return Literature([s for s in read if isinstance(s, Statistic)])


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_mechanism_predicts_every_row(literature: Literature, name: str) -> None:
    found = Predictor(literature, mechanism(name)).expected(TYPICAL)
    assert found.mean.shape == (len(literature.statistics),)
    assert np.isfinite(found.mean).all()
    shares = literature.kind == "share"
    assert ((found.mean[shares] > 0) & (found.mean[shares] < 1)).all()
    assert (found.sd > 0).all()
    # Controls have no drug in them, whatever the mechanism.
    controls = [s.given.control != "none" for s in literature.statistics]
    assert (found.benefit[np.array(controls)] == 0.0).all()


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_mechanism_at_zero_is_placebo(literature: Literature, name: str) -> None:
    nothing = TYPICAL | {s: np.array(0.0) for s in ("E_day", "eta", "eta_alone")}
    found = Predictor(literature, mechanism(name)).expected(nothing)
    contrasts = literature.kind == "difference"
    assert (found.benefit == 0.0).all()
    same_time = Predictor(literature, GRADED).expected(nothing)
    np.testing.assert_array_equal(found.mean, same_time.mean)
    # The one thing that still differs between arms is the control's own bonus.
    masked = contrasts & (literature.control >= 0)
    assert np.abs(found.mean[masked]).max() < 0.5


def test_draws_are_independent_of_their_company(literature: Literature) -> None:
    rng = np.random.default_rng(0)
    density = Density(literature, GRADED)
    z = 0.5 * rng.normal(size=(5, density.size))
    together = density.by_family(z)
    alone = np.stack([density.by_family(row) for row in z])
    # Sums over nodes run in another order for another shape: rounding alone.
    np.testing.assert_allclose(together, alone, rtol=1e-9, atol=1e-9)


def test_a_trial_is_one_normal_with_its_effects_integrated_out() -> None:
    """Mean and covariance of one trial, against trials simulated person by person."""
    lit = of_trial("SINGH2016_IVESK")
    p = TYPICAL | {"between_benefit": np.array(0.3), "small_study": np.array(0.0)}
    predictor = Predictor(lit, GRADED)
    expected = predictor.expected(p)
    (block,) = blocks_of(lit)
    lit.errors[:] = np.nan  # reported errors are of that trial; here trials are drawn anew
    cov, loading = covariances(expected, lit, block, p, np)
    whole = cov + 0.3**2 * np.outer(loading, loading)
    rng = np.random.default_rng(1)
    trials = 20_000
    without, drug = predictor.improvements(p)
    a = lit.active
    hours = lit.hours[a]
    early = (1 - np.exp(-hours / p["step_time"])) * np.exp(-hours / p["step_fading_time"])
    u = p["between_placebo"] * rng.normal(size=(trials, 1)) * early
    visit = p["between_times"] * rng.normal(size=(trials, 1))
    arm = p["between_arms"] * rng.normal(size=(trials, len(a)))
    v = 0.3 * rng.normal(size=(trials, 1))
    S = without[a] + drug[a] * (1 + v) + u + visit + arm
    means = expected.mean + expected.slope * (S - without[a] - drug[a])
    chance = expected.sd / np.sqrt(lit.n) * rng.normal(size=(trials, len(a)))
    seen = means + chance
    # 20,000 trials give a variance to 1 %, a covariance to about as much of the larger one.
    scale = np.sqrt(np.outer(np.diag(whole), np.diag(whole)))
    assert np.abs(np.cov(seen.T) - whole).max() < 0.05 * scale.max()
    assert np.abs(seen.mean(axis=0) - expected.mean).max() < 0.1


def test_shares_are_those_of_simulated_people() -> None:
    lit = of_trial("DALY2018")
    p = TYPICAL | {"between_counts": np.array(0.0)}
    predictor = Predictor(lit, GRADED)
    found = predictor.expected(p)
    without, drug = predictor.improvements(p)
    rng = np.random.default_rng(2)
    n = 200_000
    for i, s in enumerate(lit.statistics):
        if s.kind != "share" or s.row.arm_id not in ("esk84", "pbo") or s.hours < 100:
            continue
        S = float((without + drug)[lit.active[i]])
        B = float(lit.baseline[i])
        S *= (B / 33.0) ** float(p["severity"])
        kept = found.kept[i]
        W = p["sd_severity"] ** 2 + p["sd_fluctuation"] ** 2 + p["sd_rating"] ** 2
        start = B + p["sd_baseline"] * rng.normal(size=n)
        mean = B - p["excess"]
        later = mean + kept * (start - mean) + np.sqrt(W * (1 - kept**2)) * rng.normal(size=n)
        later -= (1 + p["cv_improvement"] * rng.normal(size=n)) * S * start
        later -= p["sd_nonspecific"] * rng.normal(size=n) * start
        assert s.limit is not None
        counted = later <= 0.5 * start if s.limit.fall else later <= (s.limit.score or 0.0) + 0.5
        # Chance 0.001; the rest is what the product of two deviations adds to the spread.
        assert found.mean[i] == pytest.approx(counted.mean(), abs=0.01)


def test_a_trial_of_nothing_reports_nothing_often_enough() -> None:
    """A simulated null trial is no surprise: its predictive probability is at least 5 %."""
    lit = of_trial("DALY2018")
    contrasts = [s for s in lit.statistics if s.kind == "difference" and s.hours > 100]
    draws = 400
    rng = np.random.default_rng(5)
    density = Density(Literature(contrasts), GRADED)
    z = rng.normal(size=(draws, density.size))
    values = density.parameters_at(z)
    seen = predictive_draws(Literature(contrasts), GRADED.name, values)
    assert (seen >= 0.0).mean(axis=0).min() > 0.05


def test_each_mechanism_is_fitted_with_what_it_uses() -> None:
    assert "RO50" in symbols_of(mechanism("threshold occupancy"))
    assert "RO50" not in symbols_of(GRADED)
    assert "eta_alone" in symbols_of(mechanism("expectancy"))
    assert not {"E_day", "a0"} & set(symbols_of(mechanism("expectancy")))


def test_a_value_turned_round_is_less_likely(literature: Literature) -> None:
    density = Density(literature, GRADED)
    z = np.zeros(density.size)
    worse = literature.values.copy()
    where = literature.kind == "difference"
    worse[where] = -worse[where]
    assert density.by_family(z, worse).sum() < density.by_family(z).sum()


def test_statistics_need_no_order(literature: Literature) -> None:
    turned = Literature(literature.statistics[::-1])
    one = Predictor(literature, GRADED).expected(TYPICAL).mean
    other = Predictor(turned, GRADED).expected(TYPICAL).mean[::-1]
    np.testing.assert_allclose(one, other, rtol=1e-12)
    assert replace(literature.statistics[0]) == literature.statistics[0]
