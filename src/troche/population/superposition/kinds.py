"""Blood in each kind of session, for every column of a cohort."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.cascade.nodes import filter_operator, graded_grid
from troche.pharmacology.absorption import depots
from troche.pharmacology.system import Delivery
from troche.population.superposition.cohort import SIGNALS, Cohort
from troche.population.superposition.layout import Given, Layout

__all__ = ["NODES", "READ", "SessionKinds", "blood_at", "grading", "kinds_of", "quadrature"]

Floats = NDArray[np.float64]

NODES: Final = 24
"""Of the quadrature over a session; a test measures what it leaves."""

LONGEST: Final = 96.0
"""Hours after a dose beyond which blood adds nothing to a session, as in the fit of mood."""

ALIKE: Final = 1e-2
"""Share of its own peak by which any signal may differ within a kind, in any column."""

_MINUTES: Final = (
    0, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90, 105, 120, 150, 180, 210, 240,
    300, 360, 420, 480, 540, 600, 720, 840, 960, 1080, 1200, 1320, 1440,
)  # fmt: skip
READ: Final = tuple(m / 60 for m in _MINUTES)
"""Hours after a dose at which curves are read."""


@dataclass(frozen=True)
class SessionKinds:
    """Blood in sessions, kind by kind.

    Parameters
    ----------
    kind : shape (session,)
        Of each session.
    starts, gaps : h, shape (session,)
    lengths : h, shape (kind,)
    first : shape (kind,)
        Whether nothing was given before.
    read : h, by kind
        Lags at which signals are read: curves and peaks.
    signals : mg/L, shape (lag, column), by kind
        By name; at the lags of `read`.
    spans : h, shape (kind,)
        Over which the nodes of quadrature lie.
    nodes : mg/L, shape (node, column), by kind
        The same signals at those nodes.
    """

    kind: NDArray[np.int64]
    starts: Floats
    gaps: Floats
    lengths: Floats
    first: NDArray[np.bool_]
    read: tuple[Floats, ...]
    signals: tuple[Mapping[str, Floats], ...]
    spans: Floats
    nodes: tuple[Mapping[str, Floats], ...]

    def stacked(self, name: str, columns: int) -> Floats:
        """Return one signal at the nodes of all kinds, shape (kind, node, column)."""
        nothing = np.zeros((NODES, columns))
        return np.stack([each.get(name, nothing) for each in self.nodes])


@lru_cache(maxsize=256)
def quadrature(span: float) -> tuple[Floats, Floats]:
    """Return nodes over a session and their weights, both in h, shape (node,)."""
    grid = graded_grid(span, NODES, grading(span))
    return grid.times, filter_operator(grid, 0.0, np.array([span]))[0]


def grading(span: float) -> float:
    """Return how nodes crowd at the start of a session, as in the fit of mood."""
    return float(np.clip(np.log1p(span), 1.5, 5.0))


def blood_at(
    cohort: Cohort, given: tuple[Given, ...], lags: tuple[float, ...]
) -> dict[str, Floats]:
    """Return every signal at lags since the start of a session, by superposition.

    Parameters
    ----------
    cohort
        Who is dosed.
    given
        What is given in the session and before it.
    lags : h
        From zero on.

    Returns
    -------
    mg/L, shape (lag, column), by name
    """
    return _read(cohort, _sorted(cohort, given), lags)


_Parts = tuple[list[tuple[str, Given, Floats]], dict[tuple[str, Any], tuple[Given, Floats]]]


def _sorted(cohort: Cohort, given: tuple[Given, ...]) -> _Parts:
    """Return what has still to be taken up, with its amount, and the modes of all else."""
    own: list[tuple[str, Given, Floats]] = []
    past: dict[tuple[str, Any], tuple[Given, Floats]] = {}
    earlier: dict[tuple[str, Delivery, float, bool], list[Given]] = {}
    for each in given:
        for enantiomer, share in each.enantiomers.items():
            if -each.lag <= cohort.taken_up(enantiomer, each.delivery):
                own.append((enantiomer, each, _amount(cohort, share, each.per_kg)))
            else:
                manner = enantiomer, each.delivery, share, each.per_kg
                earlier.setdefault(manner, []).append(each)
    for (enantiomer, delivery, share, per_kg), doses in earlier.items():
        key = enantiomer, depots((delivery,))
        left = cohort.left(enantiomer, delivery, tuple(-each.lag for each in doses))
        y = _amount(cohort, share, per_kg) * left
        past[key] = (doses[0], past[key][1] + y if key in past else y)
    return own, past


def _amount(cohort: Cohort, share: float, per_kg: bool) -> Floats:
    return np.asarray(share * (cohort.patients.weight if per_kg else np.ones(len(cohort))))


def _read(cohort: Cohort, parts: _Parts, lags: tuple[float, ...]) -> dict[str, Floats]:
    own, past = parts
    found: dict[str, Floats] = {}

    def add(enantiomer: str, signal: int, values: Floats) -> None:
        name = SIGNALS[signal].format(enantiomer)
        found[name] = found[name] + values if name in found else values

    for enantiomer, each, amount in own:
        since = lags if each.lag == 0.0 else tuple(lag - each.lag for lag in lags)
        unit = cohort.unit(enantiomer, each.delivery, since)
        for i in range(len(SIGNALS)):
            add(enantiomer, i, unit.values[i] * amount)
    for (enantiomer, _), (each, y) in past.items():
        propagator = cohort.bodies(enantiomer, each.delivery).propagator
        table = cohort.table(enantiomer, each.delivery, lags)
        for i, row in enumerate(cohort.rows(enantiomer, each.delivery)):
            if row is not None:
                add(enantiomer, i, np.asarray(propagator.observe(table, row, y, None)))
    return found


def _left_at_start(cohort: Cohort, parts: _Parts) -> Floats:
    """Return what earlier doses show when a session begins, shape (signal, column)."""
    found = np.zeros((2 * len(SIGNALS), len(cohort)))
    for (enantiomer, _), (each, y) in parts[1].items():
        propagator = cohort.bodies(enantiomer, each.delivery).propagator
        for i, row in enumerate(cohort.rows(enantiomer, each.delivery)):
            if row is not None:
                place = i + ("SR".index(enantiomer)) * len(SIGNALS)
                found[place] += propagator.at(row, y)
    return found


def kinds_of(
    cohort: Cohort, layout: Layout, read: Callable[[tuple[Given, ...]], Any]
) -> SessionKinds:
    """Return the blood of all sessions, computed once for each kind that differs.

    Parameters
    ----------
    cohort
        Who is dosed.
    layout
        Of the regimen.
    read
        From what is given in a session to the lags at which it is read.
    """
    heads: list[int] = []
    shown: list[tuple[Any, Floats, dict[str, Floats], tuple[float, ...], Floats]] = []
    place: list[int] = []
    for k, given in enumerate(layout.kinds):
        parts = _sorted(cohort, given)
        left = _left_at_start(cohort, parts)
        length = layout.lengths[k]
        own = (length, tuple((e, g.lag, g.delivery, g.amount, g.per_kg) for e, g, _ in parts[0]))
        alike = next(
            (
                i
                for i, (key, other, _, _, peak) in enumerate(shown)
                if key == own and bool(np.all(np.abs(left - other) <= ALIKE * peak))
            ),
            -1,
        )
        if alike < 0:
            span = min(length, LONGEST)
            nodes = tuple(quadrature(round(span, 6))[0].tolist())
            lags = tuple(t for t in read(given) if t <= length + 1e-9)
            values = _read(cohort, parts, (*nodes, *lags))
            peak = _peaks(values, left)
            shown.append((own, left, values, lags, peak))
            heads.append(k)
            alike = len(shown) - 1
        place.append(alike)
    lengths = np.array([layout.lengths[k] for k in heads])
    return SessionKinds(
        np.array([place[k] for k in layout.kind]),
        np.asarray(layout.starts),
        np.asarray(layout.gaps),
        lengths,
        np.array([not any(g.lag < 0.0 for g in layout.kinds[k]) for k in heads]),
        tuple(np.asarray(lags) for _, _, _, lags, _ in shown),
        tuple({n: v[NODES:] for n, v in values.items()} for _, _, values, _, _ in shown),
        np.minimum(lengths, LONGEST),
        tuple({n: v[:NODES] for n, v in values.items()} for _, _, values, _, _ in shown),
    )


def _peaks(values: Mapping[str, Floats], like: Floats) -> Floats:
    found = np.full_like(like, 1e-12)
    for j, enantiomer in enumerate("SR"):
        for i, name in enumerate(SIGNALS):
            value = values.get(name.format(enantiomer))
            if value is not None:
                found[j * len(SIGNALS) + i] = np.maximum(value.max(axis=0), 1e-12)
    return found
