"""The first page: the question, one picture that answers it as far as known, ways in."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from troche.report.pictures.question import answer_words, people_words, question_picture
from troche.web.documents import documents_of
from troche.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


def _computed() -> dict[str, Any]:
    from troche.studies.headline import headline

    found = headline()
    return {
        "answer": answer_words(found),
        "picture": question_picture(found),
        "people": people_words(found),
        "beyond": found.beyond,
    }


_NAME: Final = "answer of the first page"


async def _answer(request: Request) -> dict[str, Any]:
    return await documents_of(request).get(_NAME, _computed, patient=True)


@router.get("/", response_class=HTMLResponse)
async def home(request: Request, wait: bool = False) -> HTMLResponse:
    """Return the first page, without its picture where nobody has computed it yet."""
    found = await _answer(request) if wait or documents_of(request).ready(_NAME) else None
    return page(request, "home.html.j2", found=found)


@router.get("/parts/answer", response_class=HTMLResponse)
async def answer(request: Request) -> HTMLResponse:
    """Return the picture and its words, for a page that went out without them."""
    return page(request, "parts/answer.html.j2", found=await _answer(request))
