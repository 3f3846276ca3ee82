"""The page of one run: how it stands, and when it is done, what it found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from troche.report.library import embedded
from troche.report.theme import plotly_config
from troche.web.api.study_models import RunState
from troche.web.jobs.files import files_of
from troche.web.jobs.queue import Jobs, jobs_of
from troche.web.jobs.state import OVER, RESUMABLE, Run, State
from troche.web.jobs.store import RESULTS
from troche.web.jobs.written import PAGE
from troche.web.rendering import page

__all__ = ["router"]

_Jobs = Annotated[Jobs, Depends(jobs_of)]

router = APIRouter(prefix="/compare/runs", include_in_schema=False)


@router.get("/{id}", response_class=HTMLResponse)
def run_page(id: str, request: Request, jobs: _Jobs) -> HTMLResponse:  # noqa: A002
    """Return the page of a run."""
    run = jobs.get(id)
    done = run.state is State.DONE
    folder = jobs.store.folder_of(run)
    found = _found(folder / RESULTS / PAGE) if done else None
    figure = (found or {}).get("figure")
    return page(
        request,
        "run.html.j2",
        here="compare",
        run=RunState.of(run, jobs),
        over=run.state in OVER,
        resumable=run.state in RESUMABLE and not _is_broken(run),
        text=jobs.store.text_of(run),
        found=found,
        files=files_of(folder) if done else [],
        more=done and jobs.is_at_work(run),
        figure_data=embedded({k: figure[k] for k in ("data", "layout")}) if figure else "",
        figure_config=embedded(plotly_config(f"troche-{figure['key']}")) if figure else "",
    )


@router.post("/{id}/cancel")
async def cancel(id: str, jobs: _Jobs) -> Response:  # noqa: A002
    """Stop a run, and return to its page."""
    return _back(jobs.cancel(id))


@router.post("/{id}/resume")
async def resume(id: str, jobs: _Jobs) -> Response:  # noqa: A002
    """Go on with a run, and return to its page."""
    return _back(jobs.resume(id))


@router.post("/{id}/delete")
async def delete(id: str, jobs: _Jobs) -> Response:  # noqa: A002
    """Delete a run, and return to the list."""
    await jobs.delete(id)
    return RedirectResponse("/compare#runs", status_code=303)


def _back(run: Run) -> Response:
    return RedirectResponse(f"/compare/runs/{run.id}", status_code=303)


def _is_broken(run: Run) -> bool:
    return run.error is not None and run.error.code == "broken-record"


def _found(path: Path) -> dict[str, Any] | None:
    """Return what the page shows of a result; nothing where a person removed or broke it."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None
