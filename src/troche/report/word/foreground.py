"""The first half of a document: question, answer, mood, harm, microdose and burden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from troche.report.answer import Answer, answer
from troche.report.captions import BURDEN_ASKS, MICRODOSE, harm_caption, mood_caption
from troche.report.exhibit import Exhibit
from troche.report.harm.prose import how_to_read_harm
from troche.report.harm.reading import harm_of
from troche.report.harm.tables import (
    BURDEN,
    COLUMNS,
    burden_notes,
    burden_rows,
    harm_rows,
    microdose_rows,
)
from troche.report.mood.prose import how_to_read_mood
from troche.report.mood.reading import WORTHWHILE, mood_of, named
from troche.report.mood.tables import Number, short_rows
from troche.report.prose import INTENDED_USE, question
from troche.report.theme import called, is_extrapolated
from troche.report.word.figures import write_exhibit
from troche.report.word.paper import USE
from troche.report.word.writer import Cell, Writer
from troche.studies.results import RegimenResult, Result

__all__ = ["marked", "write_answer", "write_burden", "write_harm", "write_mood", "write_question"]


def marked(regimen: RegimenResult) -> str:
    """Return a regimen's name, with a dagger where it lies outside what was studied."""
    return called(regimen) + ("\u00a0†" if is_extrapolated(regimen) else "")


def write_question(writer: Writer, result: Result) -> None:
    """Write title, intended use, question and regimens."""
    writer.heading(result.title, 0)
    writer.paragraph(INTENDED_USE, USE, lead="Intended use.")
    writer.heading("Question")
    writer.paragraph(question(result))
    rows: list[Sequence[Cell]] = [
        (marked(r), r.text, f"{r.doses_given} of {r.doses_planned}") for r in result.regimens
    ]
    writer.table(
        ("Regimen", "What is given", "Administrations"), rows, widths=(2, 6, 2), about="Regimens"
    )


def write_answer(
    writer: Writer, result: Result, main: Exhibit | None, pictures: Mapping[str, bytes]
) -> None:
    """Write the answer in one paragraph, the main figure, then the answer part by part."""
    said = answer(result)
    writer.heading("Answer")
    writer.paragraph(said.short)
    if main is not None:
        write_exhibit(writer, main, pictures)
    if said.mood is not None:
        writer.heading("Mood", 2)
        writer.paragraph(said.mood.opening)
        writer.bullets(said.mood.lines)
        for text in (said.mood.rivals, said.mood.beyond, said.mood.closing):
            writer.paragraph(text)
    if said.harm:
        writer.heading("Harm", 2)
        writer.paragraph(said.harm[0])
        writer.bullets(said.harm[1:])
    if said.mood is not None:
        _exposure(writer, said)
    for why in (said.why_no_mood, said.why_no_harm):
        if why:
            writer.paragraph(why)
    if said.microdose:
        writer.heading("Microdose, measured", 2)
        writer.bullets(said.microdose)


def _exposure(writer: Writer, said: Answer) -> None:
    writer.heading("Exposure", 2)
    writer.paragraph(said.opening)
    writer.bullets(said.lines)
    writer.paragraph(said.closing)


def write_mood(
    writer: Writer, result: Result, others: Sequence[Exhibit], pictures: Mapping[str, bytes]
) -> None:
    """Write the table of mood, its figures and how to read it; nothing where there is none."""
    mood = mood_of(result)
    if mood is None:
        return
    writer.heading("Mood")

    def pair(number: Number) -> Cell:
        return number.value, number.knowledge

    rows: list[Sequence[Cell]] = [
        (
            (
                named(row.regimen),
                "beyond the tested range" if row.regimen.extrapolated else "",
                f"for comparison: {row.regimen.text}" if row.regimen.role != "study" else "",
            ),
            pair(row.change), pair(row.benefit), row.no_effect, row.worthwhile,
            pair(row.response), pair(row.remission),
        )
        for row in short_rows(mood)
    ]  # fmt: skip
    writer.table(
        (
            "Regimen", ("Change of MADRS", "points"), ("Benefit over placebo", "points"),
            "P(no effect)", f"P({WORTHWHILE:g} points or more)", ("Response", "% of people"),
            ("Remission", "% of people"),
        ),
        rows,
        mood_caption(mood),
        (2.2, 1.6, 1.6, 1.1, 1.3, 1.3, 1.3),
    )  # fmt: skip
    for exhibit in others:
        write_exhibit(writer, exhibit, pictures)
    writer.heading("How to read mood", 2)
    writer.bullets(how_to_read_mood(mood))


def write_harm(
    writer: Writer, result: Result, shown: Sequence[Exhibit], pictures: Mapping[str, bytes]
) -> None:
    """Write the table of harm, its figures and how to read it; nothing where there is none."""
    harm = harm_of(result)
    if harm is None:
        return
    writer.heading("Harm")
    rows: list[Sequence[Cell]] = [
        (
            called(row.regimen),
            *(
                (value, known, f"placebo {placebo}" if placebo else "")
                for value, known, placebo in row.cells
            ),
        )
        for row in harm_rows(result)
    ]
    headings: list[Cell] = ["Regimen", *((heading, unit) for _, heading, unit in COLUMNS)]
    writer.table(headings, rows, harm_caption(harm))
    for exhibit in shown:
        write_exhibit(writer, exhibit, pictures)
    writer.heading("How to read harm", 2)
    writer.bullets(how_to_read_harm(result))


def write_burden(writer: Writer, result: Result, cited: dict[int, str]) -> None:
    """Write the measured microdose, what regimens ask of people, and regulators beside it.

    Parameters
    ----------
    writer, result
        Where to, and of what.
    cited
        The numbers of a flag's sources in words, by the flag's identity.
    """
    places = microdose_rows(result)
    if places:
        writer.heading("Microdose, measured")
        rows: list[Sequence[Cell]] = [
            (called(p.regimen), (p.dose, p.dose_detail), (p.perception, p.perception_detail))
            for p in places
        ]
        writer.table(("Regimen", "By exposure", "By what is felt"), rows, MICRODOSE, (1.5, 3, 4))
    asked = burden_rows(result)
    if not asked:
        return
    writer.heading("Burden")
    headings: list[Cell] = ["Regimen", *((heading, unit) for _, heading, unit in BURDEN)]
    writer.table(headings, [(called(r), *values) for r, values in asked], BURDEN_ASKS)
    writer.notes(burden_notes(result))
    for regimen in result.regimens:
        said = [f"{f.message}{cited[id(f)]}" for f in regimen.flags if f.kind == "regulator"]
        if said:
            lead = f"{called(regimen)}, at home: what regulators say."
            writer.paragraph(" ".join(said), lead=lead)
