"""Scores of virtual patients: chance, placebo, truths."""

from __future__ import annotations

import numpy as np
import pytest

from troche.pharmacology.mood.courses import early_rise, placebo_rise
from troche.pharmacology.mood.depression import correlation, spread_around
from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.mood.people.benefit import Benefit, no_benefit
from troche.population.mood.people.chance import chance_of, fluctuation
from troche.population.mood.people.scores import Setting, improvement_by, scores_around, untreated
from troche.population.mood.people.times import score_times
from troche.population.mood.people.truths import BENEFIT_FACTOR, STEP_DEVIATION, truths_of
from troche.population.mood.posterior.read import MoodPosterior

Moods = dict[str, MoodPosterior]
PEOPLE = {
    "sd_severity": 6.0,
    "sd_fluctuation": 4.0,
    "sd_rating": 3.0,
    "fluctuation_time": 168.0,
}


def test_chance_has_the_covariance_of_the_fit() -> None:
    times = score_times(672.0)
    picked = [times.index(t) for t in (2.0, 24.0, 168.0, 672.0)]
    found = fluctuation(chance_of(1, 0, 40_000, len(times)), times, PEOPLE)[picked]
    at = np.array([times[i] for i in picked])
    kept = correlation(at, PEOPLE)
    apart = correlation(np.abs(at[:, None] - at[None, :]), PEOPLE)
    np.fill_diagonal(apart, 1.0)
    # 40,000 people leave 0.7 % of a variance of 61, twice over in four standard errors.
    assert np.abs(np.cov(found) - 61.0 * (apart - np.outer(kept, kept))).max() < 61.0 * 0.03


def test_a_longer_study_changes_nobodys_earlier_days() -> None:
    short, long = (chance_of(5, 256, 4, count) for count in (20, 70))
    assert np.array_equal(short.steps, long.steps[:20])
    assert np.array_equal(short.ratings, long.ratings[:20])
    crowd = chance_of(5, 0, 260, 20)
    assert np.array_equal(crowd.ratings[:, 256:], short.ratings)


def test_without_drug_people_have_the_placebo_course(prior_moods: Moods) -> None:
    draws = np.arange(40)
    p = truths_of(prior_moods["graded occupancy"], draws, 40)
    times, setting = score_times(336.0), Setting(33.0)
    nobody = dict.fromkeys(("cv_improvement", "sd_nonspecific"), 0.0 * draws)
    still = {**p, **nobody, "sd_rating": 1e-9, "sd_fluctuation": 1e-9}
    baseline = np.full(40, 33.0)
    course = untreated(setting, times, baseline, chance_of(1, 0, 40, len(times)), still)
    drug = improvement_by(mechanism("graded occupancy"), no_benefit(len(times), 40), setting, p)
    assert np.array_equal(course.scores(drug), course.scores())
    hours = np.array(times)[:, None]
    early, same_day, slow = placebo_rise(hours, p)
    step = p["step"] + p[STEP_DEVIATION]
    fall = step * early + p["step_same_day"] * same_day + p["slow_placebo"] * slow
    # Nobody fluctuates, so nothing regresses: the score is baseline less the course.
    assert course.scores() == pytest.approx(np.clip(33.0 * (1 - fall), 0, 60), abs=1e-5)


def test_people_without_any_improvement_spread_as_the_fit_says() -> None:
    n, times = 40_000, (0.0, 24.0, 672.0)
    people = {k: np.full(n, v) for k, v in PEOPLE.items()}
    people |= {k: np.full(n, v) for k, v in (("cv_improvement", 0.6), ("sd_nonspecific", 0.15))}
    people["step_time"] = np.full(n, 3.0)
    baseline = 30.0 + 5.0 * chance_of(9, 0, n, 2).ratings[0]
    still = np.zeros((len(times), n))
    found = scores_around(27.0, 1.0, still, times, baseline, chance_of(1, 0, n, 3), people)
    p = PEOPLE | {"cv_improvement": 0.6, "sd_nonspecific": 0.15, "sd_baseline": 5.0}
    for i in (1, 2):
        hours = np.array(times[i])
        kept, come = correlation(hours, p), early_rise(hours, {"step_time": 3.0})
        expected = spread_around(1.0, 0.0, kept, come, 30.0, p)
        # 40,000 people leave 0.7 % of a variance; the formula leaves out (c_h sd)^2, 1 %.
        assert np.var(found.expected[i] - baseline) == pytest.approx(expected, rel=0.04)


