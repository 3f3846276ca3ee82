"""Quick looks at one regimen, and what a form may offer for one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from troche.studies.explore import asked, choices
from troche.studies.explore.question import BESIDE, WEEKS
from troche.studies.specification import DEFAULT_POPULATION
from troche.web.api.explore_models import Choices, QuickLook
from troche.web.explorers import Explorers

__all__ = ["router"]

router = APIRouter(tags=["explore"])

_LONGEST_LINE = 2000


@router.get("/api/explore", response_model=QuickLook)
async def explore(
    request: Request,
    regimen: Annotated[
        str,
        Query(
            max_length=_LONGEST_LINE,
            description="A line of the regimen language.",
            examples=["15 mg ketamine sublingual tablet, daily for 8 weeks"],
        ),
    ],
    population: Annotated[
        str, Query(max_length=200, description="Name of a documented population.")
    ] = DEFAULT_POPULATION,
    weeks: Annotated[
        float | None,
        Query(
            ge=WEEKS[0],
            le=WEEKS[1],
            description="Horizon; by default eight weeks, or the regimen's own length.",
        ),
    ] = None,
    beside: Annotated[
        str, Query(max_length=40, description=f"{BESIDE[0]} or {BESIDE[1]}.")
    ] = BESIDE[0],
) -> Response:
    """Look quickly at one regimen.

    How people differ (``people``) and how little is known (``knowledge``) stand apart in every
    line. For research and teaching about groups.
    """
    explorers: Explorers = request.app.state.explorers
    # A plan of years takes a second to lay out; others are answered meanwhile.
    question = await run_in_threadpool(asked, regimen, population, weeks, beside)
    found = await explorers.answer(question)
    return Response(found, media_type="application/json")


@router.get("/api/explore/choices", response_model=Choices)
def explore_choices() -> dict[str, object]:
    """List what a form may offer: drugs, routes with their products, schedules, populations."""
    return choices()
