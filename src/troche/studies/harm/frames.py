"""Harm and burden as data frames: one row a number, one row a place of a curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from troche.studies.harm.results import HarmResult
from troche.studies.results import RegimenResult

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BURDEN_COLUMNS",
    "CURVE_COLUMNS",
    "NUMBER_COLUMNS",
    "burden_frame",
    "curves_frame",
    "numbers_frame",
]

_PARTS: Final = (
    ("value", "under the regimen"),
    ("placebo", "without drug, over the same period"),
    ("over_placebo", "under the regimen minus without drug, truth by truth"),
)

NUMBER_COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("regimen", "", "name of the regimen"),
    ("number", "", "such as 'nausea' or 'systolic rise'"),
    ("unit", "", "of the row's numbers"),
    ("meaning", "", "in words"),
    *(
        (f"{part}{ending}", "as the row", f"{words}, {which} over possible truths")
        for part, words in _PARTS
        for ending, which in (
            ("", "median"),
            ("_p5", "5th percentile"),
            ("_p95", "95th percentile"),
        )
    ),
    ("people_p5", "as the row", "5th percentile of people, the truth taken as known"),
    ("people_p95", "as the row", "95th percentile of people, the truth taken as known"),
)
"""Column, unit and meaning of the numbers of harm."""

CURVE_COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("regimen", "", "name of the regimen"),
    ("along", "", "'time since the first dose', or 'session' by its number"),
    ("unit", "", "of the place: h or count"),
    ("place", "as the row", "where along"),
    ("median", "points", "CADSS that the drug adds, of all people over all truths"),
    ("people_p5", "points", "5th percentile of people, the truth taken as known"),
    ("people_p95", "points", "95th percentile of people, the truth taken as known"),
    ("knowledge_p5", "points", "5th percentile of the median over possible truths"),
    ("knowledge_p95", "points", "95th percentile of the median over possible truths"),
)
"""Column, unit and meaning of the curves of harm."""

BURDEN_COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("regimen", "", "name of the regimen"),
    ("number", "", "such as 'visits' or 'supervised time'"),
    ("unit", "", "of the row's value"),
    ("meaning", "", "in words"),
    ("value", "as the row", "over the horizon, with no dose missed"),
    ("basis", "", "the guidance behind it: issuer, year, statement"),
    ("assumption", "", "what is assumed; empty where a row or the regimen says it"),
)
"""Column, unit and meaning of the burden."""


def numbers_frame(harm: HarmResult) -> pd.DataFrame:
    """Return one row a regimen and number."""
    rows = []
    for regimen in harm.regimens:
        for item in regimen.numbers:
            row: dict[str, Any] = {
                "regimen": regimen.name,
                "number": item.name,
                "unit": item.unit,
                "meaning": item.meaning,
                "people_p5": item.people_p5,
                "people_p95": item.people_p95,
            }
            for part, _ in _PARTS:
                interval = getattr(item, part)
                row[part] = interval.value
                row[f"{part}_p5"] = interval.knowledge_p5
                row[f"{part}_p95"] = interval.knowledge_p95
            rows.append(row)
    return _framed(rows, NUMBER_COLUMNS)


def curves_frame(harm: HarmResult) -> pd.DataFrame:
    """Return one row a regimen, curve and place."""
    rows: list[dict[str, Any]] = []
    for regimen in harm.regimens:
        for curve in (regimen.first_session, regimen.by_session):
            if curve is None:
                continue
            none = (None,) * len(curve.places)
            lines = zip(
                curve.places,
                curve.median,
                curve.people_p5,
                curve.people_p95,
                curve.knowledge_p5 or none,
                curve.knowledge_p95 or none,
                strict=True,
            )
            names = [column for column, _, _ in CURVE_COLUMNS[3:]]
            start = {"regimen": regimen.name, "along": curve.along, "unit": curve.unit}
            rows += [{**start, **dict(zip(names, line, strict=True))} for line in lines]
    return _framed(rows, CURVE_COLUMNS)


def burden_frame(regimens: Sequence[RegimenResult]) -> pd.DataFrame:
    """Return one row a regimen and number of its burden."""
    names = ("name", "unit", "meaning", "value", "basis", "assumption")
    columns = [column for column, _, _ in BURDEN_COLUMNS[1:]]
    rows = [
        {"regimen": r.name, **{c: getattr(x, n) for c, n in zip(columns, names, strict=True)}}
        for r in regimens
        for x in r.burden
    ]
    return _framed(rows, BURDEN_COLUMNS)


def _framed(
    rows: Sequence[dict[str, Any]], columns: Sequence[tuple[str, str, str]]
) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=[name for name, _, _ in columns])
    # A column without any number would be one of objects.
    numbers = [name for name, unit, _ in columns if unit]
    return frame.astype(dict.fromkeys(numbers, float))
