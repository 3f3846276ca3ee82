"""A validation in a terminal: the figures, the refusals, the worst rows."""

from __future__ import annotations

from typing import Any

from troche.studies.validate import Validation
from troche.studies.validate.reasons import likely_reasons, worst
from troche.studies.validate.summary import FIGURES

__all__ = ["figure_rows", "number_words", "terminal_text"]


def number_words(name: str, value: Any) -> str:
    """Return a figure of the summary as a reader meets it."""
    if value is None:
        return "no row"
    share = "coverage" in name or "within" in name
    return f"{100 * value:.0f} %" if share else f"{value:.2f}"


def figure_rows(found: Validation) -> list[tuple[str, str, str, str]]:
    """Return the figures: name, meaning, over rows, with every family weighing the same."""
    alike = found.summary["each_family_alike"]
    return [
        (name, meaning, number_words(name, found.summary[name]), number_words(name, alike[name]))
        for name, meaning in FIGURES.items()
    ]


def terminal_text(found: Validation) -> str:
    """Return the validation as lines of text."""
    lines = [f"validation against {found.place}"]
    for table in ("pk", "outcomes", "tolerability"):
        counts = found.summary[table]
        refused = ", ".join(f"{n} {reason}" for reason, n in counts["refused"].items())
        lines.append(
            f"{table}: {counts['predicted']} of {counts['rows']} rows predicted"
            + (f"; refused: {refused}" if refused else "")
        )
    lines += ["", f"{'':72}{'rows':>18}{'families alike':>18}"]
    for _, meaning, rows, alike in figure_rows(found):
        if rows != "no row":
            lines.append(f"{meaning:72.72}{rows:>18}{alike:>18}")
        else:
            lines.append(f"{meaning:72.72}{rows:>18}")
    bad = worst(found.rows["pk"])
    if bad:
        lines += ["", "furthest off:"]
    for row in bad:
        cells = row.row.cells
        lines.append(
            f"  {row.row.place}: {row.row.source} {cells['analyte']} {cells['metric']} "
            f"{cells['interval']}: published {row.observed:.3g}, predicted {row.predicted:.3g} "
            f"({row.p5:.3g} to {row.p95:.3g}) {row.unit}; "
            + "; ".join(likely_reasons(row, found.rows["pk"]))
        )
    if found.warnings:
        lines += ["", f"{len(found.warnings)} warnings:"]
        lines += [f"  {line}" for line in found.warnings[:20]]
        if len(found.warnings) > 20:
            lines.append(f"  … and {len(found.warnings) - 20} more; --json has all")
    return "\n".join(lines)
