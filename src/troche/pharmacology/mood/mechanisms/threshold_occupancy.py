r"""(a) Occupancy with a threshold and an inverted U.

.. math:: h = \frac{RO^3}{RO_{50}^3 + RO^3} \cdot \frac{1}{1 + (RO / RO_\cap)^4}

Half of the burst at :math:`RO_{50}`, half lost again at :math:`RO_\cap`: subanaesthetic
doses raise glutamate in the rat, anaesthetic ones do not. The exponents are assumptions.

References
----------
.. [1] Chowdhury et al. (2012), in the table ``mechanism``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.mood.mechanisms.contract import Mechanism, mood_occupancy
from troche.pharmacology.mood.mechanisms.graded_occupancy import AT_THE_RECEPTOR
from troche.pharmacology.system import Array

__all__ = ["THRESHOLD_OCCUPANCY"]

_RISE: Final = 3
_FALL: Final = 4


def _drive(signals: Mapping[str, Array], p: Mapping[str, Array]) -> Array:
    occupied = mood_occupancy(signals, p)
    raised = occupied**_RISE
    return raised / (p["RO50"] ** _RISE + raised) / (1.0 + (occupied / p["RO_cap"]) ** _FALL)


THRESHOLD_OCCUPANCY: Final = Mechanism(
    "threshold occupancy",
    "a",
    "NMDA receptor occupancy, with a threshold and an inverted U",
    AT_THE_RECEPTOR,
    ("kappa_mood", "RO50", "RO_cap"),
    0.7,
    _drive,
)
