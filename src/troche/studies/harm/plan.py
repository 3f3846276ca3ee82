"""Whether a study has harm to tell, and the truths that its patients carry."""

from __future__ import annotations

from dataclasses import dataclass

from troche.errors import ModelError
from troche.population.tolerability.posterior import read_tolerability
from troche.population.tolerability.truths import HarmTruths, truths_of
from troche.studies.plan import StudyPlan

__all__ = ["HarmPlan", "plan_harm"]


@dataclass(frozen=True)
class HarmPlan:
    """All that the harm of a study needs besides the study's plan.

    Parameters
    ----------
    truths
        One for each possible truth; a single one where typical values are taken as known.
    """

    truths: HarmTruths


def plan_harm(plan: StudyPlan) -> HarmPlan | str:
    """Return what the harm of a study needs, or in one sentence why it has none."""
    if not plan.spec.harm:
        return "The study asks for no harm."
    if plan.recipe.model.name != "troche":
        return "Harm is fitted on exposures of troche's own model; a published model has none."
    try:
        posterior = read_tolerability()
    except ModelError as error:
        return f"Harm has not been fitted: {error.found}."
    return HarmPlan(truths_of(posterior, plan.draws))
