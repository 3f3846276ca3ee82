"""What counts as a relapse."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["RELAPSE", "relapse_score"]

RELAPSE: Final = 22.0
"""MADRS from which a score is a relapse where nothing else is said (table ``outcomes``,
FAVA2020, defines it so)."""

_SCORE: Final = re.compile(r"([A-Za-z][\w -]*?)\s*(>=|>)\s*(\d+(?:\.\d+)?)\s*$")
_STATED: Final = ("", "not stated")


def relapse_score(definition: str, scale: str) -> tuple[float, bool] | None:
    """Return the lowest score that is a relapse, and whether the row states it.

    Parameters
    ----------
    definition
        The row's own words.
    scale
        Of the row, by its name.

    Returns
    -------
    tuple or None
        None for a definition that is not understood, and for another scale than the MADRS
        without one.

    Examples
    --------
    >>> relapse_score("relapse: MADRS>=22", "MADRS"), relapse_score("not stated", "MADRS")
    ((22.0, True), (22.0, False))
    >>> relapse_score("admission to hospital", "MADRS") is None
    True
    """
    text = definition.strip()
    if text.lower() in _STATED:
        return (RELAPSE, False) if scale == "MADRS" else None
    found = _SCORE.fullmatch(text.lower().removeprefix("relapse:").strip())
    if found is None or found[1] != scale.lower():
        return None
    return float(found[3]) + (1.0 if found[2] == ">" else 0.0), True
