"""Doses of anaesthesia: outside of what mood is fitted to."""

from __future__ import annotations

from typing import Final

from troche.regimen import Regimen, expand

__all__ = ["reaches_anaesthesia"]

_INDUCTION: Final = {"iv": 2.0, "im": 4.0}
"""mg/kg of the racemate in one dose from which people are anaesthetised, as in the readings of
blood: the label induces with 1 to 4.5 mg/kg into a vein and 6.5 to 13 into a muscle."""

_WEIGHT: Final = 70.0


def reaches_anaesthesia(regimen: Regimen, hours: float = 1e-6) -> bool:
    """Return whether a dose within `hours` is one of anaesthesia.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> [reaches_anaesthesia(parse(f"{d} mg/kg ketamine iv over 40 min")) for d in (0.5, 2.5)]
    [False, True]
    """
    for each in expand(regimen, hours).administrations:
        limit = _INDUCTION.get(each.route)
        share = 0.5 if each.drug == "esketamine" else 1.0  # S-ketamine is about twice as potent
        dose = each.amount / (1.0 if each.amount_unit == "mg/kg" else _WEIGHT)
        if each.drug != "placebo" and limit is not None and dose > limit * share * (1 + 1e-9):
            return True
    return False
