"""The course of a cohort under a regimen: concentrations and occupancy, piece by piece.

A course is never held whole. It comes as segments, one for each stretch on which
nothing starts or stops, with values at graded nodes and exact areas; whoever wants a
number from it takes what it needs and lets the segment go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troche.cascade.doses import SAME_TIME, Dose
from troche.cascade.nodes import filter_operator, graded_grid
from troche.cascade.walk import Look, walk
from troche.pharmacology.receptor import occupancy
from troche.population.bodies import Bodies

__all__ = ["OCCUPANCY", "Segment", "course"]

Floats = NDArray[np.float64]

OCCUPANCY = "occupancy"

_FELT = ("S-ketamine", "R-ketamine")
"""What is handed on from the effect site: what sessions are measured by."""

_LONG, _SHORT = 30, 10
"""Nodes on an interval above and below one hour; peaks lie in smooth stretches."""


@dataclass(frozen=True)
class Segment:
    """What a cohort shows on one stretch of time.

    Parameters
    ----------
    start, stop : h
    times : h, shape (node,)
        Both ends included.
    positions : shape (node,)
        The same on the stretched scale, 0 to 1, on which signals are smooth.
    values : shape (node, patient)
        By signal: analytes in mg/L, occupancy as a fraction, and ketamine at the effect site
        (``"effect S-ketamine"``), mg/L.
    areas : shape (patient,)
        Areas under the same signals over the segment; at the effect site none.
    outputs : h
        Requested times that lie in it.
    readings : shape (output, patient)
        The signals there.
    """

    start: float
    stop: float
    times: Floats
    positions: Floats
    values: Mapping[str, Floats]
    areas: Mapping[str, Floats]
    outputs: tuple[float, ...]
    readings: Mapping[str, Floats]


@dataclass(frozen=True)
class _Plan:
    look: Look
    inside: NDArray[np.int64]
    outputs: NDArray[np.int64]
    positions: Floats
    weights: Floats


def course(
    bodies: Bodies,
    doses: Sequence[Dose],
    horizon: float,
    outputs: Sequence[float] = (),
    marks: Sequence[float] = (),
) -> Iterator[Segment]:
    """Yield the segments of a course from time zero to `horizon`.

    Parameters
    ----------
    bodies
        The cohort.
    doses
        From `Bodies.doses`.
    horizon : h
    outputs : h
        Times, non-decreasing, at which signals are wanted besides the nodes. At the
        time of a dose the value after it is given.
    marks : h
        Times at which a segment shall end, for exact areas between them.

    Notes
    -----
    Areas under concentrations are exact; the area under occupancy is Gauss quadrature
    on the nodes.
    """
    rows, effects = _rows(bodies)
    plans: dict[tuple[float, ...], _Plan] = {}
    ordered = np.asarray(outputs, dtype=np.float64)
    fastest = float(np.median(np.abs(np.diagonal(bodies.system.matrix, 0, 1, 2)).max(axis=1)))
    current: list[_Plan] = []

    def look_at(start: float, length: float) -> Look:
        stop = start + length
        last = stop >= horizon - SAME_TIME
        first = np.searchsorted(ordered, start - SAME_TIME)
        after = len(ordered) if last else np.searchsorted(ordered, stop - SAME_TIME)
        inside = np.clip(ordered[first:after] - start, 0.0, length)
        key = (round(length, 10), *np.round(inside, 10).tolist())
        if key not in plans:
            if len(plans) > 60:
                plans.pop(next(iter(plans)))
            plans[key] = _plan(bodies, key[0], key[1:], fastest)
        current[:] = [plans[key]]
        return plans[key].look

    given = [dose for dose in doses if dose.time < horizon - SAME_TIME]
    # A finite first piece as long as the horizon cuts nothing, and adds the end of the last
    # patient's uptake: behind it nobody's own times matter, and the course is smooth.
    for interval in walk(bodies.propagator, given, horizon, look_at, marks, horizon):
        (plan,) = current
        every = {name: np.asarray(interval.observe(row)) for name, row in rows.items()}
        at_effect = {name: np.asarray(interval.observe(row)) for name, row in effects.items()}
        areas = {name: np.asarray(interval.area(row)) for name, row in rows.items()}
        if effects:
            every[OCCUPANCY] = occupancy(at_effect, bodies.loads)
            areas[OCCUPANCY] = plan.weights @ every[OCCUPANCY][: len(plan.weights)]
        _add_totals(every)
        _add_totals(areas)
        every |= {f"effect {n}": value for n, value in at_effect.items() if n in _FELT}
        times = np.asarray(plan.look.times)
        yield Segment(
            interval.start,
            interval.stop,
            interval.start + times[plan.inside],
            plan.positions,
            {name: value[plan.inside] for name, value in every.items()},
            areas,
            tuple((interval.start + times[plan.outputs]).tolist()),
            {name: value[plan.outputs] for name, value in every.items()},
        )


def _rows(bodies: Bodies) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the enantiomers' plasma and effect-site signals, as the propagator reads them."""
    plasma: dict[str, Any] = {}
    effects: dict[str, Any] = {}
    for analyte, weights in bodies.system.observations.items():
        bare = analyte.removeprefix("effect ")
        if not bare.startswith(("S-", "R-")):
            continue
        row = bodies.propagator.row({bodies.system.index(s): w for s, w in weights.items()})
        (plasma if bare == analyte else effects)[bare] = row
    return plasma, effects


def _add_totals(values: dict[str, Floats]) -> None:
    """Add both enantiomers under the plain name of each analyte."""
    for analyte in {name[2:] for name in values if name.startswith(("S-", "R-"))}:
        parts = [values[f"{e}-{analyte}"] for e in "SR" if f"{e}-{analyte}" in values]
        values[analyte] = parts[0] if len(parts) == 1 else parts[0] + parts[1]


def _plan(bodies: Bodies, length: float, outputs: tuple[float, ...], fastest: float) -> _Plan:
    grading = float(np.clip(np.log1p(fastest * length / 2), 1.5, 7.0))
    grid = graded_grid(length, _LONG if length > 1.0 else _SHORT, grading)
    nodes = grid.times.tolist()
    times = (*nodes, 0.0, *outputs, length)
    count = len(nodes)
    inside = np.array([count, *range(count), len(times) - 1])
    weights = filter_operator(grid, 0.0, np.array([length]))[0]
    look = Look(times, bodies.propagator.table(times))
    outputs_at = np.arange(count + 1, count + 1 + len(outputs))
    return _Plan(look, inside, outputs_at, np.array([0.0, *grid.points, 1.0]), weights)
