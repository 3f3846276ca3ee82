"""A study laid out: what is given when, in whom, and what is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.errors import StudyError
from troche.outcomes.exposure import Windows, windows_of
from troche.outcomes.summary import FEWEST_DRAWS
from troche.pharmacology.system import Delivery
from troche.population.drugs import delivery_of, enantiomers_of
from troche.population.patients import read_patients
from troche.population.populations import Population, population
from troche.population.recipes import Recipe
from troche.regimen import Administration, Regimen, Timetable, expand, parse
from troche.studies.specification import StudySpec

__all__ = ["PATIENTS_PER_DRAW", "REFERENCE", "RegimenPlan", "StudyPlan", "lay_out", "plan_regimen"]

REFERENCE: Final = "0.5 mg/kg ketamine iv over 40 min"
"""The regimen on which every other is measured."""

PATIENTS_PER_DRAW: Final = 20
MOST_DRAWS: Final = 200

MOIETIES: Final = ("ketamine", "norketamine", "hydroxynorketamine")


@dataclass(frozen=True)
class RegimenPlan:
    """One regimen over one horizon.

    Parameters
    ----------
    name, said
        As the study writes them.
    regimen
        Parsed.
    timetable
        Its administrations.
    horizon : h
    windows
        Stretches for areas.
    parts
        Times at which curves are read, by the part of the time axis.
    always_taken
        Whether nobody misses a dose; so for the reference.
    """

    name: str
    said: str
    regimen: Regimen
    timetable: Timetable
    horizon: float
    windows: Windows
    parts: Mapping[str, tuple[float, ...]]
    always_taken: bool = False

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The ways in which its doses are given, each once."""
        return tuple(
            dict.fromkeys(
                delivery_of(each)
                for each in self.timetable.administrations
                if each.drug != "placebo"
            )
        )

    @cached_property
    def enantiomers(self) -> tuple[str, ...]:
        """Which enantiomers are given."""
        return enantiomers_of(self.regimen.drugs)

    @cached_property
    def doses(self) -> int:
        """How many doses fall within the horizon."""
        return max((each.number for each in self.timetable.administrations), default=0)

    @cached_property
    def _active(self) -> dict[int, list[Administration]]:
        return _active(self.timetable)

    @cached_property
    def active_doses(self) -> tuple[int, ...]:
        """Numbers of the doses that hold drug; a placebo may come before or between."""
        return tuple(self._active)

    @cached_property
    def cut_short(self) -> tuple[int, ...]:
        """Numbers of the doses during which the horizon ends."""
        return tuple(
            number
            for number, parts in self._active.items()
            if any(p.time_h + p.duration_h + p.hold_h > self.horizon + 1e-9 for p in parts)
        )

    @cached_property
    def at_home(self) -> NDArray[np.bool_]:
        """Whether each dose is taken at home, shape (dose,)."""
        home = np.zeros(self.doses, dtype=bool)
        for each in self.timetable.administrations:
            home[each.number - 1] = each.place == "home"
        return home

    @cached_property
    def outputs(self) -> tuple[float, ...]:
        """All times at which signals are read, increasing."""
        times = {round(t, 9) for part in self.parts.values() for t in part}
        times |= {round(t, 9) for t in self.windows.readings}
        return tuple(sorted(t for t in times if t <= self.horizon))


@dataclass(frozen=True)
class StudyPlan:
    """All that a run needs.

    Parameters
    ----------
    spec
        What was asked for.
    regimens
        In order.
    reference
        The infusion on which they are measured, in the same patients.
    recipe
        Model, tables, possible truths.
    draws
        How many possible truths; 0 for typical values.
    given
        Columns of a patient file.
    """

    spec: StudySpec
    regimens: tuple[RegimenPlan, ...]
    reference: RegimenPlan
    recipe: Recipe
    draws: int
    given: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    @property
    def population(self) -> Population:
        """Whom the study is about."""
        return population(self.spec.patients.population)

    @property
    def patients(self) -> int:
        """How many patients there are."""
        return self.spec.patients.number


def draws_for(patients: int) -> int:
    """Return how many possible truths so many patients can carry.

    Examples
    --------
    Fewer than `FEWEST_DRAWS` would not be centred on the typical values, so their medians
    would be off; then none is carried.

    >>> draws_for(1000), draws_for(399), draws_for(100_000)
    (50, 0, 200)
    """
    draws = patients // PATIENTS_PER_DRAW
    return min(MOST_DRAWS, draws) if draws >= FEWEST_DRAWS else 0


