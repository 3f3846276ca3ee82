"""A claim with everything that was found about it, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from troche.evidence import CRISIS_LINE
from troche.regimen import Regimen
from troche.studies.claims.claim import Claim
from troche.studies.claims.estimands import Answer
from troche.studies.claims.evidence import Spoken
from troche.studies.claims.extrapolation import Extrapolation
from troche.studies.claims.verdict import Counts, Verdict
from troche.studies.flags import LOW_DOSE

__all__ = ["ClaimResult"]


@dataclass(frozen=True)
class ClaimResult:
    """What is known of a claim.

    Parameters
    ----------
    claim
        As its file has it.
    rows
        Published rows that speak, what regulators state first.
    counts
        Of those in the doses in question.
    answer
        What the model says; None where rows alone answer.
    extrapolation
        How much of that lies beyond what was studied; None where nothing was computed.
    verdict
        By the rule of the file, within the limits of the program.
    peaks : fraction
        Of the reference infusion's, in typical blood, by regimen: the highest phase.
    regulators
        What regulators state of regimens like these, a sentence each.
    suicidality
        Whether it is about suicidality, so that the crisis line stands beside it.
    """

    claim: Claim
    rows: tuple[Spoken, ...]
    counts: Counts
    answer: Answer | None
    extrapolation: Extrapolation | None
    verdict: Verdict
    peaks: Mapping[str, float] = field(default_factory=dict)
    regulators: tuple[str, ...] = ()
    suicidality: bool = False

    def is_low(self, name: str) -> bool:
        """Return whether a regimen is a low dose, by what it shows in typical blood."""
        return self.peaks[name] <= LOW_DOSE

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        claim, compared = self.claim, self.claim.compared_with
        found = {
            "id": claim.id,
            "wording": claim.wording,
            "question": claim.question,
            **self.verdict.document(),
            "rows": [each.document() for each in self.rows],
            "counts": asdict(self.counts),
            "estimand": claim.wanted.estimand.name,
            "regimens": {
                name: {
                    "text": str(regimen),
                    "peak_of_reference": self.peaks[name],
                    "low_dose": self.is_low(name),
                }
                for name, regimen in claim.regimens.items()
            },
            "compared_with": str(compared) if isinstance(compared, Regimen) else compared,
            "worth": {"value": claim.worth, "unit": claim.wanted.estimand.unit},
            "doses": claim.doses.words,
            "answer": self.answer.document() if self.answer else None,
            "extrapolation": self.extrapolation.document() if self.extrapolation else None,
            "rule": list(claim.rule.words()),
            "limits": claim.limits,
            "regulators": list(self.regulators),
        }
        return found | ({"crisis": CRISIS_LINE} if self.suicidality else {})
