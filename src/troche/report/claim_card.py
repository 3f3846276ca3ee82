"""What a card of a claim says, in words: the same on a page of its own and in the workbench."""

from __future__ import annotations

from typing import Any

from troche.report.claims_words import (
    answer_words,
    asked_words,
    bears_words,
    beyond_words,
    peak_words,
    row_words,
    studies_words,
)
from troche.report.sources import safe_link
from troche.studies.claims import ClaimResult

__all__ = ["card_of"]


def card_of(found: ClaimResult) -> dict[str, Any]:
    """Return the words of a card, by name.

    Parameters
    ----------
    found
        The claim, with what was found about it.
    """
    claim, beyond = found.claim, found.extrapolation
    return {
        "id": claim.id,
        "wording": claim.wording,
        "question": claim.question,
        "verdict": found.verdict.word,
        "why": found.verdict.why,
        "answer": answer_words(found),
        "asked": asked_words(found),
        "studies": studies_words(found),
        "doses": claim.doses.words,
        "rows": [
            {
                "bears": bears_words(row),
                "place": row.place,
                "said": row_words(row),
                "because": row.because,
                "design": row.design,
                "source": row.finding.source,
                "reading": row.finding.reading,
                "link": safe_link(row.finding.link),
                "table": row.finding.table,
                "row": row.finding.row,
            }
            for row in found.rows
        ],
        "regimens": [f"{n}: {r}; {peak_words(found, n)}" for n, r in claim.regimens.items()],
        "beyond": beyond_words(found) if beyond else "",
        "beyond_in": [
            f"{name}: {sentence}"
            for name, sentences in (beyond.regimens.items() if beyond else ())
            for sentence in sentences
        ],
        "rule": claim.rule.words(),
        "limits": claim.limits,
        "regulators": found.regulators,
        "suicidality": found.suicidality,
    }
