r"""(f) Graded occupancy, gated by another transmitter system.

.. math:: h = RO \cdot (1 - b)\,\frac{C}{C_{gate} + C}

with C the ketamine of both enantiomers in plasma, and b the share of the gate that
another drug keeps shut. The opioid system is the candidate: naltrexone took most of the
response away in a small crossover, with dissociation unchanged (Williams 2018, table
``mechanism``); no row gives its size, so nothing is fitted to it, and b is 0 unless a
caller states it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.mood.mechanisms.contract import Mechanism, mood_occupancy
from troche.pharmacology.mood.mechanisms.graded_occupancy import AT_THE_RECEPTOR
from troche.pharmacology.system import Array

__all__ = ["GATED_OCCUPANCY"]


def _drive(signals: Mapping[str, Array], p: Mapping[str, Array]) -> Array:
    C = signals["S-ketamine"] + signals["R-ketamine"]
    opened = (1.0 - p.get("gate_blocked", 0.0)) * C / (p["C_gate"] + C)
    return mood_occupancy(signals, p) * opened


GATED_OCCUPANCY: Final = Mechanism(
    "gated occupancy",
    "f",
    "NMDA receptor occupancy, gated by another transmitter system",
    (*AT_THE_RECEPTOR, "S-ketamine", "R-ketamine"),
    ("kappa_mood", "C_gate"),
    0.7,
    _drive,
)
