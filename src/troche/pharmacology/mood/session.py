r"""One session: a burst out of its drive, with a ceiling and a floor.

.. math::

    \dot A &= h - k_A A \\
    a &= A / A_{ref} \\
    e(a) &= \frac{a^\gamma}{a_{50}^\gamma + a^\gamma} \cdot \frac{1}{1 + (a_0 / a)^6}
            \cdot \Bigl(1 - \frac{n}{1 + (a / 0.9\,a_{low})^{12}}\Bigr),
            \qquad n = \frac{1}{1 + e^{-u / 0.15}}

:math:`A_{ref}` is the peak after 0.5 mg/kg of ketamine into a vein over 40 min in a
typical person, so :math:`a` is a fraction of that burst. :math:`a_{50}` sets the ceiling of
a session. Below :math:`a_0` there is no effect.

The last factor is a null component that every mechanism has, since a saturating curve
through zero makes tiny doses work by construction: in half of all truths, before any row has
spoken (u above 0, n near 1), nothing below the lowest dose that was tested into a vein against
placebo does anything. :math:`a_{low}` is the burst of that dose under the mechanism at hand.
Trials by mouth, and what the other doses do, argue for or against.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.system import Array

__all__ = ["burst_effect", "untested_null"]

_STEEPNESS: Final = 6
"""Of the floor: an assumption; two thirds of it pass at 1.12 times the floor."""

_BELOW_TESTED: Final = 0.9
"""Where the null component ends, of the lowest tested burst: an assumption."""

_EDGE: Final = 12
"""How sharply it ends, an assumption: the tested dose itself keeps four fifths of what effect it
may have, two thirds of it a hundredth."""

_STEP_WIDTH: Final = 0.15
"""Of the step between both kinds of truth: an assumption, so narrow that few lie between."""

_E: Final = 2.718281828459045
_NOTHING: Final = 1e-12


def untested_null(p: Mapping[str, Array]) -> Array:
    """Return the share of effect that is missing below the lowest tested burst: near 0 or 1.

    Parameters
    ----------
    p
        ``untested``, u.

    Examples
    --------
    >>> [round(untested_null({"untested": u}), 3) for u in (-1.0, 0.0, 1.0)]
    [0.001, 0.5, 0.999]
    """
    return 1.0 / (1.0 + _E ** (-p["untested"] / _STEP_WIDTH))


def burst_effect(a: Array, p: Mapping[str, Array]) -> Array:
    """Return the effect of a burst, a fraction of the ceiling.

    Parameters
    ----------
    a : fraction of the reference's peak
    p
        ``a50``, ``a0`` and ``a_low`` (fractions of the reference's peak), ``gamma``,
        ``untested``.

    Examples
    --------
    >>> p = {"a50": 1.0, "gamma": 1.0, "a0": 0.01, "a_low": 0.2, "untested": -1.0}
    >>> [round(float(burst_effect(a, p)), 3) for a in (0.0, 0.1, 0.2, 1.0)]
    [0.0, 0.091, 0.167, 0.5]

    With the null component untested bursts do nothing.

    >>> [round(float(burst_effect(a, p | {"untested": 1.0})), 3) for a in (0.1, 0.2, 1.0)]
    [0.0, 0.13, 0.5]
    """
    raised = (a + _NOTHING) ** p["gamma"]
    passed = (a + _NOTHING) ** _STEEPNESS
    floor = p["a0"] ** _STEEPNESS
    tested = 1.0 - untested_null(p) / (1.0 + (a / (_BELOW_TESTED * p["a_low"])) ** _EDGE)
    return raised / (p["a50"] ** p["gamma"] + raised) * passed / (floor + passed) * tested
