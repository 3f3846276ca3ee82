"""(e) Expectancy through felt effects: the drug itself does nothing.

Who feels a dose knows what was given, hopes, and improves. The same part stands, with
a narrower prior, inside every other mechanism (`troche.pharmacology.mood.felt`); here
it is all there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.mood.mechanisms.contract import Mechanism
from troche.pharmacology.system import Array

__all__ = ["EXPECTANCY"]


def _drive(signals: Mapping[str, Array], p: Mapping[str, Array]) -> Array:
    return 0.0 * signals["effect S-ketamine"]


EXPECTANCY: Final = Mechanism(
    "expectancy", "e", "expectancy through felt effects, no drug effect", (), (), 0.7, _drive
)
