r"""Adverse events by a session's peak: a person's threshold, crossed or not.

.. math:: m_k = \frac{\ln (C_{e,S} + \rho\,C_{e,R}) - \ln C_{50,k}}{\omega}

A person with standard normal sensitivity :math:`\eta` has event k in a session where
:math:`m_k + \sqrt{a}\,\eta + \sqrt{1 - a}\,\varepsilon > 0`, with the session's own chance
:math:`\varepsilon`: the classic quantal dose-response, with people who stay alike from one
session to the next by a.

References
----------
.. [1] Finney (1971). *Probit Analysis*, 3rd ed. Cambridge University Press.
"""

from __future__ import annotations

from collections.abc import Mapping

from array_api_compat import array_namespace

from troche.pharmacology.system import Array

__all__ = ["event_drive", "session_strength"]

_LEAST = 1e-9


def session_strength(C_S: Array, C_R: Array, p: Mapping[str, Array]) -> Array:
    """Return a session's peak in units of S-ketamine, mg/L.

    Parameters
    ----------
    C_S, C_R : mg/L
        Highest at the effect site.
    p
        ``events_by_R``: potency of R relative to S for adverse events.

    Examples
    --------
    >>> session_strength(0.1, 0.08, {"events_by_R": 0.25})
    0.12000000000000001
    """
    return C_S + p["events_by_R"] * C_R


def event_drive(strength: Array, C50: Array, p: Mapping[str, Array]) -> Array:
    """Return how far a person of middle sensitivity lies above an event's threshold.

    Parameters
    ----------
    strength : mg/L
        From `session_strength`; an array.
    C50 : mg/L
        At which half of the people have the event in a session.
    p
        ``spread_events``.

    Examples
    --------
    >>> import numpy as np
    >>> event_drive(np.array([0.1, 0.2]), 0.2, {"spread_events": 0.7}).round(2)
    array([-0.99,  0.  ])
    """
    xp = array_namespace(strength)
    return (xp.log(strength + _LEAST) - xp.log(C50 + 0.0 * strength)) / p["spread_events"]
