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

_WEEK: Final = 168.0
"""h"""


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
    """Return how many doses of drug a week brings.

    A rhythm that lasts a week or longer brings its average week: half a dose for one every two
    weeks. Where the first phase with drug is no rhythm (a single dose, listed days) or is over
    before a week is, it is the number of doses within seven days of the first, in that phase and
    those after it.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> doses_a_week(parse("10 mg ketamine oral, daily for 4 weeks"))
    7.0
    >>> doses_a_week(parse("10 mg ketamine oral, daily for 3 days"))
    3.0
    >>> doses_a_week(parse("10 mg ketamine oral, days 1 3 5 10"))
    3.0
    """
    first = next(p for p in regimen.phases if any(x.drug != "placebo" for x in p.dose.parts))
    rate, days = first.schedule.doses_per_week, first.schedule.days
    if rate is not None and (days is None or days >= _WEEK / 24.0):
        return float(rate)
    table = expand(regimen, _WASHOUT)
    planned = [a for a in (*table.administrations, *table.not_given) if a.drug != "placebo"]
    begin = min(a.time_h for a in planned)
    given = expand(regimen, begin + _WEEK).administrations
    return float(len({a.number for a in given if a.drug != "placebo" and a.time_h >= begin}))
