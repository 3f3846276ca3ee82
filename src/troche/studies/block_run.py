"""One regimen in one block of patients: from chance to columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.engine.blocks import WIDTH, Block
from troche.engine.pool import still_wanted
from troche.engine.quantiles import Counts
from troche.outcomes.exposure import ExposureRecorder
from troche.outcomes.sessions import SessionRecorder
from troche.pharmacology.system import Delivery
from troche.population.bodies import Bodies, make_bodies
from troche.population.course import OCCUPANCY, course
from troche.population.drugs import SHARE, delivery_of
from troche.population.patients import Patients, draw_patients
from troche.population.streams import uniforms
from troche.regimen import Administration
from troche.studies.plan import MOIETIES, RegimenPlan, StudyPlan

__all__ = ["BlockResult", "block_patients", "doses_taken", "run_block", "signals_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BlockResult:
    """What one block gives.

    Parameters
    ----------
    columns
        Metric to array of shape (patient,), trimmed to the patients that the study wants.
    counts
        For each signal, how many patients had each value at each output time.
    """

    columns: Mapping[str, Floats]
    counts: Mapping[str, Counts]


def signals_of(plan: StudyPlan, regimen: RegimenPlan, every: bool) -> tuple[str, ...]:
    """Return the analytes that are reported.

    Parameters
    ----------
    every
        Enantiomers too, and not totals alone.
    """
    venous = tuple(a for a in plan.recipe.analytes if a == "ketamine (venous)")
    moieties = tuple(m for m in MOIETIES if m in plan.recipe.analytes)
    if not every:
        return (*moieties, *venous)
    both = [f"{e}-{moiety}" for moiety in moieties for e in regimen.enantiomers]
    return (*moieties, *(both if len(regimen.enantiomers) > 1 else ()), *venous)


def block_patients(plan: StudyPlan, block: Block) -> tuple[Patients, NDArray[np.int64]]:
    """Return the patients of a whole block, and the draw that each carries."""
    spec = plan.spec.patients
    given = {name: _filled(column, block.start + WIDTH) for name, column in plan.given.items()}
    people = draw_patients(plan.population, spec.seed, block.start, WIDTH, spec.age, given)
    draw = (block.start + np.arange(WIDTH)) % max(1, plan.draws)
    return people, draw.astype(np.int64)


def _filled(column: Floats, length: int) -> Floats:
    """Repeat a file's last patient to the end of the block; the surplus is trimmed."""
    return np.concatenate([column, np.repeat(column[-1:], max(0, length - len(column)))])


def run_block(
    plan: StudyPlan,
    regimen: RegimenPlan,
    block: Block,
    every: bool = False,
    sessions: SessionRecorder | None = None,
) -> BlockResult:
    """Run one regimen in one block.

    Parameters
    ----------
    plan
        The study.
    regimen
        One of its regimens, or the reference.
    block
        Which patients.
    every
        As in `signals_of`.
    sessions
        Sees the same course, where harm is asked for.
    """
    analytes = signals_of(plan, regimen, every)
    recorder = ExposureRecorder(WIDTH, regimen.windows, plan.spec.level, analytes)
    drawn = (*analytes, OCCUPANCY) if regimen.parts else ()
    curves = {name: Counts(len(regimen.outputs)) for name in drawn}
    patients, draw = block_patients(plan, block)
    taken = doses_taken(plan, regimen, patients)
    columns: dict[str, Floats] = {}
    if regimen.deliveries:
        bodies = make_bodies(plan.recipe, patients, draw, regimen.enantiomers, _with_iv(regimen))
        given = regimen.timetable.administrations
        doses = bodies.doses(given, None if taken.all() else taken)
        position = 0
        for segment in course(
            bodies, doses, regimen.horizon, regimen.outputs, regimen.windows.marks
        ):
            still_wanted()
            recorder.see(segment)
            if sessions is not None:
                sessions.see(segment)
            for name, counts in curves.items():
                if segment.outputs and name in segment.readings:
                    counts.add(position, segment.readings[name][:, : block.count])
            position += len(segment.outputs)
        columns |= _first_dose(bodies, regimen)
    else:
        zero = np.zeros(WIDTH)
        for counts in curves.values():
            counts.add(0, np.zeros((len(regimen.outputs), block.count)))
        columns |= {"first dose auc": zero, "bioavailability": zero * np.nan}
    columns |= recorder.results(analytes)
    if regimen.active_doses:
        _blank_missed(columns, taken[regimen.active_doses[-1] - 1])
    columns["adherence"] = taken.mean(axis=0) if regimen.doses else np.full(WIDTH, np.nan)
    return BlockResult({k: v[: block.count] for k, v in columns.items()}, curves)


_DOSES_A_STREAM: Final = 32


def doses_taken(plan: StudyPlan, regimen: RegimenPlan, patients: Patients) -> NDArray[np.bool_]:
    """Return whether each patient takes each dose, shape (dose, patient)."""
    if plan.spec.patients.adherence == "full" or regimen.always_taken or regimen.doses == 0:
        return np.ones((regimen.doses, WIDTH), dtype=bool)
    # A stream for every few doses: a longer regimen in the study changes no one else's chance.
    clinic = plan.population["adherence_clinic"]
    taken = []
    for first in range(0, regimen.doses, _DOSES_A_STREAM):
        purpose = f"adherence, doses from {first + 1}"
        seed, home = plan.spec.patients.seed, regimen.at_home[first : first + _DOSES_A_STREAM]
        u = uniforms(seed, purpose, patients.start, WIDTH, _DOSES_A_STREAM)[: len(home)]
        taken.append(u < np.where(home[:, None], patients.adherence, clinic))
    found = np.concatenate(taken)
    # Who never starts is not a patient of the regimen: the first dose of drug is taken.
    found[[number - 1 for number in regimen.active_doses[:1]]] = True
    return found


_OF_LAST = ("_last", "accumulation", "half_life")


def _blank_missed(columns: dict[str, Floats], taken: NDArray[np.bool_]) -> None:
    """Who missed the last dose of drug has no peak, area or half-life of it.

    The first is always taken.
    """
    for name, values in columns.items():
        if name.endswith(_OF_LAST):
            columns[name] = np.where(taken, values, np.nan)


_IV = Delivery("iv")


def _with_iv(regimen: RegimenPlan) -> tuple[Delivery, ...]:
    return (*regimen.deliveries, _IV)


def _first_dose(bodies: Bodies, regimen: RegimenPlan) -> dict[str, Floats]:
    """Return the area that the first dose leaves to infinity, and its bioavailability."""
    number = regimen.active_doses[0]
    first = [each for each in regimen.timetable.administrations if each.number == number]
    total = np.zeros(len(bodies.patients))
    intravenous = np.zeros(len(bodies.patients))
    has_iv = "iv" in bodies.model.routes
    for each in first:
        for enantiomer, share in SHARE[each.drug].items():
            amount = _milligrams(each, bodies.patients) * share
            delivery = delivery_of(each)
            total = total + amount * bodies.exposure_of(enantiomer, delivery, "ketamine")
            if has_iv:
                reach = bodies.exposure_of(enantiomer, _IV, "ketamine")
                intravenous = intravenous + amount * reach
    with np.errstate(invalid="ignore", divide="ignore"):
        share_of_iv = np.where(intravenous > 0, total / intravenous, np.nan)
    return {"first dose auc": 1000.0 * total, "bioavailability": share_of_iv}


def _milligrams(each: Administration, patients: Patients) -> Any:
    return each.amount * (patients.weight if each.amount_unit == "mg/kg" else 1.0)
