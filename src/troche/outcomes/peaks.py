"""Peaks and time above a level, from values at graded nodes."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["peak", "time_above"]

Floats = NDArray[np.float64]


_AROUND: Final = 3
"""Nodes on either side of the highest one through which a signal is interpolated."""

_DENSER: Final = 8
_STEPS: Final = 3
"""Newton steps; the vertex of the parabola, from which they start, is close."""


def peak(times: Floats, values: Floats, positions: Floats | None = None) -> tuple[Floats, Floats]:
    """Return each patient's highest value and when it occurs.

    Between nodes the peak is that of the polynomial through the highest node and three
    on either side; at an end of the stretch it is the end itself.

    Parameters
    ----------
    times : h, shape (node,)
        Increasing.
    values : shape (node, patient)
    positions : shape (node,), optional
        The nodes on a scale on which they are even and the signal is smooth; the times
        by default.

    Returns
    -------
    values, times : shape (patient,)

    Examples
    --------
    >>> import numpy as np
    >>> t = np.linspace(0, 2, 21)
    >>> highest, when = peak(t, (t * np.exp(-t / 0.77))[:, None])
    >>> bool(abs(when[0] - 0.77) < 1e-4 and abs(highest[0] - 0.77 / np.e) < 1e-6)
    True
    """
    x = times if positions is None else positions
    count, patients = len(times), np.arange(values.shape[1])
    top = np.argmax(values, axis=0)
    highest = values[top, patients]
    if count < 3:
        return highest, times[top]
    around = min(_AROUND, (count - 1) // 2)
    middle = np.clip(top, around, count - 1 - around)
    nearby = middle + np.arange(-around, around + 1)[:, None]
    here = x[nearby] - x[top]
    curve = _differences(here, values[nearby, patients])
    inside = (top > 0) & (top < count - 1)
    beside = np.clip(top, 1, count - 2)
    left, right = x[beside - 1] - x[beside], x[beside + 1] - x[beside]
    best = np.clip(_vertex(left, right, values, beside), left, right)
    for _ in range(_STEPS):
        _, slope, bend = _evaluate(here, curve, best)
        step = np.where(bend < 0, slope / np.where(bend < 0, bend, -1.0), 0.0)
        best = np.clip(best - step, left, right)
    height = _evaluate(here, curve, best)[0]
    when = _evaluate(here, _differences(here, times[nearby]), best)[0]
    better = inside & (height > highest)
    return np.where(better, height, highest), np.where(better, when, times[top])


def _vertex(left: Floats, right: Floats, values: Floats, beside: NDArray[np.int64]) -> Floats:
    """Return where the parabola through three nodes has its vertex, from the middle one."""
    before, here, after = (values[beside + k, np.arange(len(beside))] for k in (-1, 0, 1))
    rise, fall = (before - here) / left, (after - here) / right
    bend = (fall - rise) / (right - left)
    safe = np.where(bend < 0, bend, -1.0)
    return np.where(bend < 0, -(rise - safe * left) / (2 * safe), 0.0)


def _differences(x: Floats, y: Floats) -> list[Floats]:
    """Return Newton's divided differences of `y` at `x`, both of shape (node, patient)."""
    found, rest = [y[0]], y
    for k in range(1, len(x)):
        rest = (rest[1:] - rest[:-1]) / (x[k:] - x[:-k])
        found.append(rest[0])
    return found


def _evaluate(x: Floats, curve: list[Floats], at: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the polynomial, its slope and its bend."""
    value, slope, bend = curve[-1], np.zeros_like(at), np.zeros_like(at)
    for k in range(len(curve) - 2, -1, -1):
        gap = at - x[k]
        bend = bend * gap + 2 * slope
        slope = slope * gap + value
        value = value * gap + curve[k]
    return value, slope, bend


def time_above(
    times: Floats, values: Floats, level: float, positions: Floats | None = None
) -> Floats:
    """Return how long each patient is above `level`.

    Between nodes the logarithm runs straight, as in a washout; next to a zero the value.
    With `positions` the nodes are made eight times as dense first, by the polynomial
    through all of them: near a broad peak straight lines cross a level at another time.

    Parameters
    ----------
    times : h, shape (node,)
    values : shape (node, patient)
    level
        In the unit of the values.
    positions : shape (node,), optional
        As in `peak`; nodes of Gauss and Legendre with both ends.

    Returns
    -------
    h, shape (patient,)

    Examples
    --------
    >>> import numpy as np
    >>> time_above(np.array([0.0, 1.0, 2.0]), np.array([[0.0], [2.0], [0.0]]), 1.0)
    array([1.])
    """
    if positions is not None:
        finer = _finer(tuple(positions.tolist()))
        times, values = finer @ times, finer @ values
    positive = (values[:-1] > 0.0) & (values[1:] > 0.0)
    logs = np.log(np.maximum(values, np.finfo(float).tiny) / level)
    before = np.where(positive, logs[:-1], values[:-1] - level)
    after = np.where(positive, logs[1:], values[1:] - level)
    span = np.abs(after - before)
    share = (np.maximum(before, 0.0) + np.maximum(after, 0.0)) / np.where(
        span > 0, np.maximum(span, np.abs(before) + np.abs(after)), 1.0
    )
    both = (before > 0) & (after > 0)
    share = np.where(both, 1.0, np.where(span > 0, share, 0.0))
    return np.asarray(np.diff(times) @ share)


@lru_cache(maxsize=8)
def _finer(positions: tuple[float, ...]) -> Floats:
    """Return what takes values at nodes to values at nodes eight times as dense.

    The barycentric form of the polynomial through all nodes (Berrut and Trefethen 2004).
    """
    x = np.array(positions)
    gaps = 4.0 * (x[:, None] - x)  # the capacity of a unit interval: products stay near one
    np.fill_diagonal(gaps, 1.0)
    weights = 1.0 / gaps.prod(axis=1)
    pieces = [np.linspace(a, b, _DENSER, endpoint=False) for a, b in pairwise(x)]
    fine = np.concatenate([*pieces, x[-1:]])
    away = fine[:, None] - x
    hit = away == 0.0
    terms = weights / np.where(hit, 1.0, away)
    matrix = terms / terms.sum(axis=1, keepdims=True)
    return np.asarray(np.where(hit.any(axis=1, keepdims=True), hit.astype(float), matrix))
