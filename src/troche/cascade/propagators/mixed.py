"""Modes for those for whom they keep their digits, the exponential for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from troche.cascade.propagators.contract import ALL, Weights
from troche.cascade.propagators.exponential import ExponentialPropagator
from troche.cascade.propagators.modal import ModalPropagator
from troche.pharmacology.system import Array

__all__ = ["MixedPropagator"]


class MixedPropagator:
    """Modes for the patients for whom they are sound, the exponential for the rest.

    Parameters
    ----------
    modal
        For everyone; its answers for the others are overwritten.
    exponential
        For the others.
    others : shape (patient,), int
        Their places.
    """

    def __init__(
        self, modal: ModalPropagator, exponential: ExponentialPropagator, others: Any
    ) -> None:
        self._modal, self._exact, self._others = modal, exponential, others

    def _overwrite(self, value: Array, exact: Array) -> Array:
        value[..., self._others] = exact
        return value

    def _mine(self, value: Any) -> Any:
        return value[..., self._others] if getattr(value, "shape", ()) else value

    def zeros(self) -> Array:  # noqa: D102
        return self._modal.zeros()

    def entry(self, state: int) -> Array:  # noqa: D102
        return self._overwrite(self._modal.entry(state).copy(), self._exact.entry(state))

    def row(self, weights: Weights) -> tuple[Any, Any]:  # noqa: D102
        mine = {state: self._mine(weight) for state, weight in weights.items()}
        return self._modal.row(weights), self._exact.row(mine)

    def table(self, times: Sequence[float]) -> tuple[Any, Any]:  # noqa: D102
        return self._modal.table(times), self._exact.table(times)

    def observe(  # noqa: D102
        self,
        table: Any,
        row: Any,
        y: Array,
        input_rate: Array | None,
        part: slice = ALL,
        columns: Any | None = None,
    ) -> Array:
        value = self._modal.observe(table[0], row[0], y, input_rate, part, columns)
        exact = self._exact.observe(table[1], row[1], self._mine(y), self._mine(input_rate), part)
        return self._overwrite_columns(value, exact, columns)

    def _overwrite_columns(self, value: Array, exact: Array, columns: Any | None) -> Array:
        if columns is None:
            return self._overwrite(value, exact)
        _, here, there = np.intersect1d(columns, self._others, return_indices=True)
        value[..., here] = exact[..., there]
        return value

    def advance(self, table: Any, y: Array, input_rate: Array | None) -> Array:  # noqa: D102
        exact = self._exact.advance(table[1], self._mine(y), self._mine(input_rate))
        return self._overwrite(self._modal.advance(table[0], y, input_rate), exact)

    def window(self, state: int, elapsed: Array, duration: Array) -> Array:  # noqa: D102
        exact = self._exact.window(state, self._mine(elapsed), self._mine(duration))
        return self._overwrite(self._modal.window(state, elapsed, duration), exact)

    def at(self, row: Any, y: Array, columns: Any | None = None) -> Array:  # noqa: D102
        value = self._modal.at(row[0], y, columns)
        if columns is None:
            return self._overwrite(value, self._exact.at(row[1], self._mine(y)))
        _, here, there = np.intersect1d(columns, self._others, return_indices=True)
        value[..., here] = self._exact.at(row[1], y[..., here], there)
        return value

    def shift(self, row: Any, change: Array) -> Array:  # noqa: D102
        exact = self._exact.shift(row[1], self._mine(change))
        return self._overwrite(self._modal.shift(row[0], change), exact)

    def area(  # noqa: D102
        self, row: Any, y: Array, input_rate: Array | None, length: float
    ) -> Array:
        exact = self._exact.area(row[1], self._mine(y), self._mine(input_rate), length)
        return self._overwrite(self._modal.area(row[0], y, input_rate, length), exact)

    def window_area(self, state: int, elapsed: Array, duration: Array) -> Array:  # noqa: D102
        exact = self._exact.window_area(state, self._mine(elapsed), self._mine(duration))
        return self._overwrite(self._modal.window_area(state, elapsed, duration), exact)
