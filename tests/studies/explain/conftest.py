"""Possible truths that need no calibration: draws of the prior, a few, by fixed seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from troche.pharmacology.mood.mechanisms import MECHANISMS, mechanism
from troche.population.mood.likelihood import symbols_of
from troche.population.mood.posterior import MoodPosterior
from troche.population.parameters import from_scale, read_parameters, to_scale
from troche.studies.explain.knowledge import Beliefs, Knowledge
from troche.studies.specification import StudySpec, checked

ALIKE = {name: 1.0 / len(MECHANISMS) for name in MECHANISMS}


def prior_draws(
    name: str, draws: int, only: tuple[str, ...] | None = None, **fixed: float
) -> MoodPosterior:
    """Return draws of the prior; with `only`, all other parameters stand at their middle."""
    rng = np.random.default_rng([sum(map(ord, name)), draws])
    free = symbols_of(mechanism(name)) if only is None else only
    values = {}
    for p in read_parameters("mood"):
        z = rng.normal(size=draws) * (p.symbol in free and p.symbol not in fixed)
        middle = to_scale(fixed.get(p.symbol, p.value), p.transform)
        values[p.symbol] = np.array(
            [from_scale(float(x), p.transform) for x in middle + p.uncertainty_sd * z]
        )
    return MoodPosterior(name, values, {})


def believed(
    draws: int = 100,
    weights: Mapping[str, float] = ALIKE,
    only: tuple[str, ...] | None = None,
    **fixed: float,
) -> Beliefs:
    return Beliefs({n: prior_draws(n, draws, only, **fixed) for n in MECHANISMS}, weights)


@pytest.fixture(scope="session")
def prior() -> Knowledge:
    """The prior, and two families without which an infusion does half or all of it."""
    without = {"HALF": believed(60, E_day=0.1), "NOTHING": believed(60)}
    return Knowledge(believed(), without, {"HALF": 7, "NOTHING": 1})


@pytest.fixture(scope="session")
def spec() -> Callable[..., StudySpec]:
    def made(**changes: Any) -> StudySpec:
        raw: dict[str, Any] = {
            "study": "Daily microdoses against infusions",
            "weeks": 8,
            "regimens": {
                "placebo": "placebo sublingual tablet, daily for 8 weeks",
                "microdose": "15 mg ketamine sublingual tablet, daily for 8 weeks",
                "infusion": "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks, "
                "then weekly for 4 weeks",
            },
        }
        return checked(raw | changes, "test")

    return made
