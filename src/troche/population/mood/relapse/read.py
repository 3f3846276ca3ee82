"""Read a row of relapse: who could relapse, under what, seen when, counted how.

All checks of a row, its trial and its arm are those of any share: the row is read as the share
of people who became well, on the day of their entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from troche.evidence import Evidence, Outcome
from troche.evidence.cells import read_number
from troche.population.mood.relapse.definition import relapse_score
from troche.population.mood.relapse.entered import Entry, entry_of, visits_of
from troche.population.trials import Given, NotPredicted, Statistic, read_outcome
from troche.population.trials.given import given_of
from troche.regimen import parse

__all__ = ["Relapse", "read_relapse"]

_DAY: Final = 24.0


@dataclass(frozen=True)
class Relapse:
    """One row of relapse, with all that a prediction of it needs.

    Parameters
    ----------
    row
        The row.
    entry
        The share of people who could relapse, on the day of their entry: under what they
        became well, from which baseline, by which limit.
    n
        How many could; None where nothing says, and all of the arm's are followed.
    given
        What people got from first to last, under the expectations of the time after entry.
    visits : h
        After entry, since the first dose; the last is the row's own time.
    score : points
        Lowest score that is a relapse, on the row's scale.
    value
        The reported share, a fraction.
    notes
        What was assumed.
    """

    row: Outcome
    entry: Statistic
    n: float | None
    given: Given
    visits: tuple[float, ...]
    score: float
    value: float
    notes: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """Study family, by the name that the fit knows."""
        return self.entry.family

    @property
    def people(self) -> int:
        """Those who could relapse where that is stated, otherwise all of the arm."""
        return int(self.entry.n if self.n is None else self.n)


def read_relapse(row: Outcome, tables: Evidence) -> Relapse | NotPredicted:
    """Return what a row of relapse says, or why it is not predicted.

    Parameters
    ----------
    row
        Of the table ``outcomes``.
    tables
        Where its trial and arms stand; joins look there first, then in the built-in tables.

    Examples
    --------
    >>> from troche.evidence import builtin, find, load
    >>> rows = [r for r in load("outcomes") if r.outcome == "relapse"]
    >>> found = read_relapse(next(r for r in rows if r.arm_id == "k0.5"), builtin())
    >>> found.entry.hours / 24, [h / 24 for h in found.visits], found.score
    (3.0, [5.0, 7.0, 14.0], 22.0)
    >>> read_relapse(next(r for r in rows if r.arm_id == "rem_pbo"), builtin()).detail
    'no time: an event-driven number'
    """
    trial, arm = tables.trial_of(row), tables.arm_of(row)
    # As a response at the row's own time: everything that any share is refused for.
    checked = read_outcome(_as_share(row, "response"), tables)
    if isinstance(checked, NotPredicted):
        return replace(checked, row=row)
    assert trial is not None
    assert arm is not None

    def refused(detail: str) -> NotPredicted:
        return NotPredicted(row, "quantity not modelled", detail)

    counted = relapse_score(row.definition, checked.scale.name)
    if counted is None:
        return refused(f"counted by {row.definition!r}")
    entered = entry_of(row, arm, tables)
    if isinstance(entered, str):
        return refused(entered)
    until = checked.hours / _DAY
    if until <= entered.day:
        return NotPredicted(
            row, "broken row", f"relapse by day {until:g} of people well on day {entered.day:g}"
        )
    entry = read_outcome(_as_share(row, entered.outcome, entered), tables)
    if isinstance(entry, NotPredicted):
        return replace(entry, row=row)
    if entry.limit is None or entry.limit.luck:
        return refused("people entered by several visits")
    own = given_of(arm, trial)
    assert not isinstance(own, str)  # read_outcome refuses those
    given = _from_first_to_last(entered, entry.given, own)
    if given is None:
        return NotPredicted(row, "regimen not stated", "what was given before entry")
    days, stated = visits_of(trial, entered.day, until)
    notes = [*entry.notes, *entered.notes]
    if not counted[1]:
        notes.append(f"relapse counted from {counted[0]:g} points: the row states no definition")
    if not stated:
        notes.append("seen weekly: the trial's visits are not stated")
    if entered.n is None:
        notes.append("how many could relapse is not stated: as many as become well")
    return Relapse(
        row,
        entry,
        entered.n,
        given,
        tuple(_DAY * d for d in days),
        counted[0],
        checked.value,
        tuple(dict.fromkeys(notes)),
    )


def _as_share(row: Outcome, outcome: str, entered: Entry | None = None) -> Outcome:
    """Return a row as the share of people who became well."""
    found = replace(row, outcome=outcome, unit="%", definition="", n_at_time=None)
    if entered is None:
        return replace(found, n_at_time=row.n_at_time)
    return replace(
        found,
        arm_id=entered.arm.arm_id,
        time_days=read_number(f"{entered.day:g}"),
        definition=entered.definition,
    )


def _from_first_to_last(entered: Entry, before: Given, own: Given) -> Given | None:
    """Return what people got, that of an open phase first; None where its regimen is unknown."""
    if not entered.randomised:
        return own
    spans = [phase.schedule.days for r in before.regimens for phase in r.phases]
    days = sum(d for d in spans if d is not None)
    if len(before.regimens) != 1 or None in spans or days > entered.day:
        return None
    first = before.regimens[0]
    text = str(first)
    if days < entered.day:
        text += f", then placebo {first.routes[0]}, daily for {entered.day - days:g} days"
    joined = tuple(parse(f"{text}, then {r}") for r in own.regimens) or (parse(text),)
    return replace(own, regimens=joined)
