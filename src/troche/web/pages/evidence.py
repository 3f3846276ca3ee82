"""The evidence as pages: tables, their rows with filters, one row, one study."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import QueryParams

from troche.errors import EvidenceError, nearest
from troche.evidence import Finding, findings, load, study, tables
from troche.evidence.codebook import Column, codebook
from troche.evidence.grades import READING_GRADES
from troche.evidence.references import bibliography, render
from troche.evidence.suicidality import CRISIS_LINE, about_suicidality
from troche.report.pictures.forest import KINDS
from troche.web.pages.filters import FILTERS, choices_of, passing, wrong_choice
from troche.web.pages.lost import lost
from troche.web.pages.paging import paged
from troche.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_LATE: Final = ("citation", "doi", "pmid", "registry", "url", "notes")


def _asked(request: Request) -> dict[str, str]:
    """Return the filters of an address, each cut to a sensible length."""
    return {name: request.query_params.get(name, "").strip()[:200] for name in FILTERS}


Asked = Annotated[dict[str, str], Depends(_asked)]
Number = Annotated[int, Query(ge=1, le=10_000, alias="page")]


@router.get("/evidence", response_class=HTMLResponse)
def overview(request: Request, asked: Asked, at: Number = 1) -> HTMLResponse:
    """Return the list of tables, or the rows of all of them that pass a filter."""
    if any(asked.values()):
        return _rows(request, "", asked, at, "short")
    listed = [(name, len(load(name)), codebook(name).meaning) for name in tables()]
    return page(
        request,
        "evidence.html.j2",
        here="evidence",
        tables=listed,
        total=sum(count for _, count, _ in listed),
        sources=len(bibliography().references),
        kinds=list(KINDS.values()),
        asked=asked,
        choices=choices_of(findings()),
    )


@router.get("/evidence/studies/{key:path}", response_class=HTMLResponse)
def one_study(request: Request, key: str) -> Response:
    """Return everything of one study across tables; its sources as BibTeX with ``.bib``."""
    as_text = key.endswith(".bib")
    try:
        found = study(key.removesuffix(".bib"))
    except EvidenceError as error:
        return lost(request, "study", key, error.allowed, error.meant, "/evidence")
    bibtex = render({reference.key: reference for reference in found.references})
    if as_text:
        return Response(bibtex, media_type="application/x-bibtex; charset=utf-8")
    arms = [(record.arm, record.outcomes) for record in found.arms]
    return page(
        request,
        "study.html.j2",
        here="evidence",
        study=found,
        arms=arms,
        bibtex=bibtex,
        crisis=CRISIS_LINE if any(map(about_suicidality, found.findings)) else "",
        grades=_grades(found.findings),
        related=sorted({(f.source, f.table) for f in found.related}),
        link_url=f"/evidence/studies/{found.name}.bib",
        meanings={name: codebook(name).meaning for name in tables()},
    )


@router.get("/evidence/{table}.csv")
def as_csv(request: Request, table: str, asked: Asked) -> Response:
    """Return the rows that pass the filters, under the header of the interchange format."""
    wrong = _wrong_table(request, table) or _wrong_choice(request, asked)
    if wrong is not None:
        return wrong
    found = passing(table, asked)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(load(table)[0].cells), lineterminator="\n")
    writer.writeheader()
    writer.writerows(dict(f.origin.cells) for f in found)
    name = f'attachment; filename="{table}.csv"'
    return Response(
        text.getvalue(), media_type="text/csv; charset=utf-8", headers={"content-disposition": name}
    )


@router.get("/evidence/{table}", response_class=HTMLResponse)
def one_table(
    request: Request, table: str, asked: Asked, at: Number = 1, view: str = "short"
) -> HTMLResponse:
    """Return the rows of a table, by the page."""
    return _wrong_table(request, table) or _rows(request, table, asked, at, view)


@router.get("/evidence/{table}/{row}", response_class=HTMLResponse)
def one_row(request: Request, table: str, row: str) -> HTMLResponse:
    """Return every cell of one row, with what its column means."""
    wrong = _wrong_table(request, table)
    if wrong is not None:
        return wrong
    count = len(load(table))
    number = int(row) if row.isascii() and row.isdigit() and len(row) < 6 else 0
    if not 1 <= number <= count:
        return lost(request, f"row of {table}", row, f"1 to {count}", "", f"/evidence/{table}")
    finding = next(f for f in findings() if f.table == table and f.row == number)
    columns = codebook(table).columns
    cells = [
        (name, value, columns.get(name), _unit(finding, name) if value else "")
        for name, value in finding.origin.cells.items()
    ]
    return page(
        request,
        "row.html.j2",
        here="evidence",
        f=finding,
        table=table,
        cells=cells,
        count=count,
        grades=_grades([finding]),
        crisis=CRISIS_LINE if about_suicidality(finding) else "",
    )


def _rows(request: Request, table: str, asked: dict[str, str], at: int, view: str) -> HTMLResponse:
    wrong = _wrong_choice(request, asked)
    if wrong is not None:
        return wrong
    found = passing(table, asked)
    whole = view == "all" and bool(table)
    address = f"/evidence/{table}" if table else "/evidence"
    kept = asked | ({"view": "all"} if whole else {})
    given = str(QueryParams({name: value for name, value in asked.items() if value}))
    return page(
        request,
        "rows.html.j2",
        here="evidence",
        table=table,
        meaning=codebook(table).meaning if table else "Rows of all tables that pass the filters",
        columns=_columns(table) if table else {},
        asked=asked,
        choices=choices_of([f for f in findings() if table in ("", f.table)]),
        paged=paged(found, at, address, kept),
        whole=whole,
        address=address,
        given=given,
        sources=len({f.source for f in found}),
        grades=_grades(found),
        crisis=CRISIS_LINE if any(map(about_suicidality, found)) else "",
        kinds=[kind for kind in KINDS.values() if kind.table == table],
    )


def _columns(table: str) -> dict[str, Column]:
    """Return the columns of a table, those that say where a row comes from at the end."""
    known = codebook(table).columns
    return {name: known[name] for name in sorted(known, key=lambda name: name in _LATE)}


def _wrong_table(request: Request, table: str) -> HTMLResponse | None:
    if table in tables():
        return None
    allowed = ", ".join(tables())
    return lost(request, "evidence table", table, allowed, nearest(table, tables()), "/evidence")


def _wrong_choice(request: Request, asked: dict[str, str]) -> HTMLResponse | None:
    error = wrong_choice(asked)
    if error is None:
        return None
    return lost(
        request, error.where, asked[error.where], error.allowed, error.meant, "/evidence",
        status=422,
    )  # fmt: skip


def _unit(finding: Finding, column: str) -> str:
    known = codebook(finding.table).columns.get(column)
    return finding.origin.unit_of(column) if known is not None and known.numeric else ""


def _grades(found: Any) -> list[tuple[str, str]]:
    used = {grade for finding in found for grade in finding.reading.split(", ")}
    return [(grade, meaning) for grade, meaning in READING_GRADES.items() if grade in used]
