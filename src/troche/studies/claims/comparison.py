"""One comparison of a rule: read, held against numbers, and said in words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from troche.errors import ClaimError, nearest
from troche.studies.claims.estimands import Estimand

__all__ = [
    "AGAINST",
    "ANSWER",
    "FOR",
    "FORM_WORDS",
    "NEGATIVE",
    "POSITIVE",
    "QUANTITIES",
    "VERDICTS",
    "Comparison",
    "comparison",
]

POSITIVE: Final = ("supported", "weakly supported")
NEGATIVE: Final = ("contradicted", "weakly contradicted")
VERDICTS: Final = (
    "supported",
    "weakly supported",
    "undecided",
    "weakly contradicted",
    "contradicted",
    "no evidence",
)
"""The closed list. Two are the program's own: undecided is what no comparison reaches, and no
evidence what neither rows nor model speak to."""

ANSWER: Final = ("lower bound", "mean", "upper bound")
FOR: Final = ("randomised for", "studies for")
AGAINST: Final = ("randomised against", "studies against")
QUANTITIES: Final = (*ANSWER, *FOR, *AGAINST)
"""What a comparison may be about; studies are families with a row in the doses in question."""

_FORM: Final = re.compile(
    r"(?P<what>[a-z ]+?) (?P<sign>>=|<=|>|<|=) (?P<number>-?\d+(?:\.\d+)?)?(?P<worth> ?worth)?"
)
_SAID: Final = {
    ">": "above",
    ">=": "at least",
    "<": "below",
    "<=": "at most",
    "=": "exactly",
}
_COUNTED: Final = _SAID | {">": "more than", "<": "fewer than"}
FORM_WORDS: Final = (
    "a comparison such as 'lower bound > worth', 'mean > 0.5 worth' or 'studies for >= 2'"
)


@dataclass(frozen=True)
class Comparison:
    """One quantity against a number.

    Parameters
    ----------
    what
        Of `QUANTITIES`.
    sign
        ``>``, ``>=``, ``<``, ``<=`` or ``=``.
    value
        The number, in the answer's unit, or a count.
    text
        As the file has it.
    """

    what: str
    sign: str
    value: float
    text: str

    @property
    def words(self) -> str:
        """The comparison as part of a sentence."""
        limit = "the smallest effect worth having" if "worth" in self.text else f"{self.value:g}"
        share = re.search(r"(-?[\d.]+) ?worth", self.text)
        limit = f"{share[1]} times {limit}" if share and share[1] != "1" else limit
        if self.what in ANSWER:
            end = "answer" if self.what == "mean" else self.what
            return f"the {end} is {_SAID[self.sign]} {limit}"
        kind, side = self.what.split()
        some = f"{'randomised ' if kind == 'randomised' else ''}stud"
        none, one = self.value == 0.0 and self.sign in ("=", "<="), self.value == 1.0
        does = ("supports", "support") if side == "for" else ("speaks against", "speak against")
        if none:
            return f"no {some}y {does[0]} it"
        count = f"{_COUNTED[self.sign]} {self.value:g}"
        return f"{count} {some}y {does[0]} it" if one else f"{count} {some}ies {does[1]} it"

    def holds(self, found: Mapping[str, float]) -> bool:
        """Return whether it holds; a quantity that is not there is no number, and holds nothing."""
        x, limit = found.get(self.what, math.nan), self.value
        signs = {">": x > limit, ">=": x >= limit, "<": x < limit, "<=": x <= limit}
        return x == limit if self.sign == "=" else signs[self.sign]


def comparison(line: str, worth: float | None, estimand: Estimand, place: str) -> Comparison:
    """Return a comparison from its line.

    Parameters
    ----------
    line
        Such as ``lower bound > worth``.
    worth
        Smallest effect worth having.
    estimand
        Whether its answer has bounds.
    place
        For messages.

    Raises
    ------
    troche.errors.ClaimError
        If the line is no comparison, or of something that the claim does not have.

    Examples
    --------
    >>> from troche.studies.claims.estimands import ESTIMANDS
    >>> comparison("mean > 0.5 worth", 2.0, ESTIMANDS["benefit"], "x").words
    'the answer is above 0.5 times the smallest effect worth having'
    """
    parts = _FORM.fullmatch(" ".join(line.split()))
    if parts is None or (parts["number"] is None and parts["worth"] is None):
        raise ClaimError(place, line, FORM_WORDS)
    what = parts["what"]
    if what not in QUANTITIES:
        raise ClaimError(place, what, ", ".join(QUANTITIES), nearest(what, QUANTITIES))
    if what in ANSWER and (estimand.of == "nothing" or (what != "mean" and not estimand.bounds)):
        lacks = "an answer" if estimand.of == "nothing" else "bounds"
        allowed = f"comparisons about studies; the estimand {estimand.name!r} has not {lacks}"
        raise ClaimError(place, line, allowed)
    value = float(parts["number"] or 1.0)
    if parts["worth"]:
        if worth is None or what not in ANSWER:
            raise ClaimError(place, line, "'worth' beside the answer of a claim that states one")
        value *= worth
    return Comparison(what, parts["sign"], value, line)
