"""The second half of a document: numbers, flags, methods, limits, sources, how to run it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from troche.report.beside import beside
from troche.report.blood import site_of
from troche.report.captions import ASSUMED, PUBLISHED, exposure_caption
from troche.report.exhibit import Exhibit
from troche.report.flags import flags_by_place
from troche.report.manifest import manifest_rows
from troche.report.prose import cohort_words, how_to_read, limits
from troche.report.sources import NumberedSources, grades_of, key_of, safe_link
from troche.report.tables import main_columns, main_rows, table_notes
from troche.report.theme import called, is_extrapolated
from troche.report.word.figures import write_exhibit
from troche.report.word.foreground import marked
from troche.report.word.paper import NOTE
from troche.report.word.writer import Cell, Writer
from troche.studies.plain.page import core
from troche.studies.results import Result

__all__ = ["cited", "write_again", "write_flags", "write_methods", "write_numbers", "write_sources"]


def cited(sources: NumberedSources, keys: tuple[str, ...]) -> str:
    """Return the numbers of sources as they stand after a sentence."""
    return "".join(f" [{number or key}]" for number, key in sources.cited(keys))


def write_numbers(
    writer: Writer, result: Result, others: Sequence[Exhibit], pictures: Mapping[str, bytes]
) -> None:
    """Write the main table, how to read its intervals, the patients, figures of exposure."""
    writer.heading("Exposure in numbers")
    columns = main_columns(result)
    rows: list[Sequence[Cell]] = [
        (
            marked(row.regimen),
            *((c.median, *c.intervals, *(f"{w} {n}" for w, n in c.further)) for c in row.cells),
            (row.label, ", ".join(row.flags) or "no flags"),
        )
        for row in main_rows(result)
    ]
    headings: list[Cell] = [
        "Regimen", *((c.heading, c.unit) for c in columns), ("By exposure", "flags")
    ]  # fmt: skip
    writer.table(headings, rows, exposure_caption(result))
    writer.notes(table_notes(result))
    if any(map(is_extrapolated, result.regimens)):
        writer.notes(["† Outside what was studied."])
    writer.heading("How to read the intervals", 2)
    writer.bullets(how_to_read(result))
    writer.heading("Who the patients are", 2)
    writer.paragraph(cohort_words(result))
    if others:
        writer.heading("Figures of exposure")
    for exhibit in others:
        write_exhibit(writer, exhibit, pictures)


def write_flags(writer: Writer, result: Result, sources: NumberedSources) -> None:
    """Write what is extrapolated, what regulators say, and published values."""
    writer.heading("What is extrapolated, and what regulators say")
    if not any(map(is_extrapolated, result.regimens)):
        writer.paragraph("No regimen of this study was marked as lying outside what was studied.")
    for place, entries in flags_by_place(result):
        writer.heading(place, 2)
        for heading, flag in entries:
            text = f"{flag.message}{cited(sources, flag.sources)}"
            writer.paragraph(text, "List Bullet", lead=f"{heading}.")
    if not any(r.observations for r in result.regimens):
        return
    writer.heading("Published values beside the model")
    writer.paragraph(PUBLISHED)
    for regimen in (r for r in result.regimens if r.observations):
        writer.heading(called(regimen), 2)
        rows: list[Sequence[Cell]] = [
            (
                f"{o.analyte} {o.metric}", o.interval or "not stated", b.value, b.model or "–",
                f"{o.statistic}, n {o.n or 'not stated'}", o.site,
                (o.regimen or "as simulated")
                + (f"; value × {o.scale:.3g}" if o.scale != 1 else ""),
                f"{cited(sources, (key_of(o),)).strip()} {o.reading}, row {o.row}",
            )
            for b in beside(regimen, site_of(result) == "arterial")
            for o in [b.observation]
        ]  # fmt: skip
        writer.table(
            (
                "Analyte, metric", "Time or interval", "Published",
                "Model, median (90 %), same unit", "Statistic, n", "Blood",
                "Dose given, scaling", "Source, reading",
            ),
            rows,
            about=f"Published values for {called(regimen)}",
        )  # fmt: skip


def write_methods(writer: Writer, result: Result) -> None:
    """Write methods, limits and plain words."""
    writer.heading("Methods")
    for paragraph in result.methods or ("This run recorded no methods.",):
        writer.paragraph(paragraph)
    if result.assumptions:
        writer.paragraph(
            f"{len(result.assumptions)} numbers that no published row gives stand under "
            "assumptions."
        )
    writer.heading("Limits")
    writer.bullets(limits(result))
    writer.heading("In plain words")
    for section in core():
        writer.heading(section.heading, 2)
        for part in section.parts:
            writer.paragraph(" ".join(part.sentences))
            writer.bullets(part.points)


def write_sources(writer: Writer, sources: NumberedSources) -> None:
    """Write every source with its link, what it was used for, and how it was read."""
    writer.heading("Sources")
    if not sources.lines:
        writer.paragraph("This run cites no source.")
    for line in sources.lines:
        address = safe_link(line.link)
        where = "" if address else f"{line.link or 'no DOI, PubMed id or registry number'}. "
        read = f" Read: {line.reading}." if line.reading else ""
        writer.numbered(line.citation, address, f"{where}Used for: {line.used_for}.{read}")
    grades = [f"{grade}: {meaning}" for grade, meaning in grades_of(sources)]
    if grades:
        writer.paragraph(f"{'; '.join(grades)}.", NOTE, lead="How a number was read.")


def write_again(writer: Writer, result: Result) -> None:
    """Write the command, the versions and the seed, then the assumptions."""
    writer.heading("Run it again")
    manifest = dict(result.manifest)
    command = manifest.pop("command", None)
    if command is not None:
        writer.paragraph(str(command), "macro")
    rows: list[Sequence[Cell]] = [
        ("model", result.model),
        (
            "virtual patients, possible truths, seed",
            f"{result.patients:,}; {result.draws}; {result.seed}",
        ),
        *manifest_rows(manifest),
    ]
    writer.table(("Name", "Value"), rows, widths=(1, 2), about="Manifest")
    if result.assumptions:
        writer.heading("Assumptions")
        writer.paragraph(ASSUMED)
        writer.table(
            ("Assumption", "Value and range", "Why"), result.assumptions, widths=(4, 3, 4),
            about="Assumptions",
        )  # fmt: skip
