"""One cell of a table, read as a number without losing what was written.

Published numbers come as ``12.5``, ``28-84``, ``74 (median)``, ``<0.05`` or
``0.282 / 0.712``. Each of these has a meaning, and only the first and third are
one number. `read_number` keeps the difference: a range has ends and no middle,
a bound has one end, a list has members, and words stay words.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["Kind", "Number", "read_number"]

Kind = Literal["point", "range", "bound", "list", "words"]

_UNSIGNED = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_SIGNED = rf"[+-]?{_UNSIGNED}"
_REMARK = r"(?P<remark>(?:\s+[A-Za-z][A-Za-z .'-]*)?(?:\s*\([^()]*\))?)"
_POINT = re.compile(rf"(?P<before>about\s+|approx\.?\s+|~\s*|n\s*=\s*)?(?P<a>{_SIGNED}){_REMARK}")
_RANGE = re.compile(
    rf"(?P<a>{_SIGNED})\s*(?:to\s+(?P<b>{_SIGNED})|-\s*(?P<c>{_UNSIGNED})){_REMARK}"
)
_BOUND = re.compile(rf"(?P<sign><=|>=|<|>|max\s|up to\s|at least\s)\s*(?P<a>{_SIGNED}){_REMARK}")
_LIST = re.compile(
    rf"(?P<all>{_SIGNED}(?P<mark>\s*/\s*|\s*\+\s*|\s+or\s+|\s+vs\.?\s+|\s+then\s+)"
    rf"{_SIGNED}(?:(?P=mark){_SIGNED})*){_REMARK}"
)
_LONGEST = 200  # no number needs more, and long cells would make the patterns slow
_TYPOGRAPHY = str.maketrans({"−": "-", "–": "-", "≤": "<=", "≥": ">="})


@dataclass(frozen=True, slots=True)
class Number:
    """What a cell says about one quantity, in the unit that its row names.

    Attributes
    ----------
    raw
        The cell as written.
    kind
        ``point``, ``range``, ``bound``, ``list`` or ``words``.
    value
        The number, for a point; None for all else: a middle is never invented.
    low, high
        The ends: both for a range, one for a bound, the extremes for a list, and
        twice the value for a point.
    values
        Every number in the order written.
    qualifier
        What the cell adds: ``median``, ``total``, ``<``, or the words.
    """

    raw: str
    kind: Kind
    value: float | None = None
    low: float | None = None
    high: float | None = None
    values: tuple[float, ...] = ()
    qualifier: str = ""

    def __str__(self) -> str:
        return self.raw


def read_number(cell: str) -> Number:
    """Read one cell; what is no number comes back as ``words``.

    A decimal comma is not read: ``0,5`` might be a list, and guessing which is
    how tables go wrong.

    Examples
    --------
    >>> read_number("74 (median)").value, read_number("74 (median)").qualifier
    (74.0, 'median')
    >>> read_number("28-84").low, read_number("28-84").high, read_number("28-84").value
    (28.0, 84.0, None)
    >>> read_number("<0.05").high, read_number("<0.05").low
    (0.05, None)
    >>> read_number("0.282 / 0.712").values
    (0.282, 0.712)
    >>> read_number("CYP2B6 and CYP3A4").kind
    'words'
    """
    text = cell.strip().translate(_TYPOGRAPHY)
    if len(text) > _LONGEST:
        return Number(cell, "words", qualifier=text)
    number = _match(cell, text)
    if number is None or not all(map(math.isfinite, number.values)):
        return Number(cell, "words", qualifier=text)
    return number


def _match(cell: str, text: str) -> Number | None:
    """Try each way of writing numbers, the plainest first."""
    if found := _POINT.fullmatch(text):
        value = float(found["a"])
        remark = _join((found["before"] or "").rstrip("= "), found["remark"])
        return Number(cell, "point", value, value, value, (value,), remark)
    if found := _RANGE.fullmatch(text):
        ends = (float(found["a"]), float(found["b"] or found["c"]))
        return Number(cell, "range", None, min(ends), max(ends), ends, _join(found["remark"]))
    if found := _BOUND.fullmatch(text):
        end = float(found["a"])
        remark = _join(found["sign"], found["remark"])
        if found["sign"].strip() in (">", ">=", "at least"):
            return Number(cell, "bound", None, end, None, (end,), remark)
        return Number(cell, "bound", None, None, end, (end,), remark)
    if found := _LIST.fullmatch(text):
        # Split on the mark itself: a search for numbers would take "+0.5" for a sign.
        members = tuple(float(part) for part in found["all"].split(found["mark"]))
        remark = _join(found["mark"], found["remark"])
        return Number(cell, "list", None, min(members), max(members), members, remark)
    return None


def _join(*parts: str | None) -> str:
    """Join remarks, without the brackets around a lone one."""
    words = " ".join(part.strip() for part in parts if part and part.strip())
    lone = re.fullmatch(r"\(([^()]*)\)", words)
    return lone[1] if lone else words
