"""Rows of harm laid out: which sessions, events and studies each number rests on.

A number of several regimens is the average of theirs. Sessions alike are counted, not
repeated, for events that no session changes; what habituates follows sessions in their
order, up to `MOST`, and takes the rest as the last of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.population.mood.sessions import Sessions, sessions_of
from troche.population.tolerability.kinds import CADSS_ABOVE_4, DISSOCIATION, EVENTS, REPORTED
from troche.population.tolerability.read import CADSS
from troche.population.tolerability.statistic import HarmStatistic
from troche.regimen import Regimen

__all__ = ["MOST", "PRESSURES", "Exposure", "HarmLayout", "Pairs", "exposure_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST: Final = 40.0 * 168.0
"""Hours that are followed session by session; the rest is as the last of them."""

PRESSURES: Final = {
    "systolic pressure": "slope_systolic",
    "diastolic pressure": "slope_diastolic",
    "heart rate": "slope_heart",
}
_ALIKE: Final = 0.05
"""Of the logarithm of peaks: sessions that differ by less are one kind."""

_NOTHING: Final = 1e-9
_FEW: Final = 10
_FELT: Final = (DISSOCIATION.name, CADSS_ABOVE_4.name)
_NUMBER: Final = {event.name: i for i, event in enumerate(EVENTS)}


@dataclass(frozen=True)
class Exposure:
    """What one regimen brings a typical person, session by session.

    Parameters
    ----------
    C_S, C_R : mg/L, shape (session,)
        Highest at the effect site; at a time, where a score was taken then.
    gaps : h, shape (session,)
        To the next session.
    counts : shape (session,)
        How often a session counts: 0 before the period, more than 1 for the last of many.
    """

    C_S: Floats
    C_R: Floats
    gaps: Floats
    counts: Floats

    def alike(self) -> tuple[Floats, Floats, Floats]:
        """Return peaks of S and R and how often, with sessions alike taken together."""
        steps = np.round(np.log(self.C_S + _NOTHING) / _ALIKE)
        _, first, which = np.unique(steps, return_index=True, return_inverse=True)
        counts = np.bincount(which.ravel(), self.counts, len(first)).astype(np.float64)
        kept = first[counts > 0]
        return self.C_S[kept], self.C_R[kept], counts[counts > 0]


def exposure_of(
    regimen: Regimen, hours: float, before: float = 0.0, once: bool = False, at: float | None = None
) -> Exposure:
    """Return the exposure that a regimen brings a typical person over a period.

    Parameters
    ----------
    regimen
        What is given.
    hours, before : h
        Of the period in which sessions count, and on the regimen before it.
    once
        Whether the first session alone counts.
    at : h, optional
        After the start of a session, in place of its peak.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> spray = exposure_of(parse("56 mg esketamine nasal spray, weekly for 60 weeks"), 10080.0)
    >>> len(spray.C_S), float(spray.counts.sum())
    (40, 60.0)
    """
    whole = before + hours
    sessions = sessions_of([(regimen, 1.0 if once else min(whole, MOST) - 1e-6)])
    there = sessions.there[1] > 0
    kinds, starts = sessions.kind[1][there], sessions.starts[1][there]
    C_S, C_R = (_of_session(sessions, f"effect {x}-ketamine", kinds, at) for x in "SR")
    gaps = np.append(np.diff(starts), 0.0)
    counts = (starts >= before - 1e-6).astype(float)
    if not once and whole > MOST and len(gaps) > 1:
        counts[-1] += (whole - MOST) / gaps[-2]
    return Exposure(C_S, C_R, gaps, counts)


def _of_session(sessions: Sessions, name: str, kinds: Ints, at: float | None) -> Floats:
    signal = sessions.signals[name][kinds]
    if at is None:
        return np.asarray(signal.max(axis=1))
    times = sessions.times[kinds]
    return np.array([np.interp(at, t, s) for t, s in zip(times, signal, strict=True)])


class HarmLayout:
    """Statistics laid out for prediction.

    Parameters
    ----------
    statistics
        In order.

    Attributes
    ----------
    families, studies
        Families in order, and pairs of family and event that have a deviation of their own.
    study_of : shape (row,)
        Which of these a row's first event has.
    """

    def __init__(self, statistics: Sequence[HarmStatistic]) -> None:
        self.statistics = tuple(statistics)
        self.families = tuple(dict.fromkeys(s.family for s in self.statistics))
        self.values = np.array([s.value for s in self.statistics])
        self.n = np.array([s.n for s in self.statistics])
        self.hours = np.array([s.hours for s in self.statistics])
        self.shares = np.array([s.kind.startswith("share") for s in self.statistics])
        nan = float("nan")
        self.errors = np.array([nan if s.error is None else s.error for s in self.statistics])
        self.sds = np.array([nan if s.sd is None else s.sd for s in self.statistics])
        self._exposures: dict[tuple[object, ...], Exposure] = {}
        self.studies: tuple[tuple[str, str], ...] = tuple(
            dict.fromkeys((s.family, _group(e)) for s in self.statistics for e in s.events)
        )
        self._parts()
        self._means()
        self.study_of = np.array([self._study(s, s.events[0]) for s in self.statistics], dtype=int)

    def _of(self, s: HarmStatistic) -> list[Exposure]:
        found = []
        for regimen in s.regimens:
            key = (str(regimen), s.hours, s.before, s.once, s.at)
            if key not in self._exposures:
                self._exposures[key] = exposure_of(regimen, s.hours, s.before, s.once, s.at)
            found.append(self._exposures[key])
        return found

    def _study(self, s: HarmStatistic, event: str) -> int:
        return self.studies.index((s.family, _group(event)))

    def _parts(self) -> None:
        """Lay out shares: a part is one event of one row, a pair one regimen of a part."""
        parts = [(i, e) for i, s in enumerate(self.statistics) if self.shares[i] for e in s.events]
        self.part_of = np.array([i for i, _ in parts], dtype=int)
        self.part_study = np.array(
            [self._study(self.statistics[i], e) for i, e in parts], dtype=int
        )
        self.part_background = np.array([_background(e) for _, e in parts], dtype=int)
        counted = [self.statistics[i].counted for i, _ in parts]
        self.part_chosen = np.array([float(c.chosen) for c in counted])
        self.part_one_term = np.array([c.one_term for c in counted], dtype=bool)
        self.part_asked = np.array([float(c.asked) for c in counted])
        pairs = [
            (j, e, x, 1.0 / len(self.statistics[i].regimens))
            for j, (i, e) in enumerate(parts)
            for x in self._of(self.statistics[i])
        ]
        self.of_events = Pairs([(j, _NUMBER[e], x, w) for j, e, x, w in pairs if e in _NUMBER])
        felt = [(j, _FELT.index(e), x, w) for j, e, x, w in pairs if e in _FELT]
        few = [p for p in felt if len(p[2].C_S) <= _FEW]
        many = [p for p in felt if len(p[2].C_S) > _FEW]
        self.of_felt = tuple(Pairs(part, in_order=True) for part in (few, many) if part)

    def _means(self) -> None:
        """Lay out means: of the score, and of pressures."""
        rows = [(i, s) for i, s in enumerate(self.statistics) if not self.shares[i]]
        self.mean_of = np.array([i for i, _ in rows], dtype=int)
        self.mean_study = np.array([self._study(s, s.events[0]) for _, s in rows], dtype=int)
        self.mean_pressure = np.array(
            [list(PRESSURES).index(s.events[0]) if s.kind == "pressure" else -1 for _, s in rows],
            dtype=int,
        )
        self.mean_C = np.array([np.mean([x.C_S[0] for x in self._of(s)] or [0.0]) for _, s in rows])


class Pairs:
    """Regimens of parts, padded to one number of sessions.

    Parameters
    ----------
    pairs
        Part, number of the event, exposure, share of the part.
    in_order
        Whether sessions keep their order, or those alike are taken together.
    """

    def __init__(
        self, pairs: Sequence[tuple[int, int, Exposure, float]], in_order: bool = False
    ) -> None:
        self.part = np.array([p[0] for p in pairs], dtype=int)
        self.event = np.array([p[1] for p in pairs], dtype=int)
        self.weight = np.array([p[3] for p in pairs])
        columns = [
            (x.C_S, x.C_R, x.counts, x.gaps) if in_order else (*x.alike(), np.zeros(0))
            for _, _, x, _ in pairs
        ]
        longest = max((len(c[0]) for c in columns), default=0)
        self.C_S, self.C_R, self.counts, self.gaps = (
            np.stack([np.pad(c[k], (0, longest - len(c[k]))) for c in columns])
            if pairs
            else np.zeros((0, 0))
            for k in range(4)
        )


def _group(event: str) -> str:
    """Return under which name a study's deviation of an event goes."""
    return CADSS if event == CADSS_ABOVE_4.name else event


def _background(event: str) -> int:
    """Return the number of an event's background: `REPORTED`, then that of the CADSS."""
    names = [each.name for each in REPORTED]
    return names.index(event) if event in names else len(names)
