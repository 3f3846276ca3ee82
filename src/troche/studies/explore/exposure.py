"""Concentrations, occupancy, dissociation and pressure of a cohort, session by session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.receptor import occupancy
from troche.population.mood.sessions import REFERENCE
from troche.population.superposition import Cohort, Given, SessionKinds, kinds_of, lay_out_sessions
from troche.population.superposition.kinds import READ
from troche.population.tolerability.people import cadss, habituation
from troche.regimen import Administration, expand, parse
from troche.studies.explore.felt import CohortSessions, felt_over_placebo, harm_truths, rises

__all__ = ["Exposure", "FirstDay", "Reference", "exposure_of", "reference_of"]

Floats = NDArray[np.float64]

NANOGRAMS: Final = 1000.0
"""ng/mL in one mg/L."""

_DAY: Final = 24.0
_MOST_SHOWN: Final = 60


@dataclass(frozen=True)
class FirstDay:
    """The day from the first dose on.

    Parameters
    ----------
    hours : h, shape (time,)
    signals : shape (time, column)
        ``"ketamine"`` and ``"norketamine"`` in ng/mL, ``"occupancy"`` in %, ``"dissociation"``
        in points, ``"systolic"`` in mmHg.
    """

    hours: Floats
    signals: Mapping[str, Floats]


@dataclass(frozen=True)
class Exposure:
    """What a regimen's sessions show.

    Parameters
    ----------
    kinds
        Blood in them; None where no drug is given.
    first_day
        Signals over time.
    shown : shape (some,)
        Sessions that are drawn, from 0.
    peaks : shape (some, column)
        Highest value in those sessions, by signal as in `first_day`.
    area : ng*h/mL, shape (column,)
        Under ketamine to infinity, after the first dose.
    felt : fraction, shape (column,)
        From `troche.studies.explore.felt.felt_over_placebo`.
    """

    kinds: SessionKinds | None
    first_day: FirstDay
    shown: NDArray[np.int64]
    peaks: Mapping[str, Floats]
    area: Floats
    felt: Floats


@dataclass(frozen=True)
class Reference:
    """Peak in ng/mL and area in ng*h/mL of the reference infusion, shape (column,)."""

    peak: Floats
    area: Floats


def _read(given: tuple[Given, ...]) -> list[float]:
    """Return when a session is read: a fixed grid, and where something ends in it."""
    ends = {
        round(g.lag + extra, 9)
        for g in given
        if g.lag >= 0.0
        for extra in (0.0, g.delivery.duration, g.delivery.hold)
    }
    return sorted({*(round(t, 9) for t in READ), *(t for t in ends if t <= _DAY)})


def _shown(kinds: SessionKinds, k: int, cohort: Cohort) -> dict[str, Floats]:
    """Return what the signals of one kind are read for, at its lags."""
    signals = kinds.signals[k]
    nothing = np.zeros((len(kinds.read[k]), len(cohort)))
    found = {
        moiety: NANOGRAMS * sum((signals.get(f"{e}-{moiety}", nothing) for e in "SR"), nothing)
        for moiety in ("ketamine", "norketamine")
    }
    at_effect, loads = {}, {}
    for e in "SR":
        for moiety, load in zip(("ketamine", "norketamine"), cohort.loads(e), strict=True):
            if f"effect {e}-{moiety}" in signals:
                at_effect[f"{e}-{moiety}"] = np.maximum(signals[f"effect {e}-{moiety}"], 0.0)
                loads[f"{e}-{moiety}"] = load
    found["occupancy"] = 100.0 * occupancy(at_effect, loads)
    return found | {
        f"effect {e}": np.maximum(signals.get(f"effect {e}-ketamine", nothing), 0.0) for e in "SR"
    }


def exposure_of(cohort: Cohort, given: tuple[Administration, ...], horizon: float) -> Exposure:
    """Return what doses before a horizon show in a cohort.

    Parameters
    ----------
    cohort
        Who is dosed.
    given
        From the regimen's timetable.
    horizon : h
    """
    layout = lay_out_sessions(given, horizon)
    if not layout.starts:
        return _nothing(cohort)
    kinds = kinds_of(cohort, layout, _read)
    read = [_shown(kinds, k, cohort) for k in range(len(kinds.read))]
    peak = {
        name: np.stack([values[name].max(axis=0) for values in read])[kinds.kind]
        for name in read[0]
    }
    sessions = CohortSessions.of(cohort, peak["effect S"], peak["effect R"], kinds.starts)
    truths = harm_truths(cohort)
    T = habituation(sessions, truths)
    count = len(kinds.kind)
    shown = np.unique(np.round(np.linspace(0, count - 1, min(count, _MOST_SHOWN))).astype(np.int64))
    peaks = {name: peak[name][shown] for name in ("ketamine", "norketamine", "occupancy")}
    peaks["dissociation"] = cadss(peak["effect S"][shown], T[shown], sessions, truths)
    per_litre = rises(cohort)["systolic"]
    peaks["systolic"] = per_litre * peak["effect S"][shown]
    hours, signals = _first_day(kinds, read)
    felt_at = signals.pop("effect S")
    signals.pop("effect R")
    places = np.searchsorted(kinds.starts - kinds.starts[0], hours + 1e-9) - 1
    signals["dissociation"] = cadss(felt_at, T[places], sessions, truths)
    signals["systolic"] = per_litre * felt_at
    area = _area(cohort, layout.kinds[layout.kind[0]])
    felt = felt_over_placebo(cohort, sessions, T, horizon)
    return Exposure(kinds, FirstDay(hours, signals), shown, peaks, area, felt)


def _first_day(
    kinds: SessionKinds, read: list[dict[str, Floats]]
) -> tuple[Floats, dict[str, Floats]]:
    hours: list[Floats] = []
    parts: dict[str, list[Floats]] = {name: [] for name in read[0]}
    begin = kinds.starts[0]
    for start, k in zip(kinds.starts - begin, kinds.kind, strict=True):
        if start >= _DAY - 1e-9:
            break
        times = start + kinds.read[k]
        # A session's end is the start of the next one.
        last = min(
            _DAY, start + kinds.lengths[k] - (0.0 if start + kinds.lengths[k] > _DAY else 1e-6)
        )
        keep = times <= last + 1e-9
        hours.append(times[keep])
        for name, values in read[k].items():
            parts[name].append(values[keep])
    return np.concatenate(hours), {name: np.concatenate(each) for name, each in parts.items()}


def _area(cohort: Cohort, given: tuple[Given, ...]) -> Floats:
    """Return the area under ketamine that the first dose leaves, ng*h/mL."""
    total = np.zeros(len(cohort))
    for each in given:
        if each.lag < 0.0:
            continue
        for e, share in each.enantiomers.items():
            amount = share * (cohort.patients.weight if each.per_kg else 1.0)
            total += amount * cohort.area(e, each.delivery)
    return NANOGRAMS * total


def _nothing(cohort: Cohort) -> Exposure:
    hours = np.asarray(READ)
    none = np.zeros((len(hours), len(cohort)))
    names = ("ketamine", "norketamine", "occupancy", "dissociation", "systolic")
    empty = np.zeros((0, len(cohort)))
    return Exposure(
        None,
        FirstDay(hours, dict.fromkeys(names, none)),
        np.zeros(0, dtype=np.int64),
        dict.fromkeys(names, empty),
        np.zeros(len(cohort)),
        np.zeros(len(cohort)),
    )


@lru_cache(maxsize=12)
def reference_of(cohort: Cohort) -> Reference:
    """Return the reference infusion in the same columns."""
    given = expand(parse(REFERENCE), _DAY).administrations
    found = exposure_of(cohort, given, 168.0)
    return Reference(found.peaks["ketamine"][0], found.area)
