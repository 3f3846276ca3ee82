"""Who may come in: a program shows the token, a browser a session that the token opened."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from troche.web.faults import NoToken, TooMany
from troche.web.problems import answer_of, is_for_programs
from troche.web.security.origins import SAFE, is_own
from troche.web.security.tokens import Failures, Sessions, same_token

__all__ = ["LONGEST_NEXT", "Door", "TokenCheck"]

LONGEST_NEXT: Final = 2000
"""Characters of an address to which a person goes on after coming in."""

_OPEN: Final = ("/login", "/healthz")
_PUBLIC: Final = "/static/"


class Door:
    """Knows the token, and who came in with it.

    Parameters
    ----------
    token
        What a caller must show.
    """

    def __init__(self, token: str) -> None:
        self._token = token
        self._failures = Failures()
        self.sessions = Sessions(token)

    def admit(self, shown: str, request: Request) -> None:
        """Pass where the right token is shown.

        Raises
        ------
        troche.web.faults.TooMany
            After several wrong ones from the same address.
        troche.web.faults.NoToken
            If this one is wrong.
        """
        caller = request.client.host if request.client else ""
        wait = self._failures.wait(caller)
        if wait:
            allowed = f"another try in {wait} s"
            raise TooMany("token", "several wrong tokens", allowed, retry_after=wait)
        if not same_token(shown, self._token):
            self._failures.add(caller)
            # What was shown is not repeated: it may be the right one with a slip.
            raise NoToken("token", "a wrong token", "the token with which the server was started")


class TokenCheck:
    """Refuses whoever shows neither the token nor a session.

    Parameters
    ----------
    app
        What is behind.
    door
        Who may come in.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or _is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            self._check(request)
        except NoToken as fault:
            await _unknown(request, fault)(scope, receive, send)
        except TooMany as fault:
            await answer_of(request, fault)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _check(self, request: Request) -> None:
        kind, _, shown = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            self._door.admit(shown.strip(), request)
            return
        cookie = request.cookies.get(Sessions.name, "")
        vouched = request.method in SAFE or is_own(request.headers)
        if not (vouched and self._door.sessions.holds(cookie)):
            allowed = "'Authorization: Bearer TOKEN', or a session that /login opens"
            raise NoToken("token", "none, or a session that is over", allowed)


def _is_open(path: str) -> bool:
    return path in _OPEN or path.startswith(_PUBLIC)


def _unknown(request: Request, fault: NoToken) -> Response:
    path = str(request.scope["path"])
    if is_for_programs(path) or request.method not in SAFE:
        return answer_of(request, fault, {"www-authenticate": "Bearer"})
    here = URL(path=path, query=request.scope["query_string"].decode("latin-1"))
    # A longer address would come back as too long; the first page is better than none.
    further = str(here) if len(str(here)) <= LONGEST_NEXT else "/"
    login = URL("/login").include_query_params(next=further)
    return RedirectResponse(str(login), 303, {"cache-control": "no-store"})
