"""The part of a filter that hangs on the linear state alone, kept while that stands still.

After a few doses of a regular regimen the linear system repeats itself, and with it
every drive that reads nothing else. For the patients in whom no signal has moved by
more than a tolerance, relative to its own peak in that patient, the response of the
last interval of the same kind is used again. The scale is each patient's own and each
signal's: a shared one would hide the errors of a patient in whom the signal is small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from array_api_compat import is_numpy_array

from troche.cascade.chain import Chain, Proportional
from troche.cascade.doses import Dose
from troche.cascade.propagators import Propagator
from troche.cascade.walk import Interval
from troche.pharmacology.system import Array

if TYPE_CHECKING:
    from troche.cascade.plan import Plan

__all__ = ["LinearResponses", "Response"]

MOST_PATCHED = 0.5
"""Above this share of moved patients it is cheaper to compute everyone than to gather."""


@dataclass
class Response:
    """The last response, and the circumstances under which it was computed.

    Parameters
    ----------
    y, input_rate : shape (coordinate, patient)
        Of the interval, as in `troche.cascade.walk.Interval`.
    windows
        Doses with uptake times of their own, each with the time since it was given.
    peaks : shape (patient,)
        By signal, its largest value at the nodes.
    values : shape (target, patient)
        By filter.
    """

    y: Array
    input_rate: Array | None
    windows: Sequence[tuple[Dose, float]]
    peaks: dict[str, Array]
    values: dict[str, Array]


class LinearResponses:
    """Computes responses to linear signals, or keeps them.

    Parameters
    ----------
    chain, propagator
        What is solved.
    signals
        Rows of the chain's signals, from `Propagator.row`.
    reuse
        Relative movement below which a response is kept; None computes everything.
        Only NumPy arrays can keep.
    """

    def __init__(
        self,
        chain: Chain,
        propagator: Propagator,
        signals: Mapping[str, Any],
        reuse: float | None,
    ) -> None:
        self._propagator, self._signals = propagator, signals
        self._kept = [f for f in chain.filters if chain.depends_only_on_linear(f)]
        self._read = {name for f in self._kept for name in f.reads if name in signals}
        self._reuse = reuse if is_numpy_array(chain.matrix) else None
        self._fresh = self._total = 0

    @property
    def fresh(self) -> float:
        """Share of patient-intervals that were computed and not kept."""
        return self._fresh / self._total if self._total else 1.0

    def __call__(self, interval: Interval, plan: Plan) -> Mapping[str, Array]:
        """Return, by filter, what the interval adds to an empty filter at its targets."""
        if not self._kept:
            return {}
        patients, last = int(interval.y.shape[-1]), plan.response
        self._total += patients
        if self._reuse is not None and last is not None:
            columns = np.flatnonzero(self._moved(interval, last, self._reuse))
            if len(columns) <= MOST_PATCHED * patients:
                self._fresh += len(columns)
                self._patch(interval, plan, last, columns)
                return last.values
        self._fresh += patients
        values, peaks = self._respond(interval, plan, None)
        if self._reuse is not None:
            windows = _since(interval)
            plan.response = Response(interval.y, interval.input_rate, windows, peaks, values)
        return values

    def _moved(self, interval: Interval, last: Response, tolerance: float) -> Any:
        """Return for whom a signal has moved since the last response, or may have."""
        change = interval.y - last.y
        changed = _windows_differ(_since(interval), last.windows)
        moved = np.zeros(change.shape[-1], dtype=bool) | changed
        if (interval.input_rate is None) != (last.input_rate is None):
            return ~np.zeros_like(moved)
        for name in self._read:
            shift = self._propagator.shift(self._signals[name], change)
            if interval.input_rate is not None:
                faster = interval.input_rate - last.input_rate
                length = interval.stop - interval.start
                shift = shift + length * self._propagator.shift(self._signals[name], faster)
            moved |= ~(shift <= tolerance * last.peaks[name])
        return moved

    def _patch(self, interval: Interval, plan: Plan, last: Response, columns: Any) -> None:
        """Replace the responses of those who moved."""
        last.windows = _since(interval)
        if not len(columns):
            return
        values, peaks = self._respond(interval, plan, columns)
        # Copies: the interval's own arrays are still in use.
        last.y = last.y.copy()
        last.y[:, columns] = interval.y[:, columns]
        if interval.input_rate is not None:
            last.input_rate = np.array(last.input_rate)
            last.input_rate[:, columns] = interval.input_rate[:, columns]
        for name, value in values.items():
            last.values[name][:, columns] = value
        for name, peak in peaks.items():
            last.peaks[name][columns] = peak

    def _respond(
        self, interval: Interval, plan: Plan, columns: Any | None
    ) -> tuple[dict[str, Array], dict[str, Array]]:
        seen: dict[tuple[str, str], Array] = {}
        peaks: dict[str, Array] = {}
        values: dict[str, Array] = {}
        for f in self._kept:
            stage = plan.stages[f.name]
            inputs = {}
            for name in f.reads:
                if isinstance(f.drive, Proportional):
                    inputs[name] = values[name][plan.stages[name].slots[stage.kind], ...]
                    continue
                if (name, stage.kind) not in seen:
                    value = interval.observe(self._signals[name], plan.parts[stage.kind], columns)
                    seen[name, stage.kind] = value
                    if self._reuse is not None:
                        peak = np.max(np.abs(value), axis=0)
                        peaks[name] = np.maximum(peak, peaks[name]) if name in peaks else peak
                inputs[name] = seen[name, stage.kind]
            values[f.name] = stage.convolve(f.driven_by(inputs, columns), columns)
        return values, peaks


def _since(interval: Interval) -> list[tuple[Dose, float]]:
    return [(dose, round(interval.start - dose.time, 9)) for dose in interval.windows]


def _windows_differ(now: Sequence[tuple[Dose, float]], then: Sequence[tuple[Dose, float]]) -> Any:
    """Return for whom the doses with uptake times of their own are not those of last time."""
    alike = [(a.state, since) for a, since in now] == [(b.state, since) for b, since in then]
    if not alike:
        return True
    differ: Any = False
    for (a, _), (b, _) in zip(now, then, strict=True):
        for name in ("amount", "lag", "duration"):
            mine, others = getattr(a, name), getattr(b, name)
            if mine is not others:
                differ = differ | np.not_equal(mine, others)
    return differ
