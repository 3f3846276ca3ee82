"""Peaks and time above a level, from values at graded nodes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["peak", "time_above"]

Floats = NDArray[np.float64]


def peak(times: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return each patient's highest value and when it occurs.

    Between nodes the peak is that of the parabola through the highest node and its
    neighbours; at an end of the stretch it is the end itself.

    Parameters
    ----------
    times : h, shape (node,)
        Increasing.
    values : shape (node, patient)

    Returns
    -------
    values, times : shape (patient,)

    Examples
    --------
    >>> import numpy as np
    >>> t = np.linspace(0, 2, 21)
    >>> highest, when = peak(t, (t * np.exp(-t / 0.77))[:, None])
    >>> bool(abs(when[0] - 0.77) < 5e-3 and abs(highest[0] - 0.77 / np.e) < 1e-4)
    True
    """
    patients = np.arange(values.shape[1])
    top = np.argmax(values, axis=0)
    middle = np.clip(top, 1, len(times) - 2)
    t0, t1, t2 = times[middle - 1], times[middle], times[middle + 1]
    y0, y1, y2 = (values[middle + k, patients] for k in (-1, 0, 1))
    rise, fall = (y1 - y0) / (t1 - t0), (y2 - y1) / (t2 - t1)
    curve = (fall - rise) / (t2 - t0)
    inside = (top == middle) & (curve < 0)
    safe = np.where(inside, curve, -1.0)
    when = np.clip((t0 + t1) / 2 - rise / (2 * safe), t0, t2)
    height = y1 + (when - t1) * (rise + safe * (when - t0))
    highest = values[top, patients]
    better = inside & (height > highest)
    return np.where(better, height, highest), np.where(better, when, times[top])


def time_above(times: Floats, values: Floats, level: float) -> Floats:
    """Return how long each patient is above `level`, by straight lines between nodes.

    Parameters
    ----------
    times : h, shape (node,)
    values : shape (node, patient)
    level
        In the unit of the values.

    Returns
    -------
    h, shape (patient,)

    Examples
    --------
    >>> import numpy as np
    >>> time_above(np.array([0.0, 1.0, 2.0]), np.array([[0.0], [2.0], [0.0]]), 1.0)
    array([1.])
    """
    before, after = values[:-1] - level, values[1:] - level
    span = np.abs(after - before)
    share = (np.maximum(before, 0.0) + np.maximum(after, 0.0)) / np.where(
        span > 0, np.maximum(span, np.abs(before) + np.abs(after)), 1.0
    )
    both = (before > 0) & (after > 0)
    share = np.where(both, 1.0, np.where(span > 0, share, 0.0))
    return np.asarray(np.diff(times) @ share)
