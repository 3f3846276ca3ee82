"""`troche evidence`: what was published, by whom, and how it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from troche.errors import BadInput

if TYPE_CHECKING:
    from troche.evidence import Finding

# The tables are not read for the sake of this line, so that help comes at once.
_TABLES = (
    "trials, arms, outcomes, efficacy_facts, pk_observations, pk_models, pk_facts, tolerability, "
    "mechanism, pkpd_models, guidance"
)

app = typer.Typer(
    help="List published findings, with source and reading grade; or show one study whole.",
    invoke_without_command=True,
)


@app.callback()
def listing(
    context: typer.Context,
    route: Annotated[str | None, typer.Option(help="Route, such as nasal or sublingual.")] = None,
    drug: Annotated[
        str | None, typer.Option(help="Drug or comparator; ketamine is the racemate.")
    ] = None,
    dose: Annotated[
        str | None, typer.Option(help="Dose or range with its unit, such as '5-20 mg'.")
    ] = None,
    analyte: Annotated[
        str | None, typer.Option(help="What was measured in blood, such as S-ketamine.")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(help="Part of what was observed, such as Cmax or MADRS.")
    ] = None,
    study_id: Annotated[
        str | None,
        typer.Option("--study", help="Source id, trial id, study family or bibliography key."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="Part of any cell of a row.")] = None,
    table: Annotated[str | None, typer.Option(help=f"One of {_TABLES}.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV to standard output.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON document to standard output.")
    ] = False,
) -> None:
    """List the findings that pass every filter; without a filter, the tables."""
    asked = {
        "route": route,
        "drug": drug,
        "dose": dose,
        "analyte": analyte,
        "endpoint": endpoint,
        "study": study_id,
        "text": text,
        "table": table,
    }
    filters = {name: value for name, value in asked.items() if value is not None}
    if context.invoked_subcommand:
        _refuse_before_subcommand(context.invoked_subcommand, filters, as_csv, as_json)
        return
    if as_csv and as_json:
        raise BadInput("troche evidence", "--csv and --json", "one of the two")
    from troche.cli.evidence_document import listing_document, write_csv
    from troche.cli.json_document import write_json
    from troche.evidence import select

    found = select(**filters)  # type: ignore[arg-type]
    if as_json:
        write_json(listing_document(found, filters))
    elif as_csv:
        write_csv(found)
    elif not filters:
        _show_overview()
    else:
        _show_findings(found, filters)


@app.command()
def show(
    source: Annotated[
        str, typer.Argument(help="Source id, trial id, study family or bibliography key.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON document to standard output.")
    ] = False,
) -> None:
    """Show one study whole: arms, outcomes, every row, and where each was read."""
    from troche.evidence import study

    found = study(source)
    if as_json:
        from troche.cli.evidence_document import study_document
        from troche.cli.json_document import write_json

        write_json(study_document(found))
    else:
        from troche.cli.evidence_view import print_study

        print_study(found)


def _refuse_before_subcommand(
    command: str, filters: dict[str, str], as_csv: bool, as_json: bool
) -> None:
    """Refuse options that stand before a subcommand and would be ignored there."""
    given = [f"--{name}" for name in filters]
    given += [name for name, on in (("--csv", as_csv), ("--json", as_json)) if on]
    if given:
        raise BadInput(
            f"troche evidence {command}",
            f"{', '.join(given)} before {command!r}",
            f"'troche evidence {command} SOURCE', with --json after it if wanted",
        )


def _show_overview() -> None:
    from troche.cli.evidence_view import print_overview
    from troche.evidence import load
    from troche.evidence.codebook import TABLES, codebook

    print_overview([(table, len(load(table)), codebook(table).meaning) for table in TABLES])


def _show_findings(found: tuple[Finding, ...], filters: dict[str, str]) -> None:
    from troche.cli.evidence_view import print_findings, say
    from troche.evidence import select

    if found:
        print_findings(found)
        return
    say(f"No row passes {_words(filters)}. No published row is an answer too.")
    if len(filters) > 1:
        for name in filters:
            others = {other: value for other, value in filters.items() if other != name}
            say(f"  without --{name}: {len(select(**others))} rows")  # type: ignore[arg-type]


def _words(filters: dict[str, str]) -> str:
    return " ".join(f"--{name} {value!r}" for name, value in filters.items())
