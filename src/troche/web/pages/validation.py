"""Validation: how well published rows are predicted without their own family."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from troche.errors import nearest
from troche.report.drawing import mark
from troche.report.numerals import numeral
from troche.report.pictures.validation import (
    ROUTE_LOOK,
    blood_picture,
    place_picture,
    row_words,
    share_bar,
)
from troche.report.validation_goals import goals_reached
from troche.report.validation_text import figure_rows
from troche.studies.validate import Validation
from troche.studies.validate.conflicts import conflicts
from troche.studies.validate.rows import ValidatedRow, grade_of
from troche.web import documents
from troche.web.pages.lost import lost
from troche.web.pages.paging import paged
from troche.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

NAMES: Final = {"pk": "Exposure", "outcomes": "Mood", "tolerability": "Harm"}
_STATES: Final = ("missed", "inside", "refused")


def _asked(table: str = "", state: str = "", text: str = "") -> dict[str, str]:
    return {"table": table, "state": state, "text": text[:200]}


Asked = Annotated[dict[str, str], Depends(_asked)]
Number = Annotated[int, Query(ge=1, le=10_000, alias="page")]


_NAME: Final = "page of the validation"


async def _shared(request: Request) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the summary and all rows, which every visitor shares."""
    found = (await documents.validation(request, patient=True)).found
    return await documents.documents_of(request).get(
        _NAME, lambda: (_summary(found), _rows(found)), patient=True
    )


@router.get("/validation", response_class=HTMLResponse)
async def validation(
    request: Request, asked: Asked, at: Number = 1, wait: bool = False
) -> HTMLResponse:
    """Return the page; its figures follow where nobody has computed them yet."""
    wrong = _wrong(request, asked)
    if wrong is not None:
        return wrong
    content: dict[str, Any] = {"found": None}
    if wait or documents.documents_of(request).ready(_NAME):
        content = _content(*await _shared(request), asked, at)
    return page(request, "validation.html.j2", here="validation", asked=asked, **content)


@router.get("/parts/validation", response_class=HTMLResponse)
async def part(request: Request, asked: Asked, at: Number = 1) -> HTMLResponse:
    """Return everything under the heading, for a page that went out without it."""
    wrong = _wrong(request, asked)
    if wrong is not None:
        return wrong
    content = _content(*await _shared(request), asked, at)
    return page(request, "parts/validation.html.j2", asked=asked, **content)


def _wrong(request: Request, asked: dict[str, str]) -> HTMLResponse | None:
    for name, allowed in (("table", tuple(NAMES)), ("state", _STATES)):
        found = asked[name]
        if found and found not in allowed:
            meant = nearest(found, allowed)
            return lost(request, name, found, ", ".join(allowed), meant, "/validation", status=422)
    return None


def _content(
    summary: dict[str, Any], every: list[dict[str, Any]], asked: dict[str, str], at: int
) -> dict[str, Any]:
    rows = [r for r in every if _passes(r, asked)]
    return {
        "found": summary,
        "names": NAMES,
        "states": _STATES,
        "rows": paged(rows, at, "/validation", asked),
    }


def _summary(found: Validation) -> dict[str, Any]:
    reached = goals_reached(found.summary)
    predicted = [r for r in found.rows["pk"] if r.why_not is None]
    return {
        "goals": {name: [r for r in reached if r.goal.table == t] for t, name in NAMES.items()},
        "met": sum(r.met for r in reached),
        "wanted": len(reached),
        "counts": [_counted(found, table) for table in NAMES],
        "blood": blood_picture(predicted),
        "routes": [
            (route, f'<svg class="key-mark" width="16" height="16" aria-hidden="true">'
             f"{mark(shape, 50, 8, kind=f'dot {kind}', radius=4.5)}</svg>")
            for route, (kind, shape) in ROUTE_LOOK.items()
        ],
        "predicted": len(predicted),
        "figures": figure_rows(found),
        "conflicts": [str(each) for each in conflicts(predicted)],
        "calibration": found.calibration,
    }  # fmt: skip


def _counted(found: Validation, table: str) -> dict[str, Any]:
    rows, counts = found.rows[table], found.summary[table]
    inside = sum(r.inside is True for r in rows)
    missed = sum(r.inside is False for r in rows)
    refused = counts["rows"] - counts["predicted"]
    return {
        "name": NAMES[table],
        "table": table,
        "rows": counts["rows"],
        "inside": inside,
        "missed": missed,
        "refused": refused,
        "reasons": counts["refused"],
        "bar": share_bar(
            [
                ("inside their interval", inside, "inside"),
                ("outside it", missed, "missed"),
                ("not predicted", refused, "refused"),
            ]
        ),
    }


def _state(row: ValidatedRow) -> str:
    if row.why_not is not None:
        return "refused"
    return "inside" if row.inside else "missed"


def _rows(found: Validation) -> list[dict[str, Any]]:
    every = [(table, row, _state(row)) for table, rows in found.rows.items() for row in rows]
    every.sort(key=lambda each: _STATES.index(each[2]))
    return [_shown(*each) for each in every]


def _shown(table: str, row: ValidatedRow, state: str) -> dict[str, Any]:
    predicted = row.why_not is None
    return {
        "table": table,
        "name": NAMES[table],
        "state": state,
        "what": row_words(row),
        "address": f"/evidence/{row.row.table}/{row.row.row}",
        "published": "–" if row.observed is None else f"{numeral(row.observed)} {row.unit}",
        "predicted": _predicted(row) if predicted else "–",
        "picture": place_picture(row),
        "grade": grade_of(row.fold_error) if table == "pk" and row.fold_error else "",
        "why": f"{row.why_not}: {row.detail}" if row.detail and row.why_not else row.why_not or "",
        "reading": row.row.reading,
    }


def _predicted(row: ValidatedRow) -> str:
    return f"{numeral(row.predicted)} ({numeral(row.p5)} to {numeral(row.p95)})"


def _passes(row: dict[str, Any], asked: dict[str, str]) -> bool:
    return (
        asked["table"] in ("", row["table"])
        and asked["state"] in ("", row["state"])
        and asked["text"].casefold().strip() in f"{row['what']} {row['why']}".casefold()
    )
