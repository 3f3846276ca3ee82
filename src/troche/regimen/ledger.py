"""The account of every milligram: what was planned is given, or is named as not given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from troche.errors import TrocheError
from troche.regimen.language.words import Drug
from troche.regimen.quantities import plain_text
from troche.regimen.regimen import Regimen

if TYPE_CHECKING:
    from troche.regimen.timetable import Administration

Unit = Literal["mg", "mg/kg"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account: a drug in a phase, in mg or in mg/kg of base.

    Attributes
    ----------
    phase, drug, unit
        What the line counts; mg and mg/kg are never added.
    planned, given, not_given : mg or mg/kg of base
        Exact sums; ``planned == given + not_given``.
    times_not_given : h
        When the amounts that are not given would have been, since the first dose.
    """

    phase: int
    drug: Drug
    unit: Unit
    planned: Fraction
    given: Fraction
    not_given: Fraction
    times_not_given: tuple[float, ...]

    def __str__(self) -> str:
        line = (
            f"phase {self.phase}, {self.drug}: {plain_text(self.planned)} {self.unit} planned, "
            f"{plain_text(self.given)} {self.unit} given"
        )
        if self.times_not_given:
            line += f", {plain_text(self.not_given)} {self.unit} not given"
        return line


@dataclass(frozen=True, slots=True)
class Ledger:
    """Planned, given and not given, for each phase and drug.

    ``planned`` comes from counting the schedule, ``given`` and ``not_given``
    from the administrations: the two are computed apart, and must agree.

    Attributes
    ----------
    horizon_hours : h
        Doses that start here or later are not given.
    entries
        One for each phase, drug and unit, in that order.
    phases_not_reached
        Phases without an end that would begin at the horizon or later: they
        plan nothing before it.

    Raises
    ------
    troche.errors.TrocheError
        If an entry does not balance: a fault of this program.
    """

    horizon_hours: float
    entries: tuple[Entry, ...]
    phases_not_reached: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for entry in self.entries:
            if entry.planned != entry.given + entry.not_given:
                raise TrocheError("ledger", str(entry), "planned = given + not given")

    def total(self, drug: Drug, unit: Unit = "mg") -> Entry:
        """Return the sum over phases of one drug in one unit, as an entry of phase 0.

        Examples
        --------
        >>> from troche.regimen import expand, parse
        >>> ledger = expand(parse("10 mg ketamine oral, daily for 3 days, then weekly"), 240).ledger
        >>> float(ledger.total("ketamine").given)
        40.0
        """
        mine = [entry for entry in self.entries if (entry.drug, entry.unit) == (drug, unit)]
        return Entry(
            0,
            drug,
            unit,
            sum((entry.planned for entry in mine), Fraction(0)),
            sum((entry.given for entry in mine), Fraction(0)),
            sum((entry.not_given for entry in mine), Fraction(0)),
            tuple(time for entry in mine for time in entry.times_not_given),
        )

    def __str__(self) -> str:
        beyond = f" (beyond {self.horizon_hours:g} h)"
        lines = [f"{entry}{beyond if entry.times_not_given else ''}" for entry in self.entries]
        lines += [f"phase {phase}: not reached{beyond}" for phase in self.phases_not_reached]
        return "\n".join(lines)


def ledger_of(
    regimen: Regimen,
    horizon: Fraction,
    given: Iterable[Administration],
    not_given: Iterable[Administration],
    weight: Fraction | None = None,
) -> Ledger:
    """Balance what `regimen` plans against what was given and what was not.

    With a body weight, kg, amounts in mg/kg are planned as mg.
    """
    used: dict[tuple[int, Drug, Unit], Fraction] = {}
    left: dict[tuple[int, Drug, Unit], Fraction] = {}
    times: dict[tuple[int, Drug, Unit], list[float]] = {}
    for each in given:
        key = (each.phase, each.drug, each.amount_unit)
        used[key] = used.get(key, Fraction(0)) + each.exact
    for each in not_given:
        key = (each.phase, each.drug, each.amount_unit)
        left[key] = left.get(key, Fraction(0)) + each.exact
        times.setdefault(key, []).append(each.time_h)
    entries, not_reached = [], []
    for number, (phase, course) in enumerate(
        zip(regimen.phases, regimen.courses, strict=True), start=1
    ):
        doses = course.begun_before(horizon) if course.doses is None else course.doses
        if doses == 0:
            not_reached.append(number)
        planned: dict[tuple[int, Drug, Unit], Fraction] = {}
        for part in phase.dose.parts:
            weighed = weight if weight is not None and part.per_kg else Fraction(1)
            unit: Unit = "mg/kg" if part.per_kg and weight is None else "mg"
            key = (number, part.drug, unit)
            planned[key] = planned.get(key, Fraction(0)) + doses * part.base * weighed
        entries += [
            Entry(
                *key,
                amount,
                used.pop(key, Fraction(0)),
                left.pop(key, Fraction(0)),
                tuple(times.get(key, ())),
            )
            for key, amount in planned.items()
        ]
    if used or left:
        raise TrocheError("ledger", f"{[*used, *left]}", "administrations that the regimen plans")
    return Ledger(float(horizon), tuple(entries), tuple(not_reached))
