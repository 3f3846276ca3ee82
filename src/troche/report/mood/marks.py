"""Where lettered marks stand so that none covers another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["place_marks"]

_APART: Final = 17 / 280
"""Width of a mark, as a share of the width that a phone leaves to a figure."""


def place_marks(values: Mapping[str, float], width: float) -> dict[str, int]:
    """Return in which row each mark stands; marks that would touch stand below each other.

    Parameters
    ----------
    values
        Place along the axis, by letter.
    width
        Length of the axis, in the same unit.

    Examples
    --------
    >>> place_marks({"a": 0.0, "b": 0.1, "c": 5.0}, 10.0)
    {'a': 0, 'b': 1, 'c': 0}
    """
    ends: list[float] = []
    rows = {}
    for letter in sorted(values, key=lambda k: (values[k], k)):
        x = values[letter]
        row = next((i for i, end in enumerate(ends) if x - end >= _APART * width), len(ends))
        ends[row : row + 1] = [x]
        rows[letter] = row
    return rows
