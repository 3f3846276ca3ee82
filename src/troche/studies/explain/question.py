"""Which two regimens of a study are explained, and at which time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from troche.errors import ModelError, StudyError, nearest
from troche.population.mood.literature import BASELINE
from troche.population.mood.people.scores import Setting
from troche.population.populations import population, population_names
from troche.regimen import Regimen, expand
from troche.studies.specification import StudySpec

__all__ = ["MADRS", "PLACEBO", "Asked", "Question", "question_of"]

MADRS: Final = BASELINE["resistant"]
"""Points at the start: those of the trials' arms that state none."""

PLACEBO: Final = "placebo"
"""Name of the second regimen where a study holds one drug regimen and no placebo."""

_DAY: Final = 24.0
_FOUR_WEEKS: Final = 672.0
_CRISIS: Final = "adults with depression and suicidal ideation"
_RESISTANT: Final = "adults with treatment-resistant depression"


@dataclass(frozen=True)
class Asked:
    """One of the two regimens.

    Parameters
    ----------
    name, text
        As the study has them.
    regimen
        Parsed; None for a placebo that the study does not hold.
    starts : h
        When each dose with drug begins, up to the time asked about; empty for a placebo.
    """

    name: str
    text: str
    regimen: Regimen | None
    starts: tuple[float, ...]

    @property
    def acts(self) -> bool:
        """Whether it has given any drug by then."""
        return bool(self.starts)


@dataclass(frozen=True)
class Question:
    """Two regimens and a time.

    Parameters
    ----------
    title
        Of the study.
    first, second
        The difference is the first one's benefit minus the second one's.
    hours : h
        Day 28, or the end of a shorter horizon.
    setting
        The trial: a MADRS of 33 at the start, and what the study says of its people.
    """

    title: str
    first: Asked
    second: Asked
    hours: float
    setting: Setting


def question_of(spec: StudySpec, between: Sequence[str] | None = None) -> Question:
    """Return what a study asks, checked.

    Parameters
    ----------
    spec
        The study.
    between
        Names of two regimens. By default the first that gives drug and the next that does;
        where there is one alone, it is explained against placebo.

    Raises
    ------
    troche.errors.StudyError
        If a name is not the study's, both are the same, neither gives drug, or the people
        have no depression.
    troche.errors.ModelError
        If the study's exposure comes from a published model: mood is fitted on troche's own.

    Examples
    --------
    >>> from troche.studies.specification import checked
    >>> spec = checked({"study": "Two", "weeks": 8, "regimens": {
    ...     "none": "placebo nasal, daily for 8 weeks",
    ...     "spray": "56 mg esketamine nasal, weekly for 8 weeks",
    ...     "drip": "0.5 mg/kg ketamine iv over 40 min, weekly for 8 weeks"}}, "example")
    >>> asked = question_of(spec)
    >>> asked.first.name, asked.second.name, asked.hours
    ('spray', 'drip', 672.0)
    """
    if spec.model != "troche":
        allowed = "troche: mood is fitted on exposures of troche's own model"
        raise ModelError("model", spec.model, allowed)
    if population(spec.patients.population).severity is None:
        allowed = "; ".join(n for n in population_names() if population(n).severity is not None)
        raise StudyError("patients.population", spec.patients.population, allowed)
    hours = min(_FOUR_WEEKS, spec.weeks * 7.0 * _DAY)
    every = {n: _asked(n, spec.regimens[n], r, hours) for n, r in spec.parsed.items()}
    active = [each for each in every.values() if each.acts]
    if not active:
        allowed = "at least one regimen that gives drug within the first four weeks"
        raise StudyError("regimens", "placebo alone: nothing differs", allowed)
    if between is None:
        second = active[1] if len(active) > 1 else _placebo(list(every.values()))
        return Question(spec.study, active[0], second, hours, _setting(spec))
    named = tuple(_named(name, every) for name in between)
    if len(named) != 2 or named[0] is named[1]:
        raise StudyError("between", " and ".join(between), "two different regimens of the study")
    if not any(each.acts for each in named):
        raise StudyError("between", " and ".join(between), "at least one that gives drug by then")
    return Question(spec.study, named[0], named[1], hours, _setting(spec))


def _setting(spec: StudySpec) -> Setting:
    people = spec.patients.population
    return Setting(
        MADRS,
        crisis=people == _CRISIS,
        resistant=people == _RESISTANT,
        new_antidepressant=spec.beside == "new antidepressant",
    )


def _asked(name: str, text: str, regimen: Regimen, hours: float) -> Asked:
    given = [a for a in expand(regimen, hours).administrations if a.drug != "placebo"]
    starts: dict[int, float] = {}
    for each in given:
        starts.setdefault(each.number, each.time_h)
    # A dose that begins when the score is read has done nothing yet.
    return Asked(name, text, regimen, tuple(t for t in starts.values() if t < hours - 1e-6))


def _placebo(regimens: Sequence[Asked]) -> Asked:
    for each in regimens:
        if not each.acts:
            return each
    return Asked(PLACEBO, "masked placebo", None, ())


def _named(name: str, every: dict[str, Asked]) -> Asked:
    if name not in every:
        raise StudyError("between", name, ", ".join(every), meant=nearest(name, every))
    return every[name]
