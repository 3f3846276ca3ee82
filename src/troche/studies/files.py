"""Results as files: Parquet, a data dictionary, a manifest."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from troche.engine.blocks import WIDTH, blocks_for
from troche.engine.parts import MANIFEST
from troche.outcomes.summary import FEWEST_DRAWS
from troche.population.patients import CYP2B6, LIVER, SEX
from troche.studies.block_run import block_patients
from troche.studies.harm.frames import BURDEN_COLUMNS, NUMBER_COLUMNS
from troche.studies.harm.frames import CURVE_COLUMNS as HARM_CURVE_COLUMNS
from troche.studies.mood.frames import CURVE_COLUMNS, ESTIMAND_COLUMNS
from troche.studies.plan import StudyPlan
from troche.studies.quantities import describe
from troche.studies.results import Result

if TYPE_CHECKING:
    from troche.studies.columns import Columns

__all__ = ["write_files", "write_manifest"]

MOOD_CURVES: Final = "mood_curves.parquet"
MOOD_ESTIMANDS: Final = "mood_estimands.parquet"
HARM: Final = "harm.parquet"
HARM_CURVES: Final = "harm_curves.parquet"
BURDEN: Final = "burden.parquet"

_PATIENTS: Final[tuple[tuple[str, str, str], ...]] = (
    ("regimen", "", "name of the regimen"),
    ("patient", "", "number of the patient, from 0; the same person in every regimen"),
    ("draw", "", "number of the possible truth that the patient carries, from 0"),
    ("weight", "kg", "body weight"),
    ("height", "cm", "height"),
    ("age", "year", "age"),
    ("sex", "", f"{' or '.join(SEX)}"),
    ("cyp2b6", "", f"CYP2B6 function: {', '.join(CYP2B6)}"),
    ("liver", "", f"liver function: {', '.join(LIVER)}"),
    ("baseline", "points", "MADRS at entry; empty in a population without depression"),
    ("adherence of the person", "fraction", "chance that a home dose is taken"),
)

_SPREAD: Final[tuple[tuple[str, str], ...]] = (
    ("n", "patients with a value"),
    ("mean", "over all patients"),
    ("median", "over all patients"),
    ("sd", "over all patients"),
    ("p5", "5th percentile of all patients: people and knowledge together"),
    ("p95", "95th percentile of all patients: people and knowledge together"),
    ("people_p5", "5th percentile of people, typical values taken as known: variability"),
    ("people_p95", "95th percentile of people, typical values taken as known: variability"),
    ("knowledge_p5", "5th percentile of the median over possible truths: uncertainty"),
    ("knowledge_p95", "95th percentile of the median over possible truths: uncertainty"),
)


def write_files(plan: StudyPlan, result: Result, columns: Columns, folder: Path) -> None:
    """Write a study's results.

    Parameters
    ----------
    plan, result
        What ran, and what came out.
    columns
        Where the patients' numbers are.
    folder
        It receives ``patients.parquet``, ``summary.parquet``, ``curves.parquet``,
        ``data-dictionary.csv``; where mood is predicted, ``mood_curves.parquet`` and
        ``mood_estimands.parquet``; where harm is told, ``harm.parquet``,
        ``harm_curves.parquet`` and ``burden.parquet``.
    """
    _write_patients(plan, columns, folder / "patients.parquet")
    result.summary.to_parquet(folder / "summary.parquet", index=False)
    result.curves.to_parquet(folder / "curves.parquet", index=False)
    if result.mood is not None and result.mood.regimens:
        result.mood.curves.to_parquet(folder / MOOD_CURVES, index=False)
        result.mood.estimands.to_parquet(folder / MOOD_ESTIMANDS, index=False)
    if result.harm is not None and result.harm.regimens:
        result.harm.numbers.to_parquet(folder / HARM, index=False)
        result.harm.curves.to_parquet(folder / HARM_CURVES, index=False)
    if any(r.burden for r in result.regimens):
        result.burden.to_parquet(folder / BURDEN, index=False)
    with (folder / "data-dictionary.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(_dictionary(plan, result, columns))


def write_manifest(result: Result, folder: Path) -> None:
    """Write ``manifest.json``, which names every other file of the folder.

    Parameters
    ----------
    result
        What came out.
    folder
        With all its files; those of an unfinished run are not named.
    """
    unfinished = (".npz", ".tmp")
    content = {
        **result.manifest,
        "title": result.title,
        "regimens": {r.name: r.text for r in result.regimens},
        "flags": {r.name: [asdict(f) for f in r.flags] for r in result.regimens},
        "files": sorted(
            item.name
            for item in folder.iterdir()
            if item.suffix not in unfinished and item.name not in (MANIFEST, "run.json")
        ),
    }
    (folder / MANIFEST).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _write_patients(plan: StudyPlan, columns: Columns, path: Path) -> None:
    """Write one row for each patient and regimen, a block at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = _metric_names(plan, columns)
    writer = None
    for table in _tables(plan, columns, names, pa):
        if writer is None:
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _metric_names(plan: StudyPlan, columns: Columns) -> list[str]:
    every = (columns.names(index) for index in range(1, len(plan.regimens) + 1))
    return list(dict.fromkeys(name for names in every for name in names))


