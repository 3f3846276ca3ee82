r"""Dissociation: points of the CADSS that the drug adds, and how repetition wears it off.

With f from `troche.pharmacology.mood.felt` (one definition of what is felt),

.. math::

    D &= \frac{A\,f(C_{e,S})}{1 + T} \\
    T_j &= \sum_{i<j} \theta\, f_i\, 2^{-(t_j - t_i)/t_{1/2}}

T is the habituation that earlier sessions have left, each by how strongly it was felt at
its peak: none at the first session, and none for blood pressure at any. A person exceeds
c points where

.. math:: \frac{1}{\omega}\Bigl(\ln\frac{C_{e,S}}{C_{50}}
          - \frac{1}{n}\,\ln\frac{\varphi}{1 - \varphi}\Bigr) + \eta > 0,
          \qquad \varphi = \frac{c\,(1 + T)}{A}

with :math:`\eta` standard normal: their own sensitivity and the session's chance, which shift
:math:`\ln C_{50}` by :math:`\omega`.

That someone reports dissociation as an event is no number of points: like every other event
(`troche.pharmacology.tolerability.events`) it has a threshold of its own, by S-ketamine alone, as
R-ketamine is not felt. What is felt wears off for the reporter as for the rater: a weak feeling
is :math:`f \propto C^n`, so :math:`1/(1 + T)` of it is what :math:`C\,(1 + T)^{-1/n}` gives
at first, and that concentration is held against the threshold.
"""

from __future__ import annotations

from collections.abc import Mapping

from array_api_compat import array_namespace

from troche.pharmacology.mood.felt import felt
from troche.pharmacology.system import Array
from troche.pharmacology.tolerability.events import event_drive

__all__ = ["dissociation", "exceeds", "habituated", "reported"]

_LEAST = 1e-9
_CERTAIN = 0.999


def dissociation(C_S: Array, T: Array, p: Mapping[str, Array]) -> Array:
    """Return the points of the CADSS that the drug adds.

    Parameters
    ----------
    C_S : mg/L
        S-ketamine at the effect site.
    T
        From `habituated`.
    p
        ``C50_felt`` in mg/L, ``n_felt``, ``cadss_most`` in points.

    Examples
    --------
    >>> p = {"C50_felt": 0.09, "n_felt": 2.5, "cadss_most": 40.0}
    >>> round(float(dissociation(0.09, 0.0, p)), 3), round(float(dissociation(0.09, 1.0, p)), 3)
    (20.0, 10.0)
    """
    return p["cadss_most"] * felt(C_S, p) / (1.0 + T)


def exceeds(C_S: Array, T: Array, points: Array, p: Mapping[str, Array]) -> Array:
    """Return how far a person of middle sensitivity lies above a number of points.

    The scale is the normal one of `dissociation`'s notes: the share of people and sessions
    above is the normal distribution function of what is returned.

    Parameters
    ----------
    C_S : mg/L
        Highest S-ketamine at the effect site in the session; an array.
    T
        From `habituated`.
    points
        Of the CADSS, above 0.
    p
        As in `dissociation`, and ``spread_felt``.

    Examples
    --------
    >>> import numpy as np
    >>> p = {"C50_felt": 0.09, "n_felt": 2.0, "cadss_most": 40.0, "spread_felt": 0.5}
    >>> exceeds(np.array([0.03, 0.09]), np.array(0.0), 20.0, p).round(2)
    array([-2.2,  0. ])
    """
    xp = array_namespace(C_S)
    share = xp.minimum(points * (1.0 + T) / p["cadss_most"], _CERTAIN + 0.0 * C_S)
    needed = xp.log(share / (1.0 - share)) / p["n_felt"]
    return (xp.log((C_S + _LEAST) / p["C50_felt"]) - needed) / p["spread_felt"]


def habituated(T: Array, f: Array, hours: Array, p: Mapping[str, Array]) -> Array:
    """Return the habituation at the next session.

    Parameters
    ----------
    T
        At this session; 0 at the first.
    f
        How strongly this session was felt at its peak, a fraction.
    hours : h
        From this session to the next.
    p
        ``habituation`` and ``habituation_half_life`` in h.

    Examples
    --------
    >>> habituated(0.0, 0.5, 168.0, {"habituation": 0.4, "habituation_half_life": 168.0})
    0.1
    """
    return (T + p["habituation"] * f) * 2.0 ** (-hours / p["habituation_half_life"])


def reported(C_S: Array, T: Array, C50: Array, p: Mapping[str, Array]) -> Array:
    """Return how far a person of middle sensitivity lies above reporting dissociation.

    Parameters
    ----------
    C_S : mg/L
        Highest S-ketamine at the effect site in the session; an array.
    T
        From `habituated`.
    C50 : mg/L
        At which half of the people report it in a first session.
    p
        ``n_felt`` and ``spread_events``.

    Examples
    --------
    >>> import numpy as np
    >>> p = {"n_felt": 2.0, "spread_events": 0.5}
    >>> reported(np.array([0.1, 0.1]), np.array([0.0, 3.0]), 0.1, p).round(2)
    array([ 0.  , -1.39])
    """
    return event_drive(C_S * (1.0 + T) ** (-1.0 / p["n_felt"]), C50, p)
