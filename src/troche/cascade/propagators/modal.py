"""The linear system carried by its modes: products and exponentials only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from array_api_compat import array_namespace, is_numpy_array

from troche.cascade.modes import Modes
from troche.cascade.propagators.contract import ALL, Weights
from troche.pharmacology.system import Array

__all__ = ["ModalPropagator"]


def _weighted_sum(terms: list[tuple[Array, Array]], in_place: bool) -> Array:
    """Add weight times table over modes, without temporaries where arrays are NumPy's."""
    total = terms[0][0] * terms[0][1]
    if not in_place:
        return sum((w * t for w, t in terms[1:]), total)
    if len(terms) > 1:
        buffer = np.empty_like(total)
    for weight, table in terms[1:]:
        np.multiply(weight, table, out=buffer)
        total += buffer
    return total


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


class _Table(NamedTuple):
    """Exponentials at some times, shape (time, patient) for each mode."""

    times: Array
    decay: list[Array]
    last: Array
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
        self._in_place = is_numpy_array(modes.rates)
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

    def row(self, weights: Weights) -> dict[int, Array]:  # noqa: D102
        found: dict[int, Array] = {}
        for (state, m), v in self.modes.vectors.items():
            if state in weights:
                term = weights[state] * v
                found[m] = found[m] + term if m in found else term
        return found

    def table(self, times: Sequence[float]) -> _Table:  # noqa: D102
        xp, rates = self._xp, self.modes.rates
        t = xp.asarray([[float(time)] for time in times], dtype=rates.dtype)
        decay = [xp.exp(-t * rates[m, ...]) for m in range(rates.shape[0])]
        return _Table(t, decay, xp.stack([d[-1, ...] for d in decay]), [])

    def _filled(self, table: _Table) -> list[Array]:
        """What a unit input rate has left in each mode; made once it is needed."""
        t, filled = table.times, table.filled
        if not filled:
            rates = self.modes.rates
            filled += [
                t * _mean_exponential(-t * rates[m, ...], self._xp) for m in range(rates.shape[0])
            ]
        return filled

    def observe(  # noqa: D102
        self,
        table: Any,
        row: Any,
        y: Array,
        input_rate: Array | None,
        part: slice = ALL,
        columns: Any | None = None,
    ) -> Array:
        decay = table.decay
        terms = [(w * y[m, ...], decay[m][part, ...]) for m, w in (row or {0: 0.0}).items()]
        if input_rate is not None:
            filled = self._filled(table)
            terms += [(w * input_rate[m, ...], filled[m][part, ...]) for m, w in row.items()]
        if columns is not None:
            terms = [(a[columns], e[:, columns]) for a, e in terms]
        return _weighted_sum(terms, self._in_place)

    def advance(self, table: Any, y: Array, input_rate: Array | None) -> Array:  # noqa: D102
        xp = self._xp
        moved = y * table.last
        if input_rate is None:
            return moved
        return moved + input_rate * xp.stack([f[-1, ...] for f in self._filled(table)])

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
        share = share * xp.astype(elapsed >= 0.0, rates.dtype)
        mean = _mean_exponential(-rates * given, xp)
        return self._in(state, elapsed) * (share * mean * xp.exp(-rates * since))

    def _in(self, state: int, elapsed: Array) -> Array:
        entry = self.entry(state)
        return entry[:, None, :] if len(elapsed.shape) == 2 else entry

    def at(self, row: Any, y: Array, columns: Any | None = None) -> Array:  # noqa: D102
        if not row:
            return y[0, ...] * 0.0
        terms = [(w if columns is None else w[columns], y[m, ...]) for m, w in row.items()]
        return _weighted_sum(terms, self._in_place)

    def shift(self, row: Any, change: Array) -> Array:  # noqa: D102
        size = self._xp.abs(change)
        return self.at({m: self._xp.abs(w) for m, w in row.items()}, size)

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
