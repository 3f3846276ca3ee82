"""The Explore page: a form and empty figures at once, which the browser then fills."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from troche.population.tolerability.people import FELT_POINTS
from troche.studies.explore import choices
from troche.studies.mood.summarise import WORTHWHILE
from troche.studies.specification import DEFAULT_POPULATION
from troche.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_SPOKEN: Final = {
    "2 times daily": "twice daily",
    "3 times daily": "three times daily",
    "2 times weekly": "twice weekly",
    "3 times weekly": "three times weekly",
    "every 2 days": "every second day",
    "every 2 weeks": "every second week",
}
"""Rhythms of the language as people say them."""


@cache
def _modules() -> tuple[str, ...]:
    """Return the names of the page's scripts, so that the browser asks for all at once."""
    folder = files("troche.web") / "static" / "explore"
    return tuple(sorted(each.name for each in folder.iterdir() if each.name.endswith(".js")))


def _same(words: list[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


@router.get("/explore", response_class=HTMLResponse)
def explore(request: Request) -> HTMLResponse:
    """Return the page; the browser reads the regimen from the address."""
    offered = choices()
    return page(
        request,
        "explore.html.j2",
        here="explore",
        choices={
            **offered,
            "population": DEFAULT_POPULATION,
            "limits": {"felt": FELT_POINTS, "worthwhile": WORTHWHILE},
        },
        drugs=[(each["key"], each["label"]) for each in offered["drugs"]],
        routes=[(each["key"], f"{each['label']} ({each['key']})") for each in offered["routes"]],
        rhythms=[(each, _SPOKEN.get(each, each)) for each in offered["schedules"]],
        populations=_same(offered["populations"]),
        population=DEFAULT_POPULATION,
        beside=_same(offered["beside"]),
        modules=_modules(),
    )
