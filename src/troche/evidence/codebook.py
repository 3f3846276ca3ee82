"""What each column means, and whether a cell obeys.

One TOML file per table says for every column its meaning, type, unit and
allowed values. A cell that disobeys is never dropped: it gets a `Fault`, which
either breaks its row (the row can no longer be used as a number) or is only
remarked (the row stands, and someone should look).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from troche.errors import BadInput, nearest
from troche.evidence.cells import Number, read_number
from troche.units import dimension

__all__ = ["TABLES", "Codebook", "Column", "Fault", "codebook"]

TABLES: Final = (
    "trials",
    "arms",
    "outcomes",
    "efficacy_facts",
    "pk_observations",
    "pk_models",
    "pk_facts",
    "tolerability",
    "mechanism",
    "pkpd_models",
    "guidance",
)
"""The tables, in the order in which they are read and shown."""

ColumnType = Literal[
    "identifier", "text", "word", "number", "mixed", "unit", "doi", "pmid", "url", "regimen"
]
_SHAPES: Final = {
    "identifier": re.compile(r"\S.*"),
    "doi": re.compile(r"10\.\d{4,9}/\S+"),
    "pmid": re.compile(r"\d{1,8}"),
    "url": re.compile(r"https?://\S+.*"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, and whether it breaks the row."""

    column: str
    reason: str
    breaks: bool

    def __str__(self) -> str:
        return f"{self.column}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its meaning, and the rule its cells keep.

    Attributes
    ----------
    unit
        The unit of its numbers, when every row has the same.
    unit_in
        The column that names the unit, when rows differ.
    required
        The file must have the column.
    filled
        The cell may not be empty.
    allowed, dimensions, pattern
        The values of a word or a unit: listed, measuring one of these dimensions
        of `troche.units`, or matching.
    words
        What the cell of a number may add or say instead.
    """

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    filled: bool = False
    unit: str = ""
    unit_in: str = ""
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    pattern: str = ""
    words: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether the cells are read as numbers."""
        return self.type in ("number", "mixed")

    def read(self, cell: str) -> tuple[str | Number | None, Fault | None]:
        """Return the typed value of a raw cell, and its fault if it has one.

        An empty cell is None in a numeric column and "" in any other.

        Examples
        --------
        >>> weight = codebook("pk_observations").columns["weight_kg"]
        >>> weight.read("74 (median)")[0].value
        74.0
        >>> print(weight.read("heavy")[1])
        weight_kg: 'heavy' is not a number
        """
        if not cell.strip():
            empty = None if self.numeric else ""
            if self.filled:
                return empty, Fault(self.name, "is empty", breaks=self.required)
            return empty, None
        if self.numeric:
            return self._number(cell)
        return cell, self._fault(cell)

    def _number(self, cell: str) -> tuple[Number | None, Fault | None]:
        number = read_number(cell)
        if number.kind == "words" and self.type == "number":
            comma = re.fullmatch(r"\s*[+-]?\d+(,\d+)+\s*", cell)
            hint = "; write a decimal point, and no thousands comma" if comma else ""
            return None, Fault(self.name, f"{cell!r} is not a number{hint}", breaks=True)
        if self.minimum is not None and number.values and min(number.values) < self.minimum:
            reason = f"{cell!r} is below {self.minimum:g}"
            return number, Fault(self.name, reason, breaks=True)
        if self.maximum is not None and number.values and max(number.values) > self.maximum:
            reason = f"{cell!r} is above {self.maximum:g}"
            return number, Fault(self.name, reason, breaks=True)
        if number.qualifier and number.qualifier not in self.words:
            reason = f"{cell!r} is read with the remark {number.qualifier!r}"
            return number, Fault(self.name, reason, breaks=False)
        return number, None

    def _fault(self, cell: str) -> Fault | None:
        shape = _SHAPES.get(self.type)
        if shape and not shape.fullmatch(cell):
            return Fault(self.name, f"{cell!r} is no {self.type}", breaks=False)
        closed = bool(self.allowed or self.dimensions or self.pattern)
        if not closed or cell in self.allowed:
            return None
        if self.pattern and re.fullmatch(self.pattern, cell):
            return None
        near = nearest(cell, self.allowed)
        if self.dimensions:
            try:
                if dimension(cell) in self.dimensions:
                    return None
            except BadInput as error:
                near = near or error.meant
        hint = f"; did you mean {near!r}?" if near else ""
        reason = f"{cell!r} is not in the codebook{hint}"
        return Fault(self.name, reason, breaks=self.type == "unit" and self.required)


@dataclass(frozen=True, slots=True)
class Codebook:
    """The columns of one table, in the order of its file."""

    table: str
    meaning: str
    key: tuple[str, ...]
    columns: dict[str, Column]

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a file of this table must have."""
        return tuple(name for name, column in self.columns.items() if column.required)


@cache
def _document(name: str) -> dict[str, Any]:
    place = files("troche.evidence") / "tables" / f"{name}.toml"
    return tomllib.loads(place.read_text(encoding="utf-8"))


@cache
def codebook(table: str) -> Codebook:
    """Return the codebook of one of `TABLES`.

    Examples
    --------
    >>> codebook("arms").columns["baseline_mean"].unit
    'points'
    >>> codebook("outcomes").columns["value"].unit_in
    'unit'
    """
    document, shared = _document(table), _document("shared")["columns"]
    columns = {
        name: _column(name, {**shared.get(name, {}), **own})
        for name, own in document["columns"].items()
    }
    return Codebook(table, document["meaning"], tuple(document["key"]), columns)


def _column(name: str, entry: dict[str, Any]) -> Column:
    typed: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Column(name, **typed)
