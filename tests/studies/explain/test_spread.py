"""What explains a spread: planted cases whose shares are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from troche.outcomes.weighted import weighted_quantiles
from troche.studies.explain.spread import (
    estimate,
    fifths,
    first_order,
    in_turn,
)

N = 400


@pytest.fixture(scope="module")
def independent() -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    return [rng.normal(size=N) for _ in range(6)]


def test_shares_are_those_of_a_sum(independent: list[np.ndarray]) -> None:
    x, y = independent[:2]
    share, explained = first_order(2.0 * x + y, x)
    # Four fifths by the variances; fifths of a normal hide about a tenth of their own.
    assert 0.66 < share < 0.85
    assert np.unique(explained).size == 5


def test_noise_explains_nothing(independent: list[np.ndarray]) -> None:
    shares = [first_order(independent[0], other)[0] for other in independent[1:]]
    assert shares == [0.0] * 5


def test_a_bend_is_seen_where_a_correlation_is_none() -> None:
    x = np.linspace(-1.0, 1.0, N)
    assert abs(float(np.corrcoef(x, x**2)[0, 1])) < 1e-12
    assert first_order(x**2, x)[0] > 0.8


def test_shares_in_turn_never_exceed_the_whole(independent: list[np.ndarray]) -> None:
    y = sum(independent)
    alike = [independent[0], independent[0] + 0.1 * independent[1], *independent[1:]]
    shares = in_turn(np.asarray(y), alike)
    assert np.all(shares >= 0.0)
    assert 0.5 < shares.sum() <= 1.0


def test_what_does_not_vary_carries_nothing() -> None:
    x = np.linspace(0.0, 1.0, N)
    assert first_order(np.ones(N), x)[0] == 0.0
    assert first_order(x, np.ones(N))[0] == 0.0
    assert in_turn(np.ones(N), [x]).tolist() == [0.0]


def test_fifths_are_equal_groups(independent: list[np.ndarray]) -> None:
    assert np.bincount(fifths(independent[0])).tolist() == [N // 5] * 5


def test_quantiles_are_weighted_and_mirrored(independent: list[np.ndarray]) -> None:
    x, weight = independent[0], np.abs(independent[1])
    ends = weighted_quantiles(x, weight, (0.05, 0.95))
    np.testing.assert_allclose(weighted_quantiles(-x, weight, (0.95, 0.05)), -ends, rtol=1e-12)
    # A weight of two is the same truth twice.
    twice = weighted_quantiles(np.append(x, x), np.ones(2 * N), (0.3,))
    np.testing.assert_allclose(weighted_quantiles(x, np.full(N, 2.0), (0.3,)), twice, atol=0.02)
    assert estimate(np.array([1.0, 3.0]), np.array([3.0, 1.0])).mean == 1.5
