"""Harm of people: nothing without drug, monotone in dose, habituation by repetition alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from troche.population.tolerability import people
from troche.population.tolerability.kinds import EVENTS
from troche.population.tolerability.people import (
    Sessions,
    cadss,
    chances,
    habituation,
    pressures,
)
from troche.population.tolerability.posterior import read_tolerability
from troche.population.tolerability.truths import BLOOD_VARIANCE, LEAST_OWN, HarmTruths, truths_of

N, DRAWS = 64, 20


def truths(draws: int = DRAWS) -> HarmTruths:
    return truths_of(read_tolerability(), draws).of(np.arange(N) % max(1, draws))


def sessions(peak: float = 0.06, number: int = 5, every: float = 72.0) -> Sessions:
    own = np.exp(0.3 * np.random.default_rng(4).normal(size=N))
    peaks = peak * np.ones((number, 1)) * own
    taken = np.ones((number, N), dtype=bool)
    return Sessions(peaks, 0.8 * peaks, taken, every * np.arange(number, dtype=np.float64), 3, 0)


def told(s: Sessions, t: HarmTruths) -> dict[str, np.ndarray]:
    return chances(s, habituation(s, t), t)


def test_without_drug_nothing_is_added() -> None:
    nothing = sessions(0.0)
    found = told(nothing, truths())
    # The probability of a concentration of zero underflows far below any share that is told.
    assert max(v.max() for v in found.values()) < 1e-12
    assert not cadss(nothing.C_S, np.zeros(1), nothing, truths()).round(9).any()
    assert not any(rise.any() for rise in pressures(nothing, truths()).values())


def test_more_drug_is_never_less_harm() -> None:
    low, high = (told(sessions(peak), truths()) for peak in (0.05, 0.1))
    assert {e.name for e in EVENTS} < set(low)
    for name, less in low.items():
        assert (high[name] >= less).all(), name
        assert high[name].mean() > less.mean(), name
    # Habituation by stronger sessions may not outrun the stronger dose at the first of them.
    first, second = (sessions(peak, 1) for peak in (0.05, 0.1))
    rise = cadss(second.C_S, np.zeros(1), second, truths())
    assert (rise > cadss(first.C_S, np.zeros(1), first, truths())).all()


def test_habituation_comes_with_repetition_and_passes_with_time() -> None:
    T = habituation(sessions(), truths())
    assert not T[0].any()
    assert (np.diff(T, axis=0) > 0).all()
    rare = habituation(sessions(every=5000.0), truths())
    assert (rare[1] < T[1]).all()


def test_a_missed_dose_leaves_no_habituation_and_gives_no_event() -> None:
    s = sessions(number=2)
    missed = replace(s, taken=np.array([[False], [True]]) & np.ones((2, N), dtype=bool))
    assert not habituation(missed, truths()).any()
    alone = replace(sessions(number=1))
    for name, chance in told(missed, truths()).items():
        # Later by one session and without habituation: the same as a first one.
        np.testing.assert_allclose(chance, told(alone, truths())[name], rtol=1e-12)


def test_pressure_does_not_wear_off_and_does_not_add_up() -> None:
    once, often = (pressures(sessions(number=n), truths()) for n in (1, 9))
    for name, rise in once.items():
        np.testing.assert_array_equal(often[name], rise)


def test_more_sessions_give_more_occasions() -> None:
    once, often = (told(sessions(number=n), truths()) for n in (1, 9))
    assert (often["nausea"] > once["nausea"]).all()


def test_the_share_of_people_is_the_integral_over_sensitivities(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    s, t = sessions(number=20), truths()
    found = told(s, t)
    monkeypatch.setattr(people, "_SENSITIVITIES", 80)
    for name, fine in told(s, t).items():
        # Half a percentage point of people: less than any table shows.
        assert abs(found[name].mean() - fine.mean()) < 5e-3, name


def test_a_mean_over_many_people_is_the_integral() -> None:
    n = 40_000
    t = truths_of(read_tolerability(), 0).of(np.zeros(n, dtype=np.int64))
    s = Sessions(np.full((1, n), 0.06), np.zeros((1, n)), np.ones((1, n), bool), np.zeros(1), 3, 0)
    found = told(s, t)
    # Standard error of a share of 40,000 people: at most 0.25 points.
    own = found["CADSS above 4, own"].mean()
    assert own == pytest.approx(found["CADSS above 4"].mean(), abs=0.01)
    points, mean = (cadss(s.C_S, np.zeros(1), s, t, own=o).mean() for o in (True, False))
    assert points == pytest.approx(mean, rel=0.02)
    rises, expected = (pressures(s, t, own=o)["systolic"].mean() for o in (True, False))
    assert rises == pytest.approx(expected, rel=0.03)


def test_a_person_is_the_same_alone_and_in_a_crowd() -> None:
    crowd = sessions().sensitivity("nausea")
    one = replace(sessions(), start=7)
    assert one.sensitivity("nausea")[0] == crowd[7]
    assert (sessions().sensitivity("headache") != crowd).all()


def test_blood_is_taken_out_of_the_spread_and_never_all_of_it() -> None:
    t = truths()
    for symbol in ("spread_felt", "spread_events"):
        whole, own = t.values[symbol], t.without_blood(symbol)
        assert (own < whole).all()
        assert (own >= 0.999 * LEAST_OWN * whole).all()
        wide = whole**2 > 2.0 * BLOOD_VARIANCE
        np.testing.assert_allclose(own[wide] ** 2 + BLOOD_VARIANCE, whole[wide] ** 2)


def test_known_typical_values_are_one_truth_without_deviations() -> None:
    typical = truths_of(read_tolerability(), 0)
    assert len(typical.pressure) == 1
    assert all(shift.tolist() == [0.0] for shift in typical.shift.values())
    many = truths_of(read_tolerability(), DRAWS)
    assert all(len(np.unique(shift)) == DRAWS for shift in many.shift.values())
    assert all(((share > 0) & (share < 1)).all() for share in many.share.values())
