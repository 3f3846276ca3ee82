"""What a run writes beside its Parquet files: report, tables, figures, sources, its page."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from troche.errors import MissingExtra
from troche.studies.results import Result

__all__ = ["DOCUMENT", "FIGURE", "PAGE", "add_extras", "add_files"]

DOCUMENT: Final = "result.json"
PAGE: Final = "page.json"
FIGURE: Final = "figure"
"""How the names of figures begin."""


def add_files(result: Result, folder: Path, study: str, say: Callable[[str], None]) -> None:
    """Write everything that a person may fetch.

    Parameters
    ----------
    result
        Of `troche.compare`.
    folder
        That of the results, before it has its name.
    study
        The text of the study.
    say
        Called with what is being done.
    """
    from troche.report import write_report
    from troche.report.exhibits import exhibits
    from troche.studies.document import document_of
    from troche.web.jobs.shown import shown_of

    # Where the server keeps its runs is nobody's business.
    result = replace(result, folder="")
    say("Writing the report")
    write_report(result, folder / "report.html")
    say("Writing tables and figures")
    (folder / "study.yaml").write_text(study, encoding="utf-8", newline="")
    _write_json(folder / DOCUMENT, document_of(result))
    result.summary.to_csv(folder / "summary.csv", index=False)
    result.curves.to_csv(folder / "curves.csv", index=False)
    (folder / "sources.bib").write_text(_sources(result), encoding="utf-8")
    for place, exhibit in enumerate(exhibits(result)):
        name = f"{FIGURE}-{exhibit.key}.json" if place else f"{FIGURE}.json"
        (folder / name).write_text(str(exhibit.figure.to_json()), encoding="utf-8")
    _write_json(folder / PAGE, shown_of(result))


def add_extras(result: Result, folder: Path) -> None:
    """Write what needs the extra ``report``, as far as that and a browser are there.

    It takes as long again as a small study, so a run is done before it.

    Parameters
    ----------
    result
        Of `troche.compare`.
    folder
        Of the extras; made.
    """
    from troche.report import save_figures, write_report

    result = replace(result, folder="")
    folder.mkdir(exist_ok=True)
    with suppress(MissingExtra):
        write_report(result, folder / "report.docx")
    with suppress(MissingExtra):
        for suffix in (".svg", ".png"):
            save_figures(result, folder, suffix)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")


def _sources(result: Result) -> str:
    """Return the result's sources as BibTeX, in the order of its list."""
    from troche.evidence.references import bibliography, render
    from troche.report.sources import numbered

    known = bibliography().references
    return render({x.key: known[x.key] for x in numbered(result).lines if x.key in known})
