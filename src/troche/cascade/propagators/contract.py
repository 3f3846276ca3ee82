"""What the solver asks of whatever carries the linear system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from troche.pharmacology.system import Array

__all__ = ["ALL", "Propagator", "Weights"]

Weights = Mapping[int, Array]
ALL = slice(None)


class Propagator(Protocol):
    """The contract of every propagator; one shared test holds it.

    A *coordinate* is whatever the propagator keeps for each patient: amplitudes of
    modes, or the states. `columns` picks patients by number; None is everyone.
    """

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
        self,
        table: Any,
        row: Any,
        y: Array,
        input_rate: Array | None,
        part: slice = ALL,
        columns: Any | None = None,
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
        elapsed : h, shape (patient,) or (time, patient)
            Time since each patient's input began; nothing is there while it is negative,
            by more than `troche.cascade.doses.SAME_TIME`.
        duration : h, shape (patient,)
            Length of the input; 0 for all at once.

        Returns
        -------
        shape (coordinate, patient) or (coordinate, time, patient)
        """
        ...

    def at(self, row: Any, y: Array, columns: Any | None = None) -> Array:
        """Return a signal from coordinates; of `columns` only where those are given."""
        ...

    def shift(self, row: Any, change: Array) -> Array:
        """Return a bound on how far a signal moves, ever, for a change of coordinates."""
        ...

    def area(self, row: Any, y: Array, input_rate: Array | None, length: float) -> Array:
        """Return the exact area under a signal over `length` hours, shape (patient,)."""
        ...

    def window_area(self, state: int, elapsed: Array, duration: Array) -> Array:
        """Return the integral of `window` from the start of the input to `elapsed`, likewise."""
        ...
