"""Where a regimen leaves what trials have tested against placebo.

Mood is fitted to trials; what a trial cannot have seen rests on the shape of a mechanism
alone. So each regimen's exposure in a typical person is laid beside those of all arms that
had a placebo, masked or felt, in the same trial: the peak of ketamine in plasma, both
enantiomers together, and the area under it in a week.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from troche.evidence import load
from troche.population.mood.sessions import REFERENCE, typical_person
from troche.population.trials.given import given_of
from troche.regimen import Regimen, parse
from troche.studies.first_dose import doses_a_week, first_dose

__all__ = ["Exposure", "beyond_the_tested", "exposures_of", "tested_exposures"]

_PLACEBOS = ("placebo", "active-placebo")
_JUST = 1e-6
_POOLED = {"buccal": "sublingual"}


@dataclass(frozen=True)
class Exposure:
    """What one phase of a regimen shows in the blood of a typical person.

    Parameters
    ----------
    kinds
        Drugs and routes in one dose, such as ``"esketamine nasal"``.
    peak : fraction
        Of ketamine after one dose, relative to 0.5 mg/kg IV over 40 min.
    week : fraction
        Area under ketamine in a week, relative to that of one such infusion.
    """

    kinds: tuple[str, ...]
    peak: float
    week: float


def exposures_of(regimen: Regimen) -> tuple[Exposure, ...]:
    """Return the exposure of each phase that holds drug.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> [round(e.peak, 2) for e in exposures_of(parse("0.25 mg/kg ketamine iv over 40 min"))]
    [0.5]
    """
    return _exposures(str(regimen))


@cache
def _exposures(text: str) -> tuple[Exposure, ...]:
    found = []
    for phase in parse(text).phases:
        parts = [p for p in phase.dose.parts if p.drug != "placebo"]
        if not parts:
            continue
        kinds = tuple(dict.fromkeys(f"{p.drug} {_POOLED.get(p.route, p.route)}" for p in parts))
        alone = Regimen((phase,))
        peak, area = _first_dose(str(alone))
        found.append(Exposure(kinds, peak, area * doses_a_week(alone)))
    return tuple(found)


def _first_dose(text: str) -> tuple[float, float]:
    """Return peak and area of a regimen's first dose, relative to the reference infusion."""
    peak, area = _blood(text)
    of_peak, of_area = _blood(REFERENCE)
    return peak / of_peak, area / of_area


@cache
def _blood(text: str) -> tuple[float, float]:
    """Return peak, mg/L, and area, mg*h/L, of ketamine after a regimen's first dose."""
    recipe, patient = typical_person()
    peak, area = first_dose(parse(text), recipe, patient, np.zeros(1, dtype=np.int64))
    return float(peak[0]), float(area[0])


@cache
def tested_exposures() -> tuple[Exposure, ...]:
    """Return the exposures of every arm that had a placebo in its trial."""
    arms = list(load("arms"))
    controlled = {a.trial_id for a in arms if a.arm_role in _PLACEBOS}
    trials = {t.trial_id: t for t in load("trials")}
    found: dict[str, tuple[Exposure, ...]] = {}
    for arm in arms:
        if arm.trial_id not in controlled or arm.arm_role != "active":
            continue
        given = given_of(arm, trials[arm.trial_id])
        if isinstance(given, str) or given.open_label:
            continue
        for regimen in given.regimens:
            found.setdefault(str(regimen), exposures_of(regimen))
    return tuple(e for several in found.values() for e in several)


def beyond_the_tested(regimen: Regimen) -> tuple[str, ...]:
    """Return how a regimen leaves what trials tested against placebo; empty if it does not.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> beyond_the_tested(parse("0.5 mg/kg ketamine iv over 40 min, twice weekly for 2 weeks"))
    ()
    >>> len(beyond_the_tested(parse("1 mg ketamine sublingual tablet, daily for 8 weeks"))) >= 1
    True
    """
    tested = tested_exposures()
    kinds = {kind for e in tested for kind in e.kinds}
    found: dict[str, None] = {}
    for e in exposures_of(regimen):
        for kind in e.kinds:
            if kind not in kinds:
                found[f"No trial has tested {kind} against placebo."] = None
        for what, value, others in (
            ("peak after a dose", e.peak, [t.peak for t in tested]),
            ("exposure in a week", e.week, [t.week for t in tested]),
        ):
            low, high = float(np.min(others)), float(np.max(others))
            if low * (1 - _JUST) <= value <= high * (1 + _JUST):
                continue
            side, edge = ("below the lowest", low) if value < low else ("above the highest", high)
            found[
                f"The {what}, {_times(value)} that of one infusion of 0.5 mg/kg, is {side} "
                f"tested against placebo ({_times(edge)})."
            ] = None
    return tuple(found)


def _times(value: float) -> str:
    return f"{value:.2g} times"
