r"""Leave one family out: importance weights where they can be trusted, a refit where not.

With its study effects integrated out, a family enters the posterior through one factor
:math:`p(y_f \mid \theta)`. Draws of the whole posterior weighted by its inverse are draws
without the family. Pareto smoothing steadies the largest weights, and its shape
:math:`\hat k` tells whether that is enough: to 0.7 it is, above it the fit is repeated.

References
----------
.. [1] Vehtari et al. (2024). Pareto smoothed importance sampling. *JMLR* 25(72).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["TRUSTED", "Weighted", "smoothed_weights"]

Floats = NDArray[np.float64]

TRUSTED: Final = 0.7
"""Largest shape of the tail at which importance weights are used."""


@dataclass(frozen=True)
class Weighted:
    """Importance weights that leave one family out.

    Parameters
    ----------
    weights : shape (draw,)
        They add up to 1.
    pareto_k
        Shape of the tail of the raw weights.
    """

    weights: Floats
    pareto_k: float

    @property
    def trusted(self) -> bool:
        """Whether they may stand for a refit."""
        return self.pareto_k <= TRUSTED


def smoothed_weights(log_likelihood: Mapping[str, Floats]) -> dict[str, Weighted]:
    """Return Pareto-smoothed weights for each family.

    Parameters
    ----------
    log_likelihood
        Log density of each family's rows in each draw, shape (draw,).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz as library

        arviz: Any = library

        found = {}
        for family, density in log_likelihood.items():
            logs, shape = arviz.psislw(-density)
            weights = np.exp(np.asarray(logs) - np.max(logs))
            found[family] = Weighted(weights / weights.sum(), float(shape))
    return found
