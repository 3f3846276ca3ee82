"""`troche compare`: the regimens of a study in the same virtual patients."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from troche.studies.results import Result

__all__ = ["compare"]


def compare(
    study: Annotated[Path, typer.Argument(help="A study file (YAML).")],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for report and data; named after the study file by default."),
    ] = None,
    patients: Annotated[
        int | None, typer.Option(help="Virtual patients, in place of the file's number.")
    ] = None,
    no_mood: Annotated[
        bool, typer.Option("--no-mood", help="Exposure alone: mood is left out.")
    ] = False,
    no_harm: Annotated[
        bool, typer.Option("--no-harm", help="Harm and burden are left out.")
    ] = False,
    docx: Annotated[
        bool, typer.Option("--docx", help="Write report.docx too (extra 'report').")
    ] = False,
    figures: Annotated[
        str | None,
        typer.Option(help="Write every figure too: svg, png, pdf (extra 'report'), html, json."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Threads; all cores by default.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON document to standard output.")
    ] = False,
) -> None:
    """Compare regimens: a table here, one HTML report, Parquet files with a manifest."""
    from troche.cli.output import show
    from troche.cli.places import check_extras, figures_suffix
    from troche.cli.progress import progress
    from troche.studies.compare import compare as run
    from troche.studies.specification import checked
    from troche.studies.study_file import read_study

    suffix = figures_suffix(figures)
    for kind, option in ((".docx" if docx else "", "--docx"), (suffix, "--figures")):
        check_extras(kind, option)
    spec = read_study(study)
    if patients is not None:
        raw = spec.model_dump()
        raw["patients"]["number"] = patients
        spec = checked(raw, "--patients")
    if no_mood:
        spec = spec.model_copy(update={"mood": False})
    if no_harm:
        spec = spec.model_copy(update={"harm": False})
    folder = out if out is not None else Path(f"{_slug(study.stem)}-results")
    command = ["troche", "compare", str(study)]
    if patients is not None:
        command += ["--patients", str(patients)]
    if no_mood:
        command.append("--no-mood")
    if no_harm:
        command.append("--no-harm")
    with progress(f"comparing {len(spec.regimens)} regimens") as watch:
        result = run(
            spec,
            folder=folder,
            workers=workers,
            report=watch,
            finish=lambda result, folder: _add_reports(result, folder, docx, suffix),
            command=shlex.join(command),
        )
    reports = ["report.html", *(["report.docx"] if docx else [])]
    show(result, as_json=as_json, written=[*(folder / name for name in reports), folder])


def _add_reports(result: Result, folder: Path, docx: bool, suffix: str) -> None:
    from troche.report import save_figures, write_report

    write_report(result, folder / "report.html")
    if docx:
        write_report(result, folder / "report.docx")
    if suffix:
        save_figures(result, folder, suffix)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "study"
