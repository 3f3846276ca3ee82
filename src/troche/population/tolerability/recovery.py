"""Tables of harm with known truths, for the test that a fit finds them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from troche.population.tolerability.layout import HarmLayout
from troche.population.tolerability.likelihood import HarmDensity

__all__ = ["planted"]

Floats = NDArray[np.float64]

_NEAR = 0.7
"""Of the prior's spread: truths near its middle, where sampling is easy."""


def planted(layout: HarmLayout, seed: int) -> tuple[Floats, Floats]:
    """Return unknowns drawn from the prior, and the numbers that studies would report then.

    Parameters
    ----------
    layout
        Whose rows are reported anew.
    seed
        Of truths, studies and chance.

    Returns
    -------
    z : shape (unknown,)
    values : shape (row,)
    """
    rng = np.random.default_rng(seed)
    density = HarmDensity(layout)
    z = _NEAR * rng.normal(size=density.size)
    u = density.unknowns(z)
    deviations = rng.normal(size=(2, len(layout.studies)))
    found = density.predictor.expected(u.values, u.C50, u.share, *deviations)
    ranged = np.isfinite(layout.errors)
    error = np.where(ranged, np.nan_to_num(layout.errors), found.sd / np.sqrt(layout.n))
    values = found.mean + error * rng.normal(size=len(layout.n))
    chance = np.clip(found.mean, 0.0, 1.0)
    counted = rng.binomial(np.maximum(np.round(layout.n), 1.0).astype(int), chance)
    values = np.where(layout.shares & ~ranged, counted / np.round(layout.n), values)
    return z, np.where(layout.shares, np.clip(values, 0.0, 1.0), values)
