"""Definitions of response and remission, each row's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from troche.pharmacology.measure import Scale

__all__ = ["Limit", "read_limit"]

_FALL: Final = re.compile(r"fall\s*>?=\s*(\d+(?:\.\d+)?)\s*%")
_SCORE: Final = re.compile(r"([A-Za-z][\w -]*?)\s*(<=|<)\s*(\d+(?:\.\d+)?)")
_EITHER_DAY: Final = re.compile(r"at day \d+ or \d+")
_TWO_OF: Final = re.compile(r"on 2 or more of days (\d+)-(\d+)")
_UNUSUAL: Final = re.compile(r"no relapse|relapse:", re.I)

_EITHER_OF_TWO: Final = 0.5642
"""Mean of the larger of two standard normals."""

_SECOND_OF_FOUR: Final = 0.2970
"""Mean of the second largest of four."""


@dataclass(frozen=True)
class Limit:
    """Whom a share counts.

    Parameters
    ----------
    fall : fraction of baseline, or None
        Least fall of the score.
    score : points, or None
        Highest score, on the row's scale.
    luck
        Where one of several visits decides: by how many standard deviations of what
        changes between visits the best of them is better than one. 0 for a single visit.
    stated
        Whether the row says it.
    """

    fall: float | None
    score: float | None
    luck: float = 0.0
    stated: bool = True


def read_limit(definition: str, outcome: str, scale: Scale) -> Limit | None:
    """Return whom a share counts, or None for a definition that is not understood.

    Parameters
    ----------
    definition
        The row's own words; ``not stated`` or empty gives the usual one.
    outcome
        ``response``, ``response_30pct``, ``remission``, ``remission_pointprevalence``.
    scale
        Of the row.

    Examples
    --------
    >>> from troche.pharmacology.measure import scale_of
    >>> madrs = scale_of("MADRS")
    >>> read_limit("MADRS<=12", "remission", madrs).score
    12.0
    >>> read_limit("fall>=50% at day 2 or 3", "response", madrs).luck
    0.5642
    >>> read_limit("not stated", "remission", madrs)
    Limit(fall=None, score=10, luck=0.0, stated=False)
    """
    text = definition.strip()
    if text in ("", "not stated"):
        if outcome.startswith("remission"):
            return Limit(None, scale.remission, stated=False)
        return Limit(0.3 if "30" in outcome else 0.5, None, stated=False)
    if _UNUSUAL.search(text):
        return None
    fall, score = _FALL.search(text), _SCORE.search(_FALL.sub("", text))
    if fall is None and score is None:
        return None
    cut = None
    if score is not None:
        cut = float(score[3]) - (1.0 if score[2] == "<" else 0.0)
    luck = _EITHER_OF_TWO if _EITHER_DAY.search(text) else 0.0
    if _TWO_OF.search(text):
        luck = _SECOND_OF_FOUR
    return Limit(float(fall[1]) / 100.0 if fall else None, cut, luck)
