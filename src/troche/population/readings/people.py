"""Who the people of a row were: how many, how heavy, children, anaesthetised."""

from __future__ import annotations

import math
import re
from typing import Final

from troche.evidence import PkObservation
from troche.regimen import Regimen, expand

__all__ = [
    "ASSUMED_WEIGHT",
    "anaesthetised",
    "are_children",
    "number_of",
    "speaks_of_children",
    "weight_of",
]

ASSUMED_WEIGHT: Final = 70.0
"""Kilograms of adults whose weight no cell gives."""

_ASSUMED_NUMBER: Final = 10.0
_CHILDREN: Final = re.compile(
    r"(?<!parents of )\b(?:child|children|infants?|neonat\w*|newborns?|toddlers?|pa?ediatric\w*"
    r"|adolescents?|teenagers?|kids|boys|girls)\b",
    re.I,
)
_AGES: Final = re.compile(
    r"(\d+)\s*(?:months?\s*)?(?:-|–|to)\s*(\d+)\s*(?:y\b|yr|year)(?!s? (?:of|education|disease))"
    r"(?! education| disease| duration)",
    re.I,
)
_ANAESTHESIA: Final = re.compile(
    r"(?<!no )(?<!without )an(?:a)?esthe(?:sia|tised|tized)|(?<!non-)\bsurgical", re.I
)
_LIGHTEST: Final = 30.0
"""Kilograms below which a mean weight is a child's."""

_INDUCTION: Final = {"iv": 2.0, "im": 4.0}
"""mg/kg in one dose above which the row is from anaesthesia (the label induces with 1 to
4.5 mg/kg into a vein and 6.5 to 13 mg/kg into a muscle)."""

_MAINTENANCE: Final = 2.0
"""mg/kg/h of an infusion, likewise."""


def speaks_of_children(text: str) -> bool:
    """Return whether words name children as the people.

    Examples
    --------
    >>> speaks_of_children("boys and girls"), speaks_of_children("childbearing potential")
    (True, False)
    """
    return bool(_CHILDREN.search(text))


def are_children(row: PkObservation) -> bool:
    """Return whether the people are children, by words or by ages.

    Examples
    --------
    >>> from troche.evidence import load
    >>> sum(are_children(row) for row in load("pk_observations"))
    18
    """
    if speaks_of_children(row.population):
        return True
    weight = row.weight_kg
    if weight is not None and weight.value is not None and 1.0 < weight.value < _LIGHTEST:
        return True
    found = _AGES.search(row.population)
    return bool(found and int(found[2]) < 18)


def anaesthetised(row: PkObservation, regimen: Regimen | None, weight: float) -> bool:
    """Return whether the dose or the people are those of anaesthesia."""
    if _ANAESTHESIA.search(row.population):
        return True
    if regimen is None:
        return False
    for each in expand(regimen, 1e-6).administrations:
        limit = _INDUCTION.get(each.route)
        share = 1.0 if each.drug == "ketamine" else 0.5  # S-ketamine is about twice as potent
        dose = each.amount / (1.0 if each.amount_unit == "mg/kg" else weight)
        if limit is not None and dose > limit * share * (1 + 1e-9):
            return True
        if each.route == "iv" and each.duration_h > 0.5:
            return dose / each.duration_h > _MAINTENANCE * share * (1 + 1e-9)
    return False


def number_of(row: PkObservation) -> tuple[float, bool]:
    """Return how many people there were, and whether the row says so.

    Several groups in one cell count as the smallest.
    """
    cell = row.n
    if cell is None or not cell.values or min(cell.values) < 1:
        return _ASSUMED_NUMBER, False
    return float(min(cell.values)), True


def weight_of(row: PkObservation) -> tuple[float, bool]:
    """Return the mean weight in kg, and whether the row says so."""
    cell = row.weight_kg
    if cell is None or not cell.values:
        return ASSUMED_WEIGHT, False
    weight = math.fsum(cell.values[:2]) / len(cell.values[:2])
    return (weight, True) if 30.0 <= weight <= 200.0 else (ASSUMED_WEIGHT, False)
