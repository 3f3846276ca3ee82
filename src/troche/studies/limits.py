"""The limits of a study, and the words in which a message tells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = [
    "ALLOWED",
    "HIGHEST_LEVEL",
    "LARGEST_SEED",
    "LONGEST_TITLE",
    "LONGEST_WEEKS",
    "MAX_PATIENTS",
    "MOST_REGIMENS",
    "SHORTEST_WEEKS",
    "allowed_in",
    "named",
    "shown",
]

MAX_PATIENTS: Final = 2_000_000
"""Patients in one study; above it a machine's disk is the limit, not the method."""

SHORTEST_WEEKS: Final = 1 / 168
"""One hour; a shorter horizon is a slip of units."""

LARGEST_SEED: Final = 2**63 - 1
LONGEST_TITLE: Final = 300
LONGEST_WEEKS: Final = 520
MOST_REGIMENS: Final = 24
HIGHEST_LEVEL: Final = 10_000

ALLOWED: Final[Mapping[str, str]] = {
    "study": f"a title of 1 to {LONGEST_TITLE} characters",
    "patients": "keys below it: number, seed, population, age, file, adherence",
    "patients.number": f"a whole number of patients from 1 to {MAX_PATIENTS:,}",
    "patients.seed": f"a whole number from 0 to {LARGEST_SEED:,}",
    "patients.population": "a name that 'troche populations' lists",
    "patients.age": "two ages of adults from 18 to 100, lowest first, such as 18-65",
    "patients.file": "the name of a CSV file",
    "patients.adherence": "'as drawn' or 'full'",
    "weeks": f"a number of weeks, from 1 hour (1/168) to {LONGEST_WEEKS} weeks",
    "regimens": f"1 to {MOST_REGIMENS} names, each with a line of the regimen language",
    "model": "a name that 'troche models' lists",
    "knowledge": "'uncertain' or 'typical'",
    "level": f"a concentration of ketamine above 0 and up to {HIGHEST_LEVEL:,} ng/mL",
    "mood": "true or false",
    "harm": "true or false",
    "beside": "'stable treatment' or 'new antidepressant'",
}
"""What each field may hold: the words of the limits above."""


def allowed_in(path: list[str]) -> str:
    """Return what a field may hold, in the units of people."""
    if path[:1] == ["regimens"] and len(path) > 1:
        return "a line of the regimen language; within braces in quotes, for its commas"
    return ALLOWED.get(".".join(path[:2]), ALLOWED.get(path[0] if path else "", "a study"))


def shown(value: Any) -> Any:
    """Return a value as a message shows it: numbers as they are, the rest in words."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping | list | tuple) and len(value) != 1:
        return f"{len(value)} entries" if value else "no entries"
    if isinstance(value, int | float) and not isinstance(value, bool):
        endless = isinstance(value, int) and abs(value) >= 10**20
        return "a number of many digits" if endless else value
    text = str(value)
    return text if len(text) <= 200 else f"{text[:197]}..."


def named(value: Any) -> str:
    """Return what a value is, in words: of what was read in place of keys and values."""
    kinds = ((bool, "true or false"), (str, "text"), (int | float, "a number"), (list, "a list"))
    return next((words for kind, words in kinds if isinstance(value, kind)), "nothing")
