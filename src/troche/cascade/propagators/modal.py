"""The linear system carried by its modes: products and exponentials only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from array_api_compat import array_namespace, is_numpy_array

from troche.cascade.doses import SAME_TIME
from troche.cascade.modes import Modes
from troche.cascade.propagators.contract import ALL, Weights
from troche.pharmacology.system import Array

__all__ = ["ModalPropagator"]


def _mean_exponential(z: Array, xp: Any) -> Array:
    """Return (exp(z) - 1) / z, which is 1 at zero."""
    flat = z == 0.0
    safe = xp.where(flat, xp.ones_like(z), z)
    return xp.where(flat, xp.ones_like(z), xp.expm1(safe) / safe)


def _mean_filling(z: Array, xp: Any) -> Array:
    """Return (exp(z) - 1 - z) / z^2, which is 1/2 at zero."""
    near = xp.abs(z) < 0.5
    small = xp.where(near, z, xp.zeros_like(z))
    # Fourteen terms leave 0.5^14/16! < 1e-17 of the sum; summed from the smallest inward.
    series = xp.zeros_like(z)
    for k in range(13, -1, -1):
        series = series * small + 1.0 / math.factorial(k + 2)
    far = xp.where(near, xp.ones_like(z), z)
    return xp.where(near, series, (xp.expm1(far) - far) / (far * far))


class _Row(NamedTuple):
    """Weights of a signal on the modes from `first` on, shape (mode, patient)."""

    first: int
    weights: Array

    def of(self, values: Array, axis: int) -> Array:
        """Return the part of `values` that stands for these modes."""
        stop = self.first + self.weights.shape[0]
        return values[self.first : stop, ...] if axis == 0 else values[:, self.first : stop, ...]


class _Table(NamedTuple):
    """Exponentials at some times, shape (time, mode, patient)."""

    times: Array
    decay: Array
    filled: list[Array]


class ModalPropagator:
    """Coordinates are amplitudes of the modes.

    Parameters
    ----------
    modes
        From `troche.cascade.modes.decompose`.
    """

    def __init__(self, modes: Modes) -> None:
        self.modes = modes
        self._xp = array_namespace(modes.rates)
        self._numpy = is_numpy_array(modes.rates)
        self._entries: dict[int, Array] = {}
        self._lengths: dict[float, tuple[Array, Array]] = {}

    def zeros(self) -> Array:  # noqa: D102
        return self._xp.zeros_like(self.modes.rates)

    def entry(self, state: int) -> Array:  # noqa: D102
        if state not in self._entries:
            rates, inverse = self.modes.rates, self.modes.inverse
            zero = rates[0, ...] * 0.0
            column = [inverse.get((m, state), zero) for m in range(rates.shape[0])]
            self._entries[state] = self._xp.stack(column)
        return self._entries[state]

    def row(self, weights: Weights) -> _Row:  # noqa: D102
        found: dict[int, Array] = {}
        for (state, m), v in self.modes.vectors.items():
            if state in weights:
                term = weights[state] * v
                found[m] = found[m] + term if m in found else term
        zero = self.modes.rates[0, ...] * 0.0
        first, last = min(found, default=0), max(found, default=0)
        stack = [zero + found.get(m, 0.0) for m in range(first, last + 1)]
        return _Row(first, self._xp.stack(stack))

    def table(self, times: Sequence[float]) -> _Table:  # noqa: D102
        xp, rates = self._xp, self.modes.rates
        t = xp.asarray([[[float(time)]] for time in times], dtype=rates.dtype)
        return _Table(t, xp.exp(-t * rates), [])

    def _filled(self, table: _Table) -> Array:
        """What a unit input rate has left in each mode; made once it is needed."""
        if not table.filled:
            t = table.times
            table.filled.append(t * _mean_exponential(-t * self.modes.rates, self._xp))
        return table.filled[0]

    def observe(  # noqa: D102
        self,
        table: Any,
        row: Any,
        y: Array,
        input_rate: Array | None,
        part: slice = ALL,
        columns: Any | None = None,
    ) -> Array:
        value = self._sum(row.weights * row.of(y, 0), row.of(table.decay[part, ...], 1), columns)
        if input_rate is None:
            return value
        filled = row.of(self._filled(table)[part, ...], 1)
        return value + self._sum(row.weights * row.of(input_rate, 0), filled, columns)

    def _sum(self, weights: Array, table: Array, columns: Any | None) -> Array:
        """Add weight times table over modes, shape (time, patient)."""
        if columns is not None:
            weights, table = weights[:, columns], table[:, :, columns]
        if self._numpy:  # one pass over the table and no temporary
            return np.einsum("mp,tmp->tp", weights, table)
        return self._xp.sum(weights * table, axis=1)

    def advance(self, table: Any, y: Array, input_rate: Array | None) -> Array:  # noqa: D102
        moved = y * table.decay[-1, ...]
        if input_rate is None:
            return moved
        return moved + input_rate * self._filled(table)[-1, ...]

    def _spread(self, elapsed: Array, duration: Array) -> tuple[Array, Array, Array, Array]:
        """Split time into that of the input and that since; with its scale and rates."""
        xp, rates = self._xp, self.modes.rates
        elapsed = xp.where(elapsed >= 0.0, elapsed, xp.zeros_like(elapsed))
        given = xp.where(elapsed < duration, elapsed, duration + 0.0 * elapsed)
        scale = xp.where(duration == 0.0, xp.ones_like(duration), duration)
        if len(elapsed.shape) == 2:
            rates = rates[:, None, :]
        return given, elapsed - given, scale, rates

    def window(self, state: int, elapsed: Array, duration: Array) -> Array:  # noqa: D102
        xp = self._xp
        given, since, scale, rates = self._spread(elapsed, duration)
        share = xp.where(duration == 0.0, xp.ones_like(given), given / scale)
        share = share * xp.astype(elapsed >= -SAME_TIME, rates.dtype)
        mean = _mean_exponential(-rates * given, xp)
        return self._in(state, elapsed) * (share * mean * xp.exp(-rates * since))

    def _in(self, state: int, elapsed: Array) -> Array:
        entry = self.entry(state)
        return entry[:, None, :] if len(elapsed.shape) == 2 else entry

    def at(self, row: Any, y: Array, columns: Any | None = None) -> Array:  # noqa: D102
        weights, mine = row.weights, row.of(y, 0)
        if columns is not None:
            weights = weights[:, columns]
        if self._numpy:
            return np.einsum("mp,m...p->...p", weights, mine)
        wide = weights[:, None, :] if len(mine.shape) == 3 else weights
        return self._xp.sum(wide * mine, axis=0)

    def shift(self, row: Any, change: Array) -> Array:  # noqa: D102
        size = _Row(row.first, self._xp.abs(row.weights))
        return self.at(size, self._xp.abs(change))

    def area(  # noqa: D102
        self, row: Any, y: Array, input_rate: Array | None, length: float
    ) -> Array:
        emptied, filled = self._integrals(length)
        spent = y * emptied
        if input_rate is not None:
            spent = spent + input_rate * filled
        return self.at(row, spent)

    def _integrals(self, length: float) -> tuple[Array, Array]:
        """Return each mode's integral after a unit at once, and under a unit rate."""
        if length not in self._lengths:
            if len(self._lengths) >= 16:
                self._lengths.pop(next(iter(self._lengths)))
            xp, z = self._xp, -self.modes.rates * length
            self._lengths[length] = (
                length * _mean_exponential(z, xp),
                length**2 * _mean_filling(z, xp),
            )
        return self._lengths[length]

    def window_area(self, state: int, elapsed: Array, duration: Array) -> Array:  # noqa: D102
        xp = self._xp
        given, since, scale, rates = self._spread(elapsed, duration)
        during = given * given * _mean_filling(-rates * given, xp) / scale
        share = xp.where(duration == 0.0, xp.ones_like(given), given / scale)
        left = share * _mean_exponential(-rates * given, xp)
        after = since * _mean_exponential(-rates * since, xp)
        return self._in(state, elapsed) * (during + left * after)
