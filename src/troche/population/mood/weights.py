r"""Weights of rival mechanisms, from how each predicts families it was not fitted to.

With :math:`l_{mf}` the log predictive density of family f under mechanism m fitted without
it:

* *bootstrapped pseudo-BMA* (the weights used): families are drawn anew with Dirichlet weights,
  :math:`w_m \propto \exp(\sum_f a_f l_{mf})`, averaged over draws; it carries the uncertainty of
  so few families;
* *stacking*: the mixture that predicts best, :math:`\max_w \sum_f \log\sum_m w_m e^{l_{mf}}`.

They answer different questions and stand side by side; no verdict may rest on one weight.

References
----------
.. [1] Yao et al. (2018). Using stacking to average Bayesian predictive distributions.
   *Bayesian Analysis* 13:917-1007.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["differences", "pseudo_bma", "stacking"]

Floats = NDArray[np.float64]

_BOOTSTRAPS: Final = 4000
_SEED: Final = 0


def pseudo_bma(densities: Floats) -> Floats:
    """Return weights that carry how few families there are.

    Parameters
    ----------
    densities : shape (mechanism, family)
        Log predictive densities, each family left out.

    Examples
    --------
    >>> pseudo_bma(np.zeros((2, 20)))
    array([0.5, 0.5])
    """
    count = densities.shape[1]
    shares = np.random.default_rng(_SEED).dirichlet(np.ones(count), _BOOTSTRAPS) * count
    sums = shares @ densities.T
    sums -= sums.max(axis=1, keepdims=True)
    weights = np.exp(sums)
    return np.asarray((weights / weights.sum(axis=1, keepdims=True)).mean(axis=0))


def stacking(densities: Floats) -> Floats:
    """Return the mixture that predicts best.

    Examples
    --------
    >>> stacking(np.array([[0.0, 0.0], [-9.0, -9.0]])).round(2)
    array([1., 0.])
    """
    from scipy import optimize

    minimize: Any = optimize.minimize
    count = len(densities)
    scaled = np.exp(densities - densities.max(axis=0, keepdims=True))

    def loss(w: Floats) -> float:
        return -float(np.sum(np.log(np.maximum(w @ scaled, 1e-300))))

    found = minimize(
        loss,
        np.full(count, 1.0 / count),
        bounds=[(0.0, 1.0)] * count,
        constraints={"type": "eq", "fun": lambda w: np.sum(w) - 1.0},
        method="SLSQP",
    )
    w = np.clip(found.x, 0.0, None)
    return np.asarray(w / w.sum())


def differences(densities: Floats) -> list[tuple[float, float]]:
    """Return each mechanism's summed density below the best, and its standard error."""
    total = densities.sum(axis=1)
    best = densities[int(total.argmax())]
    count = densities.shape[1]
    return [
        (float((row - best).sum()), float(np.sqrt(count) * (row - best).std(ddof=1)))
        for row in densities
    ]
