"""The page on which a study is put together, and the list of runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from troche.errors import TrocheError
from troche.studies.study_file import study_of
from troche.web.api.study_models import RunState
from troche.web.api.study_requests import check_length, read_text, uploaded
from troche.web.faults import BadRequest, NotFound, status_of
from troche.web.jobs.keys import keys_of
from troche.web.jobs.queue import Jobs, jobs_of
from troche.web.pages.study_form import (
    BESIDE,
    EXAMPLES,
    StudyForm,
    example_form,
    example_text,
    form_of_keys,
    form_of_query,
)
from troche.web.rendering import page

__all__ = ["router"]

_Jobs = Annotated[Jobs, Depends(jobs_of)]

router = APIRouter(include_in_schema=False)


@router.get("/compare", response_class=HTMLResponse)
def compare(request: Request, jobs: _Jobs) -> HTMLResponse:
    """Return the form, filled as the address says, and the list of runs."""
    query = request.query_params
    if "example" in query:
        text = example_text(query["example"])
        if not text:
            names = ", ".join(name for name, _ in EXAMPLES)
            raise NotFound("example", query["example"], f"one of {names}")
        return _shown(request, jobs, example_form(query["example"]), text)
    if "from" in query:
        text = jobs.store.text_of(jobs.get(query["from"]))
        return _filled(request, jobs, text)
    return _shown(request, jobs, form_of_query(query, jobs.limits.regimens))


@router.post("/compare", response_class=HTMLResponse)
async def submit_form(request: Request, jobs: _Jobs) -> Response:
    """Run the study of the form, or do what another of its buttons says."""
    check_length(request, jobs.limits)
    try:
        async with request.form(max_files=0, max_fields=200) as fields:
            form = StudyForm.sent(fields, jobs.limits.regimens)
            action = fields.get("action", "run")
    except HTTPException as error:
        raise BadRequest("body", str(error.detail), "the fields of the form") from None
    if isinstance(action, str) and action != "run":
        return _shown(request, jobs, form.changed(action))
    try:
        return await _run(form.text().encode("utf-8", "replace"), jobs)
    except TrocheError as error:
        return _shown(request, jobs, form, error=error)


@router.post("/compare/file", response_class=HTMLResponse)
async def submit_file(request: Request, jobs: _Jobs) -> Response:
    """Run the study of a file that was uploaded or pasted, or put it into the form."""
    check_length(request, jobs.limits)
    try:
        async with request.form(max_files=1, max_fields=5,
                                max_part_size=jobs.limits.upload_bytes + 1) as fields:  # fmt: skip
            file, pasted = fields.get("file"), fields.get("yaml")
            named = isinstance(file, UploadFile) and bool(file.filename)
            data = await uploaded(file, jobs.limits) if isinstance(file, UploadFile) else b""
            fill = fields.get("action") == "fill"
    except HTTPException as error:
        raise BadRequest("body", str(error.detail), "one file, or its text") from None
    if not named:
        data = pasted.encode("utf-8", "replace") if isinstance(pasted, str) else b""
    text = data.decode("utf-8", "replace")[: jobs.limits.upload_bytes]
    try:
        if fill:
            keys = keys_of((await read_text(data, jobs.limits)).study)
            return _shown(request, jobs, form_of_keys(keys), text)
        return await _run(data, jobs)
    except TrocheError as error:
        # What is no text is not shown again.
        shown = "" if "\0" in text or "\ufffd" in text else text
        return _shown(request, jobs, StudyForm(), shown, error=error, of_file=True)


async def _run(text: bytes, jobs: Jobs) -> Response:
    read = await read_text(text, jobs.limits)
    run = jobs.submit(read.study, read.text)
    return RedirectResponse(f"/compare/runs/{run.id}", status_code=303)


def _filled(request: Request, jobs: Jobs, text: str) -> HTMLResponse:
    """Return the page with the study of an older run, which may no longer be one."""
    try:
        form = form_of_keys(keys_of(study_of(text.encode(), "study")))
    except TrocheError as error:
        return _shown(request, jobs, StudyForm(), text, error=error, of_file=True)
    return _shown(request, jobs, form, text)


def _shown(
    request: Request,
    jobs: Jobs,
    form: StudyForm,
    text: str | None = None,
    *,
    error: TrocheError | None = None,
    of_file: bool = False,
) -> HTMLResponse:
    if text is None:
        try:
            text = form.text() if any(name or line for name, line in form.rows) else ""
        except TrocheError:
            text = ""
    return page(
        request,
        "compare.html.j2",
        here="compare",
        status=status_of(error) if error else 200,
        form=form,
        text=text,
        beside=BESIDE,
        examples=EXAMPLES,
        limits=jobs.limits,
        error=error.as_dict() if error else None,
        of_file=of_file,
        runs=[RunState.of(run, jobs) for run in jobs.all()],
        unavailable=jobs.unavailable,
    )
