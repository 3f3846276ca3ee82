"""Chains move under a narrower range than the prior, and frozen ones shape nothing."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("jax")

from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.calibration.fit import Diagnostics
from troche.population.mood.calibrate import literature_of
from troche.population.mood.fit import MoodChains, proposal_scale, shape_of, weighed_back
from troche.population.mood.likelihood import Density

NOTHING = Diagnostics(1.0, 400.0, 400.0, 0)


@pytest.fixture(scope="module")
def density() -> Density:
    return Density(literature_of(), mechanism("total exposure"))


def test_only_accumulation_is_sampled_more_narrowly(density: Density) -> None:
    scale = proposal_scale(density)
    assert [s for s, x in zip(density.symbols, scale, strict=True) if x != 1.0] == ["alpha"]
    # The logits of 0.8 and of 0.88, by hand.
    assert scale.min() == pytest.approx(1.3862943611 / 1.9924301647, rel=1e-9)


def test_weighed_back_samples_are_those_of_the_prior(density: Density) -> None:
    scale = proposal_scale(density)
    z = scale * np.random.default_rng(1).normal(size=(4, 20_000, density.size))
    chains = MoodChains(z, z[..., :1], NOTHING)
    found, share, tail = weighed_back(chains, density)
    # Two normals whose spreads are as s to 1: P(w > t) falls as t^(-1 / (1 - s^2)), so the
    # shape is 1 - s^2 = 0.52; a fifth of the samples gives it to about 0.1.
    assert tail == pytest.approx(1.0 - scale.min() ** 2, abs=0.12)
    assert 0.3 < share < 0.8
    spread = found.flat.std(axis=0)
    np.testing.assert_allclose(spread, np.ones(density.size), atol=0.05)
    # A sample keeps its own densities.
    assert np.array_equal(found.by_family[0, :, 0], found.flat[:, 0])


def test_most_chains_may_have_frozen(density: Density) -> None:
    rng = np.random.default_rng(2)
    z = rng.normal(size=(13, 60, 8))
    z[5:] = rng.normal(size=(8, 1, 8)) + 1e-3 * z[5:]
    centre, root = shape_of(MoodChains(z, z[..., :1], NOTHING))
    moving = z[:5].reshape(-1, 8)
    np.testing.assert_allclose(centre, moving.mean(axis=0))
    np.testing.assert_allclose(root @ root.T, np.cov(moving.T))
