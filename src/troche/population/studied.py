"""What has been studied: single doses, rhythms and lengths, by route and drug.

A regimen outside this range is computed all the same, and says so everywhere. The range
comes from the rows themselves: every regimen of adults, at non-anaesthetic doses, in the
observation, arm and tolerability tables. Amounts for each kilogram are compared at 70 kg.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from troche.errors import RegimenError
from troche.evidence import Row, load
from troche.population.parameters.table import REFERENCE_WEIGHT
from troche.regimen import Regimen, parse

__all__ = ["Departure", "Studied", "departures", "studied_doses"]

_ANAESTHETIC_IV: Final = 2.0
"""mg/kg; intravenous rows above it are from anaesthesia."""

_POOLED: Final = {"buccal": "sublingual"}
"""Places in the mouth do not differ (Simons, thesis chapter 2)."""


@dataclass(frozen=True)
class Studied:
    """One studied regimen of one route and drug.

    Parameters
    ----------
    route, drug
        Buccal counts as sublingual.
    milligrams : mg of base
        Of one dose, at 70 kg.
    per_week
        Doses a week; 1 for a single dose.
    days
        Length of the regimen; 1 for a single dose.
    single
        Whether it is a single dose.
    row
        Where it stands.
    """

    route: str
    drug: str
    milligrams: float
    per_week: float
    days: float
    single: bool
    row: Row


@dataclass(frozen=True)
class Departure:
    """A way in which a regimen leaves what has been studied.

    Parameters
    ----------
    kind
        ``"dose"``, ``"rhythm"``, ``"length"``, ``"repetition"`` or ``"no evidence"``.
    message
        One sentence with both numbers.
    rows
        The rows that make the edge.
    """

    kind: str
    message: str
    rows: tuple[Row, ...] = ()


_Phase = tuple[str, str, float, float, float, bool]


def _phases(regimen: Regimen) -> list[_Phase]:
    """Return route, drug, mg, doses a week, days (0: no end) and singleness of each phase.

    The days are those of all phases of the route and drug together.
    """
    found: list[_Phase] = []
    for phase in regimen.phases:
        parts = phase.dose.parts
        drug, route = parts[0].drug, parts[0].route
        total = sum(float(part.base) * (REFERENCE_WEIGHT if part.per_kg else 1.0) for part in parts)
        schedule = phase.schedule
        single = schedule.doses == 1
        per_week = 1.0 if single else float(schedule.doses_per_week or 0.0)
        days = 1.0 if single else float(schedule.days or 0)
        found.append((_POOLED.get(route, route), drug, float(total), per_week, days, single))
    return [(*p[:4], _days_together(p, found), p[5] and len(found) == 1) for p in found]


def _days_together(phase: _Phase, phases: Sequence[_Phase]) -> float:
    alike = [other[4] for other in phases if other[:2] == phase[:2]]
    return 0.0 if 0.0 in alike else sum(alike)


@cache
def studied_doses() -> tuple[Studied, ...]:
    """Return every studied regimen that the tables can write, phase by phase."""
    found = []
    for table in ("pk_observations", "arms", "tolerability"):
        for row in load(table):
            text = row.cells["regimen"]
            if not text or "children" in row.cells.get("population", ""):
                continue
            try:
                regimen = parse(text)
            except RegimenError:
                continue
            for route, drug, total, per_week, days, single in _phases(regimen):
                anaesthetic = route in ("iv", "im") and total > _ANAESTHETIC_IV * REFERENCE_WEIGHT
                if drug != "placebo" and not anaesthetic:
                    found.append(Studied(route, drug, total, per_week, days, single, row))
    return tuple(found)


def departures(regimen: Regimen) -> tuple[Departure, ...]:
    """Return how `regimen` leaves what has been studied; empty if it does not.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> departures(parse("0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"))
    ()
    >>> [d.kind for d in departures(parse("400 mg ketamine oral capsule, daily for 8 weeks"))]
    ['dose']
    """
    found: dict[str, Departure] = {}
    for route, drug, total, per_week, days, single in _phases(regimen):
        if drug == "placebo":
            continue
        for departure in _departures(route, drug, total, per_week, days, single):
            found.setdefault(departure.message, departure)
    return tuple(found.values())


def _departures(
    route: str, drug: str, total: float, per_week: float, days: float, single: bool
) -> list[Departure]:
    known = [s for s in studied_doses() if s.route == route and s.drug == drug]
    if not known:
        others = sorted({s.drug for s in studied_doses() if s.route == route})
        also = f" ({', '.join(others)} has)" if others else ""
        return [Departure("no evidence", f"{drug} by the {route} route has no row of adults{also}")]
    found = _edge("dose", f"a dose of {total:.3g} mg {drug} {route}", total, known, "milligrams")
    if single:
        return found
    repeated = [s for s in known if not s.single]
    if not repeated:
        message = f"repeated {drug} {route} has no row; only single doses have"
        return [*found, Departure("repetition", message, _rows(known))]
    found += _edge(
        "rhythm", f"{_often(per_week)} a week of {drug} {route}", per_week, repeated, "per_week"
    )
    bounded = [s for s in repeated if s.days]
    if bounded:
        longest = max(bounded, key=lambda s: s.days)
        if days == 0 or days > longest.days:
            said = "no end" if days == 0 else f"{days:.0f} days"
            message = f"{said} of {drug} {route}; the longest written regimen has "
            found.append(Departure("length", f"{message}{longest.days:.0f} days", (longest.row,)))
    return found


def _often(times: float) -> str:
    return "1 dose" if times == 1 else f"{times:.3g} doses"


def _edge(
    kind: str, what: str, value: float, known: Sequence[Studied], field: str
) -> list[Departure]:
    low = min(known, key=lambda s: float(getattr(s, field)))
    high = max(known, key=lambda s: float(getattr(s, field)))
    bottom, top = float(getattr(low, field)), float(getattr(high, field))
    if bottom * (1 - 1e-9) <= value <= top * (1 + 1e-9):
        return []
    side = "below" if value < bottom else "above"
    unit = " mg" if field == "milligrams" else ""
    span = f"{bottom:.3g}" if bottom == top else f"{bottom:.3g} to {top:.3g}"
    message = f"{what} is {side} the studied {span}{unit}"
    return [Departure(kind, message, (low.row if value < bottom else high.row,))]


def _rows(known: Sequence[Studied]) -> tuple[Row, ...]:
    return tuple({id(s.row): s.row for s in known}.values())
