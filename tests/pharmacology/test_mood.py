"""Laws of the equations from receptor to mood."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troche.errors import ModelError
from troche.pharmacology.measure import LINKED, scale_of
from troche.pharmacology.measure.scales import SCALES, from_madrs, to_madrs
from troche.pharmacology.mood.courses import antidepressant_course, early_rise, placebo_rise
from troche.pharmacology.mood.depression import (
    correlation,
    drug_improvement,
    spread_around,
    spread_of_screened,
)
from troche.pharmacology.mood.mechanisms import MECHANISMS, SIGNALS, mechanism
from troche.pharmacology.mood.mechanisms.contract import both
from troche.pharmacology.mood.plasticity import accumulated, faded
from troche.pharmacology.mood.session import burst_effect
from troche.population.mood.repetition import receptor_values
from troche.population.mood.shares import clipped_mean, share_below
from troche.population.parameters import read_parameters

TYPICAL = {p.symbol: p.value for p in read_parameters("mood")} | receptor_values()
positive = st.floats(0.01, 5.0)


def signals(level: float, s: float = 0.5) -> dict[str, np.ndarray]:
    """Return every signal at a level, in mg/L, S holding a share of it."""
    return {name: np.array([level * (s if "S-" in name else 1.0 - s)]) for name in SIGNALS}


@pytest.mark.parametrize("name", MECHANISMS)
def test_no_drug_is_no_drive(name: str) -> None:
    assert MECHANISMS[name].drive(signals(0.0), TYPICAL) == 0.0


@pytest.mark.parametrize("name", [n for n in MECHANISMS if n not in ("expectancy",)])
def test_a_drive_reads_only_what_it_needs(name: str) -> None:
    item = MECHANISMS[name]
    everything = signals(0.1)
    needed = {k: v for k, v in everything.items() if k in item.needs}
    assert item.drive(needed, TYPICAL) == item.drive(everything, TYPICAL) > 0.0


@pytest.mark.parametrize("name", ["graded occupancy", "total exposure", "gated occupancy"])
@given(level=st.floats(1e-4, 1.0))
def test_more_drug_is_more_drive(name: str, level: float) -> None:
    drive = MECHANISMS[name].drive
    assert drive(signals(1.01 * level), TYPICAL) > drive(signals(level), TYPICAL)


def test_the_threshold_has_an_inverted_u() -> None:
    drive = MECHANISMS["threshold occupancy"].drive
    low, middle, high = (drive(signals(level), TYPICAL)[0] for level in (0.01, 0.3, 10.0))
    assert low < 0.1 * middle
    assert high < middle


def test_a_shut_gate_lets_nothing_through() -> None:
    gated = MECHANISMS["gated occupancy"].drive
    assert gated(signals(0.2), TYPICAL | {"gate_blocked": 1.0}) == 0.0


@given(level=positive, kappa=st.floats(0.1, 10.0))
def test_the_racemate_counts_as_itself_whatever_the_potency(level: float, kappa: float) -> None:
    # Two halves of the mixture add up with relative weights 2k/(1+k) and 2/(1+k): rounding alone.
    assert both(level / 2, level / 2, kappa) == pytest.approx(level, rel=1e-14)


@given(a=positive, a50=positive, gamma=st.floats(0.5, 2.0), floor=st.floats(1e-3, 0.5))
def test_a_burst_stays_below_its_ceiling(a: float, a50: float, gamma: float, floor: float) -> None:
    p = {"a50": a50, "gamma": gamma, "a0": floor, "a_low": 0.2, "untested": 0.0}
    assert 0.0 <= burst_effect(a, p) <= 1.0
    assert burst_effect(1.1 * a, p) >= burst_effect(a, p)


def test_below_the_floor_there_is_nothing() -> None:
    p = {"a50": 1.0, "gamma": 1.0, "a0": 0.3, "a_low": 0.2, "untested": -2.0}
    # A sixth of the floor passes 6**-6 of what it would without one.
    assert burst_effect(0.05, p) < 1e-5
    assert burst_effect(0.05, p | {"a0": 1e-6}) > 0.04


def test_the_null_component_takes_untested_bursts_and_leaves_tested_ones() -> None:
    free = {"a50": 1.0, "gamma": 1.0, "a0": 1e-6, "a_low": 0.2, "untested": -2.0}
    null = free | {"untested": 2.0}
    # Half of the lowest tested burst keeps (0.5 / 0.9)**12, less than a thousandth.
    assert burst_effect(0.1, null) < 1e-3 * burst_effect(0.1, free)
    assert burst_effect(0.2, null) > 0.7 * burst_effect(0.2, free)
    # Twice the lowest tested burst loses (0.9 / 2)**12, less than one in ten thousand.
    assert burst_effect(0.4, null) == pytest.approx(burst_effect(0.4, free), rel=1e-4)


@given(e=st.floats(0.1, 1.0), n=st.integers(1, 40))
def test_sessions_add_up_or_the_largest_counts(e: float, n: int) -> None:
    sums = accumulated(np.array(n * e), {"alpha": 1.0})
    largest = accumulated(np.array(n * e ** (1 / 0.02)), {"alpha": 0.02})
    assert sums == pytest.approx(n * e)
    # The power mean of n equal terms is n**alpha above one of them.
    assert largest == pytest.approx(e * n**0.02, rel=1e-9)


def test_fading_needs_a_memory() -> None:
    assert faded(0.5, 0.0, {"phi": 0.3}) == 0.5
    assert faded(0.5, 1.0, {"phi": 0.0}) == 0.5
    assert faded(0.5, 1.0, {"phi": 0.3}) < 0.5


def test_placebo_begins_at_nothing() -> None:
    zero = np.zeros(1)
    assert [part[0] for part in placebo_rise(zero, TYPICAL)] == [0.0, 0.0, 0.0]
    assert antidepressant_course(zero, TYPICAL)[0] == 0.0


def test_a_mechanism_at_zero_is_placebo() -> None:
    p = {"E_day": 0.0, "eta": 0.0, "nu": 0.3}
    assert drug_improvement(1.0, 1.0, 0.0, p) == 0.0


@given(hours=st.floats(0.0, 1e4))
def test_scores_of_an_unchanged_person_correlate(hours: float) -> None:
    kept = float(correlation(np.array([hours]), TYPICAL)[0])
    assert 0.0 < kept < 1.0
    # Two ratings of one moment still differ by the ratings.
    noise = TYPICAL["sd_rating"] ** 2 / spread_of_screened(TYPICAL)
    assert kept <= 1.0 - noise + 1e-12


def test_the_early_step_passes_and_the_slow_part_stays() -> None:
    day, year = (placebo_rise(np.array([h]), TYPICAL) for h in (24.0, 8760.0))
    assert day[0][0] > 0.9
    assert year[0][0] < 1e-4
    assert year[2][0] > 0.999
    slower = TYPICAL | {"step_fading_time": 1e9}
    # In a thousand centuries nothing of a day's step has passed but 24 / 1e9 of it.
    found = placebo_rise(np.array([24.0]), slower)[0]
    assert found == pytest.approx(early_rise(np.array([24.0]), TYPICAL), rel=1e-7)


def test_people_differ_where_nobody_improves_on_average() -> None:
    p = TYPICAL | {"sd_nonspecific": 0.1}
    kept = correlation(np.array(24.0), p)
    alike = spread_around(1.0, 0.0, kept, 1.0, 33.0, p | {"sd_nonspecific": 0.0})
    assert spread_around(1.0, 0.0, kept, 1.0, 33.0, p) - alike == pytest.approx(3.3**2)


def test_the_spread_of_changes_is_that_of_simulated_people() -> None:
    rng = np.random.default_rng(3)
    n, B, S, hours = 400_000, 33.0, 0.3, 200.0
    p = TYPICAL | {"sd_baseline": 5.0}
    kept = float(correlation(np.array([hours]), p)[0])
    come = float(early_rise(np.array([2.0]), p)[0])
    W = float(spread_of_screened(p))
    start = B + 5.0 * rng.normal(size=n)
    mean = B - p["excess"]
    later = (
        mean
        + kept * (start - mean)
        + np.sqrt(W * (1 - kept**2)) * rng.normal(size=n)
        - (1 + p["cv_improvement"] * rng.normal(size=n)) * S * start
        - come * p["sd_nonspecific"] * rng.normal(size=n) * start
    )
    for share in (0.0, 0.5, 1.0):
        expected = float(spread_around(share, S, kept, come, B, p))
        # 400,000 people give a variance to 0.3 %; products of two deviations are left out of
        # the formula: (cv S sd)^2 + (c_h sd)^2, below 1 % here.
        assert np.var(later - share * start) == pytest.approx(expected, rel=0.015)


def test_the_clipped_mean_is_that_of_simulated_scores() -> None:
    rng = np.random.default_rng(4)
    for mean, sd in ((30.0, 8.0), (5.0, 9.0), (58.0, 6.0)):
        drawn = np.clip(mean + sd * rng.normal(size=400_000), 0.0, 60.0).mean()
        # Standard error 0.015 points; four of them.
        assert clipped_mean(np.array(mean), np.array(sd)) == pytest.approx(drawn, abs=0.06)


def test_half_of_the_people_are_below_the_mean() -> None:
    assert share_below(np.array(20.0), np.array(20.0), np.array(7.0)) == 0.5


@pytest.mark.parametrize("name", SCALES)
def test_links_take_scores_there_and_back(name: str) -> None:
    assert from_madrs(to_madrs(17.0, 1.37), 1.37) == pytest.approx(17.0, rel=1e-15)
    assert scale_of(name) is SCALES[name]
    assert (name in LINKED) == SCALES[name].linked
    if SCALES[name].link:
        assert SCALES[name].link in TYPICAL


def test_an_unknown_mechanism_is_named_with_its_neighbour() -> None:
    with pytest.raises(ModelError, match="graded occupancy"):
        mechanism("graded ocupancy")
