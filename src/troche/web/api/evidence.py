"""Published rows with source and reading grade, and the bibliography."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from troche.errors import nearest
from troche.evidence import (
    CRISIS_LINE,
    READING_GRADES,
    about_suicidality,
    bibliography,
    load,
    select,
)
from troche.evidence.codebook import TABLES, codebook
from troche.web.api.answers import NOT_FOUND
from troche.web.faults import NotFound

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["evidence"])

_Filter = Annotated[str | None, Query(max_length=200)]


class ColumnBody(BaseModel):
    """A column of a table."""

    name: str
    meaning: str
    type: str
    unit: str = Field(description="Of its numbers, where every row has the same.")
    required: bool


class TableBody(BaseModel):
    """A table of published rows."""

    table: str
    meaning: str
    rows: int
    key: list[str] = Field(description="The columns that tell rows apart.")
    columns: list[ColumnBody]


class TablesBody(BaseModel):
    """The tables of published rows."""

    tables: list[TableBody]
    reading_grades: dict[str, str]


class FindingBody(BaseModel):
    """A row in the words that all tables share; empty where its table says nothing."""

    table: str
    row: int = Field(description="Data row, from 1.")
    source: str
    family: str = Field(description="All that rests on the same participants shares it.")
    drug: str
    route: str
    dose: str
    dose_unit: str
    analyte: str
    endpoint: str
    statistic: str
    when: str
    value: str = Field(description="The cell as written.")
    unit: str
    spread: str
    n: str
    population: str
    regimen: str
    reading: str = Field(description="How the number was read.")
    reference: str = Field(description="Key in the bibliography.")
    citation: str
    link: str = Field(description="DOI, else PubMed, else the registry.")
    why_not: str | None = Field(description="Why the row cannot be used as a number.")
    value_number: float | None
    value_low: float | None
    value_high: float | None


class FindingsBody(BaseModel):
    """Rows that pass the filters, a page of them."""

    count: int = Field(description="Rows that pass the filters.")
    limit: int
    offset: int
    findings: list[FindingBody]
    reading_grades: dict[str, str]
    notice: str | None = Field(description="What stands beside rows about suicidality.")


class SourceBody(BaseModel):
    """A source."""

    key: str
    citation: str
    year: str
    doi: str
    pmid: str
    registry: str
    link: str
    ids: list[str] = Field(description="Under which the tables know it.")
    families: list[str]


class SourcesBody(BaseModel):
    """The bibliography."""

    sources: list[SourceBody]


@router.get("/evidence/tables")
def tables() -> TablesBody:
    """List the tables, with what every column means."""
    found = []
    for table in TABLES:
        book = codebook(table)
        columns = [
            ColumnBody(
                name=c.name, meaning=c.meaning, type=c.type, unit=c.unit, required=c.required
            )
            for c in book.columns.values()
        ]
        found.append(
            TableBody(
                table=table,
                meaning=book.meaning,
                rows=len(load(table)),
                key=list(book.key),
                columns=columns,
            )
        )
    return TablesBody(tables=found, reading_grades=dict(READING_GRADES))


@router.get("/evidence/sources")
def sources() -> SourcesBody:
    """List every source."""
    return SourcesBody(
        sources=[
            SourceBody(
                key=r.key,
                citation=r.note,
                year=r.year,
                doi=r.doi,
                pmid=r.pmid,
                registry=r.registry,
                link=r.link,
                ids=list(r.ids),
                families=list(r.families),
            )
            for r in bibliography().references.values()
        ]
    )


@router.get(
    "/sources.bib",
    response_class=Response,
    responses={200: {"content": {"application/x-bibtex": {"schema": {"type": "string"}}}}},
)
def bibtex() -> Response:
    """Return every source as BibTeX."""
    text = (files("troche.evidence") / "tables" / "references.bib").read_bytes()
    headers = {"content-disposition": 'attachment; filename="troche-sources.bib"'}
    return Response(text, media_type="application/x-bibtex", headers=headers)


@router.get("/evidence/{table}", responses=NOT_FOUND)
def rows(
    table: Annotated[
        str, Path(max_length=50, description="A name of /api/evidence/tables, or 'all'.")
    ],
    route: _Filter = None,
    drug: _Filter = None,
    dose: _Filter = None,
    analyte: _Filter = None,
    endpoint: _Filter = None,
    study: _Filter = None,
    text: _Filter = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> FindingsBody:
    """Return the rows of a table that pass every filter given."""
    if table != "all" and table not in TABLES:
        known = ("all", *TABLES)
        raise NotFound("table", table, ", ".join(known), nearest(table, known))
    found = select(
        route=route,
        drug=drug,
        dose=dose,
        analyte=analyte,
        endpoint=endpoint,
        study=study,
        text=text,
        table=None if table == "all" else table,
    )
    shown = found[offset : offset + limit]
    return FindingsBody(
        count=len(found),
        limit=limit,
        offset=offset,
        findings=[FindingBody.model_validate(each.as_dict()) for each in shown],
        reading_grades=dict(READING_GRADES),
        notice=CRISIS_LINE if any(map(about_suicidality, shown)) else None,
    )
