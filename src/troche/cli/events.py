"""`troche events`: NONMEM-style tables of doses, written from a regimen or solved."""

from __future__ import annotations

import typer

app = typer.Typer(help="Write a regimen as NONMEM-style events, or solve a table of them.")
