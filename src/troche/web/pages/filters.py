"""Filters of the evidence pages: what an address may ask for, and which rows pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from troche.errors import EvidenceError
from troche.evidence import Finding, builtin, findings
from troche.evidence.grades import READING_GRADES
from troche.evidence.rows import Arm, Outcome, Trial
from troche.evidence.vocabulary import DRUGS, ROUTES, canonical, drugs_of, routes_of

__all__ = ["FILTERS", "Choices", "choices_of", "passing", "wrong_choice"]

FILTERS: Final = ("text", "drug", "route", "study", "population", "reading", "design")
"""Filters by name: the first, the fourth, the fifth and the last look for a part of the words."""


@dataclass(frozen=True)
class Choices:
    """What the rows at hand can be filtered by.

    Parameters
    ----------
    drugs, routes, readings
        That occur in them.
    designs
        Whether any of them belongs to a trial with a design.
    populations
        Whether any of them states its people.
    """

    drugs: tuple[str, ...]
    routes: tuple[str, ...]
    readings: tuple[str, ...]
    designs: bool
    populations: bool


def choices_of(found: Iterable[Finding]) -> Choices:
    """Return by what these rows can be filtered."""
    rows = list(found)
    drugs = {name for f in rows for name in drugs_of(f.drug)}
    routes = {name for f in rows for name in routes_of(f.route)}
    readings = {part for f in rows for part in f.reading.split(", ")}
    return Choices(
        tuple(name for name in DRUGS if name in drugs),
        tuple(name for name in ROUTES if name in routes),
        tuple(name for name in READING_GRADES if name in readings),
        any(design_of(f) for f in rows),
        any(f.population for f in rows),
    )


def wrong_choice(asked: Mapping[str, str]) -> EvidenceError | None:
    """Return what is wrong with the drug, the route or the reading that is asked for."""
    vocabularies = (("drug", DRUGS), ("route", ROUTES), ("reading", _READINGS))
    for name, known in vocabularies:
        if asked[name]:
            try:
                canonical(asked[name], known, name)
            except EvidenceError as error:
                return error
    return None


_READINGS: Final[Mapping[str, tuple[str, ...]]] = dict.fromkeys(READING_GRADES, ())


def passing(table: str, asked: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the rows that pass every filter, in the order of the tables.

    Parameters
    ----------
    table
        One of the tables; all of them where it is empty.
    asked
        Filter to what is asked for; empty for none.

    Raises
    ------
    troche.errors.EvidenceError
        If there is no such drug, route or reading grade.
    """
    drug = canonical(asked["drug"], DRUGS, "drug") if asked["drug"] else ""
    route = canonical(asked["route"], ROUTES, "route") if asked["route"] else ""
    reading = canonical(asked["reading"], _READINGS, "reading") if asked["reading"] else ""
    text, study, people, design = (
        asked[name].casefold() for name in ("text", "study", "population", "design")
    )
    return tuple(
        f
        for f in findings()
        if table in ("", f.table)
        and (not drug or drug in drugs_of(f.drug))
        and (not route or route in routes_of(f.route))
        and (not reading or reading in f.reading.split(", "))
        and (not study or any(study in name.casefold() for name in _names(f)))
        and (not people or people in f.population.casefold())
        and (not design or design in design_of(f).casefold())
        and (not text or _anywhere(f, text))
    )


def design_of(finding: Finding) -> str:
    """Return the design of the trial that a row belongs to; empty where there is none."""
    row = finding.origin
    if isinstance(row, Trial):
        return row.cells.get("design", "")
    if isinstance(row, Arm | Outcome):
        trial = builtin().trial_of(row)
        return trial.cells.get("design", "") if trial else ""
    return ""


def _names(finding: Finding) -> tuple[str, str, str]:
    return finding.source, finding.family, finding.reference


def _anywhere(finding: Finding, words: str) -> bool:
    cells = (*finding.origin.cells.values(), finding.citation)
    return any(words in cell.casefold() for cell in cells)
