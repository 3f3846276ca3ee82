r"""Equal rates of a published transit chain, set apart by a hair.

Two compartments in a row with the same rate :math:`k` have no modal form, and the
matrix exponential that would serve instead costs a hundred times as much. Set apart to

.. math:: k_1 = k\,(1 + \delta), \qquad k_2 = k\,\frac{1 + \delta}{1 + 2\delta},

they keep their mean transit time, :math:`1/k_1 + 1/k_2 = 2/k`, so that areas and
masses stay exact, and concentrations change by about :math:`\delta^2/3` of a peak.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["APART", "set_apart"]

Floats = NDArray[np.float64]

APART: Final = 0.002
"""Share by which rates are moved; concentrations change by at most 2e-6 of their peak."""


def set_apart(matrix: Floats) -> Floats:
    """Return `matrix` with the rates of neighbours that are equal in everyone set apart.

    Parameters
    ----------
    matrix : 1/h, shape (patient, state, state)
        Of a linear system; a state that feeds another of the same rate is such a
        neighbour.

    Returns
    -------
    1/h, shape (patient, state, state)
        The same array where there is none.

    Examples
    --------
    >>> chain = np.array([[[-2.0, 0.0], [2.0, -2.0]]])
    >>> k = -np.diagonal(set_apart(chain), 0, 1, 2)[0]
    >>> bool(k[0] > 2.0 > k[1]), round(float(1 / k[0] + 1 / k[1]), 12)
    (True, 1.0)
    """
    moved = matrix
    for first, second in _pairs(matrix):
        if moved is matrix:
            moved = matrix.copy()
        moved[:, :, first] *= 1.0 + APART
        moved[:, :, second] *= (1.0 + APART) / (1.0 + 2.0 * APART)
    return moved


def _pairs(matrix: Floats) -> list[tuple[int, int]]:
    """Return states and the neighbours that they feed, of equal rate, each state once."""
    own = np.diagonal(matrix, 0, 1, 2)
    found: list[tuple[int, int]] = []
    used: set[int] = set()
    for i in range(matrix.shape[-1]):
        for j in range(matrix.shape[-1]):
            feeds = i != j and bool((matrix[:, j, i] != 0.0).all())
            if feeds and not {i, j} & used and np.array_equal(own[:, i], own[:, j]):
                found.append((i, j))
                used |= {i, j}
    return found
