"""What tests of several layers share."""

from __future__ import annotations

import numpy as np
import pytest

from troche.pharmacology.mood.mechanisms import MECHANISMS
from troche.population.mood.posterior.read import CONSTANTS, MoodPosterior
from troche.population.mood.repetition import prepare, receptor_values, relative_benefit
from troche.population.mood.sessions import sessions_of
from troche.population.parameters import from_scale, read_parameters, to_scale


@pytest.fixture(scope="session")
def prior_moods() -> dict[str, MoodPosterior]:
    """Truths about mood from the middle of the priors, so that no test rests on shipped draws."""
    draws, rng, p = 40, np.random.default_rng(0), {}
    for each in read_parameters("mood"):
        low, high = (to_scale(edge, each.transform) for edge in each.range)
        z = to_scale(each.value, each.transform) + (high - low) / 3.29 / 2 * rng.normal(size=draws)
        p[each.symbol] = np.array([from_scale(float(v), each.transform) for v in z])
    receptor = {name: np.full(draws, value) for name, value in receptor_values().items()}
    sessions = sessions_of([])
    found = {}
    for m in MECHANISMS.values():
        course = relative_benefit(m, p | receptor, prepare(m, sessions, [(0, 48.0)]), np)
        constants = {
            name: np.array(np.broadcast_to(getattr(course, name), (draws,))) for name in CONSTANTS
        }
        found[m.name] = MoodPosterior(m.name, p, constants)
    return found
