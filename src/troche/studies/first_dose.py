"""The exposure of a regimen's first dose, and how often doses follow in a week."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.population.bodies import make_bodies
from troche.population.course import course
from troche.population.drugs import delivery_of, enantiomers_of
from troche.population.patients import Patients
from troche.population.recipes import Recipe
from troche.regimen import Regimen, expand

__all__ = ["doses_a_week", "first_dose"]

Floats = NDArray[np.float64]

_WASHOUT: Final = 168.0
"""Hours after which a dose adds nothing."""


def first_dose(
    regimen: Regimen, recipe: Recipe, people: Patients, draw: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return peak and area of ketamine in plasma after the first dose of drug.

    Parameters
    ----------
    regimen
        Holds at least one dose of drug.
    recipe, people, draw
        Whose blood it is; people differ by their draw alone.

    Returns
    -------
    peak : mg/L, shape (patient,)
    area : mg*h/L, shape (patient,)

    Examples
    --------
    >>> from troche.population.mood.sessions import typical_person
    >>> from troche.regimen import parse
    >>> recipe, one = typical_person()
    >>> once = parse("0.5 mg/kg ketamine iv over 40 min, once")
    >>> peak, area = first_dose(once, recipe, one, np.zeros(1, dtype=np.int64))
    >>> bool(0.1 < peak[0] < 0.4), bool(area[0] > peak[0])
    (True, True)
    """
    given = [a for a in expand(regimen, _WASHOUT).administrations if a.drug != "placebo"]
    given = [a for a in given if a.number == given[0].number]
    bodies = make_bodies(
        recipe,
        people,
        draw,
        enantiomers_of(regimen.drugs),
        tuple(dict.fromkeys(delivery_of(a) for a in given)),
        people_differ=False,
    )
    peak, area = np.zeros(len(people)), np.zeros(len(people))
    for segment in course(bodies, bodies.doses(given), _WASHOUT):
        peak = np.maximum(peak, segment.values["ketamine"].max(axis=0))
        area = area + segment.areas["ketamine"]
    return peak, area


def doses_a_week(regimen: Regimen) -> float:
    """Return how many doses the first phase gives in a week; a single dose counts as one.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> doses_a_week(parse("10 mg ketamine oral, daily for 4 weeks"))
    7.0
    """
    schedule = regimen.phases[0].schedule
    return 1.0 if schedule.doses == 1 else float(schedule.doses_per_week or 1.0)