def lay_out(
    spec: StudySpec,
    further: Mapping[str, tuple[float, float]] | None = None,
    curves: bool = True,
) -> StudyPlan:
    """Lay out a study.

    Parameters
    ----------
    spec
        Checked.
    further : h
        Intervals for areas besides the standard ones, by name.
    curves
        Whether curves over time are read.

    Raises
    ------
    troche.errors.BadInput
        If the model does not describe a regimen, or the patient file cannot be used.
    """
    horizon = spec.weeks * 168.0
    people = population(spec.patients.population)
    given = read_patients(spec.patients.file) if spec.patients.file else {}
    if given:
        spec = _counted(spec, len(next(iter(given.values()))))
        _check_ages(given, spec.patients.age)
    draws = 0 if spec.knowledge == "typical" else draws_for(spec.patients.number)
    recipe = Recipe.of(spec.model, people, spec.patients.seed, draws)
    plans = []
    for name, regimen in spec.parsed.items():
        plan = plan_regimen(name, spec.regimens[name], regimen, horizon, further, curves)
        recipe.check(regimen.drugs, plan.deliveries, f"regimens, {name}")
        plans.append(plan)
    reference = _reference(recipe)
    return StudyPlan(spec, tuple(plans), reference, recipe, draws, given)


def _check_ages(
    given: Mapping[str, NDArray[np.float64]], limits: tuple[float, float] | None
) -> None:
    """Raise where a patient file and the study's age limits do not go together."""
    if limits is None or "age" not in given:
        return
    outside = np.flatnonzero((given["age"] < limits[0]) | (given["age"] > limits[1]))
    if len(outside):
        first = int(outside[0])
        raise StudyError(
            f"patient file, row {first + 1}, age_year",
            f"{given['age'][first]:g}",
            f"the study's ages, {limits[0]:g} to {limits[1]:g}",
        )


def _counted(spec: StudySpec, rows: int) -> StudySpec:
    """Return the study with as many patients as its file has rows."""
    patients = spec.patients
    if "number" in patients.model_fields_set and patients.number != rows:
        allowed = f"{rows}, the rows of the patient file; or leave the number out"
        raise StudyError("patients.number", patients.number, allowed)
    return spec.model_copy(update={"patients": patients.model_copy(update={"number": rows})})


def _reference(recipe: Recipe) -> RegimenPlan:
    """Return the reference infusion, or its S half for a model of S-ketamine alone."""
    text = REFERENCE
    if recipe.model.enantiomers == ("S",):
        text = REFERENCE.replace("0.5 mg/kg ketamine", "0.25 mg/kg esketamine")
    plan = plan_regimen("reference infusion", text, parse(text), 48.0, None, curves=False)
    return replace(plan, always_taken=True)


def plan_regimen(
    name: str,
    said: str,
    regimen: Regimen,
    horizon: float,
    further: Mapping[str, tuple[float, float]] | None = None,
    curves: bool = False,
) -> RegimenPlan:
    """Lay out one regimen; parameters as in `RegimenPlan` and `lay_out`."""
    timetable = expand(regimen, horizon)
    doses = list(_active(timetable).values())
    starts = [parts[0].time_h for parts in doses]
    alike = bool(doses) and _manner(doses[0]) == _manner(doses[-1])
    windows = windows_of(starts, horizon, further, alike)
    parts = _parts(starts, horizon) if curves else {}
    return RegimenPlan(name, said, regimen, timetable, horizon, windows, parts)


def _active(timetable: Timetable) -> dict[int, list[Administration]]:
    """Return the parts of each dose that hold drug, by the dose's number."""
    found: dict[int, list[Administration]] = {}
    for each in timetable.administrations:
        if each.drug != "placebo":
            found.setdefault(each.number, []).append(each)
    return found


def _manner(parts: list[Administration]) -> list[Administration]:
    """Return the parts of a dose without what tells it from another of the same kind."""
    start = parts[0].time_h
    return [
        replace(each, time_h=round(each.time_h - start, 9), number=0, phase=0, place="home")
        for each in parts
    ]


_AFTER_DOSE: Final = (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 75, 90, 120, 180, 240, 360)
"""Minutes after a dose at which curves are read."""

_AFTER_EACH: Final = (0, 15, 30, 40, 60, 120, 360)
"""The same over a whole course."""

_MOST_DOSES_SHOWN: Final = 120


def _parts(starts: list[float], horizon: float) -> dict[str, tuple[float, ...]]:
    """Return when curves are read: densely after doses, hourly else."""
    begin = starts[0] if starts else 0.0
    parts = {"first day": _times(starts, min(begin + 24.0, horizon), 0.25, begin=begin)}
    if horizon > begin + 24.0:
        parts["first week"] = _times(starts, min(begin + 168.0, horizon), 1.0, begin=begin)
    if horizon > 168.0:
        # A curve that steps over peaks shows waves that are not there.
        after = _AFTER_EACH if len(starts) <= _MOST_DOSES_SHOWN else ()
        parts["whole course"] = _times(starts, horizon, max(6.0, horizon / 300), after)
    return parts


def _times(
    starts: list[float],
    end: float,
    step: float,
    after: tuple[int, ...] = _AFTER_DOSE,
    begin: float = 0.0,
) -> tuple[float, ...]:
    times = {round(begin + step * k, 9) for k in range(int((end - begin) / step) + 1)} | {end}
    for start in starts:
        times |= {round(start + minutes / 60, 9) for minutes in after}
    return tuple(sorted(t for t in times if begin <= t <= end))
