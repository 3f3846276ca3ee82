"""An error as an answer: JSON for programs, a readable page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from troche.errors import BadInput, TrocheError, nearest
from troche.web.faults import BadRequest, Fault, NotAllowed, NotFound, status_of
from troche.web.rendering import PAGES, page

__all__ = ["answer_of", "handle_errors", "is_for_programs"]

_TITLES: Final = {
    400: "This request could not be read",
    401: "A token is needed",
    403: "This request came from elsewhere",
    404: "Nothing is here",
    405: "This address does not take that",
    408: "The request did not come in time",
    413: "This is too large",
    415: "This kind of content is not read",
    422: "This cannot be used",
    429: "Too many tries",
    500: "A fault of ours",
    503: "Busy; try again in a moment",
}


def is_for_programs(path: str) -> bool:
    """Return whether an address answers programs, and so in JSON.

    Examples
    --------
    >>> is_for_programs("/api/claims"), is_for_programs("/api"), is_for_programs("/claims")
    (True, False, False)
    """
    return path.startswith("/api/") or path == "/healthz"


def answer_of(
    request: Request, error: TrocheError, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer that tells of an error.

    Parameters
    ----------
    request
        Whose address decides between JSON and a page.
    error
        What is wrong.
    headers
        Beside those of the answer's own.
    """
    status = status_of(error)
    more = dict(headers or {})
    after = error.retry_after if isinstance(error, Fault) else None
    if after is not None:
        more["retry-after"] = str(after)
    fault = error.as_dict()
    answer: Response
    if is_for_programs(request.scope["path"]):
        text = json.dumps({"error": fault}, ensure_ascii=False)
        # Words that came with a request may hold halves of letters, which UTF-8 cannot.
        body = text.encode("utf-8", "replace")
        answer = Response(body, status, media_type="application/json")
    else:
        title = _TITLES.get(status, "This did not work")
        answer = page(request, "error.html.j2", status=status, title=title, fault=fault)
    answer.headers["cache-control"] = "no-store"
    answer.headers.update(more)
    return answer


def handle_errors(app: FastAPI) -> None:
    """Answer every error that a route raises on purpose in the one shape.

    Parameters
    ----------
    app
        The application.
    """
    app.add_exception_handler(TrocheError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _known(request: Request, error: Exception) -> Response:
    if not isinstance(error, TrocheError) or status_of(error) == 500:
        raise error
    return answer_of(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    first: dict[str, Any] = dict(error.errors()[0])
    place = [str(part) for part in first.get("loc", ())]
    where = _shown(", ".join(place) or "request")
    if first.get("type") == "json_invalid":
        return answer_of(request, BadInput("body", "text that is no JSON", "one JSON document"))
    found = "nothing" if first.get("type") == "missing" else _shown(first.get("input"))
    if "token" in where:
        found = "what is not repeated here"
    said = str(first.get("msg", "")).removeprefix("Input should be ").removeprefix("Value error, ")
    allowed = "a value here" if first.get("type") == "missing" else said
    return answer_of(request, BadInput(where, found, allowed))


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    path = str(request.scope["path"])
    if error.status_code == 404:
        return answer_of(request, _nowhere(path))
    if error.status_code == 405:
        allowed = ", ".join(_methods(request))
        fault = NotAllowed(path, request.method, allowed or "another method")
        return answer_of(request, fault, {"allow": allowed})
    return answer_of(request, BadRequest(path, str(error.detail), "a request that can be read"))


def _methods(request: Request) -> list[str]:
    """Return the methods of all routes with this address; the router names those of one."""
    routes = request.app.state.routes
    here = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    # The first stands for the address: patterns that would hold it too come behind.
    same = [route for route in here if route.path == here[0].path]
    methods = {method for route in same for method in route.methods}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def _nowhere(path: str) -> NotFound:
    if is_for_programs(path):
        return NotFound("address", path, "an address that /api/openapi.json lists")
    known = ["/", "/api", *(address for _, address, *_ in PAGES)]
    return NotFound("address", path, ", ".join(known), nearest(path, known))


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 200 else f"{text[:197]}..."
