"""What may be fetched from a finished run: a closed list of names.

A caller's name is looked up in a table that the server makes; it never becomes a path.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from troche.errors import nearest
from troche.web.faults import NotFound
from troche.web.jobs.store import EXTRAS, RESULTS
from troche.web.jobs.written import FIGURE

__all__ = ["File", "file_of", "files_of", "report_policy"]

_KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".yaml": "application/yaml; charset=utf-8",
    ".json": "application/json",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}

_NAMES: Final = {
    "report.html": "The whole report: one file, good on paper",
    "report.docx": "The report for a word processor",
    "summary.csv": "Every quantity of every regimen, with units",
    "curves.csv": "Every curve over time, with units",
    "patients.parquet": "One row for each patient and regimen",
    "summary.parquet": "As summary.csv",
    "curves.parquet": "As curves.csv",
    "mood_curves.parquet": "Scores over time",
    "mood_estimands.parquet": "What becomes of people's scores",
    "harm.parquet": "Adverse events, dissociation, blood pressure",
    "harm_curves.parquet": "Dissociation over time and by session",
    "burden.parquet": "Visits, supervised time, home doses",
    "data-dictionary.csv": "What every column means, and its unit",
    "study.yaml": "The study as it was submitted; it gives the same numbers again",
    "result.json": "Everything as one document, as 'troche compare --json' writes it",
    "manifest.json": "Versions, seed, hashes",
    "sources.bib": "The sources of this run, for a reference manager",
}
"""Name and what it is, in the order of the list."""

_DATA, _IMAGE = "A figure, as plotly reads it", "A figure, as an image"
_DRAWN: Final = re.compile(rf"{FIGURE}(?:-[a-z0-9-]{{1,60}})?\.(?:json|svg|png)")
_POLICY: Final = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]{1,2000})"')


@dataclass(frozen=True)
class File:
    """A file of a finished run.

    Parameters
    ----------
    name, what
        As listed.
    kind
        Media type.
    path
        Where it lies; never shown.
    size
        Bytes.
    """

    name: str
    what: str
    kind: str
    path: Path
    size: int


def files_of(run: Path) -> list[File]:
    """Return every file that may be fetched from the folder of a run, as far as it is there."""
    lying = {p.name: p for folder in (EXTRAS, RESULTS) for p in (run / folder).glob("*")}
    drawn = sorted(name for name in lying if _DRAWN.fullmatch(name))
    words = {name: _DATA if name.endswith(".json") else _IMAGE for name in drawn}
    found = []
    for name, what in {**_NAMES, **words}.items():
        path = lying.get(name)
        if path is None or path.is_symlink() or not path.is_file():
            continue
        with suppress(FileNotFoundError):  # a run may be deleted at any moment
            found.append(File(name, what, _KINDS[path.suffix], path, path.stat().st_size))
    return found


def file_of(run: Path, name: str) -> File:
    """Return a file by its name in the list.

    Raises
    ------
    troche.web.faults.NotFound
        If the list has no such name.
    """
    known = {file.name: file for file in files_of(run)}
    if name not in known:
        allowed = f"one of {', '.join(known)}" if known else "files, once the run is done"
        raise NotFound("file", name, allowed, nearest(name, known))
    return known[name]


def report_policy(file: File) -> str:
    """Return the content policy under which a report is shown: its own, in a sandbox.

    The sandbox has no origin: whatever a report holds, it reaches neither the pages of this
    server nor its API.

    Raises
    ------
    troche.web.faults.NotFound
        If it is gone.
    """
    try:
        with file.path.open(encoding="utf-8", errors="replace") as stream:
            own = _POLICY.search(stream.read(8000))
    except FileNotFoundError:  # its run was deleted meanwhile
        raise NotFound("file", file.name, "files of a run that is there") from None
    policy = own[1].replace("&#39;", "'") if own else "default-src 'none'"
    return f"sandbox allow-scripts allow-downloads; frame-ancestors 'self'; {policy}"
