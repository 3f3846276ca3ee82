"""Whose page a request comes from: pages of other sites may link here, and no more.

Browsers say where a request comes from (``Sec-Fetch-Site``, ``Origin``), and no page can change
what they say. A program says nothing, and needs no such check: it sends no cookies of a person.
So a request that changes something must come from our own page, or from a program that sends
neither header; a session's cookie counts only where a browser vouches for the page.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from troche.web.faults import Forbidden
from troche.web.problems import answer_of

__all__ = ["SAFE", "OriginCheck", "comes_from", "is_own"]

SAFE: Final = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""

_OWN: Final = ("same-origin", "none")


def comes_from(headers: Headers) -> str | None:
    """Return where a browser says that a request comes from; None where nobody says.

    Returns
    -------
    str or None
        ``"same-origin"``, ``"none"`` (typed, or a bookmark), or something else.

    Examples
    --------
    >>> comes_from(Headers({"host": "a:1", "origin": "http://a:1"}))
    'same-origin'
    >>> comes_from(Headers({"host": "a:1", "origin": "null"}))
    'null'
    >>> comes_from(Headers({"host": "a:1"})) is None
    True
    """
    origin = headers.get("origin")
    if origin is not None:
        scheme, _, host = origin.partition("://")
        own = scheme in ("http", "https") and host.lower() == headers.get("host", "").lower()
        if not own:
            return origin
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site
    return "same-origin" if origin is not None else None


def is_own(headers: Headers) -> bool:
    """Return whether a browser vouches that a request comes from our own page."""
    return comes_from(headers) == "same-origin"


class OriginCheck:
    """Refuses what pages of other sites send, or load into themselves.

    Parameters
    ----------
    app
        What is behind.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        source = comes_from(headers)
        if scope["method"] in SAFE:
            # Another site's link is welcome; its pictures, scripts and requests are not.
            follows = headers.get("sec-fetch-mode") == "navigate"
            passes = source is None or source in _OWN or follows
        else:
            passes = source is None or source == "same-origin"
        if passes:
            await self._app(scope, receive, send)
            return
        fault = Forbidden("origin", source, "a page of this server, or a program of your own")
        await answer_of(Request(scope), fault)(scope, receive, send)
