"""Mood as data frames: one row a time, one row an estimand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from troche.studies.mood.results import Contrast, MoodResult

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CURVE_COLUMNS", "ESTIMAND_COLUMNS", "curves_frame", "estimands_frame"]

CURVE_COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("regimen", "", "name of the regimen, or of a comparator"),
    ("mechanism", "", "name of the mechanism, or 'averaged'"),
    ("day", "day", "since the start"),
    ("median", "points", "MADRS, of all people over all truths"),
    ("people_p5", "points", "5th percentile of people, the truth taken as known"),
    ("people_p95", "points", "95th percentile of people, the truth taken as known"),
    ("knowledge_p5", "points", "5th percentile of the median over possible truths"),
    ("knowledge_p95", "points", "95th percentile of the median over possible truths"),
)
"""Column, unit and meaning of the curves."""

_OVER: Final = (
    ("difference", "the number minus that under {}, in the same people"),
    ("p5", "5th percentile of that difference over possible truths"),
    ("p95", "95th percentile of that difference over possible truths"),
    ("probability_better", "share of truths in which the regimen does better than {}"),
)

ESTIMAND_COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("regimen", "", "name of the regimen, or of a comparator"),
    ("mechanism", "", "name of the mechanism, or 'averaged'"),
    ("estimand", "", "such as 'change at day 28' or 'remission at end'"),
    ("unit", "", "of the row's numbers"),
    ("n", "", "people who have the number"),
    ("value", "as the row", "mean or share over people and truths"),
    ("people_p5", "as the row", "5th percentile of people, the truth taken as known"),
    ("people_p95", "as the row", "95th percentile of people, the truth taken as known"),
    ("knowledge_p5", "as the row", "5th percentile of the value over possible truths"),
    ("knowledge_p95", "as the row", "95th percentile of the value over possible truths"),
    *(
        (
            f"over_{short}_{name}",
            "fraction" if name.startswith("prob") else "as the row",
            meaning.format(whom),
        )
        for short, whom in (("placebo", "placebo"), ("infusion", "the standard infusion"))
        for name, meaning in _OVER
    ),
)
"""Column, unit and meaning of the estimands."""

_TEXT: Final = ("regimen", "mechanism", "estimand", "unit", "n")


def curves_frame(mood: MoodResult) -> pd.DataFrame:
    """Return one row a regimen, mechanism and time."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for regimen in mood.regimens:
        for name, outcome in regimen.outcomes.items():
            c = outcome.curve
            none = (None,) * len(c.days)
            lines = zip(
                c.days,
                c.median,
                c.people_p5,
                c.people_p95,
                c.knowledge_p5 or none,
                c.knowledge_p95 or none,
                strict=True,
            )
            columns = [column for column, _, _ in CURVE_COLUMNS[2:]]
            rows += [
                {
                    "regimen": regimen.name,
                    "mechanism": name,
                    **dict(zip(columns, line, strict=True)),
                }
                for line in lines
            ]
    return _framed(pd.DataFrame(rows, columns=[column for column, _, _ in CURVE_COLUMNS]))


def estimands_frame(mood: MoodResult) -> pd.DataFrame:
    """Return one row a regimen, mechanism and estimand."""
    import pandas as pd

    rows = [
        {
            "regimen": regimen.name,
            "mechanism": name,
            "estimand": e.name,
            "unit": e.unit,
            "n": e.n,
            "value": e.value,
            "people_p5": e.people_p5,
            "people_p95": e.people_p95,
            "knowledge_p5": e.knowledge_p5,
            "knowledge_p95": e.knowledge_p95,
            **_over("placebo", e.over_placebo),
            **_over("infusion", e.over_infusion),
        }
        for regimen in mood.regimens
        for name, outcome in regimen.outcomes.items()
        for e in outcome.estimands
    ]
    return _framed(pd.DataFrame(rows, columns=[column for column, _, _ in ESTIMAND_COLUMNS]))


def _over(short: str, contrast: Contrast | None) -> dict[str, float | None]:
    names = ("difference", "knowledge_p5", "knowledge_p95", "probability_better")
    return {
        f"over_{short}_{column}": None if contrast is None else getattr(contrast, name)
        for (column, _), name in zip(_OVER, names, strict=True)
    }


def _framed(frame: pd.DataFrame) -> pd.DataFrame:
    # A column without any number would be one of objects.
    numbers = [c for c in frame.columns if c not in _TEXT]
    return frame.astype(dict.fromkeys(numbers, float))
