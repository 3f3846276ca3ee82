"""Where outputs are collected: in place for NumPy, by joining pieces elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from array_api_compat import array_namespace, is_numpy_array

from troche.pharmacology.system import Array

__all__ = ["Recorder"]


class Recorder:
    """Collects blocks of rows, in order of time, for each output.

    Parameters
    ----------
    times
        All output times; only their number counts.
    names
        What is recorded.
    like : shape (patient,)
        An array of the namespace, type and width wanted.
    into
        Arrays of shape (time, patient) to write to, by name; made where absent.

    Raises
    ------
    ValueError
        If an array in `into` has another shape.
    """

    def __init__(
        self,
        times: Sequence[float],
        names: Sequence[str],
        like: Array,
        into: Mapping[str, Array] | None,
    ) -> None:
        self._like = like
        self._pieces: dict[str, list[Array]] = {name: [] for name in names}
        self._arrays: dict[str, Array] = {}
        if is_numpy_array(like):
            shape = (len(times), *like.shape)
            for name in names:
                array = (into or {}).get(name)
                if array is not None and array.shape != shape:
                    raise ValueError(f"into[{name!r}] has shape {array.shape}, not {shape}")
                self._arrays[name] = np.empty(shape, like.dtype) if array is None else array

    def put(self, name: str, position: int, values: Array) -> None:
        """Write `values`, shape (time, patient), from row `position` on."""
        if self._arrays:
            self._arrays[name][position : position + values.shape[0]] = values
        else:
            self._pieces[name].append(values)

    def done(self) -> dict[str, Array]:
        """Return what was collected."""
        if self._arrays:
            return self._arrays
        xp = array_namespace(self._like)
        return {name: xp.concat(pieces, axis=0) for name, pieces in self._pieces.items()}
