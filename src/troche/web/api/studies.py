"""Studies over HTTP: submit, follow, stop, fetch."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from troche.studies.specification import StudySpec
from troche.web.api.study_models import (
    Checked,
    FileLine,
    Refused,
    RegimenLine,
    RunList,
    RunState,
    Submitted,
)
from troche.web.api.study_requests import Read, body_schema, read_study_request
from troche.web.jobs.files import file_of, files_of, report_policy
from troche.web.jobs.keys import keys_of
from troche.web.jobs.queue import Jobs, jobs_of
from troche.web.jobs.written import DOCUMENT

__all__ = ["checked_of", "router"]

_Jobs = Annotated[Jobs, Depends(jobs_of)]
_Id = Annotated[str, Path(description="Of a run, as GET /api/studies lists it.", max_length=100)]

_WHY: Final = {
    400: "The request cannot be read.",
    404: "There is no such run, or no such file of it.",
    408: "The body did not come in time.",
    409: "The run is in a state in which this cannot be done.",
    413: "More than one request may bring.",
    415: "A body of a kind that is not read.",
    422: "The study cannot be used, or is larger than this server runs.",
    429: "The queue, or the number of listeners, is full.",
    503: "This server runs no studies now.",
    507: "The disk takes no more.",
}


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {each: {"model": Refused, "description": _WHY[each]} for each in statuses}


_SENT: Final = _refusals(400, 408, 413, 415, 422)

router = APIRouter(prefix="/api/studies", tags=["studies"])


async def _read(request: Request, jobs: _Jobs) -> Read:
    return await read_study_request(request, jobs.limits)


@router.post("", status_code=202, responses={**_SENT, **_refusals(429, 503, 507)},
             openapi_extra=body_schema())  # fmt: skip
async def submit(
    read: Annotated[Read, Depends(_read)], jobs: _Jobs, response: Response
) -> Submitted:
    """Put a study in the queue; it runs as long as the server does, and goes on after a restart."""
    run = jobs.submit(read.study, read.text)
    location = f"/api/studies/{run.id}"
    response.headers["location"] = location
    return Submitted(id=run.id, location=location, page=f"/compare/runs/{run.id}")


@router.get("")
async def runs(jobs: _Jobs) -> RunList:
    """Return every run, newest first."""
    return RunList(runs=[RunState.of(run, jobs) for run in jobs.all()])


@router.post("/check", responses=_SENT, openapi_extra=body_schema())
async def check(read: Annotated[Read, Depends(_read)]) -> Checked:
    """Check a study without running it, and estimate how long it takes."""
    return checked_of(read)


def checked_of(read: Read) -> Checked:
    """Return what is known of a study that can be run."""
    study: StudySpec = read.study
    parsed = study.parsed
    return Checked(
        title=study.study,
        population=study.patients.population,
        patients=read.size.patients,
        draws=read.size.draws,
        seed=study.patients.seed,
        weeks=study.weeks,
        beside=study.beside,
        mood=study.mood,
        harm=study.harm,
        regimens=[
            RegimenLine(name=name, text=text, canonical=str(parsed[name]))
            for name, text in study.regimens.items()
        ],
        seconds=read.size.seconds,
        study=keys_of(study),
        yaml=read.text.decode("utf-8-sig"),
    )


@router.get("/{id}", responses=_refusals(404))
async def state(id: _Id, jobs: _Jobs) -> RunState:  # noqa: A002
    """Return how a run stands."""
    return RunState.of(jobs.get(id), jobs)


@router.post("/{id}/cancel", status_code=202, responses=_refusals(404, 409))
async def cancel(id: _Id, jobs: _Jobs) -> RunState:  # noqa: A002
    """Stop a run; what was computed is kept."""
    return RunState.of(jobs.cancel(id), jobs)


@router.post("/{id}/resume", status_code=202, responses=_refusals(404, 409, 429, 503))
async def resume(id: _Id, jobs: _Jobs) -> RunState:  # noqa: A002
    """Go on with a run that was cancelled, was interrupted or has failed."""
    return RunState.of(jobs.resume(id), jobs)


@router.delete("/{id}", status_code=204, responses=_refusals(404, 409, 503, 507))
async def delete(id: _Id, jobs: _Jobs) -> Response:  # noqa: A002
    """Delete a run with all its files."""
    await jobs.delete(id)
    return Response(status_code=204)


@router.get(
    "/{id}/result",
    response_class=JSONResponse,
    responses={
        200: {"description": "The document that `troche compare --json` writes."},
        **_refusals(404),
    },
)
def result(id: _Id, jobs: _Jobs) -> Response:  # noqa: A002
    """Return the result of a finished run as one document."""
    found = file_of(jobs.folder_of(id), DOCUMENT)
    return FileResponse(found.path, media_type=found.kind)


@router.get("/{id}/files", responses=_refusals(404))
def files(id: _Id, jobs: _Jobs) -> list[FileLine]:  # noqa: A002
    """Return the files of a finished run; none before."""
    run = jobs.get(id)
    return [
        FileLine(
            name=file.name,
            what=file.what,
            kind=file.kind,
            bytes=file.size,
            location=f"/api/studies/{run.id}/files/{file.name}",
        )
        for file in files_of(jobs.folder_of(run.id))
    ]


@router.get(
    "/{id}/files/{name}",
    response_class=FileResponse,
    responses={200: {"description": "The file.", "content": {"*/*": {}}}, **_refusals(404)},
)
def file(
    id: _Id,  # noqa: A002
    name: Annotated[str, Path(description="A name of the list.", max_length=100)],
    jobs: _Jobs,
) -> FileResponse:
    """Return a file of a finished run by its name in the list."""
    run = jobs.get(id)
    found = file_of(jobs.folder_of(run.id), name)
    if found.name == "report.html":
        # A page in a sandbox may not share a group of tabs, or browsers refuse to show it.
        headers = {
            "content-security-policy": report_policy(found),
            "cross-origin-opener-policy": "unsafe-none",
        }
        return FileResponse(found.path, media_type=found.kind, headers=headers)
    return FileResponse(found.path, media_type=found.kind, filename=f"{run.id[:8]}-{found.name}")
