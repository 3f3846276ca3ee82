"""The fit of harm: what is planted is found, what is left out is not seen."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("jax")

from troche.population.calibration.whitened import WhitenedEffort
from troche.population.tolerability.fit import HarmFit
from troche.population.tolerability.layout import HarmLayout
from troche.population.tolerability.likelihood import HarmDensity
from troche.population.tolerability.recovery import planted

pytestmark = [pytest.mark.alone, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def fit(fitted: HarmLayout) -> HarmFit:
    return HarmFit(fitted)


def test_numpy_and_jax_tell_the_same(fit: HarmFit, fitted: HarmLayout) -> None:
    z = 0.3 * np.random.default_rng(6).normal(size=fit.density.size)
    jax = np.asarray(fit.density.by_family(fit._jnp.asarray(z)))
    # Two compilers of one formula in double precision; slopes are differences over a tenth.
    np.testing.assert_allclose(jax, HarmDensity(fitted).by_family(z), rtol=1e-7, atol=1e-7)


def test_a_family_left_out_is_not_seen(fit: HarmFit, fitted: HarmLayout) -> None:
    z = 0.2 * np.random.default_rng(7).normal(size=fit.density.size)
    changed = np.array(fitted.values)
    changed[[s.family == "SUSTAIN1_3" for s in fitted.statistics]] = 0.5
    said, other = (
        float(fit._minus_log(z, fit.active(("SUSTAIN1_3",)), v)) for v in (fitted.values, changed)
    )
    assert said == pytest.approx(other, rel=1e-12)
    assert float(fit._minus_log(z, fit.active(), changed)) != pytest.approx(said, rel=1e-3)


def recovered(fit: HarmFit, count: int, effort: WhitenedEffort) -> float:
    """Return the share of 90 % intervals that hold what was planted."""
    held = []
    for seed in range(count):
        z, values = planted(fit.density.layout, seed)
        chains = fit.sample(seed, values=values, effort=effort)
        low, high = np.quantile(chains.flat, [0.05, 0.95], axis=0)
        held.append(((low <= z) & (z <= high)).mean())
    return float(np.mean(held))


def test_planted_parameters_are_found(fit: HarmFit) -> None:
    """A short form: one table of 65 unknowns; the long one is `make slow`."""
    found = recovered(fit, 1, WhitenedEffort(warmup=150, samples=150, chains=1))
    # 65 correlated intervals of 90 %, from few samples: within 0.72 and 1.
    assert found >= 0.72


@pytest.mark.slow
def test_planted_parameters_are_found_many_times(fit: HarmFit) -> None:
    found = recovered(fit, 8, WhitenedEffort(warmup=200, samples=300, chains=2))
    # Truths lie nearer the middle than the prior says, so intervals hold rather more.
    assert 0.84 <= found <= 0.99
