"""Quantiles of a million patients without holding them: counts that add up.

Values fall into bins of equal width on the log scale, one per cent wide. Counts
are integers, so blocks may be added in any order with the same result, and memory does
not grow with the number of patients. A quantile is read by interpolation within its
bin; its relative error is below the width of a bin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Counts"]

Floats = NDArray[np.float64]

BIN: Final = 0.01
LOWEST: Final = 1e-7
HIGHEST: Final = 1e2
BINS: Final = int(np.ceil(np.log(HIGHEST / LOWEST) / BIN)) + 1
"""The first bin holds everything below `LOWEST` mg/L (or share), and reads as zero."""


class Counts:
    """How many patients had each value, at each of several times.

    Parameters
    ----------
    times
        How many times.

    Examples
    --------
    >>> import numpy as np
    >>> counts = Counts(1)
    >>> counts.add(0, np.exp(np.random.default_rng(1).normal(size=(1, 10_000))))
    >>> bool(abs(counts.quantiles([0.5])[0, 0] - 1.0) < 0.03)
    True
    """

    def __init__(self, times: int) -> None:
        self._counts = np.zeros((times, BINS), dtype=np.uint32)

    def add(self, first: int, values: Floats) -> None:
        """Count `values`, shape (time, patient), at the times from number `first` on."""
        with np.errstate(divide="ignore"):
            place = np.log(np.maximum(values, 0.0) / LOWEST) / BIN
        bins = np.clip(np.nan_to_num(place, neginf=-1.0), -1.0, BINS - 2).astype(np.int64) + 1
        rows = len(values)
        flat = bins + BINS * np.arange(rows)[:, None]
        counted = np.bincount(flat.ravel(), minlength=rows * BINS).reshape(rows, BINS)
        self._counts[first : first + rows] += counted.astype(np.uint32)

    def merge(self, other: Counts) -> None:
        """Add the counts of another stretch of patients."""
        self._counts += other._counts

    def sparse(self) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """Return places and counts of what is not empty, for storage."""
        places = np.flatnonzero(self._counts)
        return places, self._counts.ravel()[places]

    def add_sparse(self, places: NDArray[np.int64], counts: NDArray[np.uint32]) -> None:
        """Add what `sparse` returned."""
        self._counts.ravel()[places] += counts

    def quantiles(self, levels: Sequence[float]) -> Floats:
        """Return quantiles at each time.

        Returns
        -------
        shape (level, time)
        """
        totals = self._counts.sum(axis=1, dtype=np.int64)
        cumulative = np.cumsum(self._counts, axis=1, dtype=np.int64)
        found = np.zeros((len(levels), len(totals)))
        for i, level in enumerate(levels):
            rank = level * totals
            bins = np.argmax(cumulative >= np.maximum(rank, 1e-9)[:, None], axis=1)
            rows = np.arange(len(totals))
            inside = self._counts[rows, bins]
            below = cumulative[rows, bins] - inside
            share = np.where(inside > 0, (rank - below) / np.maximum(inside, 1), 0.0)
            value = LOWEST * np.exp(BIN * (bins - 1 + np.clip(share, 0.0, 1.0)))
            found[i] = np.where(bins == 0, 0.0, value)
        return found
