"""Virtual patients: who they are, before any drug.

Covariates are drawn from a documented population, or read from a file of the
user's own; what a file leaves out is drawn, and said.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.errors import StudyError, nearest
from troche.population.populations import Population
from troche.population.streams import normals, uniforms

__all__ = ["COLUMNS", "Patients", "draw_patients", "read_patients"]

Floats = NDArray[np.float64]

CYP2B6: Final = ("normal", "intermediate", "poor")
LIVER: Final = ("normal", "mild", "moderate")
SEX: Final = ("F", "M")

COLUMNS: Final[Mapping[str, tuple[str, float, float]]] = {
    "weight_kg": ("weight", 30.0, 250.0),
    "height_cm": ("height", 120.0, 230.0),
    "age_year": ("age", 18.0, 100.0),
    "baseline_madrs": ("baseline", 0.0, 60.0),
    "adherence": ("adherence", 0.0, 1.0),
}
"""Numeric columns of a patient file: attribute, lowest and highest value."""

_WORDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "sex": ("sex", SEX),
    "cyp2b6": ("cyp2b6", CYP2B6),
    "liver": ("liver", LIVER),
}
_LARGEST_FILE = 20_000_000


@dataclass(frozen=True)
class Patients:
    """A stretch of virtual patients; every array has shape (patient,).

    Parameters
    ----------
    start
        Number of the first one in the study.
    weight, height, age : kg, cm, year
    sex
        0 woman, 1 man.
    cyp2b6, liver
        Places in `CYP2B6` and `LIVER`.
    baseline : points
        MADRS at entry; NaN in a population without depression.
    adherence : fraction
        Chance that a home dose is taken.
    """

    start: int
    weight: Floats
    height: Floats
    age: Floats
    sex: NDArray[np.int64]
    cyp2b6: NDArray[np.int64]
    liver: NDArray[np.int64]
    baseline: Floats
    adherence: Floats

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.weight)


def draw_patients(
    people: Population,
    seed: int,
    start: int,
    count: int,
    ages: tuple[float, float] | None = None,
    given: Mapping[str, NDArray[np.float64]] | None = None,
) -> Patients:
    """Draw the covariates of patients `start` to `start + count`.

    Parameters
    ----------
    people
        The population.
    seed
        The study's seed.
    start, count
        Which patients.
    ages : year, optional
        Narrower limits than the population's.
    given
        Columns of a patient file, by attribute, for all patients of the study.

    Examples
    --------
    >>> from troche.population.populations import population
    >>> trd = population("adults with treatment-resistant depression")
    >>> some = draw_patients(trd, seed=7, start=0, count=1000)
    >>> bool(70 < np.median(some.weight) < 78)
    True
    """
    low, high = ages or people.ages
    man = uniforms(seed, "sex", start, count)[0] >= people["women"]
    weight = np.where(man, people["weight_men"], people["weight_women"]) * np.exp(
        people["weight_sd"] * normals(seed, "weight", start, count)[0]
    )
    height = (
        np.where(man, people["height_men"], people["height_women"])
        + people["height_sd"] * normals(seed, "height", start, count)[0]
    )
    age = _truncated(
        uniforms(seed, "age", start, count)[0], people["age_mean"], people["age_sd"], low, high
    )
    genotype = _category(
        uniforms(seed, "cyp2b6", start, count)[0],
        people["cyp2b6_intermediate"],
        people["cyp2b6_poor"],
    )
    liver = _category(
        uniforms(seed, "liver", start, count)[0], people["liver_mild"], people["liver_moderate"]
    )
    baseline = np.full(count, np.nan)
    if people.severity is not None:
        spread = float(np.hypot(people.severity.sd, people.severity.between_trials))
        baseline = _truncated(
            uniforms(seed, "baseline", start, count)[0], people.severity.mean, spread, 0.0, 60.0
        )
    median = people["adherence_home"]
    logit = (
        np.log(median / (1 - median))
        + people["adherence_sd"] * (normals(seed, "adherence of a person", start, count)[0])
    )
    drawn: dict[str, NDArray[np.generic]] = {
        "weight": weight,
        "height": height,
        "age": age,
        "sex": man.astype(np.int64),
        "cyp2b6": genotype,
        "liver": liver,
        "baseline": baseline,
        "adherence": 1 / (1 + np.exp(-logit)),
    }
    for name, column in (given or {}).items():
        part = column[start : start + count]
        drawn[name] = part.astype(np.int64) if name in ("sex", "cyp2b6", "liver") else part
    return Patients(start=start, **drawn)  # type: ignore[arg-type]


def _truncated(u: Floats, mean: float, sd: float, low: float, high: float) -> Floats:
    from scipy.special import ndtr, ndtri

    a, b = ndtr((low - mean) / sd), ndtr((high - mean) / sd)
    return np.asarray(mean + sd * ndtri(a + u * (b - a)))


def _category(u: Floats, middle: float, last: float) -> NDArray[np.int64]:
    return (u >= 1 - middle - last).astype(np.int64) + (u >= 1 - last).astype(np.int64)


def read_patients(path: str | Path) -> dict[str, NDArray[np.float64]]:
    """Read patients from a CSV file.

    Parameters
    ----------
    path
        A file with a header of any of ``weight_kg``, ``height_cm``, ``age_year``,
        ``sex`` (F, M), ``cyp2b6`` (normal, intermediate, poor), ``liver`` (normal,
        mild, moderate), ``baseline_madrs``, ``adherence`` (0 to 1), and ``id``,
        which is not used. What is left out is drawn from the population.

    Returns
    -------
    dict
        Attribute of `Patients` to array of shape (patient,).

    Raises
    ------
    troche.errors.StudyError
        If the file cannot be read, has no row or an unknown column, or a cell is
        empty or out of range; the message names file, row and column.
    """
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise StudyError(str(path), f"{file.stat().st_size} bytes", "at most 20 MB")
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise StudyError(str(path), error.strerror or "no file", "a readable CSV file") from error
    except UnicodeDecodeError as error:
        raise StudyError(str(path), f"byte {error.start} is not UTF-8", "UTF-8 text") from error
    try:
        reader = csv.reader(io.StringIO(text), strict=True)
        rows = list(reader)
    except csv.Error as error:
        unclosed = "unexpected end" in str(error)
        found = "a quote that is not closed" if unclosed else str(error)
        where = f"{path}, line {reader.line_num}"
        raise StudyError(where, found, "a CSV file, its quotes closed") from None
    known = ("id", *COLUMNS, *_WORDS)
    if len(rows) < 2:
        raise StudyError(str(path), f"{len(rows)} lines", "a header and one line a patient")
    header = [name.strip() for name in rows[0]]
    for name in header:
        if name not in known or header.count(name) > 1:
            allowed = f"each of these once at most: {', '.join(known)}"
            raise StudyError(f"{path}, header", name, allowed, meant=nearest(name, known))
    if header == ["id"]:
        raise StudyError(f"{path}, header", "id alone", f"any of {', '.join(known[1:])}")
    columns: dict[str, list[float]] = {name: [] for name in header if name != "id"}
    patients = [row for row in rows[1:] if any(row)]
    if not patients:
        raise StudyError(str(path), "a header alone", "one line a patient")
    for number, row in enumerate(patients, start=1):
        if len(row) != len(header):
            raise StudyError(f"{path}, row {number}", f"{len(row)} cells", f"{len(header)} cells")
        for name, cell in zip(header, row, strict=True):
            if name != "id":
                columns[name].append(_cell(f"{path}, row {number}, {name}", name, cell.strip()))
    attribute = {name: spec[0] for name, spec in COLUMNS.items()}
    attribute |= {name: spec[0] for name, spec in _WORDS.items()}
    return {attribute[name]: np.array(values) for name, values in columns.items()}


def _cell(where: str, name: str, cell: str) -> float:
    if name in _WORDS:
        allowed: Sequence[str] = _WORDS[name][1]
        if cell not in allowed:
            raise StudyError(where, cell, ", ".join(allowed), meant=nearest(cell, allowed))
        return float(allowed.index(cell))
    _, low, high = COLUMNS[name]
    try:
        value = float(cell) if "_" not in cell else float("nan")
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise StudyError(where, cell, f"a number from {low:g} to {high:g}")
    return value
