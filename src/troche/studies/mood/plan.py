"""What a study of mood runs: its regimens, two comparators, a trial around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from troche.errors import ModelError
from troche.outcomes.mood import Estimand, estimands_for
from troche.pharmacology.mood.mechanisms import MECHANISMS
from troche.population.mood.people.scores import Setting
from troche.population.mood.people.times import score_times
from troche.population.mood.posterior.read import MoodPosterior, read_mood, weights_of_mechanisms
from troche.population.populations import Population
from troche.population.trials.anaesthesia import reaches_anaesthesia
from troche.regimen import parse
from troche.studies.plan import RegimenPlan, StudyPlan, plan_regimen

__all__ = [
    "PLACEBO",
    "STANDARD_INFUSION",
    "MoodPlan",
    "beyond_support",
    "plan_mood",
    "setting_of",
]

STANDARD_INFUSION: Final = "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"
"""What clinics give in a vein: the dose of most trials, and the longest course that several of
them share. Every regimen is compared with it."""

PLACEBO: Final = "placebo iv, twice weekly for 4 weeks"

_CRISIS: Final = "adults with depression and suicidal ideation"
_RESISTANT: Final = "adults with treatment-resistant depression"


@dataclass(frozen=True)
class MoodPlan:
    """All that the mood of a study needs besides the study's plan.

    Parameters
    ----------
    regimens
        The study's, then the comparators that are not among them.
    roles
        ``"study"``, ``"placebo"`` or ``"standard infusion"``, of each.
    placebo, infusion
        Places of the two comparators.
    times : h
        At which scores are read.
    setting
        The trial.
    posteriors
        By name of mechanism.
    weights
        By name of mechanism.
    """

    regimens: tuple[RegimenPlan, ...]
    roles: tuple[str, ...]
    placebo: int
    infusion: int
    times: tuple[float, ...]
    setting: Setting
    posteriors: Mapping[str, MoodPosterior]
    weights: Mapping[str, float]

    def estimands(self, index: int) -> tuple[Estimand, ...]:
        """Return what is told of one regimen."""
        return estimands_for(self.times[-1], last_dose(self.regimens[index]))


def last_dose(regimen: RegimenPlan) -> float | None:
    """Return the time of a regimen's last dose in h: of drug, or of placebo if it holds none."""
    given = regimen.timetable.administrations
    active = [each.time_h for each in given if each.drug != "placebo"]
    return max(active or [each.time_h for each in given], default=None)


def beyond_support(plan: StudyPlan) -> tuple[str, ...]:
    """Return the names of the regimens that reach doses of anaesthesia."""
    return tuple(r.name for r in plan.regimens if reaches_anaesthesia(r.regimen, r.horizon))


def plan_mood(plan: StudyPlan) -> MoodPlan | str:
    """Return what the mood of a study needs, or in one sentence why it has none."""
    if not plan.spec.mood:
        return "The study asks for no mood."
    if plan.recipe.model.name != "troche":
        return "Mood is fitted on exposures of troche's own model; a published model has none."
    severity = plan.population.severity
    if severity is None:
        return f"The population ({plan.population.name}) has no depression to improve."
    asleep = beyond_support(plan)
    if asleep and plan.spec.mood != "beyond support":
        return (
            f"{', '.join(asleep)}: doses of anaesthesia, outside of what mood is fitted to. "
            "'mood: beyond support' in the study computes it all the same, and every page says so."
        )
    try:
        posteriors = {name: read_mood(name) for name in MECHANISMS}
    except ModelError as error:
        return f"Mood has not been fitted: {error.found}."
    horizon = plan.spec.weeks * 168.0
    regimens, roles = list(plan.regimens), ["study"] * len(plan.regimens)
    standard = parse(STANDARD_INFUSION)
    infusion = next((i for i, r in enumerate(regimens) if str(r.regimen) == str(standard)), -1)
    placebo = next((i for i, r in enumerate(regimens) if not r.active_doses), -1)
    if placebo < 0:
        placebo = len(regimens)
        regimens.append(_beside("placebo", PLACEBO, plan, horizon))
        roles.append("placebo")
    if infusion < 0:
        infusion = len(regimens)
        regimens.append(_beside("standard infusion", STANDARD_INFUSION, plan, horizon))
        roles.append("standard infusion")
    own = plan.given.get("baseline")
    setting = setting_of(plan.population, plan.spec.beside)
    if own is not None:
        setting = replace(setting, mean=float(np.mean(own)))
    return MoodPlan(
        tuple(regimens),
        tuple(roles),
        placebo,
        infusion,
        score_times(horizon),
        setting,
        posteriors,
        weights_of_mechanisms(),
    )


def setting_of(people: Population, beside: str) -> Setting:
    """Return the trial in which people of a population with depression are.

    Parameters
    ----------
    people
        The population.
    beside
        ``"stable treatment"`` or ``"new antidepressant"``.
    """
    assert people.severity is not None
    return Setting(
        people.severity.mean,
        crisis=people.name == _CRISIS,
        resistant=people.name == _RESISTANT,
        new_antidepressant=beside == "new antidepressant",
    )


def _beside(name: str, text: str, plan: StudyPlan, horizon: float) -> RegimenPlan:
    taken = {" ".join(known.split()).casefold() for known in plan.spec.regimens}
    called = name if name not in taken else f"{name} (beside the study)"
    return plan_regimen(called, text, parse(text), horizon)
