"""`troche events`: NONMEM-style tables of doses, written from a regimen or solved."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from troche.cli.intended_use import INTENDED_USE
from troche.cli.json_document import write_json
from troche.errors import EventsError

if TYPE_CHECKING:
    from troche.studies.event_run import Solution

__all__ = ["app"]

app = typer.Typer(
    help="Write a regimen as a NONMEM-style table of doses, or solve such a table.",
    no_args_is_help=True,
)

_Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to standard output.")]


@app.command()
def write(
    regimen: Annotated[str, typer.Argument(help="A line of the regimen language, in quotes.")],
    weight: Annotated[
        list[float] | None, typer.Option(help="Body weight in kg; again for more people.")
    ] = None,
    weeks: Annotated[float, typer.Option(help="Horizon.")] = 4.0,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    as_json: _Json = False,
) -> None:
    """Write a regimen as events, one person or more; CMT is the route."""
    from troche.pharmacology.absorption import ROUTES
    from troche.regimen import expand, parse
    from troche.regimen.events import event_table, write_events

    timetable = expand(parse(regimen), weeks * 168.0)
    weights = {str(i): w for i, w in enumerate(weight, start=1)} if weight else None
    table = event_table(timetable, {route: route for route in ROUTES}, ROUTES, weights=weights)
    text = write_events(table, out)
    if as_json:
        document = {
            "regimen": str(timetable.regimen),
            "compartments": list(ROUTES),
            "units": {
                "TIME": "h",
                "AMT": "mg of base",
                "RATE": "mg/h",
                "II": "h",
                "WT": "kg",
                "HOLD": "h",
            },
            "table": text,
        }
        write_json(document)
    elif out is None:
        sys.stdout.write(text)
    numbered = ", ".join(f"{i} {route}" for i, route in enumerate(ROUTES, start=1))
    typer.echo(f"troche: CMT is the route: {numbered}; AMT in mg of base", err=True)
    if out is not None:
        typer.echo(f"troche: written: {out}", err=True)


@app.command()
def solve(
    file: Annotated[Path, typer.Argument(help="A table of events; CMT names a route.")],
    model: Annotated[str, typer.Option(help="A model that 'troche models' lists.")] = "troche",
    drug: Annotated[
        str, typer.Option(help="Of doses without DRUG: ketamine, esketamine or arketamine.")
    ] = "ketamine",
    lag: Annotated[
        list[str] | None,
        typer.Option(help="Hours added to the lags of a route, such as oral=0.25."),
    ] = None,
    bioavailability: Annotated[
        list[str] | None, typer.Option(help="Factor on the doses of a route, such as oral=0.8.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Solve a table of events: concentrations at every row, in the typical person, as CSV."""
    from troche.studies.event_run import solve_table

    found = solve_table(
        file,
        model=model,
        drug=drug,
        lag=_by_route("--lag", lag),
        bioavailability=_by_route("--bioavailability", bioavailability),
    )
    if as_json:
        document = {
            "intended_use": INTENDED_USE,
            "model": model,
            "drug": drug,
            "units": {"time_h": "h", "concentrations": "ng/mL"},
            "flags": [asdict(flag) for flag in found.flags],
            "notes": list(found.notes),
            "rows": [asdict(row) for row in found.rows],
        }
        write_json(document, indent=None)
    else:
        _write_csv(found)
    for note in found.notes:
        typer.echo(f"troche: {note}", err=True)
    for flag in found.flags:
        typer.echo(f"troche: {flag.kind}: {flag.message}", err=True)
    typer.echo(f"troche: {INTENDED_USE}", err=True)


def _write_csv(found: Solution) -> None:
    analytes = list(found.rows[0].concentrations)
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["ID", "TIME", "EVID", *(f"{name} (ng/mL)" for name in analytes)])
    for row in found.rows:
        values = (f"{row.concentrations[name]:.6g}" for name in analytes)
        rows.writerow([row.id, f"{row.time_h:g}", row.evid, *values])


def _by_route(option: str, given: list[str] | None) -> dict[str, float]:
    """Read 'oral=0.25', once for each route."""
    found: dict[str, float] = {}
    for text in given or []:
        route, equals, number = text.partition("=")
        try:
            value = float(number) if equals and "_" not in number else float("nan")
        except ValueError:
            value = float("nan")
        if not route or value != value or route in found:
            allowed = "a route, '=' and a number, once for each route, such as oral=0.25"
            raise EventsError(option, text, allowed)
        found[route] = value
    return found
