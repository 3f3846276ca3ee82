"""`troche explain`: why two regimens of a study differ, and what would settle it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["explain"]


def explain(
    study: Annotated[Path, typer.Argument(help="A study file (YAML).")],
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help="Names of two of its regimens; the first two that give drug by default.",
            metavar="FIRST SECOND",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON document to standard output.")
    ] = False,
) -> None:
    """Say which assumption carries the difference of two regimens, and what would settle it."""
    from troche.cli.json_document import write_json
    from troche.report.explanation_text import explain_document, explain_view
    from troche.studies.explain import explain as run
    from troche.studies.study_file import read_study

    found = run(read_study(study), between)
    if as_json:
        write_json(explain_document(found))
        return
    from rich.console import Console

    Console(highlight=False).print(explain_view(found))
