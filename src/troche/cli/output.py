"""Results on the terminal, or as one JSON document."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from troche.cli.json_document import write_json
from troche.studies.results import Result

__all__ = ["show"]


def show(result: Result, *, as_json: bool, written: Sequence[Path], every: bool = False) -> None:
    """Show a result, and say where files are."""
    if as_json:
        from troche.studies.document import document_of

        write_json(document_of(result), indent=None)
    else:
        from rich.console import Console

        from troche.report import compare_view, simulate_view

        simulated = result.kind == "simulate"
        Console().print(simulate_view(result, every) if simulated else compare_view(result))
    for path in written:
        sys.stderr.write(f"troche: written: {path}\n")
