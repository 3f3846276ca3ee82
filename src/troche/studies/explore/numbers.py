"""The numbers beside the curves."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.superposition import Cohort
from troche.studies.explore.exposure import Exposure, reference_of
from troche.studies.explore.mood import Mood
from troche.studies.explore.series import rounded
from troche.studies.flags import LOW_DOSE
from troche.studies.harm.measures import FELT_LIMIT
from troche.studies.mood.summarise import NO_EFFECT, WORTHWHILE

__all__ = ["label_of", "numbers_of"]

Floats = NDArray[np.float64]

_ENDS: Final = (0.05, 0.95)
_DAY_28: Final = 672.0


def numbers_of(cohort: Cohort, exposure: Exposure, mood: Mood | None) -> list[dict[str, Any]]:
    """Return the numbers of a regimen, in the order in which they are shown.

    Parameters
    ----------
    cohort, exposure, mood
        What was computed; no mood where there is none.
    """
    found = [*_of_exposure(cohort, exposure), *_of_harm(cohort, exposure)]
    return found + (_of_mood(mood) if mood is not None else [])


def label_of(cohort: Cohort, exposure: Exposure) -> str:
    """Return the regimen's place on both scales of a microdose, in words."""
    if exposure.kinds is None:
        return "no drug"
    ratio = _highest(exposure, "ketamine", cohort) / reference_of(cohort).peak
    low = float(np.median(ratio[cohort.of_people])) <= LOW_DOSE
    below = float(np.mean(exposure.felt[cohort.of_people])) <= FELT_LIMIT
    return f"{'low dose' if low else 'not a low dose'}, {'' if below else 'not '}sub-perceptual"


def _highest(exposure: Exposure, name: str, cohort: Cohort) -> Floats:
    peaks = exposure.peaks[name]
    return np.asarray(peaks.max(axis=0)) if len(peaks) else np.zeros(len(cohort))


def _number(
    key: str, label: str, term: str, unit: str, typical: Any, people: Any, knowledge: Any
) -> dict[str, Any]:
    return {
        "key": key,
        "label": label,
        "term": term,
        "unit": unit,
        "typical": rounded([float(typical)])[0],
        "people": None if people is None else rounded(people),
        "knowledge": None if knowledge is None else rounded(knowledge),
    }


def _of_columns(
    cohort: Cohort, values: Floats, key: str, label: str, term: str, unit: str
) -> dict[str, Any]:
    known = values[cohort.of_knowledge]
    return _number(
        key, label, term, unit, values[0],
        np.quantile(values[cohort.of_people], _ENDS),
        np.quantile(known, _ENDS) if len(known) else None,
    )  # fmt: skip


def _of_exposure(cohort: Cohort, exposure: Exposure) -> list[dict[str, Any]]:
    peak = _highest(exposure, "ketamine", cohort)
    beside = reference_of(cohort)
    infusion = "0.5 mg/kg into a vein over 40 min"
    rows = (
        (peak, "peak", "Highest ketamine in blood", "Cmax, arterial", "ng/mL"),
        (peak / beside.peak, "peak ratio", f"The same, against {infusion}",
         "ratio of Cmax", "ratio"),
        (exposure.area, "area", "Exposure to ketamine after the first dose",
         "AUC to infinity", "ng*h/mL"),
        (exposure.area / beside.area, "area ratio", f"The same, against {infusion}",
         "ratio of AUC", "ratio"),
        (_highest(exposure, "occupancy", cohort), "occupancy", "Most NMDA receptors occupied",
         "peak NMDA receptor occupancy", "%"),
    )  # fmt: skip
    return [_of_columns(cohort, *row) for row in rows]


def _of_harm(cohort: Cohort, exposure: Exposure) -> list[dict[str, Any]]:
    first = exposure.peaks["dissociation"]
    felt = exposure.felt
    known = felt[cohort.of_knowledge]
    share = float(felt[cohort.of_people].mean())
    moved = None
    if len(known):
        # Blood of one stands for all: its place among truths is kept, its size is people's.
        ends = np.quantile(known, _ENDS) - felt[0] + share
        moved = np.clip(ends, 0.0, 1.0)
    return [
        _of_columns(
            cohort, first[0] if len(first) else np.zeros(len(cohort)), "dissociation",
            "Felt dissociation at the first dose", "CADSS added by the drug, peak", "points",
        ),
        _number(
            "felt", "More people with felt effects than on placebo",
            "CADSS above 4 in any session, over placebo", "%", 100.0 * share, None,
            None if moved is None else 100.0 * moved,
        ),
        _of_columns(
            cohort, _highest(exposure, "systolic", cohort), "systolic",
            "Largest rise of systolic pressure", "systolic blood pressure, rise at its peak",
            "mmHg",
        ),
    ]  # fmt: skip


def _of_mood(mood: Mood) -> list[dict[str, Any]]:
    places = [("end", len(mood.times) - 1, "at the end", f"day {mood.times[-1] / 24:.4g}")]
    if _DAY_28 in mood.times[:-1]:
        places.insert(0, ("28", mood.times.index(_DAY_28), "after four weeks", "day 28"))
    typical, ends = mood.difference()
    found = []
    for key, place, words, day in places:
        found.append(
            _number(
                f"difference {key}", f"Depression score against placebo, {words}",
                f"MADRS minus placebo, {day}", "points", typical[place], None,
                None if ends is None else ends[:, place],
            )
        )  # fmt: skip
    key, place, words, day = places[0]
    benefit, weight = -mood.differences[place], mood.averaged.weight
    for name, label, share in (
        ("no effect", f"Chance that it does nothing, {words}",
         weight @ (benefit < NO_EFFECT)),
        ("worthwhile", f"Chance of an effect worth having, {words}",
         weight @ (benefit >= WORTHWHILE)),
    ):  # fmt: skip
        if not len(weight):
            break
        limit = f"below {NO_EFFECT:g}" if name == "no effect" else f"{WORTHWHILE:g} or more"
        term = f"share of possible truths with a mean benefit of {limit} points, {day}"
        found.append(_number(name, label, term, "%", 100.0 * share, None, None))
    for name, label, outcome in (
        ("response", "People whose score has halved", mood.averaged),
        ("response on placebo", "The same on placebo", mood.placebo),
    ):
        term = f"response of the MADRS, {day}"
        share = 100.0 * outcome.response
        found.append(_number(name, f"{label}, {words}", term, "%", share, None, None))
    return found
