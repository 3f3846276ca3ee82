"""Claims: a card for each with its verdict and the picture that carries it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from troche.errors import nearest
from troche.evidence import CRISIS_LINE
from troche.evidence.grades import READING_GRADES
from troche.report.claims_words import (
    MEANINGS,
    answer_words,
    asked_words,
    bears_words,
    beyond_words,
    peak_words,
    row_words,
    studies_words,
)
from troche.report.pictures.claims import (
    DESIGN_SHAPES,
    answer_picture,
    design_mark,
    rows_picture,
)
from troche.report.pictures.verdicts import ORDER, verdict_gauge, verdict_kind
from troche.studies.claims import ClaimResult
from troche.web import documents
from troche.web.pages.lost import lost
from troche.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


_NAME: Final = "cards of the claims"


async def _cards(request: Request) -> tuple[dict[str, Any], ...]:
    found = (await documents.claims(request, patient=True)).found
    return await documents.documents_of(request).get(
        _NAME, lambda: tuple(map(_card, found)), patient=True
    )


@router.get("/claims", response_class=HTMLResponse)
async def listing(request: Request, verdict: str = "", wait: bool = False) -> HTMLResponse:
    """Return all claims, or those of one verdict; the cards follow where they take time."""
    wrong = _wrong_verdict(request, verdict)
    if wrong is not None:
        return wrong
    ready = documents.documents_of(request).ready(_NAME)
    cards = await _cards(request) if wait or ready else None
    return page(request, "claims.html.j2", here="claims", **_content(cards, verdict))


@router.get("/parts/claims", response_class=HTMLResponse)
async def cards(request: Request, verdict: str = "") -> HTMLResponse:
    """Return the cards alone, for a page that went out without them."""
    wrong = _wrong_verdict(request, verdict)
    if wrong is not None:
        return wrong
    return page(request, "parts/claims.html.j2", **_content(await _cards(request), verdict))


@router.get("/claims/{name}", response_class=HTMLResponse)
async def one(request: Request, name: str) -> HTMLResponse:
    """Return one claim with everything that was found about it."""
    from troche.studies.claims import claim_names

    if name not in claim_names():
        allowed = "a claim that the list of claims names"
        return lost(request, "claim", name, allowed, nearest(name, claim_names()), "/claims")
    card = next(c for c in await _cards(request) if c["id"] == name)
    return page(
        request,
        "claim.html.j2",
        here="claims",
        c=card,
        crisis=CRISIS_LINE,
        meaning=MEANINGS[card["verdict"]],
        grades=READING_GRADES,
        designs=_designs([card]),
    )


def _wrong_verdict(request: Request, verdict: str) -> HTMLResponse | None:
    if not verdict or verdict in ORDER:
        return None
    meant = nearest(verdict, ORDER)
    return lost(request, "verdict", verdict, ", ".join(ORDER), meant, "/claims", status=422)


def _content(found: tuple[dict[str, Any], ...] | None, verdict: str) -> dict[str, Any]:
    if found is None:
        return {"cards": None, "verdict": verdict}
    counts = {word: sum(c["verdict"] == word for c in found) for word in ORDER}
    return {
        "cards": [c for c in found if verdict in ("", c["verdict"])],
        "verdict": verdict,
        "verdicts": [
            (word, count, MEANINGS[word], verdict_gauge(word), verdict_kind(word))
            for word, count in counts.items()
        ],
        "total": len(found),
        "crisis": CRISIS_LINE,
        "designs": _designs(found),
    }


def _designs(cards: list[dict[str, Any]] | tuple[dict[str, Any], ...]) -> list[tuple[str, str]]:
    used = {row["design"] for card in cards for row in card["rows"]}
    return [(design, design_mark(design)) for design in DESIGN_SHAPES if design in used]


def _card(found: ClaimResult) -> dict[str, Any]:
    claim, beyond = found.claim, found.extrapolation
    return {
        "id": claim.id,
        "wording": claim.wording,
        "question": claim.question,
        "verdict": found.verdict.word,
        "kind": verdict_kind(found.verdict.word),
        "gauge": verdict_gauge(found.verdict.word),
        "why": found.verdict.why,
        "answer": answer_words(found),
        "asked": asked_words(found),
        "studies": studies_words(found),
        "worth": claim.worth,
        "unit": claim.wanted.estimand.unit,
        "doses": claim.doses.words,
        "brief": answer_picture(found, brief=True),
        "picture": answer_picture(found),
        "directions": rows_picture(found),
        "rows": [
            {
                "bears": bears_words(row),
                "place": row.place,
                "said": row_words(row),
                "because": row.because,
                "design": row.design,
                "source": row.finding.source,
                "reading": row.finding.reading,
                "link": row.finding.link,
                "address": f"/evidence/{row.finding.table}/{row.finding.row}",
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
