"""How metrics answer to parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["sensitivities"]

Floats = NDArray[np.float64]

_STEP: Final = 1e-3
"""On logarithms and logits: an error of some 1e-6 by curvature, of 1e-12 by rounding."""


def sensitivities(
    function: Callable[[Floats], Any], theta: Floats, places: Sequence[int] | None = None
) -> Floats:
    """Return the derivatives of many metrics at once, by central differences.

    Parameters
    ----------
    function
        From parameters of shape (parameter, draw) to metrics of shape (metric, draw).
    theta : shape (parameter,)
        Where.
    places
        By which parameters; all by default.

    Returns
    -------
    shape (metric, place)

    Examples
    --------
    >>> sensitivities(lambda x: x**2, np.array([1.0, 3.0])).round(6)
    array([[2., 0.],
           [0., 6.]])
    """
    steps = _STEP * np.eye(len(theta))
    if places is not None:
        steps = steps[:, list(places)]
    both = np.asarray(
        function(np.concatenate([theta[:, None] + steps, theta[:, None] - steps], axis=1))
    )
    count = steps.shape[1]
    return np.asarray((both[:, :count] - both[:, count:]) / (2 * _STEP))
