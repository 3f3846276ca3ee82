"""A claim's rule: which comparisons make which verdict, and whether they can hold at all.

A rule names verdicts, each with comparisons that must all hold. A comparison is a box in a
few numbers: bounds and mean of the answer, and studies that speak. So it can be decided,
before anything is computed, whether a verdict can ever be reached, and whether two that
contradict each other could be reached at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from troche.errors import ClaimError, nearest
from troche.studies.claims.boxes import both, box_of, excluded, possible
from troche.studies.claims.comparison import (
    FORM_WORDS,
    NEGATIVE,
    POSITIVE,
    Comparison,
    comparison,
)
from troche.studies.claims.estimands import Estimand

__all__ = ["Rule", "read_rule"]


@dataclass(frozen=True)
class Rule:
    """Comparisons by verdict.

    Parameters
    ----------
    clauses
        Verdict to comparisons that must all hold.
    """

    clauses: Mapping[str, tuple[Comparison, ...]]

    def fired(self, found: Mapping[str, float]) -> str:
        """Return the verdict whose comparisons all hold, the strong ones first."""
        for verdict in ("supported", "contradicted", "weakly supported", "weakly contradicted"):
            if verdict in self.clauses and all(c.holds(found) for c in self.clauses[verdict]):
                return verdict
        return "undecided"

    def words(self) -> tuple[str, ...]:
        """Return the rule in sentences."""
        said = [
            f"{verdict[0].upper()}{verdict[1:]} if {'; '.join(c.words for c in comparisons)}."
            for verdict, comparisons in self.clauses.items()
        ]
        return (*said, "Undecided otherwise.")


def read_rule(
    raw: Mapping[str, tuple[str, ...]], worth: float | None, estimand: Estimand, where: str
) -> Rule:
    """Return a rule that can be reached and does not contradict itself.

    Parameters
    ----------
    raw
        Verdict to comparisons as text.
    worth
        Smallest effect worth having.
    estimand
        Where its answer can lie, and whether it has bounds.
    where
        The place for messages.

    Raises
    ------
    troche.errors.ClaimError
        If a comparison cannot be read, a verdict can never be reached, or verdicts of both
        kinds could be reached at once.

    Examples
    --------
    >>> from troche.studies.claims.estimands import ESTIMANDS
    >>> rule = read_rule({"supported": ("lower bound > worth",)}, 2.0, ESTIMANDS["benefit"], "x")
    >>> rule.fired({"lower bound": 2.5}), rule.fired({"lower bound": 1.5})
    ('supported', 'undecided')
    """
    if not raw:
        raise ClaimError(
            where, "no verdict", f"at least one of {', '.join((*POSITIVE, *NEGATIVE))}"
        )
    clauses, boxes = {}, {}
    for verdict, lines in raw.items():
        place = f"{where}, {verdict}"
        if verdict not in POSITIVE + NEGATIVE:
            allowed = f"{', '.join((*POSITIVE, *NEGATIVE))}; the other verdicts are what is left"
            raise ClaimError(where, verdict, allowed, nearest(verdict, POSITIVE + NEGATIVE))
        if not lines:
            raise ClaimError(place, "no comparison", FORM_WORDS)
        clauses[verdict] = tuple(comparison(line, worth, estimand, place) for line in lines)
        boxes[verdict] = box_of(verdict, clauses[verdict], worth, estimand)
        if not possible(boxes[verdict]):
            raise ClaimError(
                place,
                " and ".join(lines),
                "comparisons that can all hold at once; this verdict can never be reached "
                f"({_why(verdict, worth, estimand)})",
            )
    for one in POSITIVE:
        for other in NEGATIVE:
            if one in boxes and other in boxes and possible(both(boxes[one], boxes[other])):
                raise ClaimError(
                    where,
                    f"{one} and {other} can hold at once",
                    "comparisons that keep them apart, such as 'studies against = 0' under one "
                    "and 'studies for = 0' under the other",
                )
    return Rule(clauses)


def _why(verdict: str, worth: float | None, estimand: Estimand) -> str:
    if verdict == "contradicted" and not estimand.bounds:
        return "contradicted asks for an upper bound, and this estimand has none"
    if verdict == "contradicted":
        limit = excluded(worth, estimand)
        return f"contradicted asks for an upper bound below {limit:g}, and a study against"
    kind = "for" if verdict in POSITIVE else "against"
    return f"it asks for a study {kind}, and no bound lies beyond the mean"
