"""The populations that a study may name, each with its sources and assumptions."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from troche.errors import StudyError, nearest
from troche.evidence import Arm, load

__all__ = ["Assumption", "Population", "population", "population_names"]

_SCALE = "MADRS"


@dataclass(frozen=True)
class Assumption:
    """A number that no row gives.

    Parameters
    ----------
    name
        What it is called in messages and manifests.
    value, range
        The number used, and the range in which it may lie.
    unit, meaning, why
        In words.
    """

    name: str
    value: float
    range: tuple[float, float]
    unit: str
    meaning: str
    why: str


@dataclass(frozen=True)
class Severity:
    """Baseline MADRS of a population, pooled over arms.

    Parameters
    ----------
    mean, sd : points
        Weighted by the number of people; the spread within arms.
    between_trials : points
        Spread of the arms' means.
    rows
        Numbers of the rows of `arms` that were pooled.
    """

    mean: float
    sd: float
    between_trials: float
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Population:
    """Whom a study is about.

    Parameters
    ----------
    name, meaning
        As a study file writes it, and in words.
    ages : year
        Lowest and highest.
    assumptions
        By name.
    severity
        None where the people have no depression.
    """

    name: str
    meaning: str
    ages: tuple[float, float]
    assumptions: Mapping[str, Assumption]
    severity: Severity | None

    def __getitem__(self, name: str) -> float:
        """Return the value of one assumption."""
        return self.assumptions[name].value


@cache
def _document() -> dict[str, Any]:
    text = files("troche.population").joinpath("populations.toml").read_text("utf-8")
    return tomllib.loads(text)


def population_names() -> tuple[str, ...]:
    """Return the documented populations.

    Examples
    --------
    >>> population_names()[0]
    'adults with treatment-resistant depression'
    """
    return tuple(_document()["populations"])


@cache
def population(name: str) -> Population:
    """Return one documented population.

    Raises
    ------
    troche.errors.StudyError
        If it is not documented; the message lists those that are.

    Examples
    --------
    >>> trd = population("adults with treatment-resistant depression")
    >>> 30 < trd.severity.mean < 38
    True
    """
    names = population_names()
    if name not in names:
        raise StudyError("population", name, "; ".join(names), meant=nearest(name, names))
    document = _document()
    entry, defaults = document["populations"][name], document["defaults"]
    assumptions = {
        key: Assumption(
            key, item["value"], tuple(item["range"]), item["unit"], item["meaning"], item["why"]
        )
        for key, item in (defaults["assumptions"] | entry.get("assumptions", {})).items()
    }
    ages = (float(defaults["minimum_age"]), float(defaults["maximum_age"]))
    return Population(name, entry["meaning"], ages, assumptions, _severity(tuple(entry["arms"])))


def _severity(trials: tuple[str, ...]) -> Severity | None:
    excluded = _document()["excluded"]["arms"]
    rows: list[Arm] = [
        row
        for row in load("arms")
        if row.cells["trial_id"] in trials
        and row.cells["arm_id"] not in excluded
        and row.cells["baseline_scale"] == _SCALE
        and row.cells["baseline_mean"]
        and row.cells["baseline_sd"]
        and row.cells["n"]
    ]
    if not rows:
        return None
    n = [row.number("n") for row in rows]
    means = [row.number("baseline_mean") for row in rows]
    total = sum(n)
    mean = sum(a * m for a, m in zip(n, means, strict=True)) / total
    within = sum(a * row.number("baseline_sd") ** 2 for a, row in zip(n, rows, strict=True)) / total
    between = sum(a * (m - mean) ** 2 for a, m in zip(n, means, strict=True)) / total
    return Severity(mean, math.sqrt(within), math.sqrt(between), tuple(row.row for row in rows))
