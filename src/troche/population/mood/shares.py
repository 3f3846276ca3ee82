r"""What a group reports when its people's scores are normal within the ends of a scale.

.. math::

    E[\operatorname{clip}(Y, 0, h)] &= \mu + \sigma\,[L(-\mu/\sigma) - L((\mu - h)/\sigma)],
        \quad L(x) = \varphi(x) + x\,\Phi(x) \\
    P(Y \le y) &= \Phi\left(\frac{y - \mu}{\sigma}\right)
"""

from __future__ import annotations

from typing import Any, Final

from array_api_compat import array_namespace, is_jax_array

from troche.pharmacology.system import Array

__all__ = ["clipped_mean", "normal_cdf", "normal_pdf", "share_below"]

_ROOT_TWO_PI: Final = 2.5066282746310002


def normal_pdf(x: Array) -> Array:
    """Return the standard normal density."""
    xp = array_namespace(x)
    return xp.exp(-0.5 * x * x) / _ROOT_TWO_PI


def normal_cdf(x: Array) -> Array:
    """Return the standard normal distribution function, for NumPy and JAX."""
    ndtr: Any
    if is_jax_array(x):
        from jax.scipy.special import ndtr
    else:
        from scipy.special import ndtr
    return ndtr(x)


def _lost(x: Array) -> Array:
    return normal_pdf(x) + x * normal_cdf(x)


def clipped_mean(mean: Array, sd: Array, highest: float = 60.0) -> Array:
    """Return the mean of normal scores that stay on their scale.

    Examples
    --------
    >>> import numpy as np
    >>> clipped_mean(np.array([30.0, 0.0]), np.array([1.0, 1.0])).round(3)
    array([30.   ,  0.399])
    """
    return mean + sd * (_lost(-mean / sd) - _lost((mean - highest) / sd))


def share_below(limit: Array, mean: Array, sd: Array) -> Array:
    """Return the share of people at or below a limit."""
    return normal_cdf((limit - mean) / sd)
