r"""Ways to carry the linear system forward: modes, the matrix exponential, or both.

Each keeps a vector of coordinates per patient and answers the same questions;
the solver does not know which it holds. `ModalPropagator` is the fast one.
`ExponentialPropagator` works in the states themselves, where nothing cancels.
`MixedPropagator` takes modes where they are sound and the exponential for the
patients whose rates nearly coincide, chains of equal rates, and blocks with
loops. The patient is the last axis everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from array_api_compat import array_namespace, is_numpy_array

from troche.cascade.modes import Modes, decompose
from troche.pharmacology.system import Array

__all__ = [
    "ExponentialPropagator",
    "MixedPropagator",
    "ModalPropagator",
    "Propagator",
    "propagator_for",
]

Weights = Mapping[int, Array]
ALL = slice(None)


class Propagator(Protocol):
    """The contract of all three."""

    def zeros(self) -> Array:
        """Return the coordinates of an empty body, shape (coordinate, patient)."""
        ...

    def entry(self, state: int) -> Array:
        """Return the coordinates of one milligram in `state`."""
        ...

    def row(self, weights: Weights) -> Any:
        """Turn weights on states into what `observe` takes."""
        ...

    def table(self, times: Sequence[float]) -> Any:
        """Prepare what `observe` and `advance` need at `times`, in h from the start."""
        ...

    def observe(
        self, table: Any, row: Any, y: Array, input_rate: Array | None, part: slice = ALL
    ) -> Array:
        """Return a signal at the table's times, or a part of them; shape (time, patient)."""
        ...

    def advance(self, table: Any, y: Array, input_rate: Array | None) -> Array:
        """Return the coordinates at the table's last time."""
        ...

    def window(self, state: int, elapsed: Array, duration: Array) -> Array:
        """Return the coordinates of one milligram spread evenly over `duration`.

        Parameters
        ----------
        elapsed, duration : h, shape (patient,)
            Time since each patient's input began (none yet where negative), and its
            length (0 for all at once).
        """
        ...

    def at(self, row: Any, y: Array) -> Array:
        """Return a signal from the coordinates themselves, shape (patient,)."""
        ...

    def area(self, row: Any, spent: Array) -> Array:
        """Return the area under a signal while coordinates `spent` were used up."""
        ...


def _weighted_sum(terms: list[tuple[Array, Array]], like: Array) -> Array:
    """Add weight times table over modes, without temporaries where arrays are NumPy's."""
    if not terms:
        return like * 0.0
    (weight, table), *rest = terms
    total = weight * table
    if not is_numpy_array(total):
        return sum((w * t for w, t in rest), total)
    buffer = np.empty_like(total)
    for weight, table in rest:
        np.multiply(weight, table, out=buffer)
        total += buffer
    return total


def _mean_exponential(z: Array, xp: Any) -> Array:
    """Return (exp(z) - 1) / z, which is 1 at zero."""
    flat = z == 0.0
    return xp.where(flat, xp.ones_like(z), xp.expm1(z) / xp.where(flat, xp.ones_like(z), z))


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
        self._entries: dict[int, Array] = {}

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

    def table(self, times: Sequence[float]) -> tuple[Array, list[Array], list[Array]]:  # noqa: D102
        xp, rates = self._xp, self.modes.rates
        t = xp.asarray([[float(time)] for time in times], dtype=rates.dtype)
        decay = [xp.exp(-t * rates[m, ...]) for m in range(rates.shape[0])]
        return t, decay, []

    def _filled(self, table: tuple[Array, list[Array], list[Array]]) -> list[Array]:
        """What a unit input rate has left in each mode; made once it is needed."""
        t, _, filled = table
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
        def pick(a: Array) -> Array:
            return a if columns is None else a[..., columns]

        terms = [(pick(w * y[m, ...]), pick(table[1][m][part, ...])) for m, w in row.items()]
        if input_rate is not None:
            filled = self._filled(table)
            terms += [
                (pick(w * input_rate[m, ...]), pick(filled[m][part, ...])) for m, w in row.items()
            ]
        return _weighted_sum(terms, pick(table[1][0][part, ...]))

    def advance(self, table: Any, y: Array, input_rate: Array | None) -> Array:  # noqa: D102
        xp = self._xp
        moved = y * xp.stack([d[-1, ...] for d in table[1]])
        if input_rate is None:
            return moved
        return moved + input_rate * xp.stack([f[-1, ...] for f in self._filled(table)])

    def window(self, state: int, elapsed: Array, duration: Array) -> Array:  # noqa: D102
        xp, rates = self._xp, self.modes.rates
        begun = elapsed >= 0.0
        elapsed = xp.where(begun, elapsed, xp.zeros_like(elapsed))
        instant = duration == 0.0
        given = xp.where(elapsed < duration, elapsed, duration)
        share = given / xp.where(instant, xp.ones_like(duration), duration)
        share = xp.where(instant, xp.ones_like(share), share) * xp.astype(begun, rates.dtype)
        mean = _mean_exponential(-rates * given, xp)
        return self.entry(state) * (share * mean * xp.exp(-rates * (elapsed - given)))

    def at(self, row: Any, y: Array) -> Array:  # noqa: D102
        return _weighted_sum([(w, y[m, ...]) for m, w in row.items()], y[0, ...])

    def area(self, row: Any, spent: Array) -> Array:  # noqa: D102
        return self.at(row, spent / self.modes.rates)


