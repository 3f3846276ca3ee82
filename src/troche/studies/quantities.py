"""The quantities of a study: columns in, summaries out, each with unit and meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.outcomes.exposure import METRICS
from troche.outcomes.summary import spread_of
from troche.studies.results import Quantity

__all__ = ["RATIO_COLUMNS", "describe", "infusion_ratios", "summarise"]

Floats = NDArray[np.float64]

RATIO_COLUMNS: Final = (
    "ketamine cmax",
    "ketamine (venous) cmax",
    "first dose auc",
    "ketamine auc_total",
    "occupancy peak",
)
"""Columns that are measured on the reference infusion."""

_METRICS: Final = {metric.name: metric for metric in METRICS}

_OTHERS: Final[Mapping[str, tuple[str, str]]] = {
    "bioavailability": (
        "fraction",
        "area under ketamine that the first dose leaves to infinity, over that of the same "
        "dose given intravenously",
    ),
    "first dose auc": ("ng*h/mL", "area under ketamine that the first dose leaves to infinity"),
    "adherence": ("fraction", "share of doses taken"),
    "occupancy peak": ("fraction", "highest NMDA receptor occupancy over the horizon"),
    "occupancy peak_first": ("fraction", "highest occupancy in the first dosing interval"),
    "occupancy time of peak": ("h", "time of the highest occupancy, since the first dose"),
    "occupancy hours_per_week": (
        "h",
        "area under occupancy, a week of the horizon: hours at full occupancy that it equals",
    ),
    "ketamine hours_above": ("h", "time with ketamine above the stated level"),
    "infusion ratio peak": (
        "fraction",
        "highest ketamine over that of the reference infusion in the same patient",
    ),
    "infusion ratio venous peak": (
        "fraction",
        "highest venous ketamine over that of the reference infusion in the same patient",
    ),
    "infusion ratio auc per dose": (
        "fraction",
        "area that the first dose leaves to infinity over that of the reference infusion",
    ),
    "infusion ratio auc per week": (
        "fraction",
        "area a week of the horizon (of all of it, if shorter) over that of one reference infusion",
    ),
    "infusion ratio occupancy peak": (
        "fraction",
        "highest occupancy over that of the reference infusion in the same patient",
    ),
}


def describe(name: str, intervals: Mapping[str, tuple[float, float]]) -> tuple[str, str]:
    """Return unit and meaning of a quantity.

    Parameters
    ----------
    name
        Such as ``"ketamine cmax"``.
    intervals : h
        The intervals that the user asked areas for, by name.

    Examples
    --------
    >>> describe("ketamine cmax", {})
    ('ng/mL', 'highest concentration over the horizon, ketamine')
    """
    if name in _OTHERS:
        return _OTHERS[name]
    analyte, _, metric = name.rpartition(" ")
    if metric in _METRICS:
        return _METRICS[metric].unit, f"{_METRICS[metric].meaning}, {analyte}"
    start, stop = intervals[metric]
    return "ng*h/mL", f"area from {start:g} to {stop:g} h after the first dose, {analyte}"


def infusion_ratios(
    columns: Mapping[str, Floats], reference: Mapping[str, Floats], weeks: float
) -> dict[str, Floats]:
    """Return each patient's exposure as a share of the reference infusion's."""
    pairs: dict[str, tuple[Floats, Floats]] = {
        "infusion ratio peak": (columns["ketamine cmax"], reference["ketamine cmax"]),
        "infusion ratio auc per dose": (columns["first dose auc"], reference["first dose auc"]),
        "infusion ratio auc per week": (
            columns["ketamine auc_total"] / max(1.0, weeks),
            reference["first dose auc"],
        ),
        "infusion ratio occupancy peak": (columns["occupancy peak"], reference["occupancy peak"]),
    }
    venous = "ketamine (venous) cmax"
    if venous in columns and venous in reference:
        pairs["infusion ratio venous peak"] = (columns[venous], reference[venous])
    return {name: mine / theirs for name, (mine, theirs) in pairs.items()}


def summarise(
    names: list[str],
    column: Callable[[str], Floats],
    draw: NDArray[np.int64],
    draws: int,
    intervals: Mapping[str, tuple[float, float]],
) -> tuple[Quantity, ...]:
    """Summarise columns one at a time, so that a million patients need not be held."""
    found = []
    for name in names:
        unit, meaning = describe(name, intervals)
        spread = spread_of(column(name), draw, draws)
        found.append(Quantity(name, unit, meaning, spread.as_dict()))
    return tuple(found)
