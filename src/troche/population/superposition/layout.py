"""A regimen as sessions, and which of them are alike by what was given before.

A session is the time from one dose to the next. Its blood is the sum over the doses of the last
`MEMORY` hours, so two sessions with the same doses at the same lags are the same session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from troche.pharmacology.system import Delivery
from troche.population.drugs import SHARE, delivery_of
from troche.regimen import Administration

__all__ = ["MEMORY", "Given", "Layout", "lay_out_sessions"]

MEMORY: Final = 336.0
"""Hours after which what a dose has left is taken as nothing. Of ketamine it is below 1e-7 of
the peak in everyone; of a metabolite below 1e-6, and 2e-4 in the slowest of 96 possible truths."""

_SAME: Final = 6
"""Decimals of an hour to which lags are the same."""


@dataclass(frozen=True)
class Given:
    """One thing given, at its time within a session.

    Parameters
    ----------
    lag : h
        From the session's start; negative for what was given before it.
    drug, delivery
        What, and in which manner.
    amount : mg of base
        For each kg where `per_kg`.
    per_kg
        Whether it is multiplied by the weight.
    """

    lag: float
    drug: str
    delivery: Delivery
    amount: float
    per_kg: bool

    @property
    def enantiomers(self) -> dict[str, float]:
        """Milligrams of each enantiomer, for each kg where `per_kg`."""
        return {e: share * self.amount for e, share in SHARE[self.drug].items()}


@dataclass(frozen=True)
class Layout:
    """The sessions of a regimen.

    Parameters
    ----------
    starts, gaps : h
        When each begins, and how long it lasts; the last ends at the horizon.
    kind
        Number of each session's kind.
    kinds
        What was given within `MEMORY` before a session of the kind, and in it.
    lengths : h
        Of the kinds.
    """

    starts: tuple[float, ...]
    gaps: tuple[float, ...]
    kind: tuple[int, ...]
    kinds: tuple[tuple[Given, ...], ...]
    lengths: tuple[float, ...]


def lay_out_sessions(given: Sequence[Administration], horizon: float) -> Layout:
    """Return the sessions of what is given before a horizon; placebo gives nothing.

    Parameters
    ----------
    given
        From the regimen's timetable.
    horizon : h

    Examples
    --------
    >>> from troche.regimen import expand, parse
    >>> table = expand(parse("10 mg ketamine iv over 40 min, weekly for 8 weeks"), 1344.0)
    >>> layout = lay_out_sessions(table.administrations, 1344.0)
    >>> len(layout.starts), len(layout.kinds)
    (8, 3)
    """
    active = [a for a in given if a.drug != "placebo"]
    first: dict[int, float] = {}
    for a in active:
        first.setdefault(a.number, a.time_h)
    starts = sorted(first.values())
    ends = [*starts[1:], horizon][: len(starts)]
    manners: dict[tuple[object, ...], int] = {}
    kept: list[tuple[str, Delivery, float, bool]] = []
    events: list[tuple[float, int]] = []
    for a in active:
        key = (a.drug, a.amount, a.amount_unit, a.route, a.product, a.duration_h, a.hold_h,
               a.after, a.device)  # fmt: skip
        if key not in manners:
            manners[key] = len(kept)
            kept.append((a.drug, delivery_of(a), a.amount, a.amount_unit == "mg/kg"))
        events.append((a.time_h, manners[key]))
    events.sort()
    known: dict[tuple[float, tuple[tuple[float, int], ...]], int] = {}
    kind, low, high = [], 0, 0
    for start, end in zip(starts, ends, strict=True):
        while events[low][0] < start - MEMORY:
            low += 1
        while high < len(events) and events[high][0] < end - 1e-9:
            high += 1
        lags = tuple((round(time - start, _SAME), which) for time, which in events[low:high])
        kind.append(known.setdefault((round(end - start, _SAME), lags), len(known)))
    return Layout(
        tuple(starts),
        tuple(e - s for s, e in zip(starts, ends, strict=True)),
        tuple(kind),
        tuple(tuple(Given(lag, *kept[which]) for lag, which in lags) for _, lags in known),
        tuple(length for length, _ in known),
    )
