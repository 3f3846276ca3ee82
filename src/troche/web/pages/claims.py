"""Claims: a card for each with its verdict and the picture that carries it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from troche.errors import nearest
from troche.evidence import CRISIS_LINE
from troche.evidence.grades import READING_GRADES
from troche.report.claim_card import card_of
from troche.report.claims_words import MEANINGS
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
    claim, word = found.claim, found.verdict.word
    return card_of(found) | {
        "kind": verdict_kind(word),
        "gauge": verdict_gauge(word),
        "worth": claim.worth,
        "unit": claim.wanted.estimand.unit,
        "brief": answer_picture(found, brief=True),
        "picture": answer_picture(found),
        "directions": rows_picture(found),
    }
