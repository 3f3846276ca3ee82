"""`troche simulate`: one regimen, its exposure, and the published points beside it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from troche.errors import StudyError

if TYPE_CHECKING:
    from troche.studies.results import Result

__all__ = ["simulate"]


def simulate(
    regimen: Annotated[str, typer.Argument(help="A line of the regimen language, in quotes.")],
    patients: Annotated[
        int | None, typer.Option(help="Virtual patients: 1,000, or the rows of the patient file.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of all chance.")] = 1,
    population: Annotated[
        str, typer.Option(help="A population that 'troche populations' lists.")
    ] = "adults with treatment-resistant depression",
    patient_file: Annotated[
        Path | None, typer.Option("--patient-file", help="Patients of your own, as CSV.")
    ] = None,
    model: Annotated[str, typer.Option(help="A model that 'troche models' lists.")] = "troche",
    weeks: Annotated[
        float | None, typer.Option(help="Horizon; the regimen and two days more by default.")
    ] = None,
    auc: Annotated[
        list[str] | None, typer.Option(help="A further interval for areas, in h, such as 0-6.")
    ] = None,
    above: Annotated[
        float | None, typer.Option(help="Count time with ketamine above this level, ng/mL.")
    ] = None,
    typical: Annotated[
        bool, typer.Option("--typical", help="Take typical values as known.")
    ] = False,
    adherence: Annotated[str, typer.Option(help="'full' or 'as drawn'.")] = "full",
    beside: Annotated[
        str, typer.Option(help="'stable treatment' or 'new antidepressant'.")
    ] = "stable treatment",
    no_mood: Annotated[
        bool, typer.Option("--no-mood", help="Exposure alone: mood is left out.")
    ] = False,
    no_harm: Annotated[
        bool, typer.Option("--no-harm", help="Harm and burden are left out.")
    ] = False,
    figure: Annotated[
        Path | None,
        typer.Option(help="Write the figure: .html, .json; .svg, .png, .pdf (extra 'report')."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a report: .html; .docx (extra 'report').")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write Parquet files and manifest to this folder.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every quantity: enantiomers, sites, metabolites.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Threads; all cores by default.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON document to standard output.")
    ] = False,
) -> None:
    """Simulate one regimen: exposure per analyte, occupancy, share of a standard infusion."""
    from troche.cli.output import show
    from troche.cli.places import check_places, lies_in
    from troche.cli.progress import progress
    from troche.studies.simulate import simulate as run

    areas = dict(_interval(text) for text in auc or [])
    check_places({"--figure": figure, "--report": report}, out)
    with progress("simulating") as watch:
        result = run(
            regimen,
            patients=patients,
            seed=seed,
            population=population,
            patient_file=str(patient_file) if patient_file else None,
            mood=not no_mood,
            harm=not no_harm,
            beside=beside,
            model=model,
            weeks=weeks,
            areas=areas,
            level=above,
            knowledge="typical" if typical else "uncertain",
            adherence=adherence,
            folder=out,
            workers=workers,
            report=watch,
            finish=lambda result, folder: _write(
                result,
                *(folder / p.name if p and lies_in(p, out) else None for p in (figure, report)),
            ),
            command=_command(
                regimen,
                {
                    "patients": patients,
                    "seed": seed,
                    "population": population,
                    "patient-file": patient_file,
                    "model": model,
                    "weeks": weeks,
                    "above": above,
                    "adherence": adherence,
                    "beside": beside,
                },
                [word for text in auc or [] for word in ("--auc", text)]
                + (["--typical"] if typical else [])
                + (["--no-mood"] if no_mood else [])
                + (["--no-harm"] if no_harm else []),
            ),
        )
    _write(result, *(None if p and lies_in(p, out) else p for p in (figure, report)))
    show(result, as_json=as_json, every=every, written=[p for p in (figure, report, out) if p])


def _write(result: Result, figure: Path | None, report: Path | None) -> None:
    if figure is not None:
        from troche.report import figure as draw
        from troche.report import save_figure

        save_figure(draw(result), figure)
    if report is not None:
        from troche.report import write_report

        write_report(result, report)


def _interval(text: str) -> tuple[str, tuple[float, float]]:
    start, dash, stop = text.partition("-")
    try:
        span = (float(start), float(stop)) if dash else None
    except ValueError:
        span = None
    if span is None or not 0 <= span[0] < span[1]:
        raise StudyError("--auc", text, "two hours from the first dose, such as 0-6")
    return f"auc_{span[0]:g}_{span[1]:g}h", span


def _command(regimen: str, options: Mapping[str, object], further: Sequence[str]) -> str:
    """Return the command that gives the same numbers."""
    words = ["troche", "simulate", regimen]
    for name, value in options.items():
        if value is not None:
            words += [f"--{name}", str(value)]
    return shlex.join([*words, *further])
