"""Rows of effect and harm: read, kept, and not yet predicted."""

from __future__ import annotations

import re
from typing import Final

from troche.errors import BadInput
from troche.evidence import Outcome, Tolerability
from troche.regimen import parse
from troche.studies.validate.rows import ValidatedRow

__all__ = ["refuse_outcome", "refuse_tolerability"]

_CHILDREN: Final = re.compile(r"child|adolescent|paediatric|pediatric", re.I)


def refuse_outcome(row: Outcome) -> ValidatedRow:
    """Return an outcome with the reason why it is not predicted.

    Mood is not modelled yet: a sound row says ``quantity not modelled``.
    """
    value = row.value
    observed = value.value if value else None
    why, detail = "quantity not modelled", "mood is not modelled yet"
    if row.why_not:
        why, detail = "broken row", row.why_not
    elif value is None or not value.values:
        why, detail = "qualitative", row.cells["value"].strip() or "no number"
    return ValidatedRow("outcomes", row, row.unit, observed, why_not=why, detail=detail)


def refuse_tolerability(row: Tolerability) -> ValidatedRow:
    """Return a tolerability row with the reason why it is not predicted."""
    value = row.value
    observed = value.value if value else None
    why, detail = "quantity not modelled", "effects on people are not modelled yet"
    if row.why_not:
        why, detail = "broken row", row.why_not
    elif value is None or not value.values:
        why, detail = "qualitative", row.cells["value"].strip() or "no number"
    elif _CHILDREN.search(row.population):
        why, detail = "child", row.population
    elif not row.regimen:
        why, detail = "regimen not stated", row.regimen_why_not or "no regimen"
    else:
        try:
            parse(row.regimen)
        except BadInput as error:
            why, detail = "broken row", str(error)
    return ValidatedRow("tolerability", row, row.unit, observed, why_not=why, detail=detail)
