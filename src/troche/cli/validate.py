"""`troche validate` and `troche interactions`."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from troche.engine.pool import Progress

__all__ = ["interactions", "validate"]

_Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to standard output.")]


def validate(
    evidence: Annotated[
        Path | None,
        typer.Option(help="A folder with evidence tables; the built-in ones by default."),
    ] = None,
    require: Annotated[
        Path | None,
        typer.Option(help="A YAML file of figures and bounds; exit 1 where one is not met."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the page (one HTML file) here.")] = None,
    as_json: _Json = False,
) -> None:
    """Predict every row of evidence, each study's family left out, and grade the predictions."""
    from troche.cli.json_document import write_json
    from troche.cli.progress import progress
    from troche.studies.validate import failures, read_requirements
    from troche.studies.validate import validate as run

    wanted = read_requirements(require) if require else ()
    if out is not None:
        _check_place(out)
    with progress("predicting rows") as watch:
        found = run(evidence, _rows_as_progress(watch))
    if out is not None:
        from troche.report.validation import write_validation

        write_validation(found, out)
    missed = failures(wanted, found.summary)
    if as_json:
        write_json(found.document() | {"requirements_failed": list(missed)})
    else:
        from troche.report.validation_text import terminal_text

        typer.echo(terminal_text(found))
        if out is not None:
            typer.echo(f"page: {out}")
    for line in missed:
        typer.echo(f"troche: required: {line}", err=True)
    if missed:
        raise typer.Exit(1)


def _check_place(out: Path) -> None:
    from troche.errors import BadInput

    if out.suffix.lower() not in (".html", ".htm"):
        raise BadInput(str(out), out.suffix or "no suffix", "a name that ends in .html")
    if not out.parent.is_dir():
        raise BadInput(str(out), "no such folder", "a file in a folder that exists")


def _rows_as_progress(watch: Callable[[Progress], None]) -> Callable[[int, int], None]:
    from troche.engine.pool import Progress

    begin = time.monotonic()

    def say(done: int, total: int) -> None:
        spent = time.monotonic() - begin
        watch(Progress(done, total, spent * (total - done) / done if done else None))

    return say


def interactions(as_json: _Json = False) -> None:
    """List published changes of exposure beside other drugs, with predictions: a risk."""
    from troche.cli.json_document import write_json
    from troche.cli.listing import show_rows
    from troche.studies.validate.interactions import validate_ratios

    found = validate_ratios()
    if as_json:
        write_json({"interactions": [each.document() for each in found]})
        return
    rows: list[dict[str, Any]] = []
    for each in found:
        low, middle, high = each.left_out
        seen = each.seen
        rows.append(
            {
                "beside": each.published.perpetrator,
                "regimen": str(each.published.regimen.phases[0].dose),
                "published": round(each.published.ratio, 2),
                "unseen": f"{middle:.2g} ({low:.2g} to {high:.2g})",
                "fitted": f"{seen[1]:.2g} ({seen[0]:.2g} to {seen[2]:.2g})",
                "inside": "yes" if each.inside else "no",
                "conflict": each.conflict,
            }
        )
    typer.echo("Area under S-ketamine beside another drug, times that without; 90 % intervals.")
    show_rows(rows)
    typer.echo("Shown as risks. Nobody should combine drugs to change an exposure.")
