r"""What happens without any drug: the share of people with an event over a period.

.. math:: b(t) = 1 - (1 - b_4)^{(t/t_4)^\delta}

with :math:`b_4` the share over the four weeks :math:`t_4` for which trials report, and
:math:`\delta` up to 1: below it the same people report again and again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.system import Array

__all__ = ["FOUR_WEEKS", "background"]

FOUR_WEEKS: Final = 672.0
"""h"""


def background(share: Array, hours: Array, p: Mapping[str, Array]) -> Array:
    """Return the share of people with an event over a period without drug.

    Parameters
    ----------
    share : fraction
        Over four weeks.
    hours : h
        Of the period.
    p
        ``background_growth``.

    Examples
    --------
    >>> p = {"background_growth": 0.5}
    >>> [round(background(0.1, hours, p), 3) for hours in (0.0, 168.0, 672.0)]
    [0.0, 0.051, 0.1]
    """
    return 1.0 - (1.0 - share) ** ((hours / FOUR_WEEKS) ** p["background_growth"])