def _tables(plan: StudyPlan, columns: Columns, names: list[str], pa: Any) -> Iterator[Any]:
    for block in blocks_for(plan.patients):
        people, draw = block_patients(plan, block)
        keep = slice(0, block.count)
        fixed = {
            "patient": (block.start + np.arange(WIDTH))[keep],
            "draw": draw[keep],
            "weight": people.weight[keep],
            "height": people.height[keep],
            "age": people.age[keep],
            "sex": np.array(SEX)[people.sex[keep]],
            "cyp2b6": np.array(CYP2B6)[people.cyp2b6[keep]],
            "liver": np.array(LIVER)[people.liver[keep]],
            "baseline": people.baseline[keep],
            "adherence of the person": people.adherence[keep],
        }
        for index, item in enumerate(plan.regimens, start=1):
            stored = columns.block(index, block)
            missing = np.full(block.count, np.nan)
            data = {
                "regimen": pa.array([item.name] * block.count),
                **{k: pa.array(v, from_pandas=True) for k, v in fixed.items()},
                **{n: pa.array(stored.get(n, missing), from_pandas=True) for n in names},
            }
            yield pa.table(data)


def _dictionary(
    plan: StudyPlan, result: Result, columns: Columns
) -> list[tuple[str, str, str, str]]:
    """Return file, column, unit and meaning of everything that is written."""
    intervals = plan.regimens[0].windows.further
    rows = [("file", "column", "unit", "meaning")]
    rows += [("patients.parquet", *entry) for entry in _PATIENTS]
    rows += [
        ("patients.parquet", name, *describe(name, intervals))
        for name in _metric_names(plan, columns)
    ]
    rows += [
        ("summary.parquet", "regimen", "", "name of the regimen"),
        ("summary.parquet", "quantity", "", "a metric of patients.parquet, or a ratio"),
        ("summary.parquet", "unit", "", "of the row's numbers"),
    ]
    for name, meaning in _SPREAD:
        where = "" if name == "n" else "as the row"
        few = f"; empty with fewer than {FEWEST_DRAWS} truths" if "knowledge" in name else ""
        rows.append(("summary.parquet", name, where, meaning + few))
    rows += [
        ("curves.parquet", "regimen", "", "name of the regimen"),
        ("curves.parquet", "part", "", "stretch of the time axis"),
        ("curves.parquet", "signal", "", "analyte, or occupancy"),
        ("curves.parquet", "unit", "", "of the row's numbers"),
        ("curves.parquet", "time_h", "h", "since the first dose"),
    ]
    rows += [
        ("curves.parquet", f"p{level}", "as the row", f"{level}th percentile of all patients")
        for level in (5, 25, 50, 75, 95)
    ]
    if result.mood is not None and result.mood.regimens:
        rows += [(MOOD_CURVES, *column) for column in CURVE_COLUMNS]
        rows += [(MOOD_ESTIMANDS, *column) for column in ESTIMAND_COLUMNS]
    if result.harm is not None and result.harm.regimens:
        rows += [(HARM, *column) for column in NUMBER_COLUMNS]
        rows += [(HARM_CURVES, *column) for column in HARM_CURVE_COLUMNS]
    if any(r.burden for r in result.regimens):
        rows += [(BURDEN, *column) for column in BURDEN_COLUMNS]
    return rows
