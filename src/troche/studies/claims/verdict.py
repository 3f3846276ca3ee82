"""From rule, rows and answer to a verdict, within limits that no file can lift.

1. The model alone moves a verdict no further than *undecided*: where no published row that
   speaks lies in the doses in question, that is the end of it.
2. A verdict needs a row of its own direction there: one that supports, or one against.
3. *Contradicted* needs an upper bound below the smallest effect worth having; for mood,
   below 2 points of the MADRS whatever the file says.
4. *No evidence* is where no row lies in the doses in question and nothing was computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from troche.studies.claims.boxes import excluded
from troche.studies.claims.claim import Claim
from troche.studies.claims.comparison import POSITIVE
from troche.studies.claims.estimands import Answer
from troche.studies.claims.evidence import Spoken

__all__ = ["Counts", "Verdict", "counts_of", "verdict_of"]


@dataclass(frozen=True)
class Counts:
    """Study families with a row in the doses in question; one may stand on both sides.

    Parameters
    ----------
    supporting, against
        How many.
    randomised_for, randomised_against
        How many of them compare arms that chance made.
    beyond
        Rows outside the doses in question, or of no stated dose.
    """

    supporting: int
    against: int
    randomised_for: int
    randomised_against: int
    beyond: int

    def quantities(self) -> dict[str, float]:
        """Return them under the names of rules."""
        return {
            "studies for": self.supporting,
            "studies against": self.against,
            "randomised for": self.randomised_for,
            "randomised against": self.randomised_against,
        }


@dataclass(frozen=True)
class Verdict:
    """The verdict and how it came about.

    Parameters
    ----------
    word
        Of `troche.studies.claims.comparison.VERDICTS`.
    why
        Sentences.
    """

    word: str
    why: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"verdict": self.word, "why": list(self.why)}


def counts_of(rows: tuple[Spoken, ...]) -> Counts:
    """Count families by what they say within the doses in question."""

    def families(bears: str, randomised: bool = False) -> int:
        return len(
            {
                each.finding.family
                for each in rows
                if each.within and each.bears == bears
                if not randomised or each.design == "randomised"
            }
        )

    return Counts(
        families("supports"),
        families("against"),
        families("supports", True),
        families("against", True),
        sum(not each.within for each in rows),
    )


def verdict_of(claim: Claim, counts: Counts, answer: Answer | None) -> Verdict:
    """Return the verdict on a claim.

    Parameters
    ----------
    claim
        With its rule.
    counts
        Of the rows that speak.
    answer
        What the model says; None where rows alone answer.
    """
    speaking = counts.supporting + counts.against
    if not speaking and answer is None:
        return Verdict(
            "no evidence",
            ("No published row that speaks lies in the doses in question; nothing is simulated.",),
        )
    if not speaking:
        return Verdict(
            "undecided",
            (
                "No published row that speaks lies in the doses in question, and the model alone "
                "moves a verdict no further than undecided.",
            ),
        )
    found = counts.quantities() | _numbers(answer)
    fired = claim.rule.fired(found)
    if fired == "undecided":
        return Verdict(fired, (_left_open(counts),))
    held = "; ".join(c.words for c in claim.rule.clauses[fired])
    why = [f"By the rule of the file: {held}."]
    own = counts.supporting if fired in POSITIVE else counts.against
    if not own:
        why.append("No published row in the doses in question says the same: undecided.")
        return Verdict("undecided", tuple(why))
    if fired == "contradicted" and not _excludes(claim, found):
        why.append("No bound excludes the smallest effect worth having: weakly contradicted.")
        return Verdict("weakly contradicted", tuple(why))
    return Verdict(fired, tuple(why))


def _left_open(counts: Counts) -> str:
    if counts.supporting and counts.against:
        return (
            "Studies in the doses in question stand on both sides: "
            f"{counts.supporting} for, {counts.against} against."
        )
    return "The comparisons of no verdict all hold."


def _numbers(answer: Answer | None) -> dict[str, float]:
    if answer is None:
        return {}
    bounds = {"lower bound": answer.overall.low, "upper bound": answer.overall.high}
    return {"mean": answer.overall.mean} | (bounds if answer.bounded else {})


def _excludes(claim: Claim, found: Mapping[str, float]) -> bool:
    if claim.worth is None or "upper bound" not in found:
        return False
    return found["upper bound"] < excluded(claim.worth, claim.wanted.estimand)
