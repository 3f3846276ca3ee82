"""The progress of a run as a stream of events, for pages and programs that follow it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path
from fastapi.responses import StreamingResponse

from troche.web.api.study_models import Refused, RunState
from troche.web.jobs.queue import Jobs, jobs_of

__all__ = ["router"]

_DESCRIPTION: Final = (
    "Server-sent events named `run`, each with the state of the run as JSON; the stream ends "
    "when the run has ended."
)

router = APIRouter(prefix="/api/studies", tags=["studies"])


@router.get(
    "/{id}/events",
    response_class=StreamingResponse,
    responses={
        200: {"description": _DESCRIPTION, "content": {"text/event-stream": {}}},
        404: {"model": Refused, "description": "There is no such run."},
        429: {"model": Refused, "description": "Too many follow runs at once."},
    },
)
async def events(
    id: Annotated[str, Path(max_length=100)],  # noqa: A002
    jobs: Annotated[Jobs, Depends(jobs_of)],
) -> StreamingResponse:
    """Follow a run until it has ended."""
    run = jobs.get(id)
    jobs.listeners.refuse()

    async def stream() -> AsyncIterator[str]:
        # Whoever leaves in the middle of a word gives the place of a listener back at once.
        async with aclosing(jobs.follow(run.id)) as words:
            async for seen in words:
                if seen is None:
                    yield ": still here\n\n"  # tells a connection that is gone
                else:
                    yield f"event: run\ndata: {RunState.of(seen, jobs).model_dump_json()}\n\n"

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)
