"""What has been studied: single doses, rates, holds, rhythms and lengths, by route and drug.

A regimen outside this range is computed all the same, and says so everywhere. The range
comes from the rows themselves: every regimen of adults, at non-anaesthetic doses, in the
observation, arm and tolerability tables. Rows whose regimen cannot be written (its rhythm
varied, the length of its infusion is not stated) count with their dose alone. Amounts for
each kilogram are compared at 70 kg.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from troche.errors import RegimenError
from troche.evidence import Row, load
from troche.population.parameters.table import REFERENCE_WEIGHT
from troche.regimen import Part, Phase, Regimen, parse
from troche.units import SALT_FACTOR

__all__ = ["Departure", "Studied", "departures", "studied_doses"]

_ANAESTHETIC: Final = 2.0
"""mg/kg; intravenous and intramuscular rows above it are from anaesthesia."""

_POOLED: Final = {"buccal": "sublingual"}
"""Places in the mouth do not differ (Simons, thesis chapter 2)."""


_CALLED: Final = {"sublingual": "sublingual or buccal"}


@dataclass(frozen=True)
class Studied:
    """What one phase gives of one drug by one route; of a row, or of a regimen asked about.

    Parameters
    ----------
    route, drug
        Buccal counts as sublingual.
    milligrams : mg of base
        Of one dose, at 70 kg; all its parts together.
    bolus : mg of base
        What of it is given at once into a vein; 0 for none.
    rate : mg/h
        Fastest infusion among its parts; 0 for none.
    hours : h
        Length of its infusions together; 0 for none.
    hold : h
        Longest hold in the mouth; 0 for none.
    per_week
        Doses a week; 1 for a single dose.
    days
        Length of all phases of the route and drug; 1 for a single dose, 0 without an end.
    single
        Whether it is a single dose.
    row
        Where it stands; None for a regimen asked about.
    written
        False for a row that tells its dose and not how or how often it was given.
    """

    route: str
    drug: str
    milligrams: float
    bolus: float
    rate: float
    hours: float
    hold: float
    per_week: float
    days: float
    single: bool
    row: Row | None = None
    written: bool = True


@dataclass(frozen=True)
class Departure:
    """A way in which a regimen leaves what has been studied.

    Parameters
    ----------
    kind
        ``"dose"``, ``"rate"``, ``"hold"``, ``"rhythm"``, ``"length"``, ``"repetition"`` or
        ``"no evidence"``.
    message
        One sentence with both numbers.
    rows
        The rows that make the edge.
    """

    kind: str
    message: str
    rows: tuple[Row, ...] = ()


def _given(regimen: Regimen, row: Row | None = None) -> list[Studied]:
    """Return what each phase gives, by route and drug; placebo gives nothing."""
    found: list[Studied] = []
    for phase in regimen.phases:
        groups: dict[tuple[str, str], list[Part]] = {}
        for part in phase.dose.parts:
            if part.drug != "placebo":
                route = _POOLED.get(part.route, part.route)
                groups.setdefault((route, part.drug), []).append(part)
        found += [_one(route, drug, parts, phase, row) for (route, drug), parts in groups.items()]
    return [_with_days(each, found) for each in found]


def _one(route: str, drug: str, parts: list[Part], phase: Phase, row: Row | None) -> Studied:
    schedule = phase.schedule
    single = schedule.doses == 1
    amounts = [float(p.base) * (REFERENCE_WEIGHT if p.per_kg else 1.0) for p in parts]
    hours = [float(p.over.hours) if p.over else 0.0 for p in parts]
    holds = [float(p.held.hours) if p.held else 0.0 for p in parts]
    pairs = list(zip(amounts, hours, strict=True))
    return Studied(
        route,
        drug,
        sum(amounts),
        sum(a for a, h in pairs if not h) if route == "iv" else 0.0,
        max((a / h for a, h in pairs if h), default=0.0),
        sum(hours),
        max(holds),
        1.0 if single else float(schedule.doses_per_week or 0.0),
        1.0 if single else float(schedule.days or 0),
        single,
        row,
    )


def _with_days(each: Studied, phases: Sequence[Studied]) -> Studied:
    alike = [p.days for p in phases if (p.route, p.drug) == (each.route, each.drug)]
    together = 0.0 if 0.0 in alike else sum(alike)
    return replace(each, days=together, single=each.single and len(alike) == 1)


@cache
def studied_doses() -> tuple[Studied, ...]:
    """Return every studied regimen that the tables can write, phase by phase."""
    found: list[Studied] = []
    for table in ("pk_observations", "arms", "tolerability"):
        for row in load(table):
            text = row.cells["regimen"]
            if "children" in row.cells.get("population", ""):
                continue
            try:
                given = _given(parse(text), row) if text else _unwritten(row)
            except RegimenError:
                continue
            found += [each for each in given if not _anaesthetic(each)]
    return tuple(found)


_DRUGS: Final = {
    "racemic ketamine": "ketamine",
    "esketamine": "esketamine",
    "arketamine": "arketamine",
}
_ROUTES: Final = {
    "IV": "iv",
    "IM": "im",
    "SC": "sc",
    "nasal": "nasal",
    "intranasal": "nasal",
    "oral": "oral",
    "rectal": "rectal",
    "sublingual": "sublingual",
    "sublingual/buccal": "sublingual",
}
_UNITS: Final = {"mg": 1.0, "mg/kg": REFERENCE_WEIGHT, "mg (HCl injection)": 1 / SALT_FACTOR}
_NO_DOSE: Final = ("dose", "several doses", "comparator", "dose assumed", "dose from memory")
"""How `regimen_why_not` begins where the row's dose is not one that was given."""