class ExponentialPropagator:
    """Coordinates are the states.

    Parameters
    ----------
    matrix : 1/h, shape (patient, state, state)
    """

    def __init__(self, matrix: Array) -> None:
        self._matrix = np.asarray(matrix)
        n = self._matrix.shape[-1]
        # The exponential of [[K, I], [0, 0]] t holds exp(Kt) and its integral.
        self._augmented = np.zeros((len(self._matrix), 2 * n, 2 * n))
        self._augmented[:, :n, :n] = self._matrix
        self._augmented[:, :n, n:] = np.eye(n)
        self._n = n

    def zeros(self) -> Array:  # noqa: D102
        return np.zeros((self._n, len(self._matrix)))

    def entry(self, state: int) -> Array:  # noqa: D102
        unit = self.zeros()
        unit[state] = 1.0
        return unit

    def row(self, weights: Weights) -> Weights:  # noqa: D102
        return dict(weights)

    def pair(self, times: Any) -> tuple[Any, Any]:
        """Return exp(Kt) and its integral, each of shape (state, state, patient)."""
        from scipy.linalg import expm

        both = np.moveaxis(expm(self._augmented * np.reshape(times, (-1, 1, 1))), 0, -1)
        return both[: self._n, : self._n], both[: self._n, self._n :]

    def table(self, times: Sequence[float]) -> list[tuple[Any, Any]]:  # noqa: D102
        return [self.pair(float(time)) for time in times]

    def observe(  # noqa: D102
        self, table: Any, row: Any, y: Array, input_rate: Array | None, part: slice = ALL
    ) -> Array:
        values = [self.at(row, self._moved(pair, y, input_rate)) for pair in table[part]]
        return np.stack(values) if values else np.zeros((0, y.shape[-1]))

    def _moved(self, pair: tuple[Any, Any], y: Array, input_rate: Array | None) -> Array:
        moved = np.einsum("ijp,jp->ip", pair[0], y)
        return moved if input_rate is None else moved + np.einsum("ijp,jp->ip", pair[1], input_rate)

    def advance(self, table: Any, y: Array, input_rate: Array | None) -> Array:  # noqa: D102
        return self._moved(table[-1], y, input_rate)

    def window(self, state: int, elapsed: Array, duration: Array) -> Array:  # noqa: D102
        begun = elapsed >= 0.0
        elapsed = np.maximum(elapsed, 0.0)
        given = np.minimum(elapsed, duration)
        flow, _ = self.pair(elapsed - given)
        start, filled = self.pair(given)
        instant = np.asarray(duration) == 0.0
        mean = filled[:, state] / np.where(instant, 1.0, duration)
        entered = np.where(instant, start[:, state], mean)
        return np.where(begun, np.einsum("ijp,jp->ip", flow, entered), 0.0)

    def at(self, row: Any, y: Array) -> Array:  # noqa: D102
        return sum((w * y[s] for s, w in row.items()), np.zeros(y.shape[-1]))

    def area(self, row: Any, spent: Array) -> Array:  # noqa: D102
        settled = np.linalg.solve(-self._matrix, np.moveaxis(spent, 0, -1)[..., None])
        return self.at(row, np.moveaxis(settled[..., 0], -1, 0))


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
        self, table: Any, row: Any, y: Array, input_rate: Array | None, part: slice = ALL
    ) -> Array:
        exact = self._exact.observe(table[1], row[1], self._mine(y), self._mine(input_rate), part)
        return self._overwrite(self._modal.observe(table[0], row[0], y, input_rate, part), exact)

    def advance(self, table: Any, y: Array, input_rate: Array | None) -> Array:  # noqa: D102
        exact = self._exact.advance(table[1], self._mine(y), self._mine(input_rate))
        return self._overwrite(self._modal.advance(table[0], y, input_rate), exact)

    def window(self, state: int, elapsed: Array, duration: Array) -> Array:  # noqa: D102
        exact = self._exact.window(state, self._mine(elapsed), self._mine(duration))
        return self._overwrite(self._modal.window(state, elapsed, duration), exact)

    def at(self, row: Any, y: Array) -> Array:  # noqa: D102
        return self._overwrite(self._modal.at(row[0], y), self._exact.at(row[1], self._mine(y)))

    def area(self, row: Any, spent: Array) -> Array:  # noqa: D102
        exact = self._exact.area(row[1], self._mine(spent))
        return self._overwrite(self._modal.area(row[0], spent), exact)


def propagator_for(
    matrix: Array,
    inputs: Sequence[int] | None = None,
    method: str = "auto",
    pattern: Any | None = None,
) -> Propagator:
    """Choose how to carry `matrix` forward.

    Parameters
    ----------
    matrix : 1/h, shape (patient, state, state)
    inputs
        States that receive doses.
    method
        ``"modal"``, ``"exponential"``, or ``"auto"``: modal where sound. Only
        ``"modal"`` works on traced arrays.
    pattern
        As in `troche.cascade.modes.decompose`.

    Raises
    ------
    ValueError
        If `method` is none of these.
    """
    if method == "exponential":
        return ExponentialPropagator(matrix)
    if method not in ("auto", "modal"):
        raise ValueError(f"method {method!r} is not 'auto', 'modal' or 'exponential'")
    modal = ModalPropagator(decompose(matrix, inputs, pattern))
    if method == "modal":
        return modal
    others = np.flatnonzero(~np.asarray(modal.modes.sound))
    if len(others) == 0:
        return modal
    exponential = ExponentialPropagator(np.asarray(matrix)[others])
    if len(others) == len(np.asarray(modal.modes.sound)):
        return exponential
    return MixedPropagator(modal, exponential, others)
