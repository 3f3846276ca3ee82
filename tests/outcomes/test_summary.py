"""Variability and uncertainty come apart where they were planted, and nowhere else."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troche.outcomes.summary import FEWEST_DRAWS, Spread, spread_of

PEOPLE, KNOWLEDGE = 0.3, 0.2


def layout(
    seed: int, draws: int, each: int, people: float = PEOPLE, knowledge: float = KNOWLEDGE
) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    draw = np.arange(draws * each) % draws
    z = knowledge * rng.normal(size=draws)[draw] + people * rng.normal(size=draws * each)
    return 40 * np.exp(z), draw


def width(low: float | None, high: float | None) -> float:
    assert low is not None
    assert high is not None
    return math.log(high / low) / 3.29


def test_planted_spreads_are_found() -> None:
    y, draw = layout(1, 400, 100)
    s = spread_of(y, draw, 400)
    # Standard error of either width: about 2 to 4 %; three of them.
    assert width(s.people_p5, s.people_p95) == pytest.approx(PEOPLE, rel=0.06)
    assert width(s.knowledge_p5, s.knowledge_p95) == pytest.approx(KNOWLEDGE, rel=0.12)
    assert width(s.p5, s.p95) == pytest.approx(math.hypot(PEOPLE, KNOWLEDGE), rel=0.08)


def test_over_repeated_studies_the_widths_are_unbiased_and_the_interval_covers() -> None:
    """50 draws of 20 people, as in a study of 1,000, two hundred times over."""
    inside, people, knowledge = [], [], []
    for seed in range(200):
        y, draw = layout(seed, 50, 20)
        s = spread_of(y, draw, 50)
        people.append(width(s.people_p5, s.people_p95))
        knowledge.append(width(s.knowledge_p5, s.knowledge_p95))
        rng = np.random.default_rng(10_000 + seed)
        truth = 40 * math.exp(KNOWLEDGE * rng.normal())
        inside.append(s.knowledge_p5 <= truth <= s.knowledge_p95)
    assert np.mean(people) == pytest.approx(PEOPLE, rel=0.02)
    assert np.mean(knowledge) == pytest.approx(KNOWLEDGE, rel=0.06)
    # A truth drawn alike lies in a 90 % interval nine times in ten: standard error 2 points,
    # and the quantiles of 50 draws cost a few.
    assert 0.80 < np.mean(inside) < 0.97


def test_small_groups_do_not_make_uncertainty() -> None:
    """Without any, twenty people a draw scatter by a fifth of their spread: taken out."""
    found = []
    for seed in range(60):
        y, draw = layout(seed, 50, 20, knowledge=0.0)
        s = spread_of(y, draw, 50)
        found.append(width(s.knowledge_p5, s.knowledge_p95))
    assert np.mean(found) < 0.35 * PEOPLE / math.sqrt(20)
    assert min(found) == 0.0


def test_without_people_all_spread_is_knowledge() -> None:
    y, draw = layout(3, 100, 30, people=0.0)
    s = spread_of(y, draw, 100)
    assert s.people_p5 == pytest.approx(s.people_p95, rel=1e-9)
    assert s.knowledge_p5 == pytest.approx(s.p5, rel=0.02)


def test_few_draws_make_no_interval_of_knowledge() -> None:
    for draws in (0, 1, FEWEST_DRAWS - 1):
        y, draw = layout(1, max(1, draws), 30)
        s = spread_of(y, draw, draws)
        assert (s.knowledge_p5, s.knowledge_p95) == (None, None)
        assert s.people_p5 is not None
    y, draw = layout(1, FEWEST_DRAWS, 30)
    assert spread_of(y, draw, FEWEST_DRAWS).knowledge_p5 is not None


def test_nobody_and_one_person() -> None:
    assert spread_of(np.array([np.nan, np.nan]), np.zeros(2, int), 0) == Spread(0, *[None] * 9)
    one = spread_of(np.array([3.0]), np.zeros(1, int), 1)
    assert (one.n, one.mean, one.median, one.sd) == (1, 3.0, 3.0, None)


def test_missing_values_are_left_out_and_counted() -> None:
    y, draw = layout(2, 40, 25)
    gone = y.copy()
    gone[::7] = np.nan
    s = spread_of(gone, draw, 40)
    assert s.n == int(np.isfinite(gone).sum())
    keep = np.isfinite(gone)
    assert s == spread_of(y[keep], draw[keep], 40)
    assert s.mean == pytest.approx(np.nanmean(gone), rel=1e-12)


def test_a_draw_that_nobody_carries_is_no_draw() -> None:
    y, draw = layout(2, 40, 25)
    keep = draw != 7
    s = spread_of(y[keep], draw[keep], 40)
    assert np.isfinite([v for v in s.as_dict().values() if v is not None]).all()


def test_zeros_stay_zero_and_no_interval_leaves_what_people_have() -> None:
    draw = np.arange(1000) % 50
    assert spread_of(np.zeros(1000), draw, 50).p95 == 0.0
    y, _ = layout(4, 50, 20, people=1.5)
    y[::9] = 0.0  # who took no dose at all
    s = spread_of(y, draw, 50)
    for value in (s.people_p5, s.people_p95, s.knowledge_p5, s.knowledge_p95):
        assert value is not None
        assert 0.0 <= value <= y.max()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 30), st.floats(1e-6, 1e6))
def test_any_layout_is_ordered_and_follows_the_unit(
    seed: int, draws: int, each: int, unit: float
) -> None:
    y, draw = layout(seed, draws, each)
    s, scaled = spread_of(y, draw, draws), spread_of(unit * y, draw, draws)
    for low, high in (
        ("p5", "p95"),
        ("people_p5", "people_p95"),
        ("knowledge_p5", "knowledge_p95"),
    ):
        a, b = getattr(s, low), getattr(s, high)
        if a is not None:
            assert 0 < a <= b
            assert getattr(scaled, low) == pytest.approx(unit * a, rel=1e-9)


def test_order_of_patients_within_a_draw_does_not_matter() -> None:
    y, draw = layout(5, 40, 25)
    order = np.random.default_rng(0).permutation(len(y))
    one, other = spread_of(y, draw, 40), spread_of(y[order], draw[order], 40)
    for name, value in one.as_dict().items():
        assert getattr(other, name) == pytest.approx(value, rel=1e-9)
