"""What all intervals of one length, looked at in the same places, have in common."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from array_api_compat import array_namespace

from troche.cascade.chain import Chain, Filter, Proportional
from troche.cascade.concrete import numbers_of
from troche.cascade.convolution import Convolution, convolution_for
from troche.cascade.doses import SAME_TIME
from troche.cascade.nodes import Grid, Nodes, graded_grid
from troche.cascade.propagators import Propagator
from troche.cascade.response import Response
from troche.cascade.walk import Look
from troche.pharmacology.system import Array

__all__ = ["Plan", "Planner", "Stage"]

KEPT_PLANS = 24

FAR_APART = 1e-2
"""Difference of rates, times length, above which dividing by it costs no more than two digits."""


@dataclass(frozen=True)
class Stage:
    """One filter on one kind of interval.

    Parameters
    ----------
    kind
        The nodes at which its drive is evaluated, ``"fast"`` or ``"slow"``.
    slots
        Where, among its targets, stand those that others read and the outputs.
    convolve
        From the drive to the targets; the last target is the end of the interval.
    decay : shape (target, 1) or (target, patient)
        What is left of its value at the start.
    leak : shape (target, patient) or None
        What it owes to its source's value at the start; see `Proportional`.
    """

    kind: str
    slots: Mapping[str, slice]
    convolve: Convolution
    decay: Array
    leak: Array | None


@dataclass
class Plan:
    """All that intervals of one length share.

    Parameters
    ----------
    look
        Where the linear part is looked at.
    parts
        Which of those times are the ``"fast"`` and ``"slow"`` nodes and the ``"outputs"``.
    outputs
        Number of output times.
    at_start
        Whether the start of the interval is the only one.
    stages
        By name of filter.
    response
        What `troche.cascade.response` keeps from one interval to the next.
    """

    look: Look
    parts: Mapping[str, slice]
    outputs: int
    at_start: bool
    stages: Mapping[str, Stage]
    response: Response | None = None


class Planner:
    """Makes plans, and keeps the last few.

    Parameters
    ----------
    chain, propagator, nodes
        What is solved, and how finely.
    times : h
        Output times.
    wanted
        Filters to be reported.
    """

    def __init__(
        self,
        chain: Chain,
        propagator: Propagator,
        nodes: Nodes,
        times: Sequence[float],
        wanted: Sequence[str],
    ) -> None:
        self._chain, self._propagator, self._nodes = chain, propagator, nodes
        self._times, self._wanted = np.asarray(times), set(wanted)
        self._xp, self._dtype = array_namespace(chain.matrix), chain.matrix.dtype
        self._rates = {f.name: f.rate for f in chain.filters}
        self._readers = self._kinds_that_read()
        self._looked_at = {"outputs"} | {
            "slow" if f.slow else "fast"
            for f in chain.filters
            if any(name in chain.signals for name in f.reads)
        }
        self._fastest = self._fastest_rate()
        self._plans: OrderedDict[tuple[float, ...], Plan] = OrderedDict()

    def _kinds_that_read(self) -> dict[str, list[str]]:
        """For each filter, the kinds of nodes at which others further down read it."""
        kinds = {f.name: ("slow" if f.slow else "fast") for f in self._chain.filters}
        return {
            name: sorted({kinds[f.name] for f in self._chain.filters if name in f.reads})
            for name in kinds
        }

    def _fastest_rate(self) -> float:
        """Return the largest rate of the median patient; it sets the grading of the nodes."""
        matrix = numbers_of(self._chain.matrix)
        if matrix is None:
            return 10.0
        diagonal = np.abs(np.diagonal(matrix, axis1=-2, axis2=-1))
        return float(np.median(diagonal.max(axis=-1)))

    def __call__(self, start: float, length: float) -> Plan:
        """Return the plan of the interval that begins at `start`."""
        stop = start + length
        first, last = np.searchsorted(self._times, [start - SAME_TIME, stop - SAME_TIME])
        inside = self._times[first:last].tolist()
        outputs = tuple(min(max(0.0, t - start), length) for t in inside)
        # Differences of clock times carry rounding; to 1e-10 h intervals are the same.
        key = tuple(round(time, 10) for time in (length, *outputs))
        if key not in self._plans:
            self._plans[key] = self._plan(length, outputs)
            if len(self._plans) > KEPT_PLANS:
                self._plans.popitem(last=False)
        self._plans.move_to_end(key)
        return self._plans[key]

    def _grids(self, length: float) -> dict[str, Grid]:
        grids = {}
        kinds = {"slow" if f.slow else "fast" for f in self._chain.filters}
        if "fast" in kinds:
            s = self._nodes.grading
            if s is None:
                # In steps of a half, so that blocks of patients share their matrices.
                s = float(np.clip(np.round(2 * np.log1p(self._fastest * length / 2)) / 2, 1.5, 7.0))
            grids["fast"] = graded_grid(length, self._nodes.fast, s)
        if "slow" in kinds:
            grids["slow"] = graded_grid(length, self._nodes.slow, self._nodes.slow_grading)
        return grids

    def _plan(self, length: float, outputs: tuple[float, ...]) -> Plan:
        grids = self._grids(length)
        groups = {kind: tuple(grid.times.tolist()) for kind, grid in grids.items()}
        groups["outputs"] = outputs
        seen = [kind for kind in groups if kind in self._looked_at]
        parts = _slices(seen, groups)
        times = tuple(time for kind in seen for time in groups[kind])
        look = Look((*times, length), self._propagator.table((*times, length)))
        stages = {f.name: self._stage(f, length, grids, groups) for f in self._chain.filters}
        return Plan(look, parts, len(outputs), outputs == (0.0,), stages)

    def _stage(
        self,
        f: Filter,
        length: float,
        grids: Mapping[str, Grid],
        groups: Mapping[str, tuple[float, ...]],
    ) -> Stage:
        kind = "slow" if f.slow else "fast"
        read = [*self._readers[f.name], *(["outputs"] if f.name in self._wanted else [])]
        targets = np.array([*(t for group in read for t in groups[group]), length])
        column = self._xp.asarray(targets[:, None], dtype=self._dtype)
        convolve = convolution_for(grids[kind], f.rate, targets, self._xp, self._dtype)
        decay = self._xp.exp(-column * f.rate)
        return Stage(kind, _slices(read, groups), convolve, decay, self._leak(f, column, length))

    def _leak(self, f: Filter, column: Array, length: float) -> Array | None:
        r"""Return gain times :math:`\int_0^\tau e^{-r(\tau-u)} e^{-r' u} du`, r' the source's."""
        if not isinstance(f.drive, Proportional) or not self._chain.depends_only_on_linear(f):
            return None
        xp, source = self._xp, self._rates[f.drive.source]
        apart = f.rate - source
        gaps = numbers_of(apart)
        if gaps is not None and np.abs(gaps).min() * length > FAR_APART:
            return f.drive.gain / apart * (xp.exp(-column * source) - xp.exp(-column * f.rate))
        one = xp.ones_like(column)
        a, b = one * f.rate, one * source
        z = -xp.abs(a - b) * column
        flat = z == 0.0
        safe = xp.where(flat, xp.ones_like(z), z)
        mean = xp.where(flat, xp.ones_like(z), xp.expm1(safe) / safe)
        slower = xp.where(a < b, a, b)
        return f.drive.gain * column * mean * xp.exp(-column * slower)


def _slices(names: Any, groups: Mapping[str, tuple[float, ...]]) -> dict[str, slice]:
    slices, start = {}, 0
    for name in names:
        slices[name] = slice(start, start + len(groups[name]))
        start += len(groups[name])
    return slices
