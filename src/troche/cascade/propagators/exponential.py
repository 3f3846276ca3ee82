r"""The linear system carried by the matrix exponential: no division by differences.

The exponential of one larger matrix holds :math:`e^{Kt}` together with its first and
second integrals, so inputs and areas are exact even where :math:`K` is singular [1]_.

References
----------
.. [1] Van Loan (1978). Computing integrals involving the matrix exponential.
   *IEEE Transactions on Automatic Control* 23(3), 395-404.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from troche.cascade.doses import SAME_TIME
from troche.cascade.propagators.contract import ALL, Weights
from troche.pharmacology.system import Array

__all__ = ["ExponentialPropagator"]

NOT_TRIANGULAR = 1e-200


class ExponentialPropagator:
    """Coordinates are the states. NumPy arrays only.

    Parameters
    ----------
    matrix : 1/h, shape (patient, state, state)
    """

    def __init__(self, matrix: Array) -> None:
        self._matrix = np.asarray(matrix)
        self._n = self._matrix.shape[-1]
        self._lengths: dict[float, list[Any]] = {}

    def zeros(self) -> Array:  # noqa: D102
        return np.zeros((self._n, len(self._matrix)))

    def entry(self, state: int) -> Array:  # noqa: D102
        unit = self.zeros()
        unit[state] = 1.0
        return unit

    def row(self, weights: Weights) -> Weights:  # noqa: D102
        return dict(weights)

    def integrals(self, times: Any, order: int = 1) -> list[Any]:
        """Return exp(Kt) and its repeated integrals, each (state, state, patient)."""
        from scipy.linalg import expm

        n = self._n
        augmented = np.zeros((len(self._matrix), (order + 1) * n, (order + 1) * n))
        augmented[:, :n, :n] = self._matrix
        for k in range(order):
            augmented[:, k * n : (k + 1) * n, (k + 1) * n : (k + 2) * n] = np.eye(n)
        # For triangular matrices SciPy divides by differences of the diagonal, which loses
        # the digits that this class exists to keep. Entries too small to count prevent it.
        augmented[:, 0, -1] += NOT_TRIANGULAR
        augmented[:, -1, 0] += NOT_TRIANGULAR
        whole = np.moveaxis(expm(augmented * np.reshape(times, (-1, 1, 1))), 0, -1)
        return [whole[:n, k * n : (k + 1) * n] for k in range(order + 1)]

    def table(self, times: Sequence[float]) -> tuple[Array, Array]:  # noqa: D102
        pairs = [self.integrals(float(time)) for time in times]
        flows, filled = (np.stack([pair[k] for pair in pairs]) for k in (0, 1))
        return flows, filled

    def observe(  # noqa: D102
        self,
        table: Any,
        row: Any,
        y: Array,
        input_rate: Array | None,
        part: slice = ALL,
        columns: Any | None = None,
    ) -> Array:
        flows, filled = table[0][part], table[1][part]
        whole = np.zeros((len(flows), y.shape[-1]))
        # All times at once, and only the states that the signal reads.
        for state, weight in row.items():
            moved = np.einsum("tjp,jp->tp", flows[:, state], y)
            if input_rate is not None:
                moved += np.einsum("tjp,jp->tp", filled[:, state], input_rate)
            whole += weight * moved
        return whole if columns is None else whole[:, columns]

    def _moved(self, pair: Sequence[Any], y: Array, input_rate: Array | None) -> Array:
        moved = np.einsum("ijp,jp->ip", pair[0], y)
        return moved if input_rate is None else moved + np.einsum("ijp,jp->ip", pair[1], input_rate)

    def advance(self, table: Any, y: Array, input_rate: Array | None) -> Array:  # noqa: D102
        return self._moved((table[0][-1], table[1][-1]), y, input_rate)

    def window(self, state: int, elapsed: Array, duration: Array) -> Array:  # noqa: D102
        if np.ndim(elapsed) == 2:
            return np.stack([self.window(state, one, duration) for one in elapsed], axis=1)
        entered, since = self._entered(state, elapsed, duration)
        flow = self.integrals(since, order=0)[0]
        return np.where(elapsed >= -SAME_TIME, np.einsum("ijp,jp->ip", flow, entered), 0.0)

    def _entered(self, state: int, elapsed: Array, duration: Array) -> tuple[Array, Array]:
        """Return what the input has left behind when it ends, and the time since."""
        given = np.clip(elapsed, 0.0, duration)
        instant = np.asarray(duration) == 0.0
        filled = self.integrals(given)[1][:, state] / np.where(instant, 1.0, duration)
        return np.where(instant, self.entry(state), filled), np.maximum(elapsed, 0.0) - given

    def at(self, row: Any, y: Array, columns: Any | None = None) -> Array:  # noqa: D102
        total = np.zeros(y.shape[1:])
        for state, weight in row.items():
            mine = weight if columns is None or not np.shape(weight) else weight[columns]
            total = total + mine * y[state]
        return total

    def shift(self, row: Any, change: Array) -> Array:  # noqa: D102
        # No cheap bound is at hand: only what has not moved at all counts as still.
        return np.where((change == 0.0).all(axis=0), 0.0, np.inf)

    def area(  # noqa: D102
        self, row: Any, y: Array, input_rate: Array | None, length: float
    ) -> Array:
        # Every signal of an interval asks for the same length, and lengths recur.
        if length not in self._lengths:
            if len(self._lengths) >= 16:
                self._lengths.pop(next(iter(self._lengths)))
            self._lengths[length] = self.integrals(length, order=2)
        _, once, twice = self._lengths[length]
        return self.at(row, self._moved((once, twice), y, input_rate))

    def window_area(self, state: int, elapsed: Array, duration: Array) -> Array:  # noqa: D102
        if np.ndim(elapsed) == 2:
            return np.stack([self.window_area(state, one, duration) for one in elapsed], axis=1)
        entered, since = self._entered(state, elapsed, duration)
        given = np.clip(elapsed, 0.0, duration)
        scale = np.where(np.asarray(duration) == 0.0, 1.0, duration)
        during = self.integrals(given, order=2)[2][:, state] / scale
        return during + np.einsum("ijp,jp->ip", self.integrals(since)[1], entered)
