"""A page for a name that does not exist: what was found, what is allowed, what was meant."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from troche.web.rendering import page

__all__ = ["lost"]

_LONGEST: Final = 200


def lost(
    request: Request,
    what: str,
    found: str,
    allowed: str,
    meant: str,
    back: str,
    *,
    status: int = 404,
) -> HTMLResponse:
    """Return the page.

    Parameters
    ----------
    request
        Whose answer it is.
    what
        The kind of thing that was asked for.
    found, allowed, meant
        As in `troche.errors.BadInput`; `meant` may be empty.
    back
        Where a reader goes on.
    status
        404 where an address leads nowhere, 422 where a filter has no such value.
    """
    shown = found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"
    return page(
        request,
        "lost.html.j2",
        status=status,
        what=what,
        found=shown,
        allowed=allowed,
        meant=meant,
        back=back,
    )
