"""Published points that lie on the curves: concentrations of the first day, scores of arms."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from troche.errors import BadInput
from troche.evidence import Outcome, bibliography, load
from troche.population.parameters.table import REFERENCE_WEIGHT
from troche.population.trials.given import given_of
from troche.regimen import Part, Regimen, expand
from troche.studies.published_points import observations_for
from troche.studies.results import Observation
from troche.units import dimension, from_inner, to_inner

__all__ = ["published_points"]

_NEAR: Final = 1.25
"""Ratio of doses up to which an arm is laid over a course."""

_ALIKE: Final = 0.2
"""Share by which the number of doses given until then may differ."""

_MOUTH: Final = {"buccal": "sublingual"}
_DAY: Final = 24.0
_CHANGES: Final = ("points", "LS mean points")
_LONGEST: Final = 8760.0


def published_points(regimen: Regimen, hours: float) -> list[dict[str, Any]]:
    """Return the published points of a regimen before a horizon, as plain data.

    Parameters
    ----------
    regimen
        What is looked at.
    hours : h
        The horizon.
    """
    first = [p for o in observations_for(regimen) if (p := _concentration(o, regimen)) is not None]
    return [*first, *_scores(regimen, hours)]


def _signal(analyte: str, regimen: Regimen) -> str | None:
    """Return which curve an analyte lies on; one enantiomer where it alone is given."""
    alone = {"esketamine": "S-", "arketamine": "R-"}
    drugs = [d for d in regimen.drugs if d != "placebo"]
    if len(drugs) == 1 and drugs[0] in alone:
        analyte = analyte.removeprefix(alone[drugs[0]])
    return analyte if analyte in ("ketamine", "norketamine") else None


def _concentration(seen: Observation, regimen: Regimen) -> dict[str, Any] | None:
    signal = _signal(seen.analyte, regimen)
    if signal is None or seen.time_h is None or seen.time_h > _DAY:
        return None
    try:
        if dimension(seen.unit) != "concentration":
            return None
    except BadInput:
        return None
    value, low, high = (
        None if v is None else from_inner(to_inner(v, seen.unit), "ng/mL")
        for v in (seen.value, seen.low, seen.high)
    )
    scaled = "" if seen.scale == 1.0 else f", scaled by {seen.scale:.3g} to this dose"
    peak = "peak, " if seen.metric == "Cmax" else ""
    return {
        "panel": "first_day",
        "signal": signal,
        "x": seen.time_h,
        "y": value,
        "low": low,
        "high": high,
        "n": seen.n or None,
        "said": f"{peak}{seen.analyte} {value:.3g} ng/mL after {seen.regimen}{scaled}; "
        f"sampled {seen.site or 'not stated'}",
        "source": bibliography().key_of(seen.citation, seen.source) or seen.source,
        "citation": seen.citation,
        "link": seen.link or None,
        "reading": seen.reading,
        "table": "pk_observations",
        "row": seen.row,
    }


@cache
def _arms() -> tuple[tuple[Mapping[str, Any], tuple[Any, ...], tuple[float, ...]], ...]:
    """Return the scores of arms with a single regimen: point, what a dose is, when doses fall."""
    trials = {t.trial_id: t for t in load("trials")}
    arms = {(a.trial_id, a.arm_id): a for a in load("arms")}
    found = []
    for row in load("outcomes"):
        arm = arms.get((row.trial_id, row.arm_id)) if isinstance(row, Outcome) else None
        if not isinstance(row, Outcome) or arm is None:
            continue
        score = _score(row, arm)
        given = given_of(arm, trials[row.trial_id])
        if score is None or isinstance(given, str) or len(given.regimens) != 1:
            continue
        (regimen,) = given.regimens
        manner = _manner(regimen)
        if manner is not None:
            found.append((_arm_point(row, arm, score, regimen), manner, _starts(regimen)))
    return tuple(found)


def _score(row: Outcome, arm: Any) -> tuple[float, float | None] | None:
    """Return a mean score of the MADRS and its standard error, points."""
    if row.scale != "MADRS" or row.value is None or row.time_days is None:
        return None
    value, time = row.value.value, row.time_days.value
    if value is None or time is None:
        return None
    error = row.spread_low.value if row.spread_kind == "SE" and row.spread_low else None
    if row.outcome == "score" and row.unit == "points":
        return value, error
    if row.outcome != "change" or row.unit not in _CHANGES or arm.baseline_scale != "MADRS":
        return None
    start = arm.baseline_mean.value if arm.baseline_mean else None
    return None if start is None else (start + value, error)


def _manner(regimen: Regimen) -> tuple[Any, ...] | None:
    """Return drug, route and milligrams at 70 kg of the first dose; None for several parts."""
    parts = [p for phase in regimen.phases for p in phase.dose.parts if p.drug != "placebo"]
    if not parts or len(regimen.phases[0].dose.parts) != 1:
        return None
    return parts[0].drug, _MOUTH.get(parts[0].route, parts[0].route), _milligrams(parts[0])


def _milligrams(part: Part) -> float:
    return float(part.base) * (REFERENCE_WEIGHT if part.per_kg else 1.0)


def _starts(regimen: Regimen, hours: float = _LONGEST) -> tuple[float, ...]:
    given = expand(regimen, hours).administrations
    return tuple(sorted({a.number: a.time_h for a in given if a.drug != "placebo"}.values()))


def _arm_point(
    row: Outcome, arm: Any, score: tuple[float, float | None], regimen: Regimen
) -> dict[str, Any]:
    value, error = score
    assert row.time_days is not None
    n = row.n_at_time or arm.n
    key = row.reference
    known = bibliography().references.get(key)
    return {
        "panel": "mood",
        "signal": "averaged",
        "x": row.time_days.value,
        "y": value,
        "low": None if error is None else value - 1.645 * error,
        "high": None if error is None else value + 1.645 * error,
        "n": None if n is None or n.value is None else f"{n.value:g}",
        "said": f"mean MADRS of arm {row.arm_id} of {row.trial_id} on day {row.time_days.value:g}, "
        f"given {regimen}; people of that trial, not of this population",
        "source": key or row.source,
        "citation": known.note if known else row.trial_id,
        "link": (known.link or None) if known else None,
        "reading": row.reading,
        "table": "outcomes",
        "row": row.row,
    }


def _scores(regimen: Regimen, hours: float) -> list[dict[str, Any]]:
    mine = _manner(regimen)
    if mine is None:
        return []
    drug, route, milligrams = mine
    starts = _starts(regimen, hours)
    found = []
    for point, (other, way, theirs), given in _arms():
        if (other, way) != (drug, route) or not 1 / _NEAR <= milligrams / theirs <= _NEAR:
            continue
        time = point["x"] * _DAY
        if time > hours:
            continue
        here, there = bisect_right(starts, time - 1e-9), bisect_right(given, time - 1e-9)
        if abs(here - there) <= _ALIKE * max(here, there):
            found.append(dict(point))
    return found
