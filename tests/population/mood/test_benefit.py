"""Benefit on the cascade, against an explicit solver and against the fit's typical person."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.mood_peer import dosed, integrated
from troche.pharmacology.mood.mechanisms import MECHANISMS, mechanism
from troche.population.mood.people.benefit import benefit_of
from troche.population.mood.posterior.read import MoodPosterior
from troche.population.mood.repetition import prepare, receptor_values, relative_benefit
from troche.population.mood.sessions import WEIGHT, sessions_of
from troche.population.patients import Patients
from troche.regimen import parse

TIMES = [0.0, 2.0, 4.0, *(24.0 * day for day in range(1, 12))]
Moods = dict[str, MoodPosterior]


def carried(moods: Moods, draw: int, people: int) -> dict[str, dict[str, Any]]:
    return {name: m.at(np.full(people, draw)) for name, m in moods.items()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("0.5 mg/kg ketamine iv over 40 min, twice weekly for 1 week", tuple(MECHANISMS)),
        ("25 mg ketamine sublingual tablet, daily for 4 days", ("graded occupancy",)),
        ("84 mg esketamine nasal, twice weekly for 1 week", ("hydroxynorketamine",)),
    ],
)
def test_the_cascade_solves_the_equations(
    prior_moods: Moods, text: str, names: tuple[str, ...]
) -> None:
    bodies, doses = dosed(text, TIMES[-1], people=2)
    parameters = carried(prior_moods, 3, 2)
    found = benefit_of(bodies, doses, TIMES, parameters)
    for name in names:
        p = {symbol: float(v[1]) for symbol, v in parameters[name].items()}
        D, X = integrated(bodies, doses, 1, TIMES, name, p)
        # A unit of D is some seven points: 2e-3 of it is a hundredth of a point. What is left
        # is quadrature, as more nodes show; a sum of a session's powers is sharp.
        assert np.abs(found[name].D[:, 1] - D).max() < 2e-3
        assert np.abs(found[name].X[:, 1] - X).max() < 2e-3


def test_one_session_is_that_of_the_fit(prior_moods: Moods) -> None:
    text, days = "0.5 mg/kg ketamine iv over 40 min", [1.0, 3.0, 7.0]
    draws = next(iter(prior_moods.values())).draws
    like = np.ones(draws)
    none = np.zeros(draws, dtype=np.int64)
    weighed = Patients(0, WEIGHT * like, 170 * like, 45 * like, none, none, none, 33 * like, like)
    bodies, doses = dosed(text, 200.0, draws, differ=False, patients=weighed)
    parameters = {name: m.at(np.arange(draws)) for name, m in prior_moods.items()}
    times = [0.0, *(24.0 * day for day in days)]
    found = benefit_of(bodies, doses, times, parameters)
    sessions = sessions_of([(parse(text), 200.0)])
    for name, p in parameters.items():
        if not mechanism(name).acts:
            continue
        receptor = {symbol: np.full(draws, v) for symbol, v in receptor_values().items()}
        prepared = prepare(mechanism(name), sessions, [(1, t) for t in times[1:]])
        fitted = relative_benefit(mechanism(name), p | receptor, prepared, np).D.T
        # The fit lets a session's burst in at once, at its centre, and fades it by earlier
        # sessions alone: a few per cent while it lasts, about one after it.
        apart = np.abs(found[name].D[1:] - fitted) / fitted
        assert np.median(apart, axis=1).max() < 0.05
        assert np.median(apart[1:], axis=1).max() < 0.02


def test_no_drug_does_nothing(prior_moods: Moods) -> None:
    bodies, _ = dosed("15 mg ketamine sublingual tablet", 48.0, people=2)
    found = benefit_of(bodies, [], [0.0, 24.0, 48.0], carried(prior_moods, 0, 2))
    for benefit in found.values():
        # Least numbers under a power keep their slope finite: 1e-60 to the eighth root.
        assert np.abs(benefit.D).max() < 1e-6
        assert np.abs(benefit.X).max() < 1e-6


def test_a_missed_course_is_no_course(prior_moods: Moods) -> None:
    text = "0.5 mg/kg ketamine iv over 40 min, twice weekly for 1 week"
    bodies, doses = dosed(text, 240.0, people=2, taken=np.array([[True, False], [True, False]]))
    found = benefit_of(bodies, doses, [0.0, 120.0, 240.0], carried(prior_moods, 0, 2))
    for name in ("graded occupancy", "total exposure"):
        assert found[name].D[1, 0] > 0.1
        assert found[name].D[:, 1].max() < 1e-6


def test_arketamine_is_not_felt(prior_moods: Moods) -> None:
    bodies, doses = dosed("0.5 mg/kg arketamine iv over 40 min", 48.0, people=2)
    found = benefit_of(bodies, doses, [0.0, 24.0, 48.0], carried(prior_moods, 0, 2))
    assert found["expectancy"].X.max() == 0.0
    assert found["graded occupancy"].D.max() > 0.0
