"""Published observations of the same drug, route and dose, to lay over a prediction."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from troche.errors import RegimenError
from troche.evidence import PkObservation, bibliography, load
from troche.population.parameters.table import REFERENCE_WEIGHT
from troche.regimen import Dose, Regimen, parse
from troche.studies.results import Observation

__all__ = ["observations_for"]

_SHOWN: Final = ("C(t)", "Cmax", "AUC", "Tmax", "F", "t1/2")
_LARGEST_SCALE: Final = 4.0
"""A dose more than this many times another is not laid over it."""

_MOUTH: Final = ("sublingual", "buccal")
_TIME: Final = re.compile(r"t=([0-9.]+) ?h")
_MINUTES: Final = {"min": 1 / 60, "h": 1.0}


def observations_for(regimen: Regimen) -> tuple[Observation, ...]:
    """Return published data of the first dose of drug of `regimen`.

    Rows of children are left out. A row of the same drug, route and way of giving, at
    another dose, is scaled in proportion (exposure to ketamine is linear over low
    doses) and says so, unless rows at the dose itself exist.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> points = observations_for(parse("10 mg esketamine iv over 30 min"))
    >>> len(points), points[0].source, points[0].scale
    (16, 'Otto2021', 1.0)
    """
    doses = (phase.dose for phase in regimen.phases)
    dose = next((d for d in doses if any(part.drug != "placebo" for part in d.parts)), None)
    if dose is None:
        return ()
    found = [
        (scale, row)
        for row in load("pk_observations")
        if row.cells["regimen"]
        and "children" not in row.cells["population"]
        and row.cells["metric"] in _SHOWN
        and (scale := _scale(row, dose)) is not None
    ]
    exact = [pair for pair in found if abs(pair[0] - 1.0) < 0.01]
    chosen = exact or found
    return tuple(_observation(row, 1.0 if exact else scale) for scale, row in chosen)


@cache
def _dose_of(text: str) -> Dose | None:
    """Return the first dose of a row's regimen; None for one that cannot be read."""
    try:
        return parse(text).phases[0].dose
    except RegimenError:
        return None


def _scale(row: PkObservation, dose: Dose) -> float | None:
    """Return the ratio of doses where both are given alike, else None."""
    other = _dose_of(row.cells["regimen"])
    if other is None or len(other.parts) != len(dose.parts):
        return None
    ratios = []
    for mine, theirs in zip(dose.parts, other.parts, strict=True):
        alike = (
            mine.drug == theirs.drug
            and (mine.route == theirs.route or {mine.route, theirs.route} <= set(_MOUTH))
            and _hours(mine.over) == _hours(theirs.over)
            and _hours(mine.held) == _hours(theirs.held)
            and mine.after == theirs.after
            and _prolonged(mine.product) == _prolonged(theirs.product)
        )
        if not alike:
            return None
        ratios.append(_milligrams(mine) / _milligrams(theirs))
    if max(ratios) / min(ratios) > 1.02:
        return None
    ratio = ratios[0]
    return ratio if 1 / _LARGEST_SCALE <= ratio <= _LARGEST_SCALE else None


def _hours(duration: object) -> float:
    return round(float(getattr(duration, "hours", 0) or 0), 3)


def _prolonged(product: str | None) -> bool:
    return bool(product and product.startswith("prolonged-release"))


def _milligrams(part: object) -> float:
    base = float(part.base)  # type: ignore[attr-defined]
    return base * (REFERENCE_WEIGHT if part.per_kg else 1.0)  # type: ignore[attr-defined]


def _observation(row: PkObservation, scale: float) -> Observation:
    cells = row.cells
    metric = cells["metric"]
    linear = scale if metric in ("C(t)", "Cmax", "AUC") else 1.0
    time = _TIME.search(cells["interval"])
    low, high = _limits(row)
    reference = bibliography().references.get(row.reference)
    return Observation(
        analyte=cells["analyte"],
        metric=metric,
        time_h=float(time[1]) if time else _peak_time(row),
        value=row.number("value") * linear,
        low=None if low is None else low * linear,
        high=None if high is None else high * linear,
        unit=cells["unit"],
        spread_kind=cells["spread_kind"],
        statistic=cells["statistic"],
        interval=cells["interval"],
        scale=linear,
        regimen=cells["regimen"],
        n=cells["n"],
        source=cells["source_id"],
        citation=cells["citation"],
        link=reference.link if reference else "",
        reading=row.reading,
        row=row.row,
        site=cells["sampling_site"],
    )


def _limits(row: PkObservation) -> tuple[float | None, float | None]:
    low, high, kind = row.cell("spread_low"), row.cell("spread_high"), row.cells["spread_kind"]
    if low is None or low.value is None:
        return None, None
    value = row.number("value")
    if high is None or high.value is None:
        width = low.value * (value / 100 if "%" in kind else 1.0)
        return max(0.0, value - width), value + width
    return low.value, high.value


def _peak_time(row: PkObservation) -> float | None:
    """Return the source's own time of the peak for a peak, where it states one."""
    cells = row.cells
    if cells["metric"] != "Cmax":
        return None
    if "end of infusion" in cells["interval"] and cells["infusion_min"]:
        return row.number("infusion_min") / 60
    same = ("source_id", "analyte", "regimen", "population", "n")
    for other in load("pk_observations"):
        if other.cells["metric"] == "Tmax" and all(other.cells[c] == cells[c] for c in same):
            return other.number("value") * _MINUTES.get(other.cells["unit"], 1.0)
    return None
