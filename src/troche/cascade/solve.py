r"""The whole chain over a schedule of doses: linear part exact, filters by quadrature.

On each interval the linear signals are sums of known functions, so a drive is
evaluated at a few graded nodes and every filter is a small matrix product
(`troche.cascade.convolution`). What hangs on the linear state alone is kept while
that stands still (`troche.cascade.response`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from array_api_compat import array_namespace

from troche.cascade.chain import Chain
from troche.cascade.doses import SAME_TIME, Dose
from troche.cascade.nodes import Nodes
from troche.cascade.plan import Plan, Planner
from troche.cascade.propagators import Propagator, propagator_for
from troche.cascade.record import Recorder
from troche.cascade.response import LinearResponses
from troche.cascade.walk import Interval, Look, walk
from troche.pharmacology.system import Array

__all__ = ["Solution", "solve"]


@dataclass(frozen=True)
class Solution:
    """What was asked of a chain.

    Parameters
    ----------
    times : h, shape (time,)
    values
        Name to array of shape (time, patient).
    fresh : fraction
        Share of patient-intervals whose nonlinear responses were computed and not kept.
    """

    times: tuple[float, ...]
    values: Mapping[str, Array]
    fresh: float

    def __getitem__(self, name: str) -> Array:
        """Return one of the arrays."""
        return self.values[name]


def solve(
    chain: Chain,
    doses: Sequence[Dose],
    times: Sequence[float],
    record: Mapping[str, Mapping[int, Array]] | None = None,
    *,
    filters: Sequence[str] | None = None,
    nodes: Nodes | None = None,
    reuse: float | None = 1e-7,
    method: str = "auto",
    pattern: Any | None = None,
    into: Mapping[str, Array] | None = None,
) -> Solution:
    """Solve `chain` under `doses` and report it at `times`.

    Parameters
    ----------
    chain
        The linear system and its filters.
    doses
        What is given; see `troche.cascade.doses.Dose`.
    times : h
        Non-decreasing, from zero; the last is the horizon. At the time of a dose the
        state after it is reported; a dose at the horizon is not given.
    record
        Linear combinations of states to report: name to {state: weight}.
    filters
        Names of the filters to report; all by default.
    nodes
        Quadrature; see `troche.cascade.nodes.Nodes`.
    reuse
        Relative movement of a signal below which the last response is kept; None
        computes everything. Only for NumPy arrays.
    method, pattern
        As in `troche.cascade.propagators.propagator_for`.
    into
        Arrays of shape (time, patient) to write to, by name; made if absent.

    Returns
    -------
    Solution

    Raises
    ------
    ValueError
        If the times are none, decrease, or are not finite numbers from zero on; if a
        filter to be reported is not in the chain, or a name is both a state and a filter.

    Examples
    --------
    Ten milligrams into one compartment of rate 0.5 per hour:

    >>> import numpy as np
    >>> from troche.cascade import Chain, Dose, solve
    >>> answer = solve(Chain(np.array([[[-0.5]]])), [Dose(0.0, 0, 10.0)], [0.0, 2.0],
    ...                {"amount": {0: 1.0}})
    >>> answer["amount"][:, 0].round(4)
    array([10.    ,  3.6788])
    """
    times = tuple(float(time) for time in times)
    wanted = [f.name for f in chain.filters] if filters is None else list(filters)
    record = record or {}
    _check(chain, times, record, wanted)
    given = [dose for dose in doses if float(dose.time) < times[-1] - SAME_TIME]
    inputs = sorted({dose.state for dose in given}) or [0]
    propagator = propagator_for(chain.matrix, inputs, method, pattern)
    run = _Run(chain, propagator, times, record, wanted, nodes or Nodes(), reuse)
    return run(given, into)


def _check(
    chain: Chain, times: tuple[float, ...], record: Mapping[str, Any], wanted: Sequence[str]
) -> None:
    falls = any(b < a for a, b in itertools.pairwise(times))
    if not times or falls or not all(0.0 <= time < math.inf for time in times):
        raise ValueError("times must be finite, must not decrease, and begin at zero or later")
    known = [f.name for f in chain.filters]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no filter is called {unknown[0]!r}; there are {known}")
    twice = sorted(set(record) & set(wanted))
    if twice:
        raise ValueError(f"{twice[0]!r} is the name of a record and of a filter")


class _Run:
    def __init__(
        self,
        chain: Chain,
        propagator: Propagator,
        times: tuple[float, ...],
        record: Mapping[str, Mapping[int, Array]],
        wanted: list[str],
        nodes: Nodes,
        reuse: float | None,
    ) -> None:
        self.chain, self.propagator, self.times, self.wanted = chain, propagator, times, wanted
        self.xp = array_namespace(chain.matrix)
        self.signals = {name: propagator.row(w) for name, w in chain.signals.items()}
        self.record = {name: propagator.row(w) for name, w in record.items()}
        self.planner = Planner(chain, propagator, nodes, times, wanted)
        self.responses = LinearResponses(chain, propagator, self.signals, reuse)
        self.zero = propagator.zeros()[0, ...]
        self.first_piece = nodes.first_piece if chain.filters else math.inf

    def __call__(self, doses: Sequence[Dose], into: Mapping[str, Array] | None) -> Solution:
        recorder = Recorder(self.times, [*self.record, *self.wanted], self.zero, into)
        state = {f.name: self.zero + f.start for f in self.chain.filters}
        linear = dict.fromkeys(self.record, self.zero)
        position = 0
        if self.times[-1] > SAME_TIME:
            horizon, cut = self.times[-1], self.first_piece
            for interval in walk(self.propagator, doses, horizon, self._look, (), cut):
                state = self._cross(interval, self.plan, state, recorder, position)
                position += self.plan.outputs
            linear = {name: interval.at_stop(row) for name, row in self.record.items()}
        # Output times at the horizon are in no interval: they take its end.
        left = len(self.times) - position
        for name, value in (linear | {name: state[name] for name in self.wanted}).items():
            recorder.put(name, position, self.xp.stack([value] * left))
        return Solution(self.times, recorder.done(), self.responses.fresh)

    def _look(self, start: float, length: float) -> Look:
        self.plan = self.planner(start, length)
        return self.plan.look

    def _cross(
        self,
        interval: Interval,
        plan: Plan,
        state: Mapping[str, Array],
        recorder: Recorder,
        position: int,
    ) -> dict[str, Array]:
        """Record what lies in an interval and return the filters at its end."""
        if plan.outputs:
            for name, row in self.record.items():
                if plan.at_start:  # as in daily doses and daily outputs
                    recorder.put(name, position, interval.at_start(row)[None, :])
                else:
                    recorder.put(name, position, interval.observe(row, plan.parts["outputs"]))
        values = self._filters(interval, plan, state)
        if plan.outputs:
            for name in self.wanted:
                outputs = values[name][plan.stages[name].slots["outputs"], ...]
                recorder.put(name, position, outputs)
        return {name: value[-1, ...] for name, value in values.items()}

    def _filters(
        self, interval: Interval, plan: Plan, state: Mapping[str, Array]
    ) -> dict[str, Array]:
        """Return every filter at its targets."""
        responses = self.responses(interval, plan)
        values: dict[str, Array] = {}
        for f in self.chain.filters:
            stage = plan.stages[f.name]
            if f.name in responses:
                gain = responses[f.name]
            else:
                inputs = {
                    name: interval.observe(self.signals[name], plan.parts[stage.kind])
                    if name in self.signals
                    else values[name][plan.stages[name].slots[stage.kind], ...]
                    for name in f.reads
                }
                gain = stage.convolve(f.driven_by(inputs))
            values[f.name] = stage.decay * state[f.name] + gain
            if stage.leak is not None:
                values[f.name] = values[f.name] + stage.leak * state[f.reads[0]]
        return values
