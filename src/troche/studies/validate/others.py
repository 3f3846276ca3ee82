"""Rows of harm: read, kept, and not yet predicted."""

from __future__ import annotations

from troche.errors import BadInput
from troche.evidence import Tolerability
from troche.population.readings.people import speaks_of_children
from troche.population.readings.reading import WhyNot
from troche.regimen import parse
from troche.studies.validate.rows import ValidatedRow

__all__ = ["refuse_tolerability"]


def refuse_tolerability(row: Tolerability) -> ValidatedRow:
    """Return a tolerability row with the reason why it is not predicted."""
    why, detail = _unusable(row) or _regimen(row)
    observed = row.value.value if row.value else None
    return ValidatedRow("tolerability", row, row.unit, observed, why_not=why, detail=detail)


def _unusable(row: Tolerability) -> tuple[WhyNot, str] | None:
    """Return why a row has no number, or None."""
    if row.why_not:
        return "broken row", row.why_not
    if row.value is None or not row.value.values:
        return "qualitative", row.cells["value"].strip() or "no number"
    return None


def _regimen(row: Tolerability) -> tuple[WhyNot, str]:
    if speaks_of_children(row.population):
        return "child", row.population
    if not row.regimen:
        return "regimen not stated", row.regimen_why_not or "no regimen"
    try:
        parse(row.regimen)
    except BadInput as error:
        return "broken row", str(error)
    return "quantity not modelled", "effects on people are not modelled yet"
