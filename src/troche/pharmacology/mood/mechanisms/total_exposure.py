r"""(c) Total exposure: the area under ketamine, whatever its peak.

.. math:: h = \frac{2\kappa\, C_S + 2\, C_R}{1 + \kappa}

in plasma, mg/L. Its integrator is slower than a burst, so that a session counts by its
area.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.mood.mechanisms.contract import Mechanism, both
from troche.pharmacology.system import Array

__all__ = ["TOTAL_EXPOSURE"]


def _drive(signals: Mapping[str, Array], p: Mapping[str, Array]) -> Array:
    return both(signals["S-ketamine"], signals["R-ketamine"], p["kappa_mood"])


TOTAL_EXPOSURE: Final = Mechanism(
    "total exposure",
    "c",
    "total exposure to ketamine",
    ("S-ketamine", "R-ketamine"),
    ("kappa_mood",),
    6.0,
    _drive,
)
