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

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Grid",
    "Nodes",
    "filter_operator",
    "gauss_legendre",
    "graded_grid",
    "interpolation",
    "panel_points",
]

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
    first_piece : h
        An interval longer than this is cut into pieces that grow from it, each with
        its own nodes: a washout of weeks is then as accurate as a day.
    """

    fast: int = 24
    slow: int = 10
    grading: float | None = None
    slow_grading: float = 2.0
    first_piece: float = 24.0

    def refined(self) -> Nodes:
        """Return the next finer choice, for an estimate of error.

        Examples
        --------
        >>> Nodes(fast=20, slow=8).refined()
        Nodes(fast=30, slow=12, grading=None, slow_grading=2.0, first_piece=24.0)
        """
        return replace(self, fast=self.fast + self.fast // 2, slow=self.slow + self.slow // 2)


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
    points = (gauss_legendre(count)[0] + 1) / 2
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


@lru_cache(maxsize=1024)
def _operator(
    length: float, count: int, grading: float, rate: float, targets: tuple[float, ...]
) -> Floats:
    grid = graded_grid(length, count, grading)
    operator = np.zeros((len(targets), count))
    for j, target in enumerate(targets):
        if target > 0.0:
            times, weights = _kernel_points(grid, rate, target)
            operator[j] = (weights * np.exp(-rate * (target - times))) @ interpolation(grid, times)
    operator.flags.writeable = False
    return operator


def _kernel_points(grid: Grid, rate: float, target: float) -> tuple[Floats, Floats]:
    """Return points and weights that integrate a smooth function times the kernel.

    The panels are short where the map is steep (a sixth of the interval each) and where
    the kernel is (at most 28 e-foldings, which 24 points integrate to 1e-16); what lies
    beyond 40 e-foldings is below rounding and left out.
    """
    tail = target - np.array([40.0, 12.0, 4.0, 1.0, 0.0]) / rate if rate > 0 else np.array([target])
    first = max(0.0, float(tail[0])) if rate > 0 else 0.0
    sixths = _times_at(grid, np.linspace(0.0, 1.0, 7))
    edges = np.unique(np.clip(np.concatenate(([first, target], sixths, tail)), first, target))
    return panel_points(grid, edges)


def panel_points(grid: Grid, edges: Floats, order: int = 24) -> tuple[Floats, Floats]:
    """Return Gauss-Legendre points, and weights in h, on the panels between `edges`.

    The points are laid out in the grid's own coordinate, in which drives are smooth.
    """
    nodes, weights = gauss_legendre(order)
    x = grid.position(edges)
    half = np.diff(x)[:, None] / 2
    places = (x[:-1, None] + half * (nodes + 1)).ravel()
    s, stretch = grid.grading, grid.length / np.expm1(grid.grading)
    slope = stretch * s * np.exp(s * places)
    return _times_at(grid, places), slope * (half * weights).ravel()


def interpolation(grid: Grid, times: Floats) -> Floats:
    """Return the matrix from values at the nodes to values at `times`."""
    return _lagrange(grid.points, _barycentric_weights(grid.points), grid.position(times))


def _times_at(grid: Grid, places: Floats) -> Floats:
    return np.asarray(grid.length * np.expm1(grid.grading * places) / np.expm1(grid.grading))


@lru_cache(maxsize=64)
def gauss_legendre(count: int) -> tuple[Floats, Floats]:
    """Return the points and weights of the rule on [-1, 1]."""
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
