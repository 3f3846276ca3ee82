"""Numbers of one person's mood, from daily scores.

A *response* is a fall of at least half of the score at the start, a *remission* a score of 10
or less, a *relapse* a score of 22 or more (as trials that withdraw treatment define it). A
single day's rating is noisy; so a response is dated, and a relapse counted, where two
days in a row show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.population.mood.relapse.definition import RELAPSE

__all__ = [
    "OFF_DRUG",
    "RELAPSE",
    "REMISSION",
    "Estimand",
    "estimands_for",
    "person_estimands",
]

Floats = NDArray[np.float64]

REMISSION: Final = 10.0
OFF_DRUG: Final = 336.0
"""Hours off drug that a horizon must hold for a relapse to be counted."""

_DAY: Final = 24.0
_HALF: Final = 0.5
_WHOLE: Final = 0.5
"""Scores are whole points on paper and continuous here: 10.4 is a 10, as in the fit."""

_NAMED_DAYS: Final = (1, 7, 28)
_SHARES: Final = (28,)
_SAME: Final = 1e-9


@dataclass(frozen=True)
class Estimand:
    """One number of each person.

    Parameters
    ----------
    name, unit, meaning
        In tables and in words.
    kind
        ``"mean"`` of a number, or ``"share"`` of people.
    fewer_is_better
        Whether a smaller number is the better one.
    some
        Whether only those who responded have it: other people in each regimen, so it is not
        compared within people.
    """

    name: str
    unit: str
    meaning: str
    kind: str
    fewer_is_better: bool
    some: bool = False


def _days_in(horizon: float, days: Sequence[int]) -> list[int]:
    return [d for d in days if d * _DAY <= horizon + _SAME]


def _on(day: int) -> str:
    return "24 h" if day == 1 else f"day {day}"


def estimands_for(horizon: float, last_dose: float | None) -> tuple[Estimand, ...]:
    """Return what can be told within a horizon.

    Parameters
    ----------
    horizon : h
    last_dose : h
        Time of the last dose; None where none is given.

    Examples
    --------
    >>> [e.name for e in estimands_for(48.0, 0.0)][:2]
    ['change at 24 h', 'change at end']
    """
    fall = "MADRS minus that at the start"
    found = [
        Estimand(f"change at {_on(d)}", "points", f"{fall}, at {_on(d)}", "mean", True)
        for d in _days_in(horizon, _NAMED_DAYS)
    ]
    found.append(Estimand("change at end", "points", f"{fall}, at the horizon", "mean", True))
    for what, said in (
        ("response", "people whose MADRS has fallen by half or more"),
        ("remission", f"people with a MADRS of {REMISSION:g} or less"),
    ):
        places = [(_on(d), _on(d)) for d in _days_in(horizon, _SHARES)] + [("end", "the horizon")]
        found += [
            Estimand(f"{what} at {place}", "fraction", f"{said}, at {words}", "share", False)
            for place, words in places
        ]
    if horizon < 2 * _DAY - _SAME:
        return tuple(found)
    found += [
        Estimand(
            "ever response",
            "fraction",
            "people whose MADRS lies at half of the start or less on two days in a row",
            "share",
            False,
        ),
        Estimand(
            "time to response",
            "day",
            "first of two days in a row with a response, of those who have one",
            "mean",
            True,
            some=True,
        ),
        Estimand(
            "time well",
            "fraction",
            f"share of days, from the first, with a MADRS of {REMISSION:g} or less",
            "mean",
            False,
        ),
    ]
    if last_dose is not None and horizon - last_dose >= OFF_DRUG - _SAME:
        found.append(
            Estimand(
                "relapse after stopping",
                "fraction",
                "of those with a response on the day of the last dose or the next, people with a "
                f"MADRS of {RELAPSE:g} or more on two later days in a row",
                "share",
                True,
                some=True,
            )
        )
    return tuple(found)


def person_estimands(
    scores: Floats, times: Sequence[float], last_dose: float | None
) -> dict[str, Floats]:
    """Return each person's numbers, by name as in `estimands_for`.

    Parameters
    ----------
    scores : points, shape (time, patient)
        The first row is the start.
    times : h
        Increasing from zero, every day among them; the last is the horizon.
    last_dose : h
        As in `estimands_for`.

    Returns
    -------
    dict
        Name to shape (patient,); shares are 0 or 1, NaN where somebody has no such number.

    Examples
    --------
    >>> days = [0.0, 24.0, 48.0, 72.0]
    >>> found = person_estimands(np.array([[30.0], [14.0], [15.0], [9.0]]), days, None)
    >>> [float(found[n][0]) for n in ("change at 24 h", "time to response", "remission at end")]
    [-16.0, 1.0, 1.0]
    """
    horizon, start = float(times[-1]), scores[0]
    place = {round(t / _DAY, 6): i for i, t in enumerate(times)}
    responds = scores <= _HALF * start
    well = scores <= REMISSION + _WHOLE
    found = {}
    for d in _days_in(horizon, _NAMED_DAYS):
        found[f"change at {_on(d)}"] = scores[place[d]] - start
    found["change at end"] = scores[-1] - start
    for what, true in (("response", responds), ("remission", well)):
        for d in _days_in(horizon, _SHARES):
            found[f"{what} at {_on(d)}"] = true[place[d]].astype(np.float64)
        found[f"{what} at end"] = true[-1].astype(np.float64)
    days = [d for d in range(1, int((horizon + _SAME) / _DAY) + 1) if d in place]
    if len(days) < 2:
        return found
    daily = np.array([place[d] for d in days])
    twice = responds[daily[:-1]] & responds[daily[1:]]
    ever = twice.any(axis=0)
    found["ever response"] = ever.astype(np.float64)
    first = np.asarray(days, dtype=np.float64)[twice.argmax(axis=0)]
    found["time to response"] = np.where(ever, first, np.nan)
    found["time well"] = well[daily].mean(axis=0)
    if last_dose is not None and horizon - last_dose >= OFF_DRUG - _SAME:
        found["relapse after stopping"] = _relapse(scores[daily], responds[daily], last_dose)
    return found


def _relapse(daily: Floats, responds: NDArray[np.bool_], last_dose: float) -> Floats:
    """Return who relapses, of those who respond on the first whole day after the last dose."""
    stop = max(int(np.ceil(last_dose / _DAY - _SAME)), 1) - 1
    later = daily[stop + 1 :] >= RELAPSE - _WHOLE
    relapses = (later[:-1] & later[1:]).any(axis=0)
    return np.where(responds[stop], relapses.astype(np.float64), np.nan)
