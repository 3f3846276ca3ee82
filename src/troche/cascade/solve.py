r"""The whole chain over a schedule of doses: linear part exact, filters by quadrature.

On each interval the linear signals are sums of known functions, so a drive is
evaluated at a few graded nodes and every filter is a small matrix product. The
response of a filter to a drive that reads only linear signals depends only on
the linear state at the start of the interval: for the patients in whom that
state has not moved since the last interval of the same length (beyond `reuse`,
relative to each signal's peak in that patient), the last response is kept.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from array_api_compat import array_namespace, is_numpy_array

from troche.cascade.chain import Chain, Filter, Proportional
from troche.cascade.doses import SAME_TIME, Dose, is_shared
from troche.cascade.nodes import Nodes, filter_operator, graded_grid
from troche.cascade.propagator import ModalPropagator, Propagator, propagator_for
from troche.cascade.walk import Interval, Look, walk
from troche.pharmacology.system import Array

__all__ = ["Solution", "solve"]

KEPT_PLANS = 24


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
        As in `troche.cascade.propagator.propagator_for`.
    into
        Arrays of shape (time, patient) to write to, by name; made if absent.

    Returns
    -------
    Solution

    Raises
    ------
    ValueError
        If the times decrease or begin below zero.

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
    if any(b < a for a, b in itertools.pairwise(times)) or times[0] < 0:
        raise ValueError("times must not decrease, and begin at zero or later")
    wanted = [f.name for f in chain.filters] if filters is None else list(filters)
    given = [dose for dose in doses if float(dose.time) < times[-1] - SAME_TIME]
    inputs = sorted({dose.state for dose in given}) or [0]
    propagator = propagator_for(chain.matrix, inputs, method, pattern)
    run = _Run(chain, propagator, times, record or {}, wanted, nodes or Nodes(), reuse)
    return run(given, into)


@dataclass
class _Response:
    """The last response of the filters that hang on linear signals alone."""

    y: Array
    peaks: dict[str, Array]
    values: dict[str, Array]


@dataclass
class _Plan:
    """All that intervals of one length share."""

    look: Look
    parts: dict[str, slice]
    operators: dict[str, Array]
    decays: dict[str, Array]
    growths: dict[str, Array]
    leaks: dict[str, Array]
    response: _Response | None = None
    sizes: dict[str, int] = field(default_factory=dict)


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
        self.chain, self.propagator, self.times, self.nodes = chain, propagator, times, nodes
        self.xp = array_namespace(chain.matrix)
        self.signals = {name: propagator.row(w) for name, w in chain.signals.items()}
        self.record = {name: propagator.row(w) for name, w in record.items()}
        self.wanted = wanted
        self.filters = {f.name: f for f in chain.filters}
        numpy_modal = isinstance(propagator, ModalPropagator) and is_numpy_array(chain.matrix)
        self.reuse = reuse if numpy_modal else None
        self.plans: OrderedDict[tuple[float, ...], _Plan] = OrderedDict()
        self.fastest = self._fastest()
        self.zero = propagator.zeros()[0, ...]
        self.nonlinear = self._reads_nonlinear()
        self.counted = [0, 0]

    def _fastest(self) -> float:
        """Return the largest rate, where it can be known; it sets the grading."""
        try:
            diagonal = np.abs(np.diagonal(np.asarray(self.chain.matrix), axis1=-2, axis2=-1))
            return float(np.median(diagonal.max(axis=-1)))
        except Exception:  # a traced array has no values yet
            return 10.0

    def _reads_nonlinear(self) -> dict[str, set[str]]:
        """For each filter, the kinds of nodes ("fast", "slow") at which others read it."""
        readers: dict[str, set[str]] = {name: set() for name in self.filters}
        for item in self.chain.filters:
            for name in item.reads:
                if name in readers:
                    readers[name].add("slow" if item.slow else "fast")
        return readers

    def __call__(self, doses: Sequence[Dose], into: Mapping[str, Array] | None) -> Solution:
        recorder = _Recorder(self.times, [*self.record, *self.wanted], self.zero, into)
        state = {name: self.zero + f.start for name, f in self.filters.items()}
        outs = self._outputs()
        position = 0
        if self.times[-1] <= SAME_TIME:
            for name in self.record:
                recorder.put(name, 0, self._repeat(self.zero, 0))
            for name in self.wanted:
                recorder.put(name, 0, self._repeat(state[name], 0))
            return Solution(self.times, recorder.done(), 1.0)
        for interval in walk(self.propagator, doses, self.times[-1], self._look(outs)):
            plan = self.current
            count = plan.sizes["outputs"]
            if count:
                for name, row in self.record.items():
                    recorder.put(name, position, interval.observe(row, plan.parts["outputs"]))
            values = self._filter(interval, plan, state)
            for name in self.filters:
                targets = values[name]
                if count and name in self.wanted:
                    recorder.put(name, position, targets[self._slot(plan, name, "outputs"), ...])
                state[name] = targets[-1, ...]
            position += count
        for name, row in self.record.items():
            recorder.put(name, position, self._repeat(interval.at_stop(row), position))
        for name in self.wanted:
            recorder.put(name, position, self._repeat(state[name], position))
        fresh, total = self.counted
        return Solution(self.times, recorder.done(), fresh / total if total else 1.0)

    def _repeat(self, value: Array, position: int) -> Array:
        """Return `value` for each output time from `position` on: those at the horizon."""
        return self.xp.stack([value] * (len(self.times) - position))

    def _outputs(self) -> Any:
        ordered = np.asarray(self.times)

        def within(start: float, stop: float) -> tuple[float, ...]:
            first, last = np.searchsorted(ordered, [start - SAME_TIME, stop - SAME_TIME])
            return tuple(round(max(0.0, t - start), 10) for t in ordered[first:last].tolist())

        return within

    def _look(self, outs: Any) -> Any:
        def look_at(start: float, length: float) -> Look:
            length = round(length, 10)
            key = (length, *outs(start, start + length))
            if key not in self.plans:
                self.plans[key] = self._plan(length, key[1:])
                if len(self.plans) > KEPT_PLANS:
                    self.plans.popitem(last=False)
            self.plans.move_to_end(key)
            self.current = self.plans[key]
            return self.current.look

        return look_at

    def _plan(self, length: float, outputs: tuple[float, ...]) -> _Plan:
        groups: dict[str, tuple[float, ...]] = {"fast": (), "slow": ()}
        grids = {}
        if self.filters:
            s = self.nodes.grading
            if s is None:
                s = float(np.clip(np.log(1.0 + self.fastest * length / 2), 1.5, 7.0))
            grids["fast"] = graded_grid(length, self.nodes.fast, s)
            groups["fast"] = tuple(grids["fast"].times.tolist())
            if any(f.slow for f in self.chain.filters):
                grids["slow"] = graded_grid(length, self.nodes.slow, self.nodes.slow_grading)
                groups["slow"] = tuple(grids["slow"].times.tolist())
        groups["outputs"] = outputs
        times: tuple[float, ...] = ()
        parts = {}
        for name, group in groups.items():
            parts[name] = slice(len(times), len(times) + len(group))
            times += group
        times += (length,)
        plan = _Plan(Look(times, self.propagator.table(times)), parts, {}, {}, {}, {})
        plan.sizes = {name: len(group) for name, group in groups.items()}
        xp, dtype = self.xp, self.chain.matrix.dtype
        for f in self.chain.filters:
            kinds = [k for k in ("fast", "slow") if k in self.nonlinear[f.name]]
            reach = [t for k in kinds for t in groups[k]]
            reach += list(outputs) if f.name in self.wanted else []
            targets = np.array([*reach, length])
            grid = grids["slow" if f.slow else "fast"]
            shared = is_shared(f.rate)
            matrix = filter_operator(grid, float(f.rate) if shared else 0.0, targets)
            plan.operators[f.name] = xp.asarray(matrix, dtype=dtype)
            column = xp.asarray(targets[:, None], dtype=dtype)
            plan.decays[f.name] = xp.exp(-column * f.rate)
            if not shared:
                knots = xp.asarray(grid.times[:, None], dtype=dtype)
                plan.growths[f.name] = xp.exp(knots * f.rate)
            if isinstance(f.drive, Proportional) and self._kept(f):
                z = (self.filters[f.drive.source].rate - f.rate) * column
                flat = z == 0.0
                one = xp.ones_like(z)
                mean = xp.where(flat, one, xp.expm1(z) / xp.where(flat, one, z))
                fall = xp.exp(-column * self.filters[f.drive.source].rate)
                plan.leaks[f.name] = column * fall * mean * f.drive.gain
        return plan

    def _slot(self, plan: _Plan, name: str, kind: str) -> slice:
        """Return where a filter's targets of one kind stand."""
        start = 0
        for k in ("fast", "slow"):
            if k in self.nonlinear[name]:
                if k == kind:
                    return slice(start, start + plan.sizes[k])
                start += plan.sizes[k]
        return slice(start, start + plan.sizes["outputs"])

    def _kept(self, f: Filter) -> bool:
        """Return whether the response of `f` hangs on the linear state alone."""
        if not isinstance(f.drive, Proportional):
            return self.chain.depends_only_on_linear(f)
        source = self.filters.get(f.drive.source)
        return source is not None and self.chain.depends_only_on_linear(source)

    def _filter(self, interval: Interval, plan: _Plan, state: dict[str, Array]) -> dict[str, Array]:
        response = self._linear_responses(interval, plan)
        values: dict[str, Array] = {}
        for f in self.chain.filters:
            start = state[f.name]
            if self._kept(f):
                answer = plan.decays[f.name] * start + response[f.name]
                if isinstance(f.drive, Proportional):
                    answer = answer + plan.leaks[f.name] * state[f.drive.source]
            else:
                kind = "slow" if f.slow else "fast"
                inputs = {
                    name: interval.observe(self.signals[name], plan.parts[kind])
                    if name in self.signals
                    else values[name][self._slot(plan, name, kind), ...]
                    for name in f.reads
                }
                answer = plan.decays[f.name] * start + self._convolve(plan, f, _drive(f, inputs))
            values[f.name] = answer
        return values

    def _convolve(self, plan: _Plan, f: Filter, drive: Array, columns: Any = None) -> Array:
        operator = plan.operators[f.name]
        if f.name not in plan.growths:
            return operator @ drive
        growth, decay = plan.growths[f.name], plan.decays[f.name]
        if columns is not None:
            growth, decay = growth[:, columns], decay[:, columns]
        return decay * (operator @ (growth * drive))

    def _linear_responses(self, interval: Interval, plan: _Plan) -> dict[str, Array]:
        kept = [f for f in self.chain.filters if self._kept(f)]
        if not kept:
            return {}
        last = plan.response
        plain = self.reuse is not None and interval.input_rate is None and not interval.windows
        patients = int(self.zero.shape[0])
        self.counted[1] += patients
        if not plain or last is None:
            self.counted[0] += patients
            values, peaks = self._respond(interval, plan, kept, None)
            if plain:
                plan.response = _Response(interval.y, peaks, values)
            return values
        moved = self._moved(interval, last)
        columns = np.flatnonzero(moved)
        self.counted[0] += len(columns)
        if len(columns) > 0.6 * patients:
            values, peaks = self._respond(interval, plan, kept, None)
            plan.response = _Response(interval.y, peaks, values)
            return values
        if len(columns):
            values, peaks = self._respond(interval, plan, kept, columns)
            last.y = last.y.copy()
            last.y[:, columns] = interval.y[:, columns]
            for name, value in values.items():
                last.values[name][:, columns] = value
            for name, peak in peaks.items():
                last.peaks[name][columns] = peak
        return last.values

    def _moved(self, interval: Interval, last: _Response) -> Any:
        """Return for whom a signal has moved since the last response, or may have."""
        change = np.abs(interval.y - last.y)
        moved = np.zeros(change.shape[-1], dtype=bool)
        for name, peak in last.peaks.items():
            shift = sum(np.abs(w) * change[m] for m, w in self.signals[name].items())
            moved |= ~(shift <= (self.reuse or 0.0) * peak)
        return moved

    def _respond(
        self, interval: Interval, plan: _Plan, kept: list[Filter], columns: Any
    ) -> tuple[dict[str, Array], dict[str, Array]]:
        signals: dict[tuple[str, str], Array] = {}
        peaks: dict[str, Array] = {}
        values: dict[str, Array] = {}
        for f in kept:
            kind = "slow" if f.slow else "fast"
            if isinstance(f.drive, Proportional):
                source = values[f.drive.source][self._slot(plan, f.drive.source, kind), ...]
                gain = f.drive.gain
                picked = gain if columns is None or is_shared(gain) else gain[columns]
                drive = picked * source
            else:
                for name in f.reads:
                    if (name, kind) not in signals:
                        value = self._signal(interval, name, plan.parts[kind], columns)
                        signals[name, kind] = value
                        peak = self.xp.max(self.xp.abs(value), axis=0)
                        old = peaks.get(name)
                        peaks[name] = peak if old is None else self.xp.maximum(peak, old)
                inputs = {name: signals[name, kind] for name in f.reads}
                drive = _drive(f, inputs, columns)
            values[f.name] = self._convolve(plan, f, drive, columns)
        return values, peaks

    def _signal(self, interval: Interval, name: str, part: slice, columns: Any) -> Array:
        if columns is None:
            return interval.observe(self.signals[name], part)
        assert isinstance(self.propagator, ModalPropagator)
        return self.propagator.observe(
            interval.look.table, self.signals[name], interval.y, None, part, columns
        )


