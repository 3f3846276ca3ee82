"""Mood of a quick look against the full chain and the full study."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

import troche
from troche.outcomes.weighted import weighted_quantiles
from troche.pharmacology.mood.mechanisms import MECHANISMS
from troche.population.bodies import bodies_with
from troche.population.drugs import delivery_of, enantiomers_of
from troche.population.mood.people.benefit import benefit_of
from troche.population.mood.people.repeated import repeated_benefit
from troche.population.mood.people.truths import truths_of
from troche.population.mood.posterior import read_mood
from troche.population.superposition import cohort_of, kinds_of, lay_out_sessions
from troche.regimen import expand, parse
from troche.studies.explore import answer, asked
from troche.studies.explore.mixture import mixture_quantiles, truth_quantiles

POPULATION = "adults with treatment-resistant depression"
DAILY = "15 mg ketamine sublingual tablet, daily for 4 weeks"
INFUSIONS = "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"


@pytest.mark.parametrize("text", [DAILY, INFUSIONS])
def test_benefit_of_people_is_near_that_of_the_full_chain(text: str) -> None:
    """A burst enters plasticity at its centre, as in the fit: rough on the first day.

    There a mechanism's mean over people is off by up to 0.08 of the reference's benefit (half a
    point of the MADRS), and by 0.02 later.
    """
    cohort, times = cohort_of(POPULATION, 24, 0), [0.0, 24.0, 72.0, 168.0, 672.0]
    given = expand(parse(text), 672.0).administrations
    draw = np.zeros(len(cohort), dtype=np.int64)
    truths = {name: truths_of(read_mood(name), draw, 0) for name in MECHANISMS}
    kinds = kinds_of(cohort, lay_out_sessions(given, 672.0), lambda _: (0.0,))
    quick = repeated_benefit(kinds, times, truths, len(cohort))
    deliveries = tuple(dict.fromkeys(delivery_of(a) for a in given))
    bodies = bodies_with(
        cohort.model, cohort.patients, cohort.p, cohort.q,
        enantiomers_of(parse(text).drugs), deliveries,
    )  # fmt: skip
    full = benefit_of(bodies, bodies.doses(given), times, truths)
    for name in MECHANISMS:
        for which in ("D", "X"):
            a, b = (getattr(found[name], which).mean(axis=1) for found in (quick, full))
            np.testing.assert_allclose(a[:2], b[:2], atol=0.1, err_msg=f"{name} {which}")
            np.testing.assert_allclose(a[2:], b[2:], atol=0.04, err_msg=f"{name} {which}")


@pytest.mark.parametrize("text", [DAILY, INFUSIONS])
def test_medians_are_those_of_a_study(text: str) -> None:
    """A study of 1,000 patients carries 50 truths, so its medians scatter by some 0.4 points.

    400 patients carry 20, and theirs by a point and more: no test could fail by it.
    """
    quick = answer(asked(text, weeks=4.0))
    mood = troche.simulate(text, patients=1000, weeks=4.0, harm=False).mood
    assert mood is not None
    for line, regimen in (("averaged", "regimen"), ("placebo", "placebo")):
        curve = mood[regimen].averaged.curve
        days = quick["course"]["days"]
        for day in (1.0, 7.0, 28.0):
            here = quick["course"]["mood"][line]["typical"][days.index(day)]
            assert abs(here - curve.median[curve.days.index(day)]) < 1.0, (line, day)
    numbers = {n["key"]: n for n in quick["numbers"]}
    contrast = mood["regimen"].averaged.estimand("change at end").over_placebo
    assert contrast is not None
    assert contrast.difference is not None
    assert abs(numbers["difference end"]["typical"] - contrast.difference) < 0.8


def test_quantiles_of_a_mixture_are_where_its_distribution_says() -> None:
    rng = np.random.default_rng(1)
    mean, sd = 25.0 + 4.0 * rng.normal(size=(7, 60)), 8.0 + rng.random((7, 60))
    weight = rng.random(60)
    weight /= weight.sum()
    found = mixture_quantiles(mean, sd, weight, (0.05, 0.5, 0.95))
    for level, row in zip((0.05, 0.5, 0.95), found, strict=True):
        share = (norm.cdf((row[:, None] - mean) / sd) * weight).sum(axis=1)
        # Two steps of Newton's method: far less than a hundredth of a point.
        np.testing.assert_allclose(share, level, atol=1e-4)


def test_quantiles_of_truths_are_the_weighted_ones() -> None:
    rng = np.random.default_rng(2)
    values, weight = rng.normal(size=(3, 40)), rng.random(40)
    found = truth_quantiles(values, weight, (0.05, 0.95))
    for i in range(3):
        expected = weighted_quantiles(values[i], weight, (0.05, 0.95))
        np.testing.assert_allclose(found[:, i], expected, rtol=1e-12)
