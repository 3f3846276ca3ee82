"""Rival mechanisms of benefit, each a small plug-in that the rest does not notice.

A mechanism says which concentrations drive benefit, and how. Everything below the
drive (a session's ceiling, fast and slow plasticity, repetition, fading, expectancy)
is shared, so that rivals differ in one assumption alone. To add one, write a file with
a `Mechanism` and name it in `MECHANISMS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.errors import ModelError, nearest
from troche.pharmacology.mood.mechanisms.contract import SIGNALS, Mechanism
from troche.pharmacology.mood.mechanisms.expectancy import EXPECTANCY
from troche.pharmacology.mood.mechanisms.gated_occupancy import GATED_OCCUPANCY
from troche.pharmacology.mood.mechanisms.graded_occupancy import GRADED_OCCUPANCY
from troche.pharmacology.mood.mechanisms.hydroxynorketamine import HYDROXYNORKETAMINE
from troche.pharmacology.mood.mechanisms.threshold_occupancy import THRESHOLD_OCCUPANCY
from troche.pharmacology.mood.mechanisms.total_exposure import TOTAL_EXPOSURE

__all__ = ["MECHANISMS", "SIGNALS", "Mechanism", "mechanism"]

MECHANISMS: Final[Mapping[str, Mechanism]] = {
    each.name: each
    for each in (
        THRESHOLD_OCCUPANCY,
        GRADED_OCCUPANCY,
        TOTAL_EXPOSURE,
        HYDROXYNORKETAMINE,
        EXPECTANCY,
        GATED_OCCUPANCY,
    )
}
"""By name, in the order of the design."""


def mechanism(name: str) -> Mechanism:
    """Return a mechanism by name.

    Raises
    ------
    troche.errors.ModelError
        If there is none of that name.

    Examples
    --------
    >>> mechanism("graded occupancy").letter
    'b'
    """
    if name not in MECHANISMS:
        raise ModelError("mechanism", name, ", ".join(MECHANISMS), meant=nearest(name, MECHANISMS))
    return MECHANISMS[name]
