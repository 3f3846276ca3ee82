"""Whether a percentage can be a share of whole people: a cheap check on any row.

A share of n people is k/n for a whole k. A percentage that no k gives, however it
was rounded, has another denominator than the n beside it, is an estimate of a
model, or is wrong.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from troche.evidence.cells import Number
from troche.evidence.rows import Row

__all__ = ["whole_people"]

_GROUP_SIZE = {"outcomes": "n_at_time", "tolerability": "n"}


def whole_people(row: Row) -> bool | None:
    """Return whether a percentage is a whole number of the people beside it.

    Parameters
    ----------
    row
        A row of any table.

    Returns
    -------
    bool or None
        None where the question does not arise: the row is no percentage between
        0 and 100 with a stated n.

    Examples
    --------
    >>> from troche.evidence import load
    >>> row = next(row for row in load("outcomes") if row.unit == "%" and row.n_at_time)
    >>> row.cells["value"], row.cells["n_at_time"], whole_people(row)
    ('64', '47', True)
    """
    column = _GROUP_SIZE.get(row.table)
    if column is None or row.cells.get("unit") != "%":
        return None
    percent, people = row.cell("value"), row.cell(column)
    if percent is None or people is None or percent.value is None or not people.value:
        return None
    if not 0 <= percent.value <= 100:
        return None
    # As rounded by the source: half a unit in the last place that it printed.
    half = _half_unit(percent)
    lowest = math.ceil((percent.value - half) / 100 * people.value - 1e-9)
    highest = math.floor((percent.value + half) / 100 * people.value + 1e-9)
    return lowest <= highest


def _half_unit(number: Number) -> float:
    written = re.search(r"[\d.]+(?:[eE][+-]?\d+)?", number.raw)
    return 0.5 * 10 ** int(Decimal(written[0]).as_tuple().exponent) if written else 0.0
