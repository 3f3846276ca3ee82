r"""Quantiles of people whose scores are normal around means of their own.

.. math:: F(x) = \sum_i w_i\, \Phi\Bigl(\frac{x - m_i}{s_i}\Bigr)

is inverted by Newton's method from the normal distribution of the same mean and variance. What
chance does within a person is thus in the band exactly, and no line trembles with dice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["mixture_quantiles", "truth_quantiles"]

Floats = NDArray[np.float64]

_STEPS: Final = 2
_ROOT_TWO_PI: Final = 2.5066282746310002


def mixture_quantiles(mean: Floats, sd: Floats, weight: Floats, levels: Sequence[float]) -> Floats:
    """Return quantiles of mixtures of normal distributions.

    Parameters
    ----------
    mean, sd : shape (time, component)
    weight : shape (component,)
        They add up to 1.
    levels
        Between 0 and 1.

    Returns
    -------
    shape (level, time)

    Examples
    --------
    >>> found = mixture_quantiles(np.array([[0.0, 4.0]]), np.ones((1, 2)), np.ones(2) / 2, [0.5])
    >>> float(found[0, 0].round(9))
    2.0
    """
    from scipy.special import ndtr, ndtri

    wanted = np.asarray(levels)[:, None]
    centre = mean @ weight
    width = np.sqrt((sd**2 + (mean - centre[:, None]) ** 2) @ weight)
    x = centre + width * ndtri(wanted)
    for _ in range(_STEPS):
        z = (x[..., None] - mean) / sd
        density = (np.exp(-0.5 * z * z) / sd) @ weight / _ROOT_TWO_PI
        step = (ndtr(z) @ weight - wanted) / np.maximum(density, 1e-9)
        x = x - np.clip(step, -width, width)
    return np.asarray(x)


def truth_quantiles(values: Floats, weight: Floats, levels: Sequence[float]) -> Floats:
    """Return weighted quantiles of each row, as `troche.outcomes.weighted` has them.

    Parameters
    ----------
    values : shape (time, truth)
    weight : shape (truth,)

    Returns
    -------
    shape (level, time)
    """
    order = np.argsort(values, axis=1)
    w = weight[order]
    middle = (np.cumsum(w, axis=1) - 0.5 * w) / weight.sum()
    ordered = np.take_along_axis(values, order, axis=1)
    rows = [np.interp(levels, m, v) for m, v in zip(middle, ordered, strict=True)]
    return np.asarray(rows).T
