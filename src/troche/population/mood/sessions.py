"""What a typical person's blood shows in each session of a regimen.

A session is the time from one dose to the next. Sessions alike in length and blood
are one kind: a regimen of a hundred doses has two or three kinds, and everything
nonlinear is computed once a kind. Concentrations depend on pharmacokinetics alone, so
they are solved once, by the engine's cascade, and shared by all mechanisms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.cascade import Chain, solve
from troche.cascade.nodes import filter_operator, graded_grid
from troche.pharmacology.mood.mechanisms import SIGNALS
from troche.population.bodies import make_bodies
from troche.population.drugs import delivery_of, enantiomers_of
from troche.population.patients import Patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.regimen import Regimen, expand, parse

__all__ = ["LOWEST_TESTED", "REFERENCE", "Sessions", "sessions_of", "typical_person"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REFERENCE: Final = "0.5 mg/kg ketamine iv over 40 min, once"
"""The regimen whose burst and benefit are one."""

LOWEST_TESTED: Final = "0.1 mg/kg ketamine iv over 40 min, once"
"""The lowest dose tested into a vein against placebo (table ``arms``, FAVA2020)."""

WEIGHT: Final = 75.0
"""Kilograms of the typical person of a trial: an assumption, as no arm states weight."""

NODES: Final = 32
_LONGEST: Final = 96.0
"""Hours after a dose beyond which blood adds nothing to a session."""

_ALIKE: Final = 1e-2
"""Share of the peak by which sessions of one kind may differ."""

_LAST: Final = 1000.0
"""Length given to the last session, h: nothing comes after it."""


@dataclass(frozen=True)
class Sessions:
    """Sessions of several regimens: their kinds in one list, their order padded.

    The first kind of all is the reference infusion; the last is the lowest tested dose.

    Parameters
    ----------
    signals : mg/L, shape (kind, node)
        By name.
    times : h, shape (kind, node)
        Since the session began.
    weights : h, shape (kind, node)
        Of the quadrature over a session.
    spans : h, shape (kind,)
        Over which the nodes lie.
    lengths : h, shape (kind,)
        From dose to dose.
    first : shape (kind,)
        Whether nothing was given before.
    kind : shape (regimen, session)
        Of each session.
    starts, gaps : h, shape (regimen, session)
        When it begins, and how long it lasts.
    there : shape (regimen, session)
        1 for a session, 0 for padding.
    """

    signals: Mapping[str, Floats]
    times: Floats
    weights: Floats
    spans: Floats
    lengths: Floats
    first: NDArray[np.bool_]
    kind: Ints
    starts: Floats
    gaps: Floats
    there: Floats

    def last_before(self, regimen: int, hours: float) -> tuple[int, float]:
        """Return the last session begun at a time, and the time since then; -1 for none."""
        begun = np.flatnonzero((self.there[regimen] > 0) & (self.starts[regimen] <= hours + 1e-9))
        if not len(begun):
            return -1, 0.0
        return int(begun[-1]), float(hours - self.starts[regimen][begun[-1]])

    def weights_until(self, regimen: int, session: int, lag: float) -> Floats:
        """Return weights of the quadrature over a session up to `lag` hours after it began."""
        kind = int(self.kind[regimen, session])
        span = float(self.spans[kind])
        if lag >= span:
            return np.asarray(self.weights[kind])
        grid = graded_grid(span, NODES, _grading(span))
        return np.asarray(filter_operator(grid, 0.0, np.array([max(lag, 0.0)]))[0])

    def operators(self, half_life: float) -> tuple[Floats, Floats]:
        """Return, by kind, what takes a drive at the nodes to an integrator of this half-life.

        Returns
        -------
        inside : h, shape (kind, node, node)
        end : h, shape (kind, node)
            At the end of the session.
        """
        rate = float(np.log(2.0) / half_life)
        inside = np.zeros((*self.times.shape, self.times.shape[-1]))
        end = np.zeros(self.times.shape)
        for kind, span in enumerate(self.spans.tolist()):
            grid = graded_grid(span, NODES, _grading(span))
            both = filter_operator(grid, rate, np.append(grid.times, span))
            inside[kind] = both[:-1]
            end[kind] = both[-1] * np.exp(-rate * max(0.0, self.lengths[kind] - span))
        return inside, end


@dataclass(frozen=True)
class _One:
    signals: tuple[Floats, ...]
    times: tuple[Floats, ...]
    weights: tuple[Floats, ...]
    spans: tuple[float, ...]
    lengths: tuple[float, ...]
    first: tuple[bool, ...]
    kind: tuple[int, ...]
    starts: Floats
    gaps: Floats


def _grading(span: float) -> float:
    return float(np.clip(np.log1p(span), 1.5, 5.0))


@lru_cache(maxsize=1)
def typical_person() -> tuple[Recipe, Patients]:
    """Return the recipe and the one patient whose blood stands for an arm's."""
    people = population("adults with treatment-resistant depression")
    one = np.ones(1)
    none = np.zeros(1, dtype=np.int64)
    patient = Patients(0, WEIGHT * one, 170.0 * one, 45.0 * one, none, none, none, 33.0 * one, one)
    return Recipe.of("troche", people, 0, 0), patient


