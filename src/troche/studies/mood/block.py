"""The mood of one regimen in one block of patients, under every mechanism."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.engine.blocks import WIDTH, Block
from troche.engine.pool import still_wanted
from troche.outcomes.mood import person_estimands
from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.bodies import make_bodies
from troche.population.mood.people.benefit import Benefit, benefit_of, no_benefit
from troche.population.mood.people.chance import chance_of
from troche.population.mood.people.scores import improvement_by, untreated
from troche.population.mood.people.truths import truths_of
from troche.population.patients import Patients
from troche.studies.block_run import block_patients, doses_taken
from troche.studies.mood.histogram import Histogram
from troche.studies.mood.plan import MoodPlan, last_dose
from troche.studies.plan import StudyPlan

__all__ = ["INNER", "mood_part_name", "run_mood_block"]

Floats = NDArray[np.float64]

INNER: Final = 256
"""Patients solved at once; it divides the block, and small studies wait for no more."""


def mood_part_name(index: int, block: Block) -> str:
    """Return the name of the part of one regimen of a `MoodPlan` in one block."""
    return f"mood-{index:02d}-block-{block.start:08d}"


def run_mood_block(plan: StudyPlan, mood: MoodPlan, index: int, block: Block) -> dict[str, Any]:
    """Return what one regimen does to the mood of one block, reduced for storage.

    Parameters
    ----------
    plan, mood
        The study.
    index
        Place of the regimen in `mood`.
    block
        Which patients.

    Returns
    -------
    dict
        By letter of mechanism: ``"b sums"`` (points, shape (time, draw)), ``"b squares"``
        (shape (time,)), ``"b places"`` and ``"b counts"`` of a `Histogram` by time, and one
        ``"b estimand NAME"`` (shape (patient,)) for each number of a person; besides
        ``"people"``, shape (draw,).
    """
    people, draw = block_patients(plan, block)
    taken = doses_taken(plan, mood.regimens[index], people)
    scores: dict[str, list[Floats]] = {name: [] for name in mood.posteriors}
    for first in range(0, block.count, INNER):
        still_wanted()
        part = slice(first, min(first + INNER, WIDTH))
        some = _some(people, part)
        for name, found in _scores(plan, mood, index, some, draw[part], taken[:, part]).items():
            scores[name].append(found)
    groups = max(1, plan.draws)
    mine = draw[: block.count] if plan.draws else np.zeros(block.count, dtype=np.int64)
    stored: dict[str, Any] = {"people": np.bincount(mine, minlength=groups)}
    for name, parts in scores.items():
        letter = mechanism(name).letter
        every = np.concatenate(parts, axis=1)[:, : block.count]
        stored |= {f"{letter} {key}": v for key, v in _reduced(every, mine, groups).items()}
        numbers = person_estimands(every, mood.times, last_dose(mood.regimens[index]))
        stored |= {f"{letter} estimand {n}": v.astype(np.float32) for n, v in numbers.items()}
    return stored


def _some(people: Patients, part: slice) -> Patients:
    columns = {f.name: getattr(people, f.name)[part] for f in fields(people) if f.name != "start"}
    return replace(people, start=people.start + part.start, **columns)


def _scores(
    plan: StudyPlan,
    mood: MoodPlan,
    index: int,
    people: Patients,
    draw: NDArray[np.int64],
    taken: NDArray[np.bool_],
) -> dict[str, Floats]:
    """Return the scores of some patients, shape (time, patient), by mechanism."""
    parameters = {n: truths_of(p, draw, plan.draws) for n, p in mood.posteriors.items()}
    benefit = _benefit(plan, mood, index, people, draw, taken, parameters)
    seed = plan.spec.patients.seed
    chance = chance_of(seed, people.start, len(people), len(mood.times))
    found = {}
    for name, p in parameters.items():
        course = untreated(mood.setting, mood.times, people.baseline, chance, p)
        found[name] = course.scores(improvement_by(mechanism(name), benefit[name], mood.setting, p))
    return found


def _benefit(
    plan: StudyPlan,
    mood: MoodPlan,
    index: int,
    people: Patients,
    draw: NDArray[np.int64],
    taken: NDArray[np.bool_],
    parameters: Mapping[str, Mapping[str, Any]],
) -> Mapping[str, Benefit]:
    regimen = mood.regimens[index]
    if not regimen.active_doses:
        nothing = no_benefit(len(mood.times), len(people))
        return dict.fromkeys(parameters, nothing)
    bodies = make_bodies(plan.recipe, people, draw, regimen.enantiomers, regimen.deliveries)
    given = regimen.timetable.administrations
    doses = bodies.doses(given, None if taken.all() else taken)
    return benefit_of(bodies, doses, mood.times, parameters)


def _reduced(scores: Floats, group: NDArray[np.int64], groups: int) -> dict[str, Any]:
    times = len(scores)
    place = (group[None, :] + groups * np.arange(times)[:, None]).ravel()
    sums = np.bincount(place, weights=scores.ravel(), minlength=times * groups)
    histogram = Histogram(times)
    histogram.add(scores)
    places, counts = histogram.sparse()
    return {
        "sums": sums.reshape(times, groups),
        "squares": (scores**2).sum(axis=1),
        "places": places,
        "counts": counts,
    }
