r"""What improves without the drug: placebo course, conventional antidepressant.

Improvements are shares of baseline. With t in h since the first dose of a phase,

.. math::

    P(t) &= (s + b\,e^{-t/\tau_b})\,(1 - e^{-t/\tau_1}) + l\,(1 - e^{-t/\tau_2}) \\
    A(t) &= A_\infty\,(1 - e^{-t/\tau_A})

An early step, higher by b on the day of the first dose, and a slow part; the
antidepressant's course is slow alone. The step
depends on the control: ketamine's own placebo is saline or a spray, midazolam is felt,
and an open dose has no control at all.

References
----------
.. [1] Gomeni et al. (2009), table ``pkpd_models``: a decline and a slow part are the common
   shape; their recovery term is left out, trials here being shorter.
"""

from __future__ import annotations

from collections.abc import Mapping

from array_api_compat import array_namespace

from troche.pharmacology.system import Array

__all__ = ["antidepressant_course", "placebo_rise"]


def placebo_rise(hours: Array, p: Mapping[str, Array]) -> tuple[Array, Array, Array]:
    """Return how far the early step, the day of dosing and the slow part have come, fractions.

    Parameters
    ----------
    hours : h
    p
        ``step_time``, ``same_day_time`` and ``slow_time`` in h.

    Examples
    --------
    >>> import numpy as np
    >>> p = {"step_time": 6.0, "same_day_time": 8.0, "slow_time": 336.0}
    >>> [part.round(3) for part in placebo_rise(np.array([24.0]), p)]
    [array([0.982]), array([0.049]), array([0.069])]
    """
    xp = array_namespace(hours)
    early = 1.0 - xp.exp(-hours / p["step_time"])
    same_day = early * xp.exp(-hours / p["same_day_time"])
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
