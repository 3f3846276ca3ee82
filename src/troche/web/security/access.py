"""A line for each request: method, path, status and time, and nothing that came with it."""

from __future__ import annotations

import logging
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["AccessLog", "line_of"]

_LOG: Final = logging.getLogger("troche.web.access")
_LONGEST: Final = 200


def line_of(method: str, path: str, status: int, seconds: float) -> str:
    r"""Return the line of a request, on one line whatever its path holds.

    Examples
    --------
    >>> line_of("GET", "/api/x\nGET /", 404, 0.0123)
    'GET /api/x\\nGET / 404 12 ms'
    """
    shown = path.encode("unicode_escape").decode("ascii")[:_LONGEST]
    return f"{method} {shown} {status} {1000 * seconds:.0f} ms"


class AccessLog:
    """Writes a line for each request; queries, headers and bodies are left out.

    Parameters
    ----------
    app
        What is behind.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not _LOG.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        begin, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            spent = time.perf_counter() - begin
            _LOG.info("%s", line_of(scope["method"], scope["path"], status, spent))
