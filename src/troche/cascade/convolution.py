r"""What a filter makes of its drive: :math:`\int_0^\tau e^{-r(\tau-u)} f(u)\,du`.

Three forms of one integral. A rate that all patients share gives one small matrix
(`troche.cascade.nodes.filter_operator`). Rates of each patient's own, :math:`r = c + d`
with a common centre :math:`c`, keep that matrix,

.. math:: e^{-d\tau} \, M_c \, (e^{d t} f),

as long as :math:`e^{dt}` is as smooth as the drive; where :math:`|d|` times the
interval is large, the drive is interpolated to panels short enough for every rate
and the panels are summed in turn.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from troche.cascade.concrete import numbers_of
from troche.cascade.doses import is_shared
from troche.cascade.nodes import Grid, filter_operator, gauss_legendre, interpolation, panel_points
from troche.pharmacology.system import Array

__all__ = ["Convolution", "convolution_for"]

SPREAD_LIMIT = 1.0
"""Largest |rate - centre| times length for which the drive stays as smooth as it was."""

FOLDS_A_PANEL = 6.0
"""E-foldings of the fastest filter on one panel; ten points then leave below 1e-14."""

PANEL_ORDER = 10
MOST_PANELS = 400
TRACED_PANELS = 24


class Convolution(Protocol):
    """From a drive at the nodes to a filter, empty at the start, at its targets."""

    def __call__(self, drive: Array, columns: Any | None = None) -> Array:
        """Return shape (target, patient) for a drive of shape (node, patient).

        `columns` says which patients the drive belongs to; None is everyone.
        """
        ...


class SharedRate:
    """One rate for all patients: one matrix."""

    def __init__(self, grid: Grid, rate: float, targets: Any, xp: Any, dtype: Any) -> None:
        self._operator = xp.asarray(filter_operator(grid, rate, targets), dtype=dtype)

    def __call__(self, drive: Array, columns: Any | None = None) -> Array:
        return self._operator @ drive


class NearRates:
    """Rates close to a common centre: the centre's matrix between two tables."""

    def __init__(
        self, grid: Grid, rate: Array, centre: float, targets: Any, xp: Any, dtype: Any
    ) -> None:
        apart = rate - centre
        self._operator = xp.asarray(filter_operator(grid, centre, targets), dtype=dtype)
        self._growth = xp.exp(xp.asarray(grid.times[:, None], dtype=dtype) * apart)
        self._fall = xp.exp(-xp.asarray(targets[:, None], dtype=dtype) * apart)

    def __call__(self, drive: Array, columns: Any | None = None) -> Array:
        growth, fall = self._growth, self._fall
        if columns is not None:
            growth, fall = growth[:, columns], fall[:, columns]
        return fall * (self._operator @ (growth * drive))


class FarRates:
    """Rates of any size: panel by panel, each patient with its own exponentials."""

    def __init__(
        self, grid: Grid, rate: Array, count: int, targets: Any, xp: Any, dtype: Any
    ) -> None:
        even = np.linspace(0.0, grid.length, count + 1)
        graded = grid.length * np.expm1(grid.grading * even / grid.length)
        graded = graded[: count // 2 * 2 + 1 : 2] / np.expm1(grid.grading)
        edges = np.unique(np.concatenate((even, graded, targets)))
        times, weights = panel_points(grid, edges, PANEL_ORDER)
        self._xp, self._panels = xp, len(edges) - 1
        self._interpolation = xp.asarray(interpolation(grid, times), dtype=dtype)
        left = np.repeat(edges[1:], len(gauss_legendre(PANEL_ORDER)[0])) - times
        kernel = xp.exp(-xp.asarray(left[:, None], dtype=dtype) * rate)
        self._kernel = xp.asarray(weights[:, None], dtype=dtype) * kernel
        self._decay = xp.exp(-xp.asarray(np.diff(edges)[:, None], dtype=dtype) * rate)
        self._last = np.searchsorted(edges, targets)

    def __call__(self, drive: Array, columns: Any | None = None) -> Array:
        kernel, decay = self._kernel, self._decay
        if columns is not None:
            kernel, decay = kernel[:, columns], decay[:, columns]
        xp, patients = self._xp, drive.shape[-1]
        spread = xp.reshape(
            kernel * (self._interpolation @ drive), (self._panels, PANEL_ORDER, patients)
        )
        gains = xp.sum(spread, axis=1)
        filled = [xp.zeros_like(gains[0, ...])]
        for panel in range(self._panels):
            filled.append(filled[-1] * decay[panel, ...] + gains[panel, ...])
        return xp.stack([filled[place] for place in self._last.tolist()])


def convolution_for(grid: Grid, rate: Array, targets: Any, xp: Any, dtype: Any) -> Convolution:
    """Choose the form that keeps the digits.

    Parameters
    ----------
    grid
        The nodes on which the drive is known.
    rate : 1/h, shape () or (patient,)
        The filter's own rate.
    targets : h, shape (target,)
        Where the filter is wanted.
    xp, dtype
        Array namespace and type of the result.

    Raises
    ------
    ValueError
        If rates of the patients' own are so fast, for the interval, that the filter
        should be a state of the linear system.
    """
    if is_shared(rate):
        return SharedRate(grid, float(rate), targets, xp, dtype)
    rates = numbers_of(rate)
    if rates is None:
        return FarRates(grid, rate, TRACED_PANELS, targets, xp, dtype)
    low, high = float(rates.min()), float(rates.max())
    # A centre on a coarse lattice is the same for every block of patients, and so is the matrix.
    centre = round((low + high) * grid.length) / (2 * grid.length)
    if max(high - centre, centre - low) * grid.length <= SPREAD_LIMIT:
        return NearRates(grid, rate, centre, targets, xp, dtype)
    count = int(np.ceil(high * grid.length / FOLDS_A_PANEL))
    if not count <= MOST_PANELS:
        raise ValueError(
            f"a filter whose rate differs between patients reaches {high:g}/h; over an interval "
            f"of {grid.length:g} h at most {MOST_PANELS * FOLDS_A_PANEL / grid.length:.3g}/h is "
            "solved; make so fast a filter a state of the linear system, or share its rate"
        )
    return FarRates(grid, rate, max(count, 12), targets, xp, dtype)
