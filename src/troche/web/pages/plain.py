"""The plain page within the workbench: the same words and pictures, a small header."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from troche.report.library import text_of
from troche.report.plain.drawing import bars, counts, dot, hundred
from troche.web import documents
from troche.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/plain", response_class=HTMLResponse)
async def plain(request: Request) -> HTMLResponse:
    """Return what is known and not known, for anyone."""
    return page(
        request,
        "plain.html.j2",
        here="plain",
        page=(await documents.plain(request, patient=True)).found,
        css=text_of("plain.css"),
        bars=bars,
        counts=counts,
        dot=dot,
        hundred=hundred,
    )
