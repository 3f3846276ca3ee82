"""Claims on a terminal: a table of all, or one in full with the published rows first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from troche.evidence import CRISIS_LINE
from troche.report.claims_words import (
    MEANINGS,
    asked_words,
    bears_words,
    beyond_words,
    estimate_words,
    peak_words,
    row_words,
    summary_rows,
)
from troche.report.explanation_numerals import percent
from troche.report.prose import INTENDED_USE
from troche.studies.claims import ClaimResult

__all__ = ["claim_view", "claims_document", "claims_view"]

_ROOMY: Final = 100
"""Columns of the terminal below which rows are stacked."""


def claims_document(found: tuple[ClaimResult, ...]) -> dict[str, Any]:
    """Return the plain data of claims."""
    return {
        "claims": [each.document() for each in found],
        "verdicts": dict(MEANINGS),
        "intended_use": INTENDED_USE,
    }


def claims_view(found: tuple[ClaimResult, ...]) -> RenderableType:
    """Return what a terminal shows of several claims."""
    legend = [Text(f"{word}: {meaning}.", "dim") for word, meaning in MEANINGS.items()]
    notes = [
        Text(
            "Answers are means with 90 % of possible truths, over all regimens of a claim; studies "
            "are those in the doses in question; extrapolated is the share of regimens beyond "
            "what was studied. 'troche claims ID' shows one in full.",
            "dim",
        ),
        *([Text(CRISIS_LINE)] if any(each.suicidality for each in found) else []),
        Text(INTENDED_USE, "dim"),
    ]
    return Group(_Summary(summary_rows(found)), Text(""), *legend, Text(""), *notes)


class _Summary:
    """One row a claim, in columns where they fit and stacked where not."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self._rows = rows

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        if options.max_width < _ROOMY:
            for row in self._rows:
                yield Text.assemble((row["claim"], "bold"), f": {row['verdict']}")
                rest = [f"{name}: {cell}" for name, cell in row.items() if cell]
                yield from (Padding(Text(line), (0, 0, 0, 3)) for line in rest[2:])
            return
        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for name in self._rows[0]:
            # A name broken in two cannot be copied.
            grid.add_column(Text(name), overflow="fold", no_wrap=name in ("claim", "verdict"))
        for row in self._rows:
            grid.add_row(*(Text(cell) for cell in row.values()))
        yield grid


def claim_view(found: ClaimResult) -> RenderableType:
    """Return what a terminal shows of one claim."""
    claim = found.claim
    parts: list[RenderableType] = [
        Text(claim.wording, "bold"),
        Text(f"{claim.id}. {claim.question}", "dim"),
        Text(f"Doses in question: {claim.doses.words}.", "dim"),
    ]
    if found.suicidality:
        parts.append(Text(CRISIS_LINE, "bold"))
    parts += _section("1. Published rows", _rows(found))
    parts += _section("2. What the model says", _model(found))
    parts += _section("3. How much is extrapolation", _extrapolation(found))
    word = found.verdict.word
    said = [Text(f"{word.capitalize()}: {MEANINGS[word]}.", "bold"), *map(Text, found.verdict.why)]
    parts += _section("4. Verdict", said)
    parts += _section("5. The rule of the file", [Text(line) for line in claim.rule.words()])
    parts += _section("6. Limits", [Text(claim.limits)])
    if found.regulators:
        parts += _section("What regulators state", [Text(line) for line in found.regulators])
    return Group(*parts, Text(f"\n{INTENDED_USE}", "dim"))


def _section(heading: str, lines: list[Text]) -> list[RenderableType]:
    return [Text(f"\n{heading}", "bold"), *(Padding(line, (0, 0, 0, 3)) for line in lines)]


def _rows(found: ClaimResult) -> list[Text]:
    lines = []
    for row in found.rows:
        f = row.finding
        link = f"; {f.link}" if f.link else ""
        lines.append(
            Text.assemble(
                (bears_words(row), "bold"), f" ({row.place}): {f.source}. {row_words(row)}."
            )
        )
        lines.append(Text(f"   {row.because} {row.design}, read: {f.reading}{link}", "dim"))
    return lines or [Text("None is cited.")]


def _model(found: ClaimResult) -> list[Text]:
    answer = found.answer
    lines = [Text(asked_words(found))]
    if answer is None:
        return lines
    for each in answer.regimens:
        said = estimate_words(each.estimate, answer)
        if each.name not in found.peaks:
            lines.append(Text(f"{each.name} ({each.text}): {said}"))
            continue
        lines.append(Text(f"{each.name} ({each.text}; {peak_words(found, each.name)}): {said}"))
    for one in answer.mechanisms:
        weight = f"({one.letter}) {one.title}, weight {percent(one.weight)}"
        said = f": {estimate_words(one.estimate, answer)}" if one.estimate else ""
        lines.append(Text(f"{weight}{said}"))
    average = estimate_words(answer.overall, answer)
    lines.append(Text(f"Averaged, over all regimens: {average}", "bold"))
    return lines


def _extrapolation(found: ClaimResult) -> list[Text]:
    if found.extrapolation is None:
        return [Text("No regimen was computed, so nothing is extrapolated.")]
    lines = [Text(f"{beyond_words(found)} beyond what was studied.")]
    for name, sentences in found.extrapolation.regimens.items():
        lines += [Text(f"{name}: {sentence}") for sentence in sentences]
    return lines
