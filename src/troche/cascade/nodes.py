r"""Graded nodes on a dosing interval, and the filters' operators on them.

A drive is fast just after a dose and slow later, so its nodes crowd toward the
start of the interval: :math:`t(x) = L\,(e^{s x} - 1)/(e^{s} - 1)` at
Gauss–Legendre points :math:`x`. Interpolated through them, a filter
:math:`\dot y = f - r y` becomes a small matrix that all patients share,

.. math:: M_r[j, k] = \int_0^{\tau_j} e^{-r(\tau_j - u)}\, \ell_k(u)\, du ,

with :math:`\ell_k` the Lagrange basis in :math:`x`. Convergence in the number of
nodes is spectral.

References
----------
.. [1] Trefethen (2013). *Approximation Theory and Approximation Practice*,
   chapters 5 (barycentric formula) and 19 (Gauss quadrature).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["Grid", "Nodes", "filter_operator", "graded_grid"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Nodes:
    """How many nodes an interval gets, and how they crowd.

    Parameters
    ----------
    fast, slow
        Numbers of nodes for drives that follow plasma, and for those that follow
        slow states only.
    grading, slow_grading
        The exponent :math:`s` of each; None chooses it from the interval's length
        and the fastest rate of the system.
    """

    fast: int = 24
    slow: int = 10
    grading: float | None = None
    slow_grading: float = 2.0

    def refined(self) -> Nodes:
        """Return the next finer choice, for an estimate of error.

        Examples
        --------
        >>> Nodes(fast=20, slow=8).refined()
        Nodes(fast=30, slow=12, grading=None, slow_grading=2.0)
        """
        return Nodes(
            self.fast + self.fast // 2,
            self.slow + self.slow // 2,
            self.grading,
            self.slow_grading,
        )


@dataclass(frozen=True)
class Grid:
    """Graded nodes on one interval.

    Parameters
    ----------
    length : h
        Length of the interval.
    grading
        The exponent of the map.
    points : shape (node,)
        Gauss–Legendre points on [0, 1].
    times : h, shape (node,)
        Their images on the interval.
    """

    length: float
    grading: float
    points: Floats
    times: Floats

    def position(self, times: Floats) -> Floats:
        """Return where `times` lie on [0, 1], the inverse of the map."""
        s = self.grading
        return np.asarray(np.log1p(times / self.length * np.expm1(s)) / s)


def graded_grid(length: float, count: int, grading: float) -> Grid:
    """Return `count` nodes on an interval of `length` hours.

    Examples
    --------
    >>> grid = graded_grid(24.0, 3, 4.0)
    >>> grid.times.round(2)
    array([ 0.26,  2.86, 15.13])
    """
    points = (_gauss_legendre(count)[0] + 1) / 2
    times = length * np.expm1(grading * points) / np.expm1(grading)
    return Grid(length, grading, points, times)


def filter_operator(grid: Grid, rate: float, targets: Floats) -> Floats:
    """Return the matrix from a drive at the nodes to a filter at `targets`.

    Parameters
    ----------
    grid
        The nodes on which the drive is known.
    rate : 1/h
        The filter's rate, zero for a plain integral.
    targets : h, shape (target,)
        Times on the interval, measured from its start.

    Returns
    -------
    h, shape (target, node)

    Examples
    --------
    A constant drive of 1 fills a filter of rate 0.5 as 2 (1 - exp(-t/2)):

    >>> import numpy as np
    >>> grid = graded_grid(24.0, 16, 4.0)
    >>> operator = filter_operator(grid, 0.5, np.array([2.0]))
    >>> bool(abs(operator.sum() - 2 * (1 - np.exp(-1.0))) < 1e-13)
    True
    """
    return _operator(grid.length, len(grid.points), grid.grading, rate, tuple(targets.tolist()))


@lru_cache(maxsize=512)
def _operator(
    length: float, count: int, grading: float, rate: float, targets: tuple[float, ...]
) -> Floats:
    grid = graded_grid(length, count, grading)
    order = 24
    nodes, weights = _gauss_legendre(order)
    # Panels in x are short where the kernel or the map is steep: at most two
    # e-foldings of the kernel and a sixth of the interval each.
    panels = int(min(200, 6 + np.ceil(rate * grid.length * grid.grading / 2)))
    edge = np.linspace(0.0, 1.0, panels + 1)
    s, stretch = grid.grading, grid.length / np.expm1(grid.grading)
    barycentric = _barycentric_weights(grid.points)
    operator = np.zeros((len(targets), len(grid.points)))
    for j, (tau, top) in enumerate(zip(targets, grid.position(np.array(targets)), strict=True)):
        if top <= 0.0:
            continue
        left = edge[edge < top]
        right = np.append(left[1:], top)
        half = (right - left) / 2
        x = (left[:, None] + half[:, None] * (nodes + 1)).ravel()
        u = stretch * np.expm1(s * x)
        du = stretch * s * np.exp(s * x) * (half[:, None] * weights).ravel()
        kernel = np.exp(-rate * np.maximum(tau - u, 0.0)) * du
        operator[j] = kernel @ _lagrange(grid.points, barycentric, x)
    operator.flags.writeable = False
    return operator


@lru_cache(maxsize=64)
def _gauss_legendre(count: int) -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return nodes, weights


def _barycentric_weights(points: Floats) -> Floats:
    differences = points[:, None] - points[None, :]
    np.fill_diagonal(differences, 1.0)
    # Logarithms keep the product of many small differences from underflowing.
    size = -np.log(np.abs(differences)).sum(axis=1)
    sign = np.prod(np.sign(differences), axis=1)
    return np.asarray(sign * np.exp(size - size.max()))


def _lagrange(points: Floats, weights: Floats, x: Floats) -> Floats:
    gaps = x[:, None] - points[None, :]
    exact = gaps == 0.0
    gaps[exact] = 1.0
    terms = weights / gaps
    values = terms / terms.sum(axis=1, keepdims=True)
    hit = exact.any(axis=1)
    values[hit] = exact[hit]
    return np.asarray(values)
