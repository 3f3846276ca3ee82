"""`troche models`, `populations`, `parameters` and `regimen`: what there is to choose from."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from troche.cli.json_document import write_json

__all__ = ["models", "parameters", "populations", "regimen"]

_Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to standard output.")]


def _print(rows: list[dict[str, Any]], name: str, as_json: bool) -> None:
    if as_json:
        write_json({name: rows})
        return
    show_rows(rows)


def show_rows(rows: list[dict[str, Any]]) -> None:
    """Print rows of words as a table that fits the terminal."""
    from rich.console import Console
    from rich.text import Text

    from troche.cli.rows import print_rows

    print_rows(
        Console(highlight=False),
        [{column: Text(str(cell)) for column, cell in row.items()} for row in rows],
    )


def models(as_json: _Json = False) -> None:
    """List the pharmacokinetic models: troche's own and the published ones."""
    from troche.pharmacology.published import PUBLISHED
    from troche.pharmacology.troche import Troche
    from troche.population.parameters import read_parameters

    rows = [
        {
            "model": model.name,
            "describes": ", ".join(f"{e}-ketamine" for e in model.enantiomers),
            "routes": ", ".join(model.routes),
            "sampled": model.site,
            "title": read_parameters(model.name).title,
        }
        for model in (Troche(), *PUBLISHED.values())
    ]
    _print(rows, "models", as_json)


def populations(as_json: _Json = False) -> None:
    """List the documented populations of virtual patients."""
    from troche.population.populations import population, population_names

    rows = []
    for name in population_names():
        people = population(name)
        severity = people.severity
        baseline = f"{severity.mean:.1f} (sd {severity.sd:.1f})" if severity else "none"
        rows.append({"population": name, "baseline MADRS": baseline, "meaning": people.meaning})
    _print(rows, "populations", as_json)


def parameters(
    model: Annotated[str, typer.Argument(help="A model that 'troche models' lists.")] = "troche",
    as_json: _Json = False,
) -> None:
    """List a model's parameters: value, spread, uncertainty, and the row or assumption."""
    from troche.population.parameters import read_parameters

    rows = []
    for p in read_parameters(model):
        low, high = p.range or (None, None)
        source = f"{p.source.citation} [{p.source.grade}]" if p.source else ""
        rows.append(
            {
                "symbol": p.symbol,
                "meaning": p.meaning,
                "value": round(p.value, 4),
                "unit": p.unit,
                "90 % range": "" if low is None else f"{low:.3g} to {high:.3g}",
                "between people (sd)": round(p.spread_sd, 3),
                "source or assumption": source or f"assumption: {p.assumption}",
            }
        )
    _print(rows, "parameters", as_json)


def regimen(
    text: Annotated[str, typer.Argument(help="A line of the regimen language, in quotes.")],
    weeks: Annotated[float, typer.Option(help="Horizon for the account of doses.")] = 4.0,
    as_json: _Json = False,
) -> None:
    """Read a regimen back with every default stated, and account for every milligram."""
    from troche.population.studied import departures
    from troche.regimen import expand, parse

    read = parse(text)
    timetable = expand(read, weeks * 168.0)
    outside = [departure.message for departure in departures(read)]
    doses = [
        {"time_h": a.time_h, "dose": a.number, "part": a.part, "device": a.device, "drug": a.drug,
         "amount": a.amount, "unit": a.amount_unit, "route": a.route, "duration_h": a.duration_h}
        for a in timetable.administrations
    ]  # fmt: skip
    if as_json:
        document = {
            "regimen": str(read),
            "horizon": {"value": weeks * 168.0, "unit": "h"},
            "ledger": str(timetable.ledger).splitlines(),
            "outside_the_studied_range": outside,
            "administrations": doses,
        }
        write_json(document)
        return
    typer.echo(str(read))
    typer.echo(str(timetable.ledger))
    for message in outside:
        typer.echo(f"outside the studied range: {message}")
