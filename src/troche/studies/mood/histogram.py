"""Scores of any number of people as counts that add up.

Bins of a quarter point from 0 to 60: counts of blocks may be added in any order with the
same result. A quantile is read by interpolation within its bin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Histogram"]

Floats = NDArray[np.float64]

_BINS: Final = 240


class Histogram:
    """How many people had each value, in each of several rows.

    Parameters
    ----------
    rows
        Such as times.
    low, high
        Of the values; what lies outside counts at the edge.

    Examples
    --------
    >>> some = Histogram(1)
    >>> some.add(np.linspace(0.0, 60.0, 10_001)[None, :])
    >>> some.quantiles([0.05, 0.5]).round(1).tolist()
    [[3.0], [30.0]]
    """

    def __init__(self, rows: int, low: float = 0.0, high: float = 60.0) -> None:
        self.low, self.high = low, high
        self.counts = np.zeros((rows, _BINS), dtype=np.float64)

    def add(self, values: Floats) -> None:
        """Count values of shape (row, person)."""
        share = (values - self.low) / (self.high - self.low)
        bins = np.clip(np.floor(share * _BINS), 0, _BINS - 1).astype(np.int64)
        rows = len(values)
        flat = bins + _BINS * np.arange(rows)[:, None]
        self.counts += np.bincount(flat.ravel(), minlength=rows * _BINS).reshape(rows, _BINS)

    def sparse(self) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """Return places and counts of what is not empty, for storage of one block."""
        places = np.flatnonzero(self.counts)
        return places.astype(np.int32), self.counts.ravel()[places].astype(np.uint16)

    def add_sparse(self, places: NDArray[np.int32], counts: NDArray[np.uint16]) -> None:
        """Add what `sparse` returned."""
        self.counts.ravel()[places] += counts

    def weighted(self, weight: float, other: Histogram) -> None:
        """Add another's shares of people, so weighted."""
        totals = np.maximum(other.counts.sum(axis=1, keepdims=True), 1.0)
        self.counts += weight * other.counts / totals

    def quantiles(self, levels: Sequence[float]) -> Floats:
        """Return quantiles of each row, shape (level, row)."""
        totals = self.counts.sum(axis=1)
        cumulative = np.cumsum(self.counts, axis=1)
        rows = np.arange(len(totals))
        found = np.zeros((len(levels), len(totals)))
        for i, level in enumerate(levels):
            rank = np.maximum(level * totals, 1e-12)[:, None]
            bins = np.argmax(cumulative >= rank - 1e-12, axis=1)
            inside = self.counts[rows, bins]
            below = cumulative[rows, bins] - inside
            share = np.clip((rank[:, 0] - below) / np.maximum(inside, 1e-12), 0.0, 1.0)
            found[i] = self.low + (self.high - self.low) * (bins + share) / _BINS
        return found
