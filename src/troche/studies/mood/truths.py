r"""A number over possible truths: scatter of small groups taken out, mechanisms averaged.

Each truth is carried by a small group of people, so the means of the groups scatter even
where nothing is uncertain. As in `troche.outcomes.summary`, that share is taken out by
drawing the means :math:`m_d` towards their centre,

.. math:: \tilde m_d = \bar m + (m_d - \bar m)
    \sqrt{\max(0, s^2_m - \overline{w / n_d}) / s^2_m},

with :math:`s^2_m` their variance and w the variance of people within a truth. Over all
mechanisms a truth of mechanism k weighs :math:`w_k / D`, with D the number of its truths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from troche.outcomes.weighted import weighted_quantiles

__all__ = ["Truths", "mixed", "truths_from"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Truths:
    """What a number over all people is, truth by truth.

    Parameters
    ----------
    values, weights : shape (truth,)
        Weights add up to 1.
    within
        Variance of people within a truth, in the number's unit squared.
    """

    values: Floats
    weights: Floats
    within: float

    @property
    def mean(self) -> float:
        """Over all truths."""
        return float(self.values @ self.weights)

    @property
    def between(self) -> float:
        """Variance between truths."""
        return float((self.values - self.mean) ** 2 @ self.weights)

    def quantile(self, level: float) -> float:
        """Return a quantile over truths.

        Examples
        --------
        >>> Truths(np.array([0.0, 1.0, 2.0]), np.ones(3) / 3, 0.0).quantile(0.5)
        1.0
        """
        return float(weighted_quantiles(self.values, self.weights, (level,))[0])

    def share_below(self, limit: float, equal: float = 0.0) -> float:
        """Return the share of truths with a smaller value.

        Parameters
        ----------
        limit
            In the number's unit.
        equal
            A value no further than this from the limit counts half.

        Examples
        --------
        >>> Truths(np.array([-3.0, 0.1, 2.0]), np.ones(3) / 3, 0.0).share_below(0.0, equal=0.5)
        0.5
        """
        less, more = self.values < limit - equal, self.values > limit + equal
        share = float(self.weights @ less + 0.5 * (self.weights @ ~(less | more)))
        return round(min(1.0, max(0.0, share)), 9)


def truths_from(n: Floats, sums: Floats, squares: float) -> Truths | None:
    """Return the truths of one mechanism; None where nobody has the number.

    Parameters
    ----------
    n, sums : shape (draw,)
        People who carry each draw and have the number, and the sum of theirs.
    squares
        Sum of all squares.

    Examples
    --------
    Groups that differ by no more than chance are one truth:

    >>> rng = np.random.default_rng(1)
    >>> people = rng.normal(size=(20, 50))
    >>> found = truths_from(np.full(50, 20.0), people.sum(axis=0), float((people**2).sum()))
    >>> bool(found.between < 0.03)
    True
    """
    present = n > 0
    if not present.any():
        return None
    count, means = n[present], sums[present] / n[present]
    freedom = float(count.sum()) - len(means)
    within = max(0.0, squares - float(count @ means**2)) / freedom if freedom > 0 else 0.0
    centre = float(count @ means / count.sum())
    scatter = float(means.var(ddof=1)) if len(means) > 1 else 0.0
    between = max(0.0, scatter - within * float((1.0 / count).mean()))
    shrink = np.sqrt(between / scatter) if scatter > 0 else 0.0
    values = centre + shrink * (means - float(means.mean()))
    return Truths(values, np.full(len(values), 1.0 / len(values)), within)


def mixed(parts: Sequence[tuple[float, Truths | None]]) -> Truths | None:
    """Return the truths of several mechanisms, each with its weight."""
    known = [(weight, truths) for weight, truths in parts if truths is not None and weight > 0]
    total = sum(weight for weight, _ in known)
    if not known:
        return None
    return Truths(
        np.concatenate([t.values for _, t in known]),
        np.concatenate([w / total * t.weights for w, t in known]),
        sum(w / total * t.within for w, t in known),
    )
