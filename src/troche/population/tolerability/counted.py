"""Whom a row of harm counts, and how: what makes two rows of one event different numbers.

No column says so; the words of a row do, and they are read here and nowhere else.

- People *chosen* for having tolerated the drug, or for having responded to it: maintenance after
  an induction, and extensions for those who go on. They are less sensitive than who begins.
- *One term* of dissociation, or any of a group. A trial's table of events counts each term by
  itself; the label and the sponsor's summaries count whoever has any of several.
- A symptom that was *asked* for in a session, or one that people tell of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from troche.evidence import Tolerability
from troche.population.tolerability.kinds import DISSOCIATION, EVENTS

__all__ = ["WHO_TELLS", "Counted", "asked_for", "counted_of"]

_CHOSEN: Final = re.compile(
    r"responders|remitters|maintenance|extension|tolerant of induction", re.I
)
_ASKED: Final = re.compile(r"incidence during", re.I)
_GROUPED: Final = re.compile(r"\bgroup(?:s|ed)?\b", re.I)
_GROUPING: Final = ("LABELHCP", "JNJDISS2024")
"""Sources that count groups of terms: their shares of people with dissociation (38 to 41 %) hold
trials whose own tables say 23 to 28 %."""

_TOLD: Final = frozenset(event.name for event in EVENTS if event.name != "rated sedation")


@dataclass(frozen=True)
class Counted:
    """Which people a row counts, and how.

    Parameters
    ----------
    chosen
        People who were chosen for having tolerated the drug.
    one_term
        One of several terms of dissociation alone.
    asked
        Asked for, where others wait to be told.
    """

    chosen: bool = False
    one_term: bool = False
    asked: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """In words, what differs from everyone who begins and tells of anything."""
        said = (
            (self.chosen, "people chosen for having tolerated the drug: less sensitive"),
            (self.one_term, "one term of dissociation: fewer people than with any of them"),
            (self.asked, "asked for during the session: more than are told"),
        )
        return tuple(words for holds, words in said if holds)


WHO_TELLS: Final = Counted()
"""Everyone who begins, and tells of any term."""


def asked_for(row: Tolerability) -> bool:
    """Return whether a symptom was asked for in a session."""
    return bool(_ASKED.search(row.statistic))


def counted_of(row: Tolerability, events: Sequence[str]) -> Counted:
    """Return whom a row counts, and how.

    Parameters
    ----------
    row
        Of the table.
    events
        Which it reports, by name.

    Examples
    --------
    >>> from troche.evidence import load
    >>> rows = load("tolerability")
    >>> counted_of(rows[103], ["dissociation"])
    Counted(chosen=True, one_term=True, asked=False)
    >>> counted_of(rows[8], ["dissociation"])
    Counted(chosen=False, one_term=False, asked=False)
    """
    grouped = row.source in _GROUPING or bool(_GROUPED.search(row.notes))
    return Counted(
        chosen=bool(_CHOSEN.search(f"{row.population} {row.notes}")),
        one_term=DISSOCIATION.name in events and not grouped,
        asked=asked_for(row) and bool(_TOLD & set(events)),
    )
