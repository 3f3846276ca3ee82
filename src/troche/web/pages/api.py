"""The page of the API: every address, tried out in place, from vendored files."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from troche.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/api", response_class=HTMLResponse)
def api(request: Request) -> HTMLResponse:
    """Return the page of the API."""
    return page(request, "api.html.j2")
