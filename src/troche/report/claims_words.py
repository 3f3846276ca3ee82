"""Claims in words: numbers with their units, rows with their sources, what a verdict means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.regimen import Regimen
from troche.report.explanation_numerals import percent, points
from troche.report.numerals import numeral
from troche.studies.claims import ClaimResult
from troche.studies.claims.claim import CONVENTIONAL
from troche.studies.claims.estimands import Answer
from troche.studies.claims.evidence import Spoken
from troche.studies.explain.spread import Estimate

__all__ = [
    "MEANINGS",
    "answer_words",
    "asked_words",
    "bears_words",
    "beyond_words",
    "estimate_words",
    "peak_words",
    "row_words",
    "studies_words",
    "summary_rows",
]

MEANINGS: Final[Mapping[str, str]] = {
    "supported": "published rows say so in the doses in question, and the model where asked",
    "weakly supported": "more speaks for it than against, and it could still fall",
    "undecided": "rows disagree, or none speaks, and the model alone decides nothing",
    "weakly contradicted": "more speaks against it than for, and it could still hold",
    "contradicted": "rows speak against it, and a bound excludes the smallest effect worth having",
    "no evidence": "nothing published lies in the doses in question",
}
"""Each verdict in words."""


def _number(value: float, unit: str) -> str:
    if unit == "points":
        return points(value)
    if unit == "percentage points":
        return f"{value:.0f}"
    return percent(value) if unit == "share of weight" else numeral(value)


def estimate_words(found: Estimate, answer: Answer) -> str:
    """Return a number with its unit and, where it has one, its interval."""
    unit = answer.unit
    said = _number(found.mean, unit)
    said = f"{said} of weight" if unit == "share of weight" else f"{said} {unit}"
    if not answer.bounded:
        return said
    return f"{said} ({_number(found.low, unit)} to {_number(found.high, unit)})"


def answer_words(found: ClaimResult) -> str:
    """Return the averaged answer in few words."""
    if found.answer is None:
        return "published rows alone"
    return estimate_words(found.answer.overall, found.answer)


def studies_words(found: ClaimResult) -> str:
    """Return how many studies in the doses in question speak, and how many rows lie outside."""
    counts = found.counts
    return f"{counts.supporting} for, {counts.against} against"


def beyond_words(found: ClaimResult) -> str:
    """Return how much of the answer is extrapolation."""
    if found.extrapolation is None:
        return "nothing extrapolated"
    count = len(found.extrapolation.regimens)
    beyond = round(found.extrapolation.share * count)
    return f"{percent(found.extrapolation.share)} ({beyond} of {count} regimens)"


def asked_words(found: ClaimResult) -> str:
    """Return what the model was asked, in one sentence."""
    claim, estimand = found.claim, found.claim.wanted.estimand
    if found.answer is None:
        return "The model is not asked: published rows alone answer."
    compared = claim.compared_with
    said = f"The model is asked for {estimand.name}: {estimand.meaning}"
    if estimand.of in ("mood", "felt") or isinstance(compared, Regimen):
        beside = "the course of a new conventional antidepressant"
        said += f"; compared with {beside if compared == CONVENTIONAL else compared}"
    ends = "" if claim.worth is None else f" {_number(claim.worth, estimand.unit).lstrip('+')}"
    unit = "of weight" if estimand.unit == "share of weight" else estimand.unit
    return f"{said}. Smallest effect worth having:{ends} {unit}."


def bears_words(row: Spoken) -> str:
    """Return how a row bears on the claim; a control arm stands beside the row before it."""
    return "beside it" if row.place == "control arm" else row.bears


def peak_words(found: ClaimResult, name: str) -> str:
    """Return how high one regimen's peak is, and whether that is a low dose."""
    label = "a low dose" if found.is_low(name) else "not a low dose"
    return f"peak {numeral(found.peaks[name])} times that of the reference infusion, {label}"


def row_words(row: Spoken) -> str:
    """Return what a row says: finding, value, when, who was given what."""
    f = row.finding
    value = " ".join(filter(None, (f.value, f.unit))) or "no number"
    spread = f" ({f.spread})" if f.spread and f.spread != "none" else ""
    parts = [f"{f.endpoint}: {value}{spread}" if f.table != "guidance" else f.endpoint]
    parts += [part for part in (f.when, f"n {f.n}" if f.n else "", f.regimen) if part]
    return ", ".join(parts)


def summary_rows(found: tuple[ClaimResult, ...]) -> list[dict[str, str]]:
    """Return one row for each claim."""
    return [
        {
            "claim": each.claim.id,
            "verdict": each.verdict.word,
            "answer": answer_words(each),
            "studies": studies_words(each),
            "extrapolated": beyond_words(each) if each.extrapolation else "",
        }
        for each in found
    ]
