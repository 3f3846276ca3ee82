r"""One session: a burst out of its drive, with a ceiling and a floor.

.. math::

    \dot A &= h - k_A A \\
    a &= A / A_{ref} \\
    e(a) &= \frac{a^\gamma}{a_{50}^\gamma + a^\gamma} \cdot \frac{1}{1 + (a_0 / a)^6}

:math:`A_{ref}` is the peak after 0.5 mg/kg of ketamine into a vein over 40 min in a
typical person, so :math:`a` is a fraction of that burst. :math:`a_{50}` sets the ceiling of
a session. Below :math:`a_0` there is no effect: a null component that every mechanism has,
since a saturating curve through zero makes tiny doses work by construction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.system import Array

__all__ = ["burst_effect"]

_STEEPNESS: Final = 6
"""Of the floor: an assumption; two thirds of it pass at 1.12 times the floor."""

_NOTHING: Final = 1e-12


def burst_effect(a: Array, p: Mapping[str, Array]) -> Array:
    """Return the effect of a burst, a fraction of the ceiling.

    Parameters
    ----------
    a : fraction of the reference's peak
    p
        ``a50`` and ``a0`` (fractions of the reference's peak), ``gamma``.

    Examples
    --------
    >>> p = {"a50": 1.0, "gamma": 1.0, "a0": 0.1}
    >>> [round(float(burst_effect(a, p)), 3) for a in (0.0, 0.05, 0.2, 1.0)]
    [0.0, 0.001, 0.164, 0.5]
    """
    raised = (a + _NOTHING) ** p["gamma"]
    passed = (a + _NOTHING) ** _STEEPNESS
    floor = p["a0"] ** _STEEPNESS
    return raised / (p["a50"] ** p["gamma"] + raised) * passed / (floor + passed)
