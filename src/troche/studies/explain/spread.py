r"""How a number spreads over possible truths, and what takes that spread away.

With truths in mechanisms m of weight :math:`w_m`, mean :math:`\mu_m` and variance
:math:`V_m`,

.. math:: V = \underbrace{\sum_m w_m (\mu_m - \mu)^2}_{\text{structure}}
            + \underbrace{\sum_m w_m V_m}_{\text{evidence, within mechanisms}}

A parameter's *first-order share* within a mechanism is the part of :math:`V_m` that would go,
on average, if the parameter were known: the variance of the mean over fifths of its draws,
less what five groups explain by chance,

.. math:: S = 1 - (1 - \eta^2)\frac{n - 1}{n - 5}.

A share that chance alone would exceed once in a hundred times is taken as zero. Parameters
go together in a posterior, so such shares overlap and may add up to more than everything;
shares *in turn*, each of what those before have left over, do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.outcomes.weighted import weighted_quantiles
from troche.studies.explain.knowledge import Beliefs

__all__ = ["Estimate", "estimate", "fifths", "first_order", "in_turn", "moments"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GROUPS: Final = 5
_BY_CHANCE: Final = 13.28
"""99 % point of chi-squared with four degrees of freedom; by n, of what five groups explain."""

_FEWEST: Final = 25
"""Draws below which fifths say nothing."""

_LEAST: Final = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A number over possible truths.

    Parameters
    ----------
    mean : points
    low, high : points
        90 % of truths lie between.
    """

    mean: float
    low: float
    high: float

    def document(self) -> dict[str, float]:
        """Return it as plain data."""
        return {"mean": self.mean, "p5": self.low, "p95": self.high}


def estimate(values: Floats, weight: Floats) -> Estimate:
    """Return mean and 90 % interval of truths."""
    low, high = weighted_quantiles(values, weight, (0.05, 0.95))
    return Estimate(float(np.average(values, weights=weight)), float(low), float(high))


def moments(values: Floats, beliefs: Beliefs) -> tuple[Floats, Floats, Floats]:
    """Return weight, mean and variance of each mechanism, each of shape (mechanism,)."""
    count = len(beliefs.names)
    w = np.array([beliefs.weight[beliefs.place == m].sum() for m in range(count)])
    mean = np.array([values[beliefs.place == m].mean() for m in range(count)])
    variance = np.array([values[beliefs.place == m].var() for m in range(count)])
    return w, mean, variance


def fifths(parameter: Floats) -> Ints:
    """Return in which fifth of its own draws each value lies, 0 to 4.

    Examples
    --------
    >>> fifths(np.array([5.0, 1.0, 4.0, 2.0, 3.0])).tolist()
    [4, 0, 3, 1, 2]
    """
    rank = np.argsort(np.argsort(parameter, kind="stable"), kind="stable")
    return np.asarray(rank * _GROUPS // len(parameter), dtype=np.int64)


def first_order(values: Floats, parameter: Floats) -> tuple[float, Floats]:
    """Return the share of variance that a parameter explains, and the part of `values` it does.

    Parameters
    ----------
    values, parameter : shape (draw,)
        Of one mechanism.

    Returns
    -------
    share : fraction
        Zero for a parameter that does not vary, and where chance could do as much.
    explained : shape (draw,)
        Mean of each draw's fifth less the whole mean; zero where the share is.

    Examples
    --------
    >>> x = np.linspace(0.0, 1.0, 200)
    >>> round(first_order(x, x)[0], 2), first_order(x, np.ones(200))[0]
    (0.96, 0.0)
    """
    none = np.zeros_like(values)
    count, total = len(values), float(values.var())
    if count < _FEWEST or total < _LEAST or float(np.ptp(parameter)) < _LEAST:
        return 0.0, none
    group = fifths(parameter)
    sizes = np.bincount(group, minlength=_GROUPS)
    means = np.bincount(group, weights=values, minlength=_GROUPS) / sizes
    explained = means[group] - values.mean()
    eta = float(explained.var()) / total
    if eta <= _BY_CHANCE / count:
        return 0.0, none
    share = 1.0 - (1.0 - eta) * (count - 1) / (count - _GROUPS)
    return max(0.0, share), explained


def in_turn(values: Floats, parameters: Sequence[Floats]) -> Floats:
    """Return the share of variance that each parameter explains of what is left before it.

    They add up to 1 at the most.

    Examples
    --------
    >>> x = np.linspace(0.0, 1.0, 200)
    >>> in_turn(x, [x, 2.0 * x]).round(2).tolist()
    [0.96, 0.0]
    """
    left, whole = values - values.mean(), float(values.var())
    found = []
    for parameter in parameters:
        share, explained = first_order(left, parameter)
        found.append(share * float(left.var()) / whole if whole > _LEAST else 0.0)
        left = left - explained
    return np.array(found)
