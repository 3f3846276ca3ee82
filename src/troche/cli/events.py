"""`troche events`: NONMEM-style tables of doses, written from a regimen or solved."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

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
    """Write a regimen as events: ID TIME AMT RATE ADDL II SS EVID CMT, CMT by route."""
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
            "units": {"TIME": "h", "AMT": "mg of base", "RATE": "mg/h", "II": "h", "WT": "kg"},
            "table": text,
        }
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
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
    drug: Annotated[str, typer.Option(help="ketamine, esketamine or arketamine.")] = "ketamine",
    as_json: _Json = False,
) -> None:
    """Solve a table of events: concentrations at every row, in the typical person, as CSV."""
    from troche.studies.event_run import solve_table

    found = solve_table(file, model=model, drug=drug)
    if as_json:
        document = {
            "model": model,
            "drug": drug,
            "units": {"time_h": "h", "concentrations": "ng/mL"},
            "rows": [
                {"id": p.id, "row": p.row, "time_h": p.time_h, "evid": p.evid,
                 "concentrations": p.concentrations}
                for p in found
            ],
        }  # fmt: skip
        json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
        sys.stdout.write("\n")
        return
    analytes = list(found[0].concentrations)
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["ID", "TIME", "EVID", *(f"{name} (ng/mL)" for name in analytes)])
    for p in found:
        values = (f"{p.concentrations[name]:.6g}" for name in analytes)
        rows.writerow([p.id, f"{p.time_h:g}", p.evid, *values])
