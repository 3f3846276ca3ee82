"""Coming in by browser: the token is typed once, and never stands in an address."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from troche.errors import TrocheError
from troche.web.faults import Fault, status_of
from troche.web.rendering import page
from troche.web.security.guard import LONGEST_NEXT, Door
from troche.web.security.tokens import Sessions

__all__ = ["local_path", "router"]

router = APIRouter(include_in_schema=False)
_LONGEST: Final = 2000


def local_path(address: str) -> str:
    r"""Return the address if it is a path of this server, else that of the first page.

    Examples
    --------
    >>> local_path("/claims?x=1"), local_path("//evil.example"), local_path("/\\evil.example")
    ('/claims?x=1', '/', '/')
    """
    plain = address.isprintable() and "\\" not in address and " " not in address
    return address if plain and address.startswith("/") and address[1:2] != "/" else "/"


def _door(request: Request) -> Door | None:
    door: Door | None = request.app.state.door
    return door


@router.get("/login")
def login(
    request: Request, further: Annotated[str, Query(alias="next", max_length=LONGEST_NEXT)] = "/"
) -> Response:
    """Return the form that asks for the token."""
    if _door(request) is None:
        return RedirectResponse("/", 303)
    return _form(request, local_path(further))


@router.post("/login")
def enter(
    request: Request,
    token: Annotated[str, Form(max_length=_LONGEST)],
    further: Annotated[str, Form(alias="next", max_length=LONGEST_NEXT)] = "/",
) -> Response:
    """Open a session where the token is right."""
    door = _door(request)
    if door is None:
        return RedirectResponse("/", 303)
    try:
        door.admit(token.strip(), request)
    except Fault as fault:
        return _form(request, local_path(further), fault)
    answer = RedirectResponse(local_path(further), 303, {"cache-control": "no-store"})
    answer.set_cookie(
        Sessions.name,
        door.sessions.open(),
        max_age=Sessions.seconds,
        httponly=True,
        samesite="strict",
        secure=request.headers.get("origin", "").startswith("https://"),
    )
    return answer


@router.post("/logout")
def leave() -> Response:
    """End the session of this browser."""
    answer = RedirectResponse("/login", 303, {"cache-control": "no-store"})
    answer.delete_cookie(Sessions.name, httponly=True, samesite="strict")
    return answer


def _form(request: Request, further: str, fault: TrocheError | None = None) -> Response:
    status = 200 if fault is None else status_of(fault)
    answer = page(request, "login.html.j2", status=status, further=further, fault=fault)
    answer.headers["cache-control"] = "no-store"
    wait = fault.retry_after if isinstance(fault, Fault) else None
    if wait is not None:
        answer.headers["retry-after"] = str(wait)
    return answer