def test_a_drug_without_effect_is_placebo(prior_moods: Moods) -> None:
    p = truths_of(prior_moods["total exposure"], np.arange(4), 40)
    nothing = {**p, "E_day": np.zeros(4), "eta": np.zeros(4)}
    some = Benefit(np.ones((3, 4)), np.ones((3, 4)))
    drug = improvement_by(mechanism("total exposure"), some, Setting(33.0), nothing)
    assert np.array_equal(drug, np.zeros((3, 4)))


def test_scores_stay_on_the_scale(prior_moods: Moods) -> None:
    p = truths_of(prior_moods["graded occupancy"], np.arange(400) % 40, 40)
    times = score_times(672.0)
    baseline = np.linspace(0.0, 60.0, 400)
    course = untreated(Setting(33.0), times, baseline, chance_of(2, 0, 400, len(times)), p)
    for improved in (-3.0, 0.0, 3.0):
        scores = course.scores(improved)
        assert scores.min() >= 0.0
        assert scores.max() <= 60.0
        assert scores[0] == pytest.approx(baseline, abs=1e-9)


def test_a_new_antidepressant_lifts_everyone_and_takes_from_the_drug(prior_moods: Moods) -> None:
    p = truths_of(prior_moods["graded occupancy"], np.arange(4), 40)
    alone, new, resistant = (
        Setting(33.0),
        Setting(33.0, new_antidepressant=True),
        Setting(33.0, new_antidepressant=True, resistant=True),
    )
    chance, times = chance_of(1, 0, 4, 3), [0.0, 24.0, 672.0]
    placebo = [untreated(s, times, np.full(4, 33.0), chance, p).placebo for s in (alone, new)]
    assert np.all(placebo[1][1:] > placebo[0][1:])
    less = untreated(resistant, times, np.full(4, 33.0), chance, p).placebo
    assert np.all(less[1:] < placebo[1][1:])
    some = Benefit(np.ones((3, 4)), np.ones((3, 4)))
    by_drug = [improvement_by(mechanism("graded occupancy"), some, s, p) for s in (alone, new)]
    assert by_drug[1] == pytest.approx((1.0 - p["nu"]) * by_drug[0])


def test_a_crisis_raises_the_step(prior_moods: Moods) -> None:
    p = truths_of(prior_moods["graded occupancy"], np.arange(4), 40)
    chance, times = chance_of(1, 0, 4, 3), [0.0, 24.0, 672.0]
    calm, crisis = (
        untreated(Setting(39.0, crisis=c), times, np.full(4, 39.0), chance, p).placebo
        for c in (False, True)
    )
    # After 672 h all of the step has come, and it has passed for as long.
    left = np.exp(-672.0 / p["step_fading_time"])
    assert (crisis - calm)[2] == pytest.approx(p["step_crisis"] * left, rel=1e-3)


def test_each_truth_has_its_own_trial(prior_moods: Moods) -> None:
    posterior = prior_moods["graded occupancy"]
    many = truths_of(posterior, np.arange(4000), 4000)
    assert abs((many[STEP_DEVIATION] / many["between_placebo"]).std() - 1.0) < 0.05
    deviation = (many[BENEFIT_FACTOR] - 1.0) / many["between_benefit"]
    # Heavy tails: beyond two of its own spreads lie 15 % times 0.505 and 85 % times 0.0455 of a
    # mixture, half of them above; below, a benefit stops at none.
    assert abs((deviation > 2.0).mean() - 0.057) < 0.012
    assert many[BENEFIT_FACTOR].min() >= 0.0
    known = truths_of(posterior, np.arange(4), 0)
    assert np.array_equal(known[STEP_DEVIATION], np.zeros(4))
    assert np.array_equal(known[BENEFIT_FACTOR], np.ones(4))
    assert known["E_day"][0] == np.median(posterior.values["E_day"])


def test_the_trial_is_that_of_the_truth_and_not_of_the_mechanism(prior_moods: Moods) -> None:
    one, other = (
        truths_of(prior_moods[name], np.arange(40), 40)
        for name in ("graded occupancy", "expectancy")
    )
    assert np.array_equal(
        one[STEP_DEVIATION] / one["between_placebo"],
        other[STEP_DEVIATION] / other["between_placebo"],
    )
