"""`troche plain`: what is known and not known, in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["plain"]


def plain(
    out: Annotated[
        Path | None,
        typer.Option(help="Write the page (one HTML file) here; 'plain.html' without --json."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON document to standard output.")
    ] = False,
) -> None:
    """Write a page for anyone: what is known, what is not, and what regulators say."""
    from troche.cli.json_document import write_json
    from troche.cli.places import check_places
    from troche.report.plain import plain_document, plain_text, write_plain
    from troche.studies.plain import plain_page

    place = out if out is not None or as_json else Path("plain.html")
    check_places({"--out": place}, None)
    page = plain_page()
    if place is not None:
        write_plain(page, place)
    if as_json:
        write_json(plain_document(page))
        return
    typer.echo(plain_text(page))
    typer.echo(f"\npage: {place}")