def _drive(f: Filter, inputs: Mapping[str, Array], columns: Any = None) -> Array:
    if isinstance(f.drive, Proportional):
        return f.drive.gain * inputs[f.drive.source]
    if columns is None:
        return f.drive(inputs, f.parameters)
    mine = {k: v if is_shared(v) else v[columns] for k, v in f.parameters.items()}
    return f.drive(inputs, mine)


class _Recorder:
    """Collects outputs: in place for NumPy, by joining pieces elsewhere."""

    def __init__(
        self,
        times: Sequence[float],
        names: Sequence[str],
        like: Array,
        into: Mapping[str, Array] | None,
    ) -> None:
        self.like = like
        self.pieces: dict[str, list[Array]] = {name: [] for name in names}
        self.arrays: dict[str, Array] = {}
        if is_numpy_array(like):
            shape = (len(times), *like.shape)
            ready = into or {}
            self.arrays = {n: ready[n] if n in ready else np.empty(shape) for n in names}

    def put(self, name: str, position: int, values: Array) -> None:
        if self.arrays:
            self.arrays[name][position : position + len(values)] = values
        else:
            self.pieces[name].append(values)

    def done(self) -> dict[str, Array]:
        if self.arrays:
            return self.arrays
        xp = array_namespace(self.like)
        return {name: xp.concat(pieces, axis=0) for name, pieces in self.pieces.items()}
