"""From a regimen to the administrations before a horizon."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal

from troche.errors import RegimenError
from troche.regimen.devices import DEVICE_GAP
from troche.regimen.dose import Dose
from troche.regimen.language.words import After, Drug, Form, Place, Product, Route
from troche.regimen.ledger import Ledger, ledger_of
from troche.regimen.regimen import Regimen

MAX_HORIZON_HOURS: Final = 20 * 365.25 * 24
"""Longest horizon: twenty years, twice the longest span of a phase."""


@dataclass(frozen=True, slots=True)
class Administration:
    """One thing given at one time: a part of a dose, or one device of it.

    Parameters
    ----------
    time_h : h
        Start, since the first dose of the regimen.
    phase, number, part, device
        Which phase, dose (counted through the whole regimen), part of the dose
        and device of the part this is; all from 1.
    drug, form, route, product
        As in the regimen.
    amount : mg or mg/kg of base
        Zero for a placebo. `exact` is the same number as a fraction.
    amount_unit
        ``"mg"`` or ``"mg/kg"``.
    duration_h : h
        Length of the infusion or nasal delivery; 0.0 for all at once.
    hold_h : h
        Hold in the mouth; 0.0 where there is none.
    after
        What follows the hold.
    place
        ``"home"`` or ``"clinic"``.
    """

    time_h: float
    phase: int
    number: int
    part: int
    device: int
    drug: Drug
    form: Form | None
    amount: float
    amount_unit: Literal["mg", "mg/kg"]
    route: Route
    product: Product | None
    duration_h: float
    hold_h: float
    after: After | None
    place: Place
    exact: Fraction


@dataclass(frozen=True)
class Timetable:
    """The administrations of a regimen before a horizon, in order of time.

    Attributes
    ----------
    regimen
        What was expanded.
    horizon_hours : h
        Where the timetable stops.
    administrations
        What is given: all that starts before the horizon. An infusion or a hold
        that starts before the horizon is given in full.
    not_given
        What the regimen plans at the horizon or later, with its times.
    weight_kg : kg
        The body weight that amounts in mg/kg were multiplied by; None if they were not.
    """

    regimen: Regimen
    horizon_hours: float
    administrations: tuple[Administration, ...]
    not_given: tuple[Administration, ...]
    weight_kg: float | None = None

    @cached_property
    def ledger(self) -> Ledger:
        """The account of every milligram: planned, given and not given."""
        return ledger_of(
            self.regimen,
            Fraction(self.horizon_hours),
            self.administrations,
            self.not_given,
            None if self.weight_kg is None else Fraction(self.weight_kg),
        )

    def for_weight(self, weight_kg: float) -> Timetable:
        """Return the timetable with every amount in mg, for one body weight.

        Parameters
        ----------
        weight_kg : kg
            Body weight; amounts in mg/kg are multiplied by it, exactly.

        Raises
        ------
        troche.errors.RegimenError
            If the weight is not a number above zero.

        Examples
        --------
        >>> from troche.regimen import expand, parse
        >>> table = expand(parse("0.5 mg/kg ketamine iv over 40 min"), 24)
        >>> table.for_weight(70).administrations[0].amount
        35.0
        """
        if not (math.isfinite(weight_kg) and weight_kg > 0):
            raise RegimenError("body weight", weight_kg, "a number of kg above zero")
        if self.weight_kg is not None:
            raise RegimenError("body weight", weight_kg, f"one: {self.weight_kg:g} kg was applied")
        weight = Fraction(weight_kg)
        return replace(
            self,
            administrations=tuple(_weighed(each, weight) for each in self.administrations),
            not_given=tuple(_weighed(each, weight) for each in self.not_given),
            weight_kg=float(weight_kg),
        )


def expand(regimen: Regimen, horizon_hours: float) -> Timetable:
    """Return what is given before a horizon, and what is planned beyond it.

    Amounts stay as they were said: mg/kg is not multiplied by a weight here
    (`Timetable.for_weight` does that).

    Parameters
    ----------
    regimen
        A typed regimen, from `troche.regimen.parse`.
    horizon_hours : h
        Where to stop, since the first dose. A dose exactly at the horizon is
        not given; it is named in `Timetable.not_given`.

    Raises
    ------
    troche.errors.RegimenError
        If the horizon is not a number above zero and at most twenty years.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> table = expand(parse("56 mg esketamine nasal, twice weekly for 4 weeks"), 7 * 24)
    >>> [(each.number, round(each.time_h, 3), each.amount) for each in table.administrations]
    [(1, 0.0, 28.0), (1, 0.083, 28.0), (2, 72.0, 28.0), (2, 72.083, 28.0)]
    >>> len(table.not_given), table.not_given[0].time_h
    (12, 168.0)
    >>> print(table.ledger)
    phase 1, esketamine: 448 mg planned, 112 mg given, 336 mg not given (beyond 168 h)
    """
    if isinstance(horizon_hours, bool) or not 0 < horizon_hours <= MAX_HORIZON_HOURS:
        raise RegimenError(
            "horizon", horizon_hours, f"hours above 0 and up to {MAX_HORIZON_HOURS:,.0f}"
        )
    horizon = Fraction(float(horizon_hours))
    given: list[Administration] = []
    beyond: list[Administration] = []
    for start, each in _planned(regimen, horizon):
        (given if start < horizon else beyond).append(each)
    return Timetable(regimen, float(horizon_hours), tuple(given), tuple(beyond))


def _planned(regimen: Regimen, horizon: Fraction) -> Iterator[tuple[Fraction, Administration]]:
    """Yield all that is planned, with exact starts; a phase without end stops at the horizon."""
    number = 0
    for phase, (each, course) in enumerate(
        zip(regimen.phases, regimen.courses, strict=True), start=1
    ):
        pieces = list(_pieces(each.dose, phase, each.schedule.place))
        doses = course.begun_before(horizon) if course.doses is None else course.doses
        for index in range(doses):
            number += 1
            hour = course.hour(index)
            for offset, piece in pieces:
                start = hour + offset
                yield start, replace(piece, time_h=float(start), number=number)


def _pieces(dose: Dose, phase: int, place: Place) -> Iterator[tuple[Fraction, Administration]]:
    """Yield the administrations of one dose and their delay from its start."""
    begins = Fraction(0)
    for index, part in enumerate(dose.parts, start=1):
        gap = DEVICE_GAP.hours
        for device, amount in enumerate(part.devices, start=1):
            yield (
                begins + (device - 1) * gap,
                Administration(
                    time_h=0.0,
                    phase=phase,
                    number=0,
                    part=index,
                    device=device,
                    drug=part.drug,
                    form=part.form,
                    amount=float(amount),
                    amount_unit="mg/kg" if part.per_kg else "mg",
                    route=part.route,
                    product=part.product,
                    duration_h=float(part.over.hours) if part.over else 0.0,
                    hold_h=float(part.held.hours) if part.held else 0.0,
                    after=part.after,
                    place=place,
                    exact=amount,
                ),
            )
        begins += part.hours


def _weighed(each: Administration, weight: Fraction) -> Administration:
    if each.amount_unit == "mg":
        return each
    exact = each.exact * weight
    return replace(each, exact=exact, amount=float(exact), amount_unit="mg")
