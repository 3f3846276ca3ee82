"""Counts that add up: quantiles within a bin, in any order, without holding anyone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troche.engine.quantiles import BIN, BINS, HIGHEST, LOWEST, Counts

LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]


def counted(values: np.ndarray) -> Counts:
    counts = Counts(len(values))
    counts.add(0, values)
    return counts


@pytest.mark.parametrize("spread", [0.05, 0.5, 3.0])
def test_quantiles_are_within_a_bin_of_those_of_the_sample(spread: float) -> None:
    rng = np.random.default_rng(1)
    values = 0.02 * np.exp(spread * rng.normal(size=(3, 50_000)))
    found, exact = counted(values).quantiles(LEVELS), np.quantile(values, LEVELS, axis=1)
    np.testing.assert_allclose(np.log(found / exact), 0.0, atol=BIN)


def test_interpolation_within_a_bin_is_better_than_the_bin() -> None:
    values = np.exp(0.3 * np.random.default_rng(2).normal(size=(1, 200_000)))
    error = np.log(counted(values).quantiles([0.5])[0] / np.quantile(values, 0.5))
    assert abs(error[0]) < BIN / 10


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 6))
def test_order_and_cuts_do_not_matter(seed: int, cuts: int) -> None:
    rng = np.random.default_rng(seed)
    values = np.exp(rng.normal(size=(2, 240)))
    whole = counted(values).quantiles(LEVELS)
    parts = [counted(part) for part in np.array_split(values, cuts, axis=1)]
    order = rng.permutation(cuts)
    merged, sparse = Counts(2), Counts(2)
    for i in order:
        merged.merge(parts[i])
        sparse.add_sparse(*parts[i].sparse())
    np.testing.assert_array_equal(merged.quantiles(LEVELS), whole)
    np.testing.assert_array_equal(sparse.quantiles(LEVELS), whole)
    assert (np.diff(whole, axis=0) >= 0).all()


def test_zeros_are_zeros_and_extremes_stay_finite() -> None:
    values = np.array([[0.0, 0.0, -1e-18, 1e-12, LOWEST / 2], [HIGHEST * 10] * 5, [1e300] * 5])
    found = counted(values).quantiles([0.0, 0.5, 1.0])
    np.testing.assert_array_equal(found[:, 0], 0.0)
    assert np.isfinite(found).all()
    assert (found[:, 1:] >= HIGHEST * (1 - 2 * BIN)).all()


def test_half_of_people_with_nothing_have_a_median_near_nothing() -> None:
    values = np.concatenate([np.zeros(600), np.full(400, 0.5)])[None]
    low, high = counted(values).quantiles([0.5, 0.95])[:, 0]
    assert low == 0.0
    assert high == pytest.approx(0.5, rel=BIN)


def test_later_times_are_added_behind_earlier_ones() -> None:
    counts = Counts(3)
    counts.add(0, np.full((1, 9), 0.1))
    counts.add(1, np.full((2, 9), 0.4))
    np.testing.assert_allclose(counts.quantiles([0.5])[0], [0.1, 0.4, 0.4], rtol=BIN)


def test_memory_does_not_grow_with_people() -> None:
    counts = Counts(50)
    for seed in range(3):
        counts.add(0, np.exp(np.random.default_rng(seed).normal(size=(50, 4000))))
    assert counts._counts.nbytes == 50 * BINS * 4
