"""Published findings for a person: what each row says, and nothing cut off."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from troche.cli.rows import print_rows
from troche.evidence import Finding, Study
from troche.evidence.codebook import codebook
from troche.evidence.grades import READING_GRADES
from troche.evidence.suicidality import CRISIS_LINE, about_suicidality

__all__ = ["print_findings", "print_overview", "print_study", "say"]


def say(message: str) -> None:
    """Write a message for the person, away from the data."""
    print(message, file=sys.stderr)


def print_overview(tables: Iterable[tuple[str, int, str]]) -> None:
    """Print each table with its number of rows and what it holds."""
    console = _console()
    grid = Table(show_edge=False, pad_edge=False, box=None, padding=(0, 2, 0, 0))
    for heading in ("table", "rows", "what"):
        grid.add_column(heading, overflow="fold", no_wrap=heading != "what", header_style="bold")
    total = 0
    for name, count, meaning in tables:
        grid.add_row(name, str(count), meaning)
        total += count
    console.print(grid)
    _print(console, f"{total} rows. Every row has its source and how it was read.")
    say("Narrow it, for example: troche evidence --route sublingual --analyte S-ketamine")


def print_findings(found: Sequence[Finding]) -> None:
    """Print findings by table, with the reading grades explained and counted below."""
    console = _console()
    for name, rows in groupby(found, key=lambda finding: finding.table):
        _print(console, f"{name}: {codebook(name).meaning}", "bold")
        print_rows(console, _listing(rows))
    sources = len({finding.source for finding in found})
    _print(console, f"{_count(len(found), 'row')} from {_count(sources, 'source')}.")
    _print_grades(console, found)


def print_study(found: Study) -> None:
    """Print one study: sources, arms with their outcomes, other rows, where each was read."""
    console = _console()
    for reference in found.references:
        _print(console, f"{reference.key}: {reference.note}", "bold")
        _print(console, f"  {reference.link or 'no DOI, PubMed id or registry number'}")
    _print(console, f"Study family: {', '.join(found.families)}")
    places = _places(found.findings)
    for record in found.arms:
        _print(console, f"\nArm: {_given(record.arm)}", "bold")
        _print(console, f"  {record.arm.regimen or _why_no_regimen(record.arm)}")
        print_rows(console, _detail([record.arm, *record.outcomes], places))
    for name, rows in found.tables.items():
        _print(console, f"\n{name}: {codebook(name).meaning}", "bold")
        print_rows(console, _detail(rows, places))
    _print_grades(console, found.findings)
    _print(console, "Read at (where the row was read, which need not be the source):")
    for url, number in places.items():
        _print(console, f"  [{number}] {url}")
    if found.related:
        names = sorted({f"{finding.source} ({finding.table})" for finding in found.related})
        _print(
            console,
            f"{_count(len(found.related), 'more row')} on the same participants or model, "
            f"not to be counted twice: {', '.join(names)}.",
        )


def _listing(rows: Iterable[Finding]) -> list[dict[str, Text]]:
    return [
        {
            "row": Text(str(finding.row)),
            "value": Text(_value(finding)),
            "what": Text(_what(finding)),
            "given": Text(_given(finding)),
            "n": Text(finding.n),
            "source": Text(finding.source, f"link {finding.link}" if finding.link else ""),
            "read": Text(finding.reading),
        }
        for finding in rows
    ]


def _detail(rows: Iterable[Finding], places: dict[str, int]) -> list[dict[str, Text]]:
    return [
        {
            "row": Text(str(finding.row)),
            "value": Text(_value(finding)),
            "what": Text(_what(finding, notes=True)),
            "given": Text(_given(finding)),
            "n": Text(finding.n),
            "read": Text(finding.reading),
            "at": Text(f"[{places[url]}]" if (url := _url(finding)) else ""),
        }
        for finding in rows
    ]


def _url(finding: Finding) -> str:
    return finding.origin.cells.get("url", "")


def _value(finding: Finding) -> str:
    value = f"{finding.value} {finding.unit}".strip() if finding.value else "–"
    return f"{value} ({finding.spread})" if finding.spread else value


def _what(finding: Finding, notes: bool = False) -> str:
    parts = [finding.analyte, finding.endpoint, finding.when, finding.statistic]
    if notes:
        parts.append(finding.origin.cells.get("notes", ""))
    if finding.why_not:
        parts.append(f"not usable: {finding.why_not}")
    return ", ".join(part for part in parts if part)


def _given(finding: Finding) -> str:
    dose = f"{finding.dose} {finding.dose_unit}".strip()
    return " ".join(part for part in (dose, finding.drug, finding.route) if part)


def _why_no_regimen(finding: Finding) -> str:
    reason = finding.origin.cells.get("regimen_why_not", "")
    return f"no regimen can be written: {reason}" if reason else ""


def _places(found: Iterable[Finding]) -> dict[str, int]:
    urls = dict.fromkeys(map(_url, found))
    urls.pop("", None)
    return {url: number for number, url in enumerate(urls, 1)}


def _print_grades(console: Console, found: Sequence[Finding]) -> None:
    used = {grade for finding in found for grade in finding.reading.split(", ")}
    legend = (f"{grade} = {meaning}" for grade, meaning in READING_GRADES.items() if grade in used)
    _print(console, f"read: {'; '.join(legend)}.")
    if any(map(about_suicidality, found)):
        _print(console, CRISIS_LINE, "bold")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _console() -> Console:
    return Console(highlight=False)


def _print(console: Console, text: str, style: str = "") -> None:
    # As `Text`, so that brackets such as those of "[3H]MK-801" are not read as markup.
    console.print(Text(text, style), soft_wrap=True)
