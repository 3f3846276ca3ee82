r"""Peaks, areas and dissociation that a claim asks for, in the blood of a typical person.

Peaks and areas come with what is not known about typical values: the same person under each
of `TRUTHS` draws of the pharmacokinetics, relative to the reference infusion under the same
draw. Dissociation comes with the draws of tolerability, in the blood that it was fitted on:

.. math:: 100\,\Phi(m_4)\,(1 - b),

people in a hundred whom the first dose brings above 4 points of the CADSS, beyond those whom
a session of placebo brings there.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.tolerability import background, exceeds
from troche.population.mood.sessions import REFERENCE, sessions_of, typical_person
from troche.population.mood.shares import normal_cdf
from troche.population.patients import Patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.population.tolerability.exposed import SESSION
from troche.population.tolerability.posterior import TolerabilityPosterior, read_tolerability
from troche.regimen import Regimen, parse
from troche.studies.claims.claim import Claim
from troche.studies.claims.estimands import Answer, ByRegimen, answer_over
from troche.studies.explain.spread import estimate
from troche.studies.first_dose import doses_a_week, first_dose

__all__ = ["TRUTHS", "exposure_answer", "felt_answer", "peak_of_reference"]

Floats = NDArray[np.float64]

TRUTHS: Final = 100
_CADSS: Final = 4.0
_DAY: Final = 24.0


@cache
def _person() -> tuple[Recipe, Patients]:
    """Return the typical person as often as there are truths."""
    _, one = typical_person()
    columns = (np.repeat(getattr(one, f.name), TRUTHS) for f in fields(one)[1:])
    people = population("adults with treatment-resistant depression")
    return Recipe.of("troche", people, 0, TRUTHS), Patients(0, *columns)


@cache
def _first_dose(text: str) -> tuple[Floats, Floats]:
    """Return peak, mg/L, and area, mg*h/L, of ketamine after a first dose, shape (truth,)."""
    return first_dose(parse(text), *_person(), np.arange(TRUTHS))


def peak_of_reference() -> float:
    """Return the reference infusion's peak of ketamine in plasma, mg/L: middle of the truths."""
    return float(np.median(_first_dose(REFERENCE)[0]))


def exposure_answer(claim: Claim) -> Answer:
    """Return peaks or weekly areas relative to the reference infusion, by regimen.

    Where a claim is compared with a regimen in place of placebo, that regimen takes the
    reference infusion's place.
    """
    compared = claim.compared_with
    other = compared if isinstance(compared, Regimen) else parse(REFERENCE)
    weekly = claim.wanted.estimand.name == "weekly exposure"

    def exposure(regimen: Regimen) -> Floats:
        peak, area = _first_dose(str(regimen))
        return area * doses_a_week(regimen) if weekly else peak

    lines = tuple(
        ByRegimen(n, str(r), estimate(exposure(r) / exposure(other), np.ones(TRUTHS)))
        for n, r in claim.regimens.items()
    )
    overall = answer_over(tuple(line.estimate for line in lines))
    return Answer(claim.wanted.estimand.unit, overall, True, lines, ())


def _above(regimen: Regimen, known: TolerabilityPosterior) -> Floats:
    """Return people in a hundred whom the first dose alone brings above 4 points, by draw."""
    sessions = sessions_of([(regimen, _DAY)])
    first = int(sessions.kind[1, 0])
    peak = np.full(known.draws, float(sessions.signals["effect S-ketamine"][first].max()))
    share = np.asarray(normal_cdf(exceeds(peak, np.zeros(1), _CADSS, known.values)))
    without = background(known.values["cadss_background_share"], np.array(SESSION), known.values)
    return np.asarray(100.0 * share * (1.0 - without))


def felt_answer(claim: Claim, known: TolerabilityPosterior | None = None) -> Answer:
    """Return by how many people in a hundred fewer dissociate than under what it is beside.

    Parameters
    ----------
    claim
        Compared with a regimen; beside placebo a drug never brings fewer.
    known
        Draws of tolerability; those that the package ships by default.
    """
    known = known or read_tolerability()
    compared = claim.compared_with
    beside = _above(compared, known) if isinstance(compared, Regimen) else np.zeros(known.draws)
    lines = tuple(
        ByRegimen(n, str(r), estimate(beside - _above(r, known), np.ones(known.draws)))
        for n, r in claim.regimens.items()
    )
    overall = answer_over(tuple(line.estimate for line in lines))
    return Answer(claim.wanted.estimand.unit, overall, True, lines, ())
