"""What a picture of a number holds: the number, and how far it may be off.

Three kinds. *People* are hundreds of dots: so many surely, so many perhaps. *Bars* are ranges
on a scale. *Counts* are plain sizes, such as how many people took part, which nobody doubts.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Final

__all__ = ["Bar", "Bars", "Count", "Counts", "Group", "People", "Picture", "ends", "whole"]

HUNDRED: Final = 100


@dataclass(frozen=True)
class Group:
    """A hundred people of whom something is said.

    Parameters
    ----------
    label
        Who they are.
    low, high
        Of how many it may be true; `low` of them surely.
    """

    label: str
    low: int
    high: int

    @property
    def words(self) -> str:
        """The range in words, such as ``between 20 and 35 of 100``."""
        if self.low == self.high:
            return f"{self.low} of {HUNDRED}"
        if self.low == 0:
            return f"up to {self.high} of {HUNDRED}"
        return f"between {self.low} and {self.high} of {HUNDRED}"


@dataclass(frozen=True)
class People:
    """Hundreds of dots beside each other.

    Parameters
    ----------
    title
        What the dark dots are.
    groups
        One or two hundreds.
    note
        Why some dots are uncertain.
    what
        What a dot is.
    """

    title: str
    groups: tuple[Group, ...]
    note: str
    what: str = "people"

    @property
    def words(self) -> str:
        """The picture for somebody who cannot see it."""
        told = "; ".join(f"{group.label}: {group.words} {self.what}" for group in self.groups)
        return f"{self.title}. {told}. {self.note}"

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": "people", **asdict(self), "words": self.words}


@dataclass(frozen=True)
class Bar:
    """A range on a scale; whole numbers, rounded outwards."""

    label: str
    low: int
    high: int


@dataclass(frozen=True)
class Bars:
    """Ranges on one scale.

    Parameters
    ----------
    title, unit
        What is measured, in which unit.
    bars
        From top to bottom.
    note
        What a bar holds.
    mark
        A value on the scale that is worth a line, with its words; none by default.
    """

    title: str
    unit: str
    bars: tuple[Bar, ...]
    note: str
    mark: tuple[int, str] | None = None

    @property
    def scale(self) -> tuple[int, int]:
        """Ends of the axis: nothing, the mark and every bar lie on it."""
        marks = [self.mark[0]] if self.mark else []
        values = [0, *marks, *(v for bar in self.bars for v in (bar.low, bar.high))]
        return min(values), max(values)

    @property
    def words(self) -> str:
        """The picture for somebody who cannot see it."""
        told = "; ".join(f"{b.label}: {whole(b.low, b.high)} {self.unit}" for b in self.bars)
        marked = f" A line marks {self.mark[0]} {self.unit}: {self.mark[1]}." if self.mark else ""
        return f"{self.title}. {told}. {self.note}{marked}"

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": "bars", **asdict(self), "words": self.words}


@dataclass(frozen=True)
class Count:
    """How many people, and what came out."""

    label: str
    number: int
    outcome: str


@dataclass(frozen=True)
class Counts:
    """Studies by how many people took part."""

    title: str
    counts: tuple[Count, ...]
    note: str

    @property
    def words(self) -> str:
        """The picture for somebody who cannot see it."""
        told = "; ".join(f"{c.label}: {c.number} people, {c.outcome}" for c in self.counts)
        return f"{self.title}. {told}. {self.note}"

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": "counts", **asdict(self), "words": self.words}


Picture = People | Bars | Counts


def ends(low: float, high: float) -> tuple[int, int]:
    """Return an interval in whole numbers, rounded outwards: never surer than it was.

    Examples
    --------
    >>> ends(0.28, 6.36), ends(-0.2, 3.0)
    ((0, 7), (-1, 3))
    """
    # What floating point adds to a whole number is no reason to go on to the next.
    return math.floor(low + 1e-9), math.ceil(high - 1e-9)


def whole(low: int, high: int) -> str:
    """Return a range of whole numbers in words.

    Examples
    --------
    >>> whole(0, 7), whole(3, 3), whole(-1, 4)
    ('between 0 and 7', '3', 'between -1 and 4')
    """
    return str(low) if low == high else f"between {low} and {high}"
