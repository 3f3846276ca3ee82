"""The fit of mood: what is known is found, what is left out is not seen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

pytest.importorskip("jax")

from troche.pharmacology.mood.mechanisms import MECHANISMS, mechanism
from troche.population.calibration.whitened import WhitenedEffort
from troche.population.mood.calibrate import literature_of
from troche.population.mood.fit import MoodFit
from troche.population.mood.likelihood import Density
from troche.population.mood.posterior import read_mood
from troche.population.mood.recovery import recover_mood

pytestmark = [pytest.mark.alone, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def fits() -> Mapping[str, MoodFit]:
    literature = literature_of()
    names = ("graded occupancy", "expectancy")
    return {name: MoodFit(literature, mechanism(name)) for name in names}


def test_numpy_and_jax_tell_the_same(fits: Mapping[str, MoodFit]) -> None:
    fit = fits["graded occupancy"]
    z = 0.3 * np.random.default_rng(6).normal(size=fit.density.size)
    values = np.asarray(fit.density.literature.values)
    jax = np.asarray(fit._by_family(z, values))
    numpy = Density(fit.density.literature, fit.density.mechanism).by_family(z)
    # Two compilers of one formula, in double precision.
    np.testing.assert_allclose(jax, numpy, rtol=1e-8, atol=1e-8)
    active = fit.active()
    slope = fit.sampler.slope(z, active, values)[1]
    step = 1e-5
    for i in (0, 5, 20):
        e = np.zeros(len(z))
        e[i] = step
        up, down = (fit.sampler.slope(z + sign * e, active, values)[0] for sign in (1, -1))
        # Central differences of this step carry an error of about 1e-8 of the slope's scale.
        assert slope[i] == pytest.approx((up - down) / (2 * step), rel=1e-4, abs=1e-5)


def test_known_parameters_are_found(fits: Mapping[str, MoodFit]) -> None:
    """A short form: four literatures, 55 parameters each; the long one is `make slow`."""
    found = recover_mood(fits, "graded occupancy", 4, seed=3)
    # 220 intervals of 90 %, those of one literature correlated: within 0.80 and 0.99.
    assert 0.80 <= found.coverage <= 0.99
    assert found.weights["graded occupancy"].mean() > 0.5


def test_three_times_its_values_do_not_move_a_family_left_out(fits: Mapping[str, MoodFit]) -> None:
    fit = fits["graded occupancy"]
    changed = np.array(fit.density.literature.values)
    members = [s.family == "SU2017" for s in fit.density.literature.statistics]
    changed[np.array(members)] = 0.9
    without = fit.active("SU2017")
    plain, _ = fit.mode(without)
    moved, _ = fit.mode(without, values=changed)
    np.testing.assert_array_equal(plain, moved)
    seen, _ = fit.mode(fit.active(), start=plain, values=changed)
    assert np.abs(seen - plain).max() > 0.2  # the test can fail: where it is seen, it moves


@pytest.mark.slow
def test_a_short_fit_is_the_shipped_one(fits: Mapping[str, MoodFit]) -> None:
    fit = fits["expectancy"]
    chains = fit.sample(11, effort=WhitenedEffort(100, 100, 2))[0]
    own = Density(fit.density.literature, fit.density.mechanism).parameters_at(chains.flat)
    shipped = read_mood("expectancy").values
    for symbol in ("step", "cv_improvement", "step_crisis"):
        theirs = shipped[symbol]
        off = (np.median(own[symbol]) - np.median(theirs)) / np.std(theirs)
        # 200 short draws: a median strays by about 0.15 standard deviations; four of them.
        assert abs(off) < 0.6, symbol


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_the_true_mechanism_wins_more_often_than_any_other() -> None:
    """Twelve literatures of each mechanism, all six fitted to each: about an hour."""
    literature = literature_of()
    every = {name: MoodFit(literature, m) for name, m in MECHANISMS.items()}
    for truth in MECHANISMS:
        found = recover_mood(every, truth, 12, seed=21, say=print)
        print(truth, {n: round(float(w.mean()), 2) for n, w in found.weights.items()})
        assert 0.82 <= found.coverage <= 0.98
        best = max(found.weights.values(), key=lambda w: float(w.mean()))
        assert found.weights[truth].mean() > 0.5 * best.mean()
