"""Chance keyed by seed, purpose and patient: the same for any cut, independent, uniform."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from troche.population.streams import normals, uniforms

SEEDS = (0, 1, 7, 2**31, 2**63 - 1)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**63 - 1),
    st.integers(0, 5000),
    st.integers(1, 40),
    st.sampled_from([1, 3, 4, 9]),
)
def test_any_cut_gives_the_same_numbers(seed: int, start: int, count: int, width: int) -> None:
    whole = uniforms(seed, "weight", 0, start + count, width)[:, start:]
    np.testing.assert_array_equal(uniforms(seed, "weight", start, count, width), whole)
    one_by_one = [uniforms(seed, "weight", start + i, 1, width) for i in range(count)]
    np.testing.assert_array_equal(np.concatenate(one_by_one, axis=1), whole)


def test_numbers_far_out_are_reached_at_once() -> None:
    assert uniforms(1, "weight", 10**12, 1)[0, 0] == uniforms(1, "weight", 10**12 - 3, 4)[0, 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_uniform_and_normal(seed: int) -> None:
    u = uniforms(seed, "sex", 0, 50_000)[0]
    assert 0 < u.min() < u.max() < 1
    # A fixed seed: these hold or they do not; 1e-3 is a generator broken, not unlucky.
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    assert stats.kstest(normals(seed, "sex", 0, 50_000)[0], "norm").pvalue > 1e-3


def test_purposes_seeds_neighbours_and_columns_are_independent() -> None:
    n = 40_000
    streams = [normals(1, purpose, 0, n)[0] for purpose in ("weight", "height", "sex", "weight ")]
    streams += [normals(seed, "weight", 0, n)[0] for seed in (0, 2, 2**62)]
    streams += list(normals(1, "dose", 0, n, 6))
    streams += [normals(1, "weight", 1, n)[0]]  # each patient's neighbour
    r = np.corrcoef(streams)
    np.fill_diagonal(r, 0.0)
    # Standard error 1/sqrt(n) = 0.005; the largest of 66 pairs stays below four of them.
    assert abs(r).max() < 0.02


def test_a_wider_draw_keeps_the_first_columns_up_to_a_multiple_of_four() -> None:
    one, four, eight = (uniforms(3, "dose", 5, 10, width) for width in (1, 4, 8))
    np.testing.assert_array_equal(one, four[:1])
    assert not np.array_equal(four, eight[:4])
