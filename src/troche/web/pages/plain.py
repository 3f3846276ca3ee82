"""The plain page within the workbench: the same words and pictures, a small header."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from troche.report.page import text_of
from troche.report.plain.drawing import bars, counts, dot, hundred
from troche.studies.plain import PlainPage
from troche.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@cache
def _found() -> PlainPage:
    from troche.studies.plain import plain_page

    return plain_page()


@router.get("/plain", response_class=HTMLResponse)
def plain(request: Request) -> HTMLResponse:
    """Return what is known and not known, for anyone."""
    return page(
        request,
        "plain.html.j2",
        here="plain",
        page=_found(),
        css=text_of("plain.css"),
        bars=bars,
        counts=counts,
        dot=dot,
        hundred=hundred,
    )