@lru_cache(maxsize=512)
def _of_regimen(text: str, hours: float) -> _One:
    """Return the sessions that a regimen begins before `hours`."""
    regimen = parse(text)
    given = [a for a in expand(regimen, hours + 1e-6).administrations if a.drug != "placebo"]
    starts = np.array(sorted({n: a.time_h for a in reversed(given) for n in [a.number]}.values()))
    gaps = np.append(np.diff(starts), _LAST)
    spans = np.minimum(gaps, _LONGEST)
    grids = [graded_grid(float(s), NODES, _grading(float(s))) for s in spans]
    times = np.concatenate([start + g.times for start, g in zip(starts, grids, strict=True)])
    blood = _blood(regimen, given, times).reshape(len(SIGNALS), len(starts), NODES)
    peak = np.maximum(blood.max(axis=(1, 2)), 1e-12)[:, None]
    kinds: list[int] = []
    kind = []
    for j in range(len(starts)):
        alike = [
            i
            for i, k in enumerate(kinds)
            if abs(gaps[k] - gaps[j]) < 1e-6
            and np.all(np.abs(blood[:, k] - blood[:, j]) <= _ALIKE * peak)
        ]
        if not alike:
            kinds.append(j)
        kind.append(alike[0] if alike else len(kinds) - 1)
    return _One(
        tuple(blood[:, k] for k in kinds),
        tuple(grids[k].times for k in kinds),
        tuple(filter_operator(grids[k], 0.0, np.array([spans[k]]))[0] for k in kinds),
        tuple(float(spans[k]) for k in kinds),
        tuple(float(gaps[k]) for k in kinds),
        tuple(k == 0 for k in kinds),
        tuple(kind),
        starts,
        gaps,
    )


def _blood(regimen: Regimen, given: Sequence[Any], times: Floats) -> Floats:
    """Return all signals of the typical person at `times`, shape (signal, time)."""
    recipe, patient = typical_person()
    enantiomers = enantiomers_of(regimen.drugs)
    deliveries = tuple(dict.fromkeys(delivery_of(a) for a in given))
    bodies = make_bodies(
        recipe, patient, np.zeros(1, dtype=np.int64), enantiomers, deliveries, people_differ=False
    )
    system = bodies.system
    record = {
        name: {system.index(s): w for s, w in system.observations[name].items()}
        for name in SIGNALS
        if name in system.observations
    }
    solved = solve(Chain(system.matrix), bodies.doses(given), times.tolist(), record)
    nothing = np.zeros(len(times))
    return np.stack([np.maximum(solved[n][:, 0], 0.0) if n in record else nothing for n in SIGNALS])


def sessions_of(regimens: Sequence[tuple[Regimen, float]]) -> Sessions:
    """Return the sessions of regimens, each followed for so many hours.

    The reference infusion is always the first, and the lowest tested dose the last.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> daily = sessions_of([(parse("15 mg ketamine sublingual tablet, daily"), 672.0)])
    >>> int(daily.there[1].sum()), len(daily.spans) < 8
    (29, True)
    """
    every = [_of_regimen(str(parse(REFERENCE)), 1.0)]
    every += [_of_regimen(str(regimen), float(hours)) for regimen, hours in regimens]
    every += [_of_regimen(str(parse(LOWEST_TESTED)), 1.0)]
    longest = max(len(e.kind) for e in every)
    kind = np.zeros((len(every), longest), dtype=np.int64)
    starts, gaps, there = (np.zeros((len(every), longest)) for _ in range(3))
    before = 0
    for i, e in enumerate(every):
        sessions = len(e.kind)
        kind[i, :sessions] = np.array(e.kind) + before
        starts[i, :sessions], gaps[i, :sessions], there[i, :sessions] = e.starts, e.gaps, 1.0
        before += len(e.spans)
    signals = np.stack([part for e in every for part in e.signals], axis=1)
    return Sessions(
        dict(zip(SIGNALS, signals, strict=True)),
        np.stack([part for e in every for part in e.times]),
        np.stack([part for e in every for part in e.weights]),
        np.array([part for e in every for part in e.spans]),
        np.array([part for e in every for part in e.lengths]),
        np.array([part for e in every for part in e.first]),
        kind,
        starts,
        gaps,
        there,
    )
