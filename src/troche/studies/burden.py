"""What a regimen asks of people: visits, supervised time, home doses, days without driving.

Counts follow the timetable as it was given within the horizon, with nothing missed. How long
a dose is supervised, and when driving is possible again, is what the label of esketamine
nasal spray says; for every other product the same is assumed, and marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from troche.evidence import load
from troche.evidence.rows.base import Row
from troche.regimen import Administration
from troche.studies.plan import RegimenPlan

__all__ = ["BurdenLine", "burden_of"]

_SPRAY: Final = ("esketamine", "nasal")
_DAY: Final = 24.0


@dataclass(frozen=True)
class BurdenLine:
    """One number of what a regimen asks of people.

    Parameters
    ----------
    name, unit, meaning
        In tables and in words.
    value
        Over the horizon.
    basis
        The guidance behind it: issuer, year and statement; empty for a count.
    assumption
        What is assumed; empty where a row or the regimen says it.
    sources
        Keys of the sources.
    """

    name: str
    unit: str
    meaning: str
    value: float
    basis: str = ""
    assumption: str = ""
    sources: tuple[str, ...] = ()


def burden_of(item: RegimenPlan) -> tuple[BurdenLine, ...]:
    """Return the burden of a regimen over its horizon.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> from troche.studies.plan import plan_regimen
    >>> text = "56 mg esketamine nasal, twice weekly for 4 weeks"
    >>> lines = burden_of(plan_regimen("spray", text, parse(text), 672.0))
    >>> [(line.name, round(line.value, 2)) for line in lines][:2]
    [('visits', 8.0), ('supervised time', 16.67)]
    """
    doses: dict[int, list[Administration]] = {}
    for each in item.timetable.administrations:
        doses.setdefault(each.number, []).append(each)
    at_clinic = [parts for parts in doses.values() if parts[0].place == "clinic"]
    at_home = [parts for parts in doses.values() if parts[0].place == "home"]
    drug = [parts for parts in doses.values() if any(p.drug != "placebo" for p in parts)]
    days = {int(parts[0].time_h // _DAY) for parts in drug}
    return (
        BurdenLine("visits", "visits", "doses given in a clinic", float(len(at_clinic))),
        _supervised(at_clinic),
        BurdenLine("home doses", "doses", "doses taken at home", float(len(at_home))),
        _driving(drug, len(days)),
    )


def _supervised(doses: Sequence[list[Administration]]) -> BurdenLine:
    row = _guidance("observation")
    watched = float(row.cells["threshold_value"])
    hours = sum(_length(parts) + watched for parts in doses)
    other = _others(doses)
    assumption = f"as long as for the spray under {other}, where no row states it" if other else ""
    return BurdenLine(
        "supervised time",
        "h",
        f"giving the dose, and {watched:g} h of observation after it",
        hours,
        _said(row) if doses else "",
        assumption,
        (row.reference,) if doses else (),
    )


def _driving(doses: Sequence[list[Administration]], days: int) -> BurdenLine:
    row = _guidance("driving")
    other = _others(doses)
    assumption = f"the spray's rule under {other}, where no row states one" if other else ""
    return BurdenLine(
        "days not fit to drive",
        "days",
        "days with a dose of drug, until the day after it",
        float(days),
        _said(row) if doses else "",
        assumption,
        (row.reference,) if doses else (),
    )


def _length(parts: Sequence[Administration]) -> float:
    """Return how long giving a dose takes, h: from its start to the end of its last part."""
    return max(p.time_h + p.duration_h + p.hold_h for p in parts) - parts[0].time_h


def _others(doses: Sequence[list[Administration]]) -> str:
    """Return the drugs and routes that the label of the spray does not speak of."""
    kinds = {f"{p.drug} {p.route}" for d in doses for p in d if (p.drug, p.route) != _SPRAY}
    return ", ".join(sorted(kinds))


def _guidance(topic: str) -> Row:
    return next(row for row in load("guidance") if row.cells["topic"] == topic)


def _said(row: Row) -> str:
    issuer, year = row.cells["issuer"], row.cells["year"] or "no year"
    return f"{issuer} ({year}): {row.cells['statement_in_your_own_words']}"
