"""Published findings as data: one JSON document, or CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from typing import Any

import typer

from troche.evidence import Finding, Study
from troche.evidence.grades import READING_GRADES
from troche.evidence.suicidality import CRISIS_LINE, about_suicidality

__all__ = ["listing_document", "notice_of", "study_document", "write_csv"]


def listing_document(found: tuple[Finding, ...], filters: dict[str, str]) -> dict[str, Any]:
    """Return the findings that passed `filters`."""
    return {
        "filters": filters,
        "count": len(found),
        "findings": [finding.as_dict() for finding in found],
        "reading_grades": READING_GRADES,
        "notice": notice_of(found),
    }


def study_document(found: Study) -> dict[str, Any]:
    """Return one study whole."""
    return {
        "study": found.name,
        "families": list(found.families),
        "references": [
            {
                "key": reference.key,
                "citation": reference.note,
                "doi": reference.doi,
                "pmid": reference.pmid,
                "registry": reference.registry,
                "link": reference.link,
            }
            for reference in found.references
        ],
        "arms": [
            {"arm": _with_place(record.arm), "outcomes": list(map(_with_place, record.outcomes))}
            for record in found.arms
        ],
        "tables": {table: list(map(_with_place, rows)) for table, rows in found.tables.items()},
        "related": [finding.as_dict() for finding in found.related],
        "reading_grades": READING_GRADES,
        "notice": notice_of(found.findings),
    }


def _with_place(finding: Finding) -> dict[str, Any]:
    """Return a finding with where it was read, its notes, and its raw cells."""
    cells = dict(finding.origin.cells)
    return finding.as_dict() | {"read_at": cells.get("url", ""), "cells": cells}


def notice_of(found: Iterable[Finding]) -> str | None:
    """Return the crisis sentence where a finding asks for it."""
    return CRISIS_LINE if any(map(about_suicidality, found)) else None


def write_csv(found: tuple[Finding, ...]) -> None:
    """Write findings as CSV to standard output."""
    writer = csv.DictWriter(sys.stdout, fieldnames=Finding.columns(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(finding.as_dict() for finding in found)
    if notice := notice_of(found):
        typer.echo(notice, err=True)
