"""`troche claims`: what is published, what the model says, and a verdict on each claim."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["claims"]


def claims(
    name: Annotated[
        str | None,
        typer.Argument(help="Name of a claim, to see it in full; all of them by default."),
    ] = None,
    add: Annotated[
        Path | None,
        typer.Option(help="A claim file (YAML) of your own: checked, evaluated and shown."),
    ] = None,
    page: Annotated[
        Path | None, typer.Option(help="Write the claims as a page (one HTML file) here.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON document to standard output.")
    ] = False,
) -> None:
    """Weigh claims made for small doses: published rows first, then the model, then a verdict."""
    from troche.cli.json_document import write_json
    from troche.report.claims_text import claim_view, claims_document, claims_view
    from troche.studies.claims import claims as run

    if page is not None:
        _check_place(page)
    alone = add is not None and name is None
    ids = () if alone else None if name is None else (name,)
    found = run(ids, () if add is None else (add,))
    if page is not None:
        from troche.report.claims_page import write_claims

        write_claims(found, page)
    if as_json:
        write_json(claims_document(found))
        return
    from rich.console import Console

    shown = claims_view(found) if name is None and add is None else None
    console = Console(highlight=False)
    if shown is not None:
        console.print(shown)
    else:
        for each in found:
            console.print(claim_view(each))
    if page is not None:
        typer.echo(f"page: {page}")


def _check_place(page: Path) -> None:
    from troche.errors import BadInput

    if page.suffix.lower() not in (".html", ".htm"):
        raise BadInput(str(page), page.suffix or "no suffix", "a name that ends in .html")
    if not page.parent.is_dir():
        raise BadInput(str(page), "no such folder", "a file in a folder that exists")
