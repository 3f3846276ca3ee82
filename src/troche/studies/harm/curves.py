"""Numbers of people along a line, such as time: counts, sums and squares that add up.

Counts stand on a square-root scale, finer near zero, where small doses lie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.studies.harm.results import HarmCurve
from troche.studies.mood.histogram import Histogram
from troche.studies.mood.truths import truths_from

__all__ = ["Line"]

Floats = NDArray[np.float64]

_HIGHEST: Final = 92.0
"""Points of the CADSS, the end of the scale."""

_LEAST: Final = 1e-12

_LEVELS: Final = (0.05, 0.5, 0.95)


class Line:
    """Points of the CADSS of people, at each of several places.

    Parameters
    ----------
    places
        How many.
    draws
        How many truths people carry.
    """

    def __init__(self, places: int, draws: int) -> None:
        self._places, self._draws = places, draws
        self._n = np.zeros((places, draws))
        self._sums = np.zeros((places, draws))
        self._squares = np.zeros(places)
        self._spread = Histogram(places, 0.0, float(np.sqrt(_HIGHEST)))

    def add(self, values: Floats, group: NDArray[np.int64]) -> None:
        """Count values of shape (place, person); NaN is nobody."""
        for i, row in enumerate(values):
            there = np.isfinite(row)
            known, mine = row[there], group[there]
            self._n[i] += np.bincount(mine, minlength=self._draws)
            self._sums[i] += np.bincount(mine, weights=known, minlength=self._draws)
            self._squares[i] += float((known**2).sum())
            one = Histogram(1, self._spread.low, self._spread.high)
            one.add(np.sqrt(known)[None, :])
            self._spread.counts[i] += one.counts[0]

    def stored(self, name: str) -> dict[str, Any]:
        """Return what one block gave, as arrays by name."""
        places, counts = self._spread.sparse()
        parts: dict[str, Any] = {"n": self._n, "sums": self._sums, "squares": self._squares}
        parts |= {"places": places, "counts": counts}
        return {f"{name} {key}": value for key, value in parts.items()}

    def add_stored(self, name: str, arrays: Mapping[str, Any]) -> None:
        """Add what `stored` returned."""
        self._n += arrays[f"{name} n"]
        self._sums += arrays[f"{name} sums"]
        self._squares += arrays[f"{name} squares"]
        self._spread.add_sparse(arrays[f"{name} places"], arrays[f"{name} counts"])

    def curve(self, along: str, unit: str, places: Sequence[float], uncertain: bool) -> HarmCurve:
        """Return the curve of everyone.

        Parameters
        ----------
        along, unit
            What the places are.
        places
            Where they are.
        uncertain
            Whether people carry possible truths.
        """
        low, median, high = self._spread.quantiles(_LEVELS) ** 2
        known = np.ones((2, self._places))
        for i in range(self._places):
            truths = truths_from(self._n[i], self._sums[i], float(self._squares[i]))
            if truths is None or truths.mean <= 0:
                continue
            known[:, i] = [max(0.0, truths.quantile(q) / truths.mean) for q in (0.05, 0.95)]
            # Everyone spreads by people and by truths; of the variance people's share is kept.
            kept = np.sqrt(truths.within / max(truths.within + truths.between, _LEAST))
            low[i], high[i] = (median[i] + kept * (end[i] - median[i]) for end in (low, high))
        bands = known * median if uncertain else ((), ())
        # Where nobody took the dose there is nothing to draw.
        there = np.flatnonzero(self._n.sum(axis=1) > 0).tolist()
        return HarmCurve(
            along,
            unit,
            tuple(float(places[i]) for i in there),
            *(
                tuple(float(line[i]) for i in there) if len(line) else ()
                for line in (median, low, high, *bands)
            ),
        )