def _unwritten(row: Row) -> list[Studied]:
    """Return the dose of a row whose regimen cannot be written, if it states one."""
    cells = row.cells
    drug, route = _DRUGS.get(cells["drug"]), _ROUTES.get(cells["route"])
    dose, unit = row.cell("dose_value"), _UNITS.get(cells["dose_unit"])
    stated = not cells["regimen_why_not"].startswith(_NO_DOSE)
    if not (drug and route and unit and stated and dose and dose.kind == "point" and dose.value):
        return []
    doses = row.cell("n_doses") if "n_doses" in cells else None
    repeated = bool(cells.get("doses_per_week")) or bool(doses and (doses.value or 0) > 1)
    amount = dose.value * unit
    zeros = (0.0,) * 6
    return [Studied(route, drug, amount, *zeros, single=not repeated, row=row, written=False)]


def _anaesthetic(each: Studied) -> bool:
    return each.route in ("iv", "im") and each.milligrams > _ANAESTHETIC * REFERENCE_WEIGHT


def departures(regimen: Regimen) -> tuple[Departure, ...]:
    """Return how `regimen` leaves what has been studied; empty if it does not.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> departures(parse("0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"))
    ()
    >>> [d.kind for d in departures(parse("400 mg ketamine oral capsule, daily for 8 weeks"))]
    ['dose']
    >>> [d.kind for d in departures(parse("100 mg ketamine iv bolus"))]
    ['rate']
    """
    found: dict[str, Departure] = {}
    for phase in regimen.phases:
        kinds = {(p.route, p.drug) for p in phase.dose.parts if p.drug != "placebo"}
        if len(kinds) > 1:
            together = " and ".join(sorted(f"{drug} {route}" for route, drug in kinds))
            message = f"{together} together in one dose have no row"
            found[message] = Departure("no evidence", message)
    for each in _given(regimen):
        for departure in _departures(each):
            found.setdefault(departure.message, departure)
    return tuple(found.values())


def _departures(each: Studied) -> list[Departure]:
    name = f"{each.drug} {_CALLED.get(each.route, each.route)}"
    known = [s for s in studied_doses() if (s.route, s.drug) == (each.route, each.drug)]
    written = [s for s in known if s.written]
    if not known:
        others = sorted({s.drug for s in studied_doses() if s.route == each.route})
        also = f" ({', '.join(others)} has)" if others else ""
        message = f"{name} has no row of adults with a dose{also}"
        return [Departure("no evidence", message)]
    found = [
        *_edge("dose", "a dose of {} " + name, "mg", each, known, lambda s: s.milligrams),
        *(_manner(each, written, name) if written else []),
    ]
    if each.single:
        return found
    again = [s for s in known if not s.single]
    repeated = [s for s in again if s.written]
    if not repeated:
        message = f"repeated {name} has no row; only single doses have"
        if again:
            message = f"rows on repeated {name} have no rhythm that can be compared"
        return [*found, Departure("repetition", message, _rows(again or known))]
    often = "{} of " + name
    found += _edge("rhythm", often, "doses a week", each, repeated, lambda s: s.per_week)
    bounded = [s for s in repeated if s.days]
    if bounded:
        longest = max(bounded, key=lambda s: s.days)
        if each.days == 0 or each.days > longest.days:
            said = "no end" if each.days == 0 else f"{each.days:.0f} days"
            message = f"{said} of {name}; the longest written regimen has {longest.days:.0f} days"
            found.append(Departure("length", message, _rows([longest])))
    return found


def _manner(each: Studied, known: Sequence[Studied], name: str) -> list[Departure]:
    """Return how a dose is given otherwise than was studied: faster, longer, held longer."""
    found: list[Departure] = []
    if each.bolus:
        boluses = [s for s in known if s.bolus]
        if not boluses:
            found.append(Departure("rate", f"{name} as a bolus has no row", _rows(known)))
        top = max((s.bolus for s in boluses), default=0.0)
        if boluses and each.bolus > top * (1 + 1e-9):
            message = f"a bolus of {each.bolus:.3g} mg {name} is above the studied {top:.3g} mg"
            found.append(Departure("rate", message, _rows([s for s in boluses if s.bolus == top])))
    if each.rate:
        infused = [s for s in known if s.rate]
        if not infused:
            found.append(Departure("rate", f"{name} as an infusion has no row", _rows(known)))
        else:
            what = "an infusion of {} " + name
            found += _edge("rate", what, "mg/h", each, infused, lambda s: s.rate, above_only=True)
            found += _edge("rate", what, "h", each, infused, lambda s: s.hours, above_only=True)
    if each.hold:
        held = [s for s in known if s.hold]
        what = "a hold of {}, " + name
        found += _edge("hold", what, "min", each, held, lambda s: 60.0 * s.hold) if held else []
    return found


def _edge(
    kind: str,
    what: str,
    unit: str,
    each: Studied,
    known: Sequence[Studied],
    measure: Callable[[Studied], float],
    above_only: bool = False,
) -> list[Departure]:
    """Return the departure where `each` lies outside the range of `known`, if it does."""
    low, high = min(known, key=measure), max(known, key=measure)
    value, bottom, top = measure(each), measure(low), measure(high)
    below = value < bottom * (1 - 1e-9) and not above_only
    if not below and value <= top * (1 + 1e-9):
        return []
    span = _plain(bottom) if bottom == top else f"{_plain(bottom)} to {_plain(top)}"
    said = what.format(f"{_plain(value)} {unit}".replace("1 doses", "1 dose"))
    message = f"{said} is {'below' if below else 'above'} the studied {span} {unit}"
    return [Departure(kind, message, _rows([low if below else high]))]


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _rows(known: Sequence[Studied]) -> tuple[Row, ...]:
    return tuple({id(s.row): s.row for s in known if s.row is not None}.values())
