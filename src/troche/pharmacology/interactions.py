r"""Another drug beside ketamine: enzymes of liver and gut inhibited or induced.

.. math::
    CL_{int}' = CL_{int}\,\bigl(s\,a_{2B6} + (1 - s)\,a_{3A}\bigr), \qquad
    F_g' = \frac{F_g}{F_g + (1 - F_g)\,a_{gut}}

with :math:`s` the share of hepatic intrinsic clearance that CYP2B6 carries and
:math:`a` the activity of each enzyme relative to none beside it. The gut wall is
taken as one well-stirred organ whose flow does not change.

Interactions are shown as a risk, with direction and size; nothing here raises an
exposure on purpose (design, intended use).

References
----------
.. [1] Ashraf et al. (2018). *CPT Pharmacometrics Syst Pharmacol* 7:687-697.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.errors import ModelError, nearest
from troche.pharmacology.system import Array, Parameters

__all__ = ["PERPETRATORS", "beside"]

PERPETRATORS: Final[Mapping[str, Mapping[str, str]]] = {
    "ticlopidine": {"CYP2B6": "ticlopidine_CYP2B6"},
    "clarithromycin": {"CYP3A": "clarithromycin_CYP3A", "gut": "clarithromycin_gut"},
    "itraconazole": {"CYP3A": "itraconazole_CYP3A", "gut": "itraconazole_gut"},
    "grapefruit": {"gut": "grapefruit_gut"},
    "rifampicin": {
        "CYP2B6": "rifampicin_CYP2B6",
        "CYP3A": "rifampicin_CYP3A",
        "gut": "rifampicin_gut",
    },
    "St John's wort": {
        "CYP2B6": "st_johns_wort_CYP2B6",
        "CYP3A": "st_johns_wort_CYP3A",
        "gut": "st_johns_wort_gut",
    },
}
"""For each drug, the places where it acts and the symbol of the activity there."""


def beside(p: Parameters, perpetrator: str) -> Parameters:
    """Return parameters of people who take `perpetrator` too.

    Parameters
    ----------
    p
        ``CLint`` (L/h), ``Fg``, ``CYP2B6_part`` and the activities of `PERPETRATORS`.
    perpetrator
        One of them, or "".

    Raises
    ------
    troche.errors.ModelError
        If the drug is none of these.

    Examples
    --------
    An inhibitor of the gut wall alone lets more through, and leaves the liver:

    >>> p = {"CLint": 300.0, "Fg": 0.6, "CYP2B6_part": 0.6, "grapefruit_gut": 0.25}
    >>> juice = beside(p, "grapefruit")
    >>> round(juice["Fg"], 3), juice["CLint"]
    (0.857, 300.0)
    """
    if not perpetrator:
        return p
    if perpetrator not in PERPETRATORS:
        known = ", ".join(PERPETRATORS)
        raise ModelError("interaction", perpetrator, known, nearest(perpetrator, PERPETRATORS))
    places = PERPETRATORS[perpetrator]

    def activity(place: str) -> Array:
        return p[places[place]] if place in places else 1.0

    s, Fg = p["CYP2B6_part"], p["Fg"]
    liver = s * activity("CYP2B6") + (1.0 - s) * activity("CYP3A")
    return {
        **p,
        "CLint": p["CLint"] * liver,
        "Fg": Fg / (Fg + (1.0 - Fg) * activity("gut")),
    }
