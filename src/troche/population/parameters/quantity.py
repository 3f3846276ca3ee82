"""Numbers out of evidence rows: the cell, its unit, its variability."""

from __future__ import annotations

import math
import re
from typing import Final

from troche.errors import BadInput, EvidenceError
from troche.evidence import Row, find
from troche.population.parameters.spec import RowSpec
from troche.population.parameters.table import Source, Transform
from troche.units import INNER, dimension, to_inner

VALUE_COLUMN: Final = {"pk_models": "typical_value"}
"""The column that holds the number, where it is not called ``value``."""

_NUMBER = r"([-+]?\d+(?:\.\d+)?)"


def get_row(spec: RowSpec, where: str) -> Row:
    """Return the row that `spec` singles out."""
    try:
        return find(spec.table, **spec.cells)
    except BadInput as error:
        raise EvidenceError(
            f"{where}: {error.where}", error.found, error.allowed, error.meant
        ) from error


def source_of(row: Row, spec: RowSpec) -> Source:
    """Return the reference that is shown beside the number."""
    column = spec.column or VALUE_COLUMN.get(spec.table, "value")
    return Source(spec.table, tuple(spec.cells.items()), column, row.cells["citation"], row.reading)


def number(row: Row, column: str, reads: str, where: str) -> float:
    """Read the number in `column`; with `reads`, the one its text holds at ``{}``."""
    if not reads:
        try:
            return row.number(column)
        except BadInput as error:
            raise EvidenceError(f"{where}: {error.where}", error.found, error.allowed) from error
    before, brace, after = reads.partition("{}")
    if not brace:
        raise EvidenceError(f"{where}: reads", reads, "text with {} where the number stands")
    text = row.cells.get(column, "")
    # A digit on either side would mean that only part of a number was read.
    pattern = rf"(?<!\d){re.escape(before)}{_NUMBER}{re.escape(after)}(?!\.?\d)"
    hits = re.findall(pattern, text)
    if len(hits) != 1:
        raise EvidenceError(f"{where}: {column}", text, f"the text {reads!r} exactly once")
    return float(hits[0])


def inner_value(row: Row, spec: RowSpec, unit: str, where: str) -> float:
    """Return the number of `row` in the inner unit `unit`."""
    column = spec.column or VALUE_COLUMN.get(spec.table, "value")
    value = number(row, column, spec.reads, where)
    stated = "" if spec.column else row.cells.get("unit", "")
    if spec.read_as:
        if _is_known(stated) and stated != spec.read_as:
            raise EvidenceError(f"{where}: read_as", spec.read_as, f"the row's unit, {stated}")
        stated = spec.read_as
    source = _units(stated, f"{where}: unit of the row")
    target = _units(unit, f"{where}: unit")
    if any(part not in INNER.values() for part in target):
        raise EvidenceError(f"{where}: unit", unit, f"inner units: {', '.join(INNER.values())}")
    if [dimension(part) for part in source] != [dimension(part) for part in target]:
        raise EvidenceError(f"{where}: unit of the row", stated, f"a unit that measures {unit}")
    value = to_inner(value, source[0])
    return value / to_inner(1.0, source[1]) if len(source) == 2 else value


def check_unit(unit: str, where: str) -> None:
    """Raise unless `unit` is an inner unit, or one per another."""
    if any(part not in INNER.values() for part in unit.split(" per ")):
        raise EvidenceError(f"{where}: unit", unit, f"inner units: {', '.join(INNER.values())}")


def spread_sd(cell: float, kind: str, value: float, transform: Transform, where: str) -> float:
    """Return the standard deviation on the transformed scale that a cell states.

    Parameters
    ----------
    cell
        Percent, or a variance, by `kind`.
    kind
        ``cv``, ``sd`` or ``variance``, as in `SpreadSpec`.
    value
        The typical value.
    transform
        Its scale.

    Examples
    --------
    A coefficient of variation of 29.6 % is a log-normal variance of 0.084.

    >>> round(spread_sd(29.6, "cv", 133.0, "log", "V1") ** 2, 3)
    0.084
    """
    if kind == "variance":
        return math.sqrt(cell)
    if kind == "sd":
        return cell / 100.0
    fraction = cell / 100.0
    if transform == "log":
        return math.sqrt(math.log1p(fraction**2))
    if transform == "linear":
        return abs(value) * fraction
    raise EvidenceError(
        where, "a coefficient of variation", 'on the logit scale, as = "sd" or as = "variance"'
    )


def standard_error(rse: float, value: float, transform: Transform) -> float:
    """Return the standard error on the transformed scale of a relative one.

    Parameters
    ----------
    rse : %
    value
        The estimate.
    transform
        Its scale.

    Examples
    --------
    >>> round(standard_error(10.0, 0.5, "logit"), 3)
    0.2
    """
    fraction = rse / 100.0
    if transform == "log":
        return math.sqrt(math.log1p(fraction**2))
    # Elsewhere the delta method: the derivative of the logit is 1 / (p (1 - p)).
    return fraction / (1.0 - value) if transform == "logit" else abs(value) * fraction


def _is_known(unit: str) -> bool:
    try:
        dimension(unit)
    except BadInput:
        return False
    return True


def _units(unit: str, where: str) -> list[str]:
    parts = unit.split(" per ")
    for part in parts:
        try:
            dimension(part)
        except BadInput as error:
            raise EvidenceError(where, unit, error.allowed, error.meant) from error
    return parts
