r"""(b) Graded occupancy: the more receptors are occupied, the more benefit.

.. math:: h = RO
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.mood.mechanisms.contract import Mechanism, mood_occupancy
from troche.pharmacology.system import Array

__all__ = ["AT_THE_RECEPTOR", "GRADED_OCCUPANCY"]

AT_THE_RECEPTOR: Final = (
    "effect S-ketamine",
    "effect R-ketamine",
    "effect S-norketamine",
    "effect R-norketamine",
)


def _drive(signals: Mapping[str, Array], p: Mapping[str, Array]) -> Array:
    return mood_occupancy(signals, p)


GRADED_OCCUPANCY: Final = Mechanism(
    "graded occupancy",
    "b",
    "NMDA receptor occupancy, graded",
    AT_THE_RECEPTOR,
    ("kappa_mood",),
    0.7,
    _drive,
)
