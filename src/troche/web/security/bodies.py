"""What a request brings: read whole before anyone looks at it, within size, depth and time."""

from __future__ import annotations

import asyncio
import re
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from troche.web.faults import BadRequest, Fault, TooLarge, TooSlow, WrongContent
from troche.web.problems import answer_of
from troche.web.security.origins import SAFE
from troche.web.settings import Limits

__all__ = ["BodyCheck", "depth_of"]

_JSON: Final = re.compile(r"application/(?:[\w.-]+\+)?json")
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
# A string is skipped whole, whether it ends or not, so that the time is linear in the length.
_TOKENS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{\]}]', re.DOTALL)


def depth_of(text: bytes) -> int:
    """Return how deep brackets stand inside each other in JSON.

    Examples
    --------
    >>> depth_of(b'{"a": [1, "]]]["]}'), depth_of(b"12")
    (2, 0)
    """
    deepest = depth = 0
    for token in _TOKENS.finditer(text):
        sign = token[0]
        if sign in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif sign in (b"]", b"}"):
            depth -= 1
    return deepest


class BodyCheck:
    """Reads what a request brings, or refuses it.

    Parameters
    ----------
    app
        What is behind.
    limits
        See `troche.web.settings.Limits`.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        announced = "content-length" in headers or "transfer-encoding" in headers
        if scope["method"] in SAFE and not announced:
            await self._app(scope, receive, send)
            return
        try:
            body = await self._read(headers, receive)
            if body:
                self._check(headers, body)
        except Fault as fault:
            # What was not read would be taken for the next request.
            answer = answer_of(Request(scope), fault, {"connection": "close"})
            await answer(scope, receive, send)
            return
        except _Gone:
            return
        await self._app(scope, _again(body, receive), send)

    async def _read(self, headers: Headers, receive: Receive) -> bytes:
        most = self._limits.body_bytes
        declared = headers.get("content-length", "0")
        if not (declared.isascii() and declared.isdigit()):
            raise BadRequest("content-length", declared, "a whole number")
        if len(declared) > 15 or int(declared) > most:
            raise TooLarge("body", f"{declared} bytes", f"at most {most:,} bytes")
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._limits.upload_seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _Gone
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > most:
                        raise TooLarge("body", f"more than {most:,} bytes", f"at most {most:,}")
                    if not message.get("more_body", False):
                        return b"".join(parts)
        except TimeoutError:
            allowed = f"all of it within {self._limits.upload_seconds:g} s"
            raise TooSlow("body", f"{size:,} bytes, and no end", allowed) from None

    def _check(self, headers: Headers, body: bytes) -> None:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if _JSON.fullmatch(kind):
            depth, most = depth_of(body), self._limits.json_depth
            if depth > most:
                raise TooLarge("body", f"JSON of {depth:,} levels", f"at most {most} levels")
        elif kind not in _FORMS:
            allowed = f"application/json, {', '.join(_FORMS)}"
            raise WrongContent("content-type", kind or "none", allowed)


class _Gone(Exception):
    """The caller went away."""


def _again(body: bytes, receive: Receive) -> Receive:
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once
