r"""(d) Exposure to hydroxynorketamine, a metabolite that hardly touches the receptor.

.. math:: h = \frac{2\kappa\, H_S + 2\, H_R}{1 + \kappa}

in plasma, mg/L. Mice argue for it, a rat study and 53 patients against (table
``mechanism``, topic HNK); it stays until prediction has spoken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.mood.mechanisms.contract import Mechanism, both
from troche.pharmacology.system import Array

__all__ = ["HYDROXYNORKETAMINE"]


def _drive(signals: Mapping[str, Array], p: Mapping[str, Array]) -> Array:
    return both(signals["S-hydroxynorketamine"], signals["R-hydroxynorketamine"], p["kappa_mood"])


HYDROXYNORKETAMINE: Final = Mechanism(
    "hydroxynorketamine",
    "d",
    "exposure to hydroxynorketamine",
    ("S-hydroxynorketamine", "R-hydroxynorketamine"),
    ("kappa_mood",),
    6.0,
    _drive,
)
