"""How many requests are answered at once; one more is told to come back."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from troche.web.faults import Busy
from troche.web.problems import answer_of

__all__ = ["Crowd"]


class Crowd:
    """Refuses requests beyond a number that are under way.

    Parameters
    ----------
    app
        What is behind.
    most
        Requests under way at once, streams of progress among them.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._now >= self._most:
            fault = Busy("server", f"{self._now} requests", f"{self._most} at once", retry_after=1)
            await answer_of(Request(scope), fault)(scope, receive, send)
            return
        self._now += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._now -= 1
