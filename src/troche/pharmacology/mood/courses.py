r"""What improves without the drug: placebo course, conventional antidepressant.

Improvements are shares of baseline. With t in h since the first dose of a phase,

.. math::

    P(t) &= (s\,e^{-t/\tau_s} + b\,e^{-t/\tau_b})\,(1 - e^{-t/\tau_1}) + l\,(1 - e^{-t/\tau_2}) \\
    A(t) &= A_\infty\,(1 - e^{-t/\tau_A})

An early step, higher by b on the day of the first dose, which passes over weeks, and a slow
part that stays; the antidepressant's course is slow alone. The step
depends on the control: ketamine's own placebo is saline or a spray, midazolam is felt,
and an open dose has no control at all.

References
----------
.. [1] Gomeni et al. (2009), table ``pkpd_models``: a decline and a recovery. Theirs is linear in
   time; here what came early goes again exponentially.
"""

from __future__ import annotations

from collections.abc import Mapping

from array_api_compat import array_namespace

from troche.pharmacology.system import Array

__all__ = ["antidepressant_course", "early_rise", "placebo_rise"]


def early_rise(hours: Array, p: Mapping[str, Array]) -> Array:
    """Return how far what is felt of any dose has come, before it passes: a fraction.

    Parameters
    ----------
    hours : h
    p
        ``step_time`` in h.

    Examples
    --------
    >>> import numpy as np
    >>> early_rise(np.array([0.0, 6.0]), {"step_time": 6.0}).round(3)
    array([0.   , 0.632])
    """
    return 1.0 - array_namespace(hours).exp(-hours / p["step_time"])


def placebo_rise(hours: Array, p: Mapping[str, Array]) -> tuple[Array, Array, Array]:
    """Return how far the early step, the day of dosing and the slow part have come, fractions.

    Parameters
    ----------
    hours : h
    p
        ``step_time``, ``step_fading_time``, ``same_day_time`` and ``slow_time`` in h.

    Examples
    --------
    >>> import numpy as np
    >>> p = {"step_time": 6.0, "step_fading_time": 800.0, "same_day_time": 8.0,
    ...      "slow_time": 336.0}
    >>> [part.round(3) for part in placebo_rise(np.array([24.0]), p)]
    [array([0.953]), array([0.049]), array([0.069])]
    """
    xp = array_namespace(hours)
    rise = early_rise(hours, p)
    early = rise * xp.exp(-hours / p["step_fading_time"])
    same_day = rise * xp.exp(-hours / p["same_day_time"])
    return early, same_day, 1.0 - xp.exp(-hours / p["slow_time"])


def antidepressant_course(hours: Array, p: Mapping[str, Array]) -> Array:
    """Return the improvement by a newly started antidepressant, a share of baseline.

    Parameters
    ----------
    hours : h
        Since it was started.
    p
        ``antidepressant`` (share), ``antidepressant_time`` in h.
    """
    xp = array_namespace(hours)
    return p["antidepressant"] * (1.0 - xp.exp(-hours / p["antidepressant_time"]))
