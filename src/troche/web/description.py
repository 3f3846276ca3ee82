"""What OpenAPI says of the server as a whole."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from troche.report.prose import INTENDED_USE

__all__ = ["DESCRIPTION", "name_routes"]

DESCRIPTION: Final = f"""The open workbench for low-dose ketamine in depression, as addresses.

**Intended use.** {INTENDED_USE}

**Errors** have one shape, whatever their status:
`{{"error": {{"code", "where", "found", "allowed", "meant"}}}}`. A `Retry-After` header stands
beside 429 and 503 where another try is worth it.

**Token.** On this machine alone none is needed. A server that others can reach asks for
`Authorization: Bearer TOKEN`.
"""


def name_routes(router: APIRouter) -> None:
    """Call every address by the first line of its docstring, not by a function's name.

    Parameters
    ----------
    router
        Its routes are changed in place, once.
    """
    for route in router.routes:
        if isinstance(route, APIRoute) and not route.summary:
            route.summary = route.description.partition("\n")[0].rstrip(".") or route.name
