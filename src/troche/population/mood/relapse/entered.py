"""Who could relapse: those who had responded or remitted on a day, and when they were seen again.

A row says it in its unit ("% of day-3 responders"), in its notes ("of remitters"), or the arm
says that only responders of an open phase were randomised. What neither says is taken from the
row of response or remission of the same people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from troche.evidence import Arm, Evidence, Outcome, Trial, load

__all__ = ["Entry", "entry_of", "visits_of"]

_WHO: Final = re.compile(r"\bof (?:day-(\d+) )?(responders|remitters)\b", re.I)
_RANDOMISED: Final = re.compile(r"randomised day (\d+) \(responders only\)", re.I)
_SHARED_OUT: Final = re.compile(r"(\d+) randomised ((?:1:)+1)\b")
_OPEN_PHASE: Final = re.compile(r"open-label enrichment", re.I)
_ASSESSED: Final = re.compile(r"assessments days ((?:\d+,\s*)*\d+)", re.I)
_WEEK: Final = 7.0

_OUTCOMES: Final = {"responders": "response", "remitters": "remission"}


@dataclass(frozen=True)
class Entry:
    """Who could relapse.

    Parameters
    ----------
    arm
        In which they became well: the row's own, or that of an open phase before it.
    outcome
        ``response`` or ``remission``.
    day
        On which they had it.
    definition
        Of it, in a row's own words; empty where none says.
    n
        How many there were; None where nothing says.
    randomised
        Whether they were randomised then.
    notes
        What was assumed.
    """

    arm: Arm
    outcome: str
    day: float
    definition: str
    n: float | None
    randomised: bool = False
    notes: tuple[str, ...] = ()


def entry_of(row: Outcome, arm: Arm, tables: Evidence) -> Entry | str:
    """Return who could relapse, or in words why that is not known.

    Examples
    --------
    >>> from troche.evidence import builtin, load
    >>> row = next(r for r in load("outcomes") if r.unit.startswith("% of day-3 remitters"))
    >>> found = entry_of(row, builtin().arm_of(row), builtin())
    >>> found.outcome, found.day, found.n
    ('remission', 3.0, None)
    """
    randomised = _RANDOMISED.search(arm.notes)
    if randomised is not None:
        return _after_an_open_phase(float(randomised[1]), row, arm, tables)
    who = _WHO.search(row.unit) or _WHO.search(row.notes)
    if who is None:
        return "nothing says who could relapse"
    outcome = _OUTCOMES[who[2].lower()]
    day = float(who[1]) if who[1] else None
    beside = _last_row(outcome, arm, row, tables, day)
    if day is None and beside is None:
        return f"nothing says on which day they were {who[2].lower()}"
    if day is None:
        assert beside is not None
        assert beside.time_days is not None
        day = beside.time_days.value
    assert day is not None
    n = _stated(row)
    if n is None and beside is not None:
        n = _counted(beside)
    return Entry(arm, outcome, day, beside.definition if beside else "", n)


def _after_an_open_phase(day: float, row: Outcome, arm: Arm, tables: Evidence) -> Entry | str:
    before = [a for a in _arms(arm.trial_id, tables) if _OPEN_PHASE.search(a.notes)]
    if len(before) != 1:
        return "what was given before people were randomised is not stated"
    beside = _last_row("response", before[0], row, tables, day)
    n = _stated(row)
    notes = [
        f"masked from day {day:g}, when responders were randomised; days from the first open dose"
    ]
    shared = _SHARED_OUT.search(arm.notes)
    if n is None and shared is not None:
        arms = shared[2].count("1")
        n = float(round(int(shared[1]) / arms))
        notes.append(f"taken as {n:g} people: {shared[1]} were randomised to {arms} arms alike")
    definition = beside.definition if beside else ""
    return Entry(before[0], "response", day, definition, n, True, tuple(notes))


def _stated(row: Outcome) -> float | None:
    n = row.n_at_time.value if row.n_at_time else None
    return float(n) if n is not None and n >= 1 else None


def _counted(row: Outcome) -> float | None:
    """Return how many a share counts."""
    n, value = _stated(row), row.value.value if row.value else None
    if n is None or value is None or row.unit != "%":
        return None
    return float(max(1, round(n * value / 100.0)))


def _last_row(
    outcome: str, arm: Arm, before: Outcome, tables: Evidence, day: float | None
) -> Outcome | None:
    """Return an arm's last row of an outcome before a time, or that of a day."""
    end = before.time_days.value if before.time_days else None
    found: list[tuple[float, Outcome]] = []
    for each in _outcomes(arm.trial_id, tables):
        when = each.time_days.value if each.time_days else None
        same = (each.arm_id, each.outcome, each.scale) == (arm.arm_id, outcome, before.scale)
        if same and when is not None and (when == day if day is not None else when < (end or 0.0)):
            found.append((when, each))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _arms(trial: str, tables: Evidence) -> list[Arm]:
    """Return the arms of a trial, each as a folder has it where it has."""
    every = {a.arm_id: a for t in _sources(tables) for a in load("arms", t) if a.trial_id == trial}
    return list(every.values())


def _outcomes(trial: str, tables: Evidence) -> list[Outcome]:
    return [r for t in _sources(tables) for r in load("outcomes", t) if r.trial_id == trial]


def _sources(tables: Evidence) -> list[Evidence]:
    return [t for t in (tables.behind, tables) if t is not None]


def visits_of(trial: Trial, entry: float, until: float) -> tuple[tuple[float, ...], bool]:
    """Return the days on which people were seen after entry, and whether the trial says so.

    Where it does not they are taken as weekly; the last day is always one.

    Examples
    --------
    >>> from troche.evidence import find
    >>> visits_of(find("trials", trial_id="FAVA2020"), 3.0, 14.0)
    ((5.0, 7.0, 14.0), True)
    >>> visits_of(find("trials", trial_id="MURROUGH2013B"), 12.0, 30.0)
    ((19.0, 26.0, 30.0), False)
    """
    said = _ASSESSED.search(trial.notes)
    if said is not None:
        days = [float(d) for d in said[1].split(",")]
    else:
        days = [entry + _WEEK * k for k in range(1, int((until - entry) / _WEEK) + 1)]
    return (*(d for d in days if entry < d < until), until), said is not None
