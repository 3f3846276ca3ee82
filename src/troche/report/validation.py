"""The page of a validation: one HTML file in the style of the report."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from troche.report.exhibit import Exhibit
from troche.report.figures.harm_validation import harm_by_event, harm_label
from troche.report.figures.mood_lines import over_dose_and_time
from troche.report.figures.outcome_validation import (
    PANELS,
    outcome_label,
    outcome_people,
    outcomes_by_trial,
)
from troche.report.figures.validation import against, beside_other_drugs, by_study, route_of
from troche.report.files import write_whole
from troche.report.library import (
    content_policy,
    embedded,
    plotly_library,
    report_script,
    text_of,
)
from troche.report.page import environment, without_title
from troche.report.prose import INTENDED_USE
from troche.report.theme import plotly_config
from troche.report.validation_text import figure_rows
from troche.studies.validate import Validation
from troche.studies.validate.conflicts import conflicts
from troche.studies.validate.mood_lines import mood_lines
from troche.studies.validate.reasons import likely_reasons, worst
from troche.studies.validate.rows import ValidatedRow, grade_of

__all__ = ["render_validation", "write_validation"]

_MOST_ROWS = 3000
"""Rows that figures and tables of a page show; the JSON document has all."""


def write_validation(found: Validation, path: str | PathLike[str]) -> Path:
    """Write a validation as one self-contained HTML page.

    Raises
    ------
    troche.errors.BadInput
        If the folder cannot be written.
    """
    return write_whole(Path(path), render_validation(found))


def render_validation(found: Validation) -> str:
    """Return the page as text of HTML."""
    predicted = [r for r in found.rows["pk"] if r.why_not is None][:_MOST_ROWS]
    shown = _exhibits(found, predicted)
    drawn = {x.key: without_title(x) for x in shown}
    script, library = report_script(), plotly_library()
    return (
        environment()
        .get_template("validation.html.j2")
        .render(
            title="Validation against published rows",
            place=found.place,
            intended_use=INTENDED_USE,
            opening=_opening(found),
            figures_rows=figure_rows(found),
            counts=[(table, found.summary[table]) for table in ("pk", "outcomes", "tolerability")],
            exhibits=shown,
            families=_families(found, predicted),
            worst=[_worst(row, found) for row in worst(predicted)],
            conflicts=[str(each) for each in conflicts(predicted)],
            ratios=found.interactions,
            refused=[r for r in found.rows["pk"] if r.why_not][:_MOST_ROWS],
            refused_outcomes=[r for r in found.rows["outcomes"] if r.why_not][:_MOST_ROWS],
            refused_harm=[r for r in found.rows["tolerability"] if r.why_not][:_MOST_ROWS],
            warnings=found.warnings[:200],
            calibration=found.calibration,
            css=text_of("report.css"),
            heights={key: figure["layout"]["height"] for key, figure in drawn.items()},
            figures=embedded(drawn),
            config=embedded(plotly_config("troche-validation")),
            policy=content_policy([library, script]),
            library=library,
            script=script,
        )
    )


def _opening(found: Validation) -> str:
    counts = found.summary["pk"]
    mood = _opening_of_mood(found) + _opening_of_harm(found)
    said = (
        f"{counts['predicted']} of {counts['rows']} rows of exposure are predicted, each without "
        "the study family that it belongs to"
    )
    error, within = found.summary["pk_gmfe"], found.summary["pk_within_2fold"]
    coverage, width = found.summary["pk_coverage90"], found.summary["pk_interval_width"]
    if error is None or within is None:
        return f"{said}.{mood}"
    return (
        f"{said}. Cmax, AUC and C(t) are off by a factor of {error:.2f} (geometric mean), "
        f"{100 * within:.0f} % of them by less than two; the 90 % intervals hold "
        f"{100 * coverage:.0f} % of all predicted rows, their ends a factor of {width:.1f} apart."
        + mood
    )


def _opening_of_mood(found: Validation) -> str:
    counts, summary = found.summary["outcomes"], found.summary["each_family_alike"]
    change, contrast = summary["outcomes_mae_madrs_change"], summary["outcomes_mae_difference"]
    if change is None or contrast is None:
        return ""
    return (
        f" {counts['predicted']} of {counts['rows']} outcomes are predicted likewise: changes on "
        f"the MADRS are off by {change:.1f} points on average (families alike), differences from "
        f"control by {contrast:.1f}; 90 % intervals hold "
        f"{100 * (summary['outcomes_coverage90'] or 0):.0f} % of outcomes."
    )


def _opening_of_harm(found: Validation) -> str:
    counts, summary = found.summary["tolerability"], found.summary
    coverage, error = summary["tolerability_coverage90"], summary["tolerability_mae_dissociation"]
    naive = summary["tolerability_mae_dissociation_naive"]
    if coverage is None or error is None:
        return ""
    beside = f" (the naive forecast by {naive:.1f})" if naive is not None else ""
    return (
        f" {counts['predicted']} of {counts['rows']} rows of harm are predicted likewise: 90 % "
        f"intervals hold {100 * coverage:.0f} % of them, and dissociation reported as an event is "
        f"off by {error:.1f} percentage points on average{beside}."
    )


def _exhibits(found: Validation, predicted: list[ValidatedRow]) -> list[Exhibit]:
    headings = ("Study", "Row", "What", "Published", "Predicted", "90 % interval", "Unit", "Grade")
    table = tuple(_cells(row) for row in predicted)
    return [
        Exhibit(
            "against",
            "Predicted against published, each study's family left out",
            "Each point is one row. Colour: route; shape: analyte. Bars: 90 % interval of the "
            "reported statistic for its number of people. Solid line: equal; dotted: twice and "
            "half.",
            f"{len(predicted)} rows, predicted against published on logarithmic axes.",
            against(predicted),
            headings,
            table,
        ),
        Exhibit(
            "by-study",
            "Predicted over published, study by study",
            "All predicted rows, in the order of the table. A bar that crosses the line holds the "
            "published value. Grey: within a factor of two.",
            "Ratios of predicted to published values, one strip for each study family.",
            by_study(predicted),
            (),
            (),
        ),
        *_outcome_exhibits(found),
        *_harm_exhibits(found),
        Exhibit(
            "interactions",
            "A risk: exposure to S-ketamine beside another drug",
            "Diamond: the published ratio of areas. Thin bar: prediction without the family of "
            "that row; thick bar: the fit that has seen it. 90 % intervals of a mean ratio.",
            "; ".join(each.risk for each in found.interactions),
            beside_other_drugs(found.interactions),
            ("Beside", "Published", "Without its family", "Fitted"),
            tuple(
                (
                    f"{each.published.perpetrator}, {each.published.regimen.routes[0]}",
                    f"{each.published.ratio:.2f}",
                    "{1:.2f} ({0:.2f} to {2:.2f})".format(*each.left_out),
                    "{1:.2f} ({0:.2f} to {2:.2f})".format(*each.seen),
                )
                for each in found.interactions
            ),
        ),
    ]


def _outcome_exhibits(found: Validation) -> list[Exhibit]:
    rows = [r for r in found.rows["outcomes"] if r.why_not is None][:_MOST_ROWS]
    headings = ("Number", "Row", "People", "Published", "Predicted", "90 % interval", "Unit")
    shown = []
    for kind, (heading, unit) in PANELS.items():
        part = [r for r in rows if r.kind == kind]
        if part:
            table = tuple(_outcome_cells(r) for r in part)
            inside = sum(bool(r.inside) for r in part)
            shown.append(
                Exhibit(
                    f"outcomes-{kind}".replace(" ", "-"),
                    f"{heading}: predicted against published",
                    f"In {unit}. All mechanisms, averaged by their weights, each fitted without "
                    f"the family of the row. {inside} of {len(part)} intervals hold the "
                    "published number.",
                    f"{len(part)} published numbers on their predicted intervals, by trial.",
                    outcomes_by_trial(rows, kind),
                    headings,
                    table,
                )
            )
    if shown:
        shown.append(_lines())
    return shown


def _harm_exhibits(found: Validation) -> list[Exhibit]:
    rows = [r for r in found.rows["tolerability"] if r.harm is not None][:_MOST_ROWS]
    shares = [r for r in rows if r.harm is not None and r.harm.kind.startswith("share")]
    if not shares:
        return []
    inside = sum(bool(r.inside) for r in rows)
    return [
        Exhibit(
            "harm",
            "People with an adverse event: predicted against published",
            "Fitted without the family of the row and without what pools the same trials. "
            f"{inside} of {len(rows)} intervals hold the published number, those of scores and "
            "blood pressure, which the table holds besides, among them.",
            f"{len(shares)} published shares on their predicted intervals, by event.",
            harm_by_event(rows),
            ("Number", "Row", "People", "Published", "Predicted", "90 % interval", "Unit"),
            tuple(_harm_cells(r) for r in rows),
        )
    ]


def _harm_cells(row: ValidatedRow) -> tuple[str, ...]:
    assert row.harm is not None
    return (
        harm_label(row),
        str(row.row.row),
        f"{row.harm.n:g}" if row.harm.n_stated else "not stated",
        f"{row.observed:.3g}",
        f"{row.predicted:.3g}",
        f"{row.p5:.3g} to {row.p95:.3g}",
        row.unit,
    )


def _lines() -> Exhibit:
    lines = mood_lines()
    return Exhibit(
        "mood-lines",
        "Benefit over placebo, by dose and over time",
        "What the fit to all families says, all mechanisms averaged by their weights, with the "
        "published contrasts of the same regimen: this is what it saw, not what it predicted. "
        "Contrasts of trials that start an antidepressant are left out of the picture.",
        "; ".join(line.title for line in lines),
        over_dose_and_time(lines),
        ("Panel", "At", "Benefit, points", "90 % of truths"),
        tuple(
            (
                line.title,
                f"{x:g} {line.axis}",
                f"{line.quantiles[0.5][i]:.1f}",
                f"{line.quantiles[0.05][i]:.1f} to {line.quantiles[0.95][i]:.1f}",
            )
            for line in lines
            for i, x in enumerate(line.x)
        ),
    )


def _outcome_cells(row: ValidatedRow) -> tuple[str, ...]:
    return (
        outcome_label(row),
        str(row.row.row),
        outcome_people(row),
        f"{row.observed:.3g}",
        f"{row.predicted:.3g}",
        f"{row.p5:.3g} to {row.p95:.3g}",
        row.unit,
    )


def _cells(row: ValidatedRow) -> tuple[str, ...]:
    cells = row.row.cells
    return (
        row.row.source,
        str(row.row.row),
        f"{cells.get('analyte', '')} {cells.get('metric', '')} {cells.get('interval', '')}".strip(),
        f"{row.observed:.3g}",
        f"{row.predicted:.3g}",
        f"{row.p5:.3g} to {row.p95:.3g}",
        row.unit,
        grade_of(row.fold_error or float("inf")),
    )


def _families(found: Validation, predicted: list[ValidatedRow]) -> list[dict[str, Any]]:
    made = found.calibration.get("families", {})
    families: dict[str, list[ValidatedRow]] = {}
    for row in predicted:
        families.setdefault(row.family, []).append(row)
    listed = []
    for family, rows in families.items():
        inside = [r.inside for r in rows if r.inside is not None]
        listed.append(
            {
                "family": family,
                "rows": len(rows),
                "routes": ", ".join(sorted({route_of(r) for r in rows})),
                "grades": " ".join(
                    f"{g}\u00a0{n}"
                    for g in "ABCD"
                    if (n := sum(grade_of(r.fold_error or 9e9) == g for r in rows))
                ),
                "inside": f"{sum(inside)} of {len(inside)}",
                "way": rows[0].way,
                "pareto_k": made.get(family, {}).get("pareto_k"),
            }
        )
    return listed


def _worst(row: ValidatedRow, found: Validation) -> dict[str, Any]:
    source, number, what, published, predicted, interval, unit, grade = _cells(row)
    return {
        "source": source,
        "row": number,
        "what": what,
        "regimen": row.row.cells.get("regimen", ""),
        "published": f"{published} {unit}",
        "predicted": f"{predicted} ({interval})",
        "fold": f"{row.fold_error:.2f}",
        "grade": grade,
        "reasons": "; ".join(likely_reasons(row, found.rows["pk"])),
        "reading": row.row.reading,
    }
