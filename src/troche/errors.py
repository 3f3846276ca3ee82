"""The exception tree: every message a user can meet has one shape.

::

    TrocheError                 exit 70   (only when raised bare: a bug of ours)
    ├── BadInput                exit 2
    │   ├── RegimenError        a line of the regimen language
    │   ├── EventsError         a table of dosing events
    │   ├── EvidenceError       a table of published rows
    │   ├── StudyError          a study file, a population, an option
    │   ├── ClaimError          a claim file, or the name of a claim
    │   └── ModelError          a model asked for what it does not describe
    ├── MissingExtra            exit 2
    ├── RequirementFailed       exit 1
    └── Interrupted             exit 3

Each carries the place, what was found there, what is allowed, and what was
probably meant, so that the command line and the JSON say the same thing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import ClassVar

__all__ = [
    "BadInput",
    "ClaimError",
    "EventsError",
    "EvidenceError",
    "Interrupted",
    "MissingExtra",
    "ModelError",
    "RegimenError",
    "RequirementFailed",
    "StudyError",
    "TrocheError",
    "nearest",
]


class TrocheError(Exception):
    """The root of all errors that troche raises on purpose.

    Parameters
    ----------
    where
        The place: file, line, field, row, or the position in a regimen.
    found
        What stands there.
    allowed
        What may stand there.
    meant
        What was probably meant; empty when nothing is near.

    Examples
    --------
    >>> error = RegimenError("word 3", "ketamin", "a drug", meant="ketamine")
    >>> print(error)
    word 3: found 'ketamin'; allowed: a drug. Did you mean 'ketamine'?
    >>> error.as_dict()["code"]
    'bad-regimen'
    """

    code: ClassVar[str] = "bug"
    exit_code: ClassVar[int] = 70

    def __init__(self, where: str, found: object, allowed: str, meant: str = "") -> None:
        self.where = where
        self.found = found
        self.allowed = allowed
        self.meant = meant
        super().__init__(self.message())

    def message(self) -> str:
        """Return the one line that a person reads."""
        found = repr(self.found) if isinstance(self.found, str) else str(self.found)
        if len(found) > 200:
            found = found[:197] + "..."
        line = f"{self.where}: found {found}; allowed: {self.allowed}."
        return f"{line} Did you mean {self.meant!r}?" if self.meant else line

    def as_dict(self) -> dict[str, str]:
        """Return the error as the ``--json`` contract writes it."""
        found = str(self.found)
        return {
            "code": self.code,
            "where": self.where,
            "found": found if len(found) <= 2000 else found[:1997] + "...",
            "allowed": self.allowed,
            "meant": self.meant,
        }


class BadInput(TrocheError):
    """Something that the user gave cannot be used."""

    code = "bad-input"
    exit_code = 2


class RegimenError(BadInput):
    """A line that the regimen language does not admit."""

    code = "bad-regimen"


class EventsError(BadInput):
    """A table of dosing events that cannot be given its NONMEM meaning."""

    code = "bad-events"


class EvidenceError(BadInput):
    """An evidence table that is not one, or that lacks a required column."""

    code = "bad-evidence"


class StudyError(BadInput):
    """A study file, population or option that cannot be used."""

    code = "bad-study"


class ClaimError(BadInput):
    """A claim file that does not say what a claim must, or a claim that is not there."""

    code = "bad-claim"


class ModelError(BadInput):
    """A model asked for a drug, a route or an analyte that it does not describe."""

    code = "bad-model"


class MissingExtra(TrocheError):
    """A feature whose optional dependencies are not installed."""

    code = "missing-extra"
    exit_code = 2

    @classmethod
    def of(cls, extra: str, feature: str) -> MissingExtra:
        """Return the error with the command that installs `extra`."""
        return cls(
            feature, f"the extra '{extra}' is not installed", f"pip install 'troche[{extra}]'"
        )


class RequirementFailed(TrocheError):
    """The run finished and a stated requirement did not hold."""

    code = "requirement-failed"
    exit_code = 1


class Interrupted(TrocheError):
    """The run was stopped; running the same command again resumes it."""

    code = "interrupted"
    exit_code = 3


def nearest(word: str, allowed: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the allowed word closest to `word`, or an empty string.

    It is a suggestion for a message, never a correction. `cutoff` is how alike the two
    must be, from 0 to 1; a single letter is like nothing.

    Examples
    --------
    >>> nearest("sublingaul", ["sublingual", "buccal"])
    'sublingual'
    >>> nearest("xyz", ["sublingual", "buccal"])
    ''
    """
    if len(word) < 2:
        return ""
    options = {option.lower(): option for option in allowed}
    close = difflib.get_close_matches(word.lower(), options, n=1, cutoff=cutoff)
    return options[close[0]] if close else ""
