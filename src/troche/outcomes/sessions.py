"""Sessions: how high each dose takes ketamine at the effect site.

A session begins with a dose of drug and ends with the next one, or with the horizon. Of its
course nothing is kept but each patient's highest value; of the first session also what the
effect site holds at the times that were asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troche.outcomes.peaks import peak
from troche.population.course import Segment

__all__ = ["FIRST_HOURS", "SessionRecorder"]

Floats = NDArray[np.float64]

FIRST_HOURS = 4.0
"""Hours of the first session that are kept over time."""

_SAME_TIME = 1e-9


class SessionRecorder:
    """Takes each session's peaks from the segments of a course.

    Parameters
    ----------
    patients
        How many.
    starts : h
        When the doses of drug begin, increasing.

    Examples
    --------
    >>> recorder = SessionRecorder(2, [0.0, 24.0])
    >>> recorder.peaks("S").shape, recorder.times
    ((2, 2), ())
    """

    def __init__(self, patients: int, starts: Sequence[float]) -> None:
        self._n, self._starts = patients, np.asarray(starts, dtype=np.float64)
        self._peaks: dict[str, Floats] = {}
        self._first: dict[float, Floats] = {}

    def see(self, segment: Segment) -> None:
        """Take in one segment."""
        session = int(np.searchsorted(self._starts, segment.start + _SAME_TIME, "right")) - 1
        if session < 0:
            return
        for enantiomer in "SR":
            values = segment.values.get(f"effect {enantiomer}-ketamine")
            if values is None:
                continue
            height, _ = peak(segment.times, values, segment.positions)
            kept = self._kept(enantiomer)
            np.maximum(kept[session], height, out=kept[session])
        if session == 0:
            since = np.asarray(segment.outputs) - self._starts[0]
            for i in np.flatnonzero(since <= FIRST_HOURS + _SAME_TIME):
                found = segment.readings.get("effect S-ketamine")
                values = np.zeros(self._n) if found is None else found[i]
                self._first[round(float(since[i]), 9)] = values

    def _kept(self, enantiomer: str) -> Floats:
        if enantiomer not in self._peaks:
            self._peaks[enantiomer] = np.zeros((len(self._starts), self._n))
        return self._peaks[enantiomer]

    def peaks(self, enantiomer: str) -> Floats:
        """Return the highest ketamine at the effect site, mg/L, shape (session, patient).

        Who missed a session's dose shows what earlier ones left.

        Parameters
        ----------
        enantiomer
            ``"S"`` or ``"R"``; one that is not given has zeros.
        """
        return self._kept(enantiomer)

    @property
    def times(self) -> tuple[float, ...]:
        """Times since the first dose, h, at which the first session was read; increasing."""
        return tuple(sorted(self._first))

    @property
    def first(self) -> Floats:
        """S-ketamine at the effect site at those times, mg/L, shape (time, patient)."""
        return (
            np.stack([self._first[t] for t in self.times])
            if self._first
            else np.zeros((0, self._n))
        )
