"""Rows by the page: fifty at once, with addresses of the pages before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import QueryParams

__all__ = ["ROWS", "Paged", "paged"]

ROWS: Final = 50
"""Rows of a page."""


@dataclass(frozen=True)
class Paged:
    """Some rows of many.

    Parameters
    ----------
    rows
        Those of this page.
    total
        How many there are.
    first, last
        Numbers of the first and last of this page, counted from 1; 0 where there is none.
    before, after
        Addresses; empty where there is no such page.
    """

    rows: Sequence[Any]
    total: int
    first: int
    last: int
    before: str
    after: str


def paged(rows: Sequence[Any], at: int, address: str, asked: Mapping[str, str]) -> Paged:
    """Return one page of rows; a number beyond the last gives the last.

    Examples
    --------
    >>> found = paged(list(range(120)), 3, "/x", {"text": "a b", "drug": ""})
    >>> found.first, found.last, found.before, found.after
    (101, 120, '/x?text=a+b&page=2', '')
    """
    pages = max(-(-len(rows) // ROWS), 1)
    at = min(max(at, 1), pages)
    begin = ROWS * (at - 1)
    shown = rows[begin : begin + ROWS]

    def to(number: int) -> str:
        kept = {name: value for name, value in asked.items() if value}
        return f"{address}?{QueryParams(kept | {'page': str(number)})}"

    return Paged(
        shown,
        len(rows),
        begin + 1 if shown else 0,
        begin + len(shown),
        to(at - 1) if at > 1 else "",
        to(at + 1) if at < pages else "",
    )
