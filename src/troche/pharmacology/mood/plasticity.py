r"""Fast and slow plasticity: how sessions add up, fade and last.

With e the effect of a burst and :math:`q = 1/\alpha`, for each of the two states
(F: fast, S: slow)

.. math::

    \dot T &= e / \tau_1 - k_T T                                         \\
    \dot Z &= \bigl(e / (1 + \varphi T)\bigr)^q / \tau_q - q\,k\,Z        \\
    \dot Y &= k_{on} (Z^\alpha - Y)                                      \\
    D &= w\,Y_F + (1 - w)\,Y_S

:math:`\alpha` is how sessions accumulate: with 1 their effects add up, towards 0 the
largest alone counts, since :math:`Z^\alpha = (\sum_j e_j^q e^{-qk(t-t_j)})^{1/q}` is a
power mean of what each session has left. T is the memory of repetition, :math:`\varphi` how
much benefit fades with it; none is among its values. :math:`\tau_q` is
:math:`\int e^q\,dt` over one reference infusion, so that one such session counts as 1.
Nothing feeds back upstream: the chain stays in the class that the engine solves exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from array_api_compat import array_namespace

from troche.pharmacology.system import Array

__all__ = ["LN2", "accumulated", "benefit", "faded", "plasticity_rates"]

LN2: Final = 0.6931471805599453
_NOTHING: Final = 1e-60


def faded(e: Array, T: Array, p: Mapping[str, Array]) -> Array:
    """Return the effect of a burst after earlier ones have been remembered.

    Examples
    --------
    >>> faded(0.5, 2.0, {"phi": 0.1})
    0.4166666666666667
    """
    return e / (1.0 + p["phi"] * T)


def accumulated(Z: Array, p: Mapping[str, Array]) -> Array:
    r"""Return :math:`Z^\alpha`.

    Examples
    --------
    Four equal sessions add up to four, or count little more than one:

    >>> import numpy as np
    >>> [float(accumulated(np.float64(4.0), {"alpha": alpha})) for alpha in (1.0, 0.25)]
    [4.0, 1.4142135623730951]
    """
    return (Z + _NOTHING) ** p["alpha"]


def plasticity_rates(p: Mapping[str, Array]) -> dict[str, Array]:
    """Return decay and onset rates, 1/h, of ``"fast"`` and ``"slow"``, and of the memory.

    `p` holds half-lives in h: ``fast_half_life``, ``slow_half_life``, ``memory_half_life``,
    ``onset_half_life`` and ``slow_lag``.
    """
    return {
        "fast": LN2 / p["fast_half_life"],
        "slow": LN2 / p["slow_half_life"],
        "fast onset": LN2 / p["onset_half_life"],
        "slow onset": LN2 / p["slow_lag"],
        "memory": LN2 / p["memory_half_life"],
    }


def benefit(Y_F: Array, Y_S: Array, p: Mapping[str, Array]) -> Array:
    """Return D, in units of what one reference infusion leaves after a day.

    `p` holds ``w_fast`` and ``D_ref``, the same sum one day after one reference infusion.
    """
    xp = array_namespace(Y_F)
    return (p["w_fast"] * Y_F + (1.0 - p["w_fast"]) * Y_S) / xp.asarray(p["D_ref"])
