"""Whether a sum of exponentials keeps its digits: what cancels, against what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from troche.pharmacology.system import Array

__all__ = ["SOUND_GROWTH", "keeps_digits"]

SOUND_GROWTH = 1e6
"""Largest cancellation, in units of the response, that the modal form may carry.

With 16 digits it leaves an error of about 1e-10 of each state's peak.
"""

LOOKS = 8
"""Times at which a response is looked at to find its peak, to within a factor."""


def keeps_digits(
    rates: Array,
    vectors: Mapping[tuple[int, int], Array],
    inverse: Mapping[tuple[int, int], Array],
    inputs: Sequence[int],
    xp: Any,
) -> Array:
    """Compare the terms of each state's response to each input with its own peak.

    Parameters
    ----------
    rates : 1/h, shape (mode, patient)
    vectors, inverse
        As in `troche.cascade.modes.Modes`.
    inputs
        States that receive doses.
    xp
        Array namespace.

    Returns
    -------
    shape (patient,), bool
    """
    n = int(rates.shape[0])
    fastest = xp.max(rates, axis=0)
    slowest = xp.min(xp.where(rates > 0.0, rates, fastest), axis=0)
    start, stop = xp.log(0.03 / fastest), xp.log(3.0 / slowest)
    steps = [start + (stop - start) * (step / (LOOKS - 1)) for step in range(LOOKS)]
    looks = xp.exp(xp.stack(steps))
    decays = [xp.exp(-rates[m, ...] * looks) for m in range(n)]
    sound = fastest > 0.0
    for j in inputs:
        for s in range(n):
            terms = {
                m: vectors[s, m] * inverse[m, j]
                for m in range(n)
                if (s, m) in vectors and (m, j) in inverse
            }
            if len(terms) < 2:
                continue
            size = sum(xp.abs(term) for term in terms.values())
            response = sum(term * decays[m] for m, term in terms.items())
            sound = sound & (size <= SOUND_GROWTH * xp.max(xp.abs(response), axis=0))
    return sound
