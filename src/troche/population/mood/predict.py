"""Predictive draws of what trials report: truths, trials and chance together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.mood.covariance import TAIL, TAIL_SHARE, blocks_of, covariances
from troche.population.mood.literature import Literature, Predictor

__all__ = ["predictive_draws"]

Floats = NDArray[np.float64]

_COPIES: Final = 8
"""Trials that are drawn for each possible truth."""

_SEED: Final = 20261123


def predictive_draws(literature: Literature, name: str, values: Mapping[str, Floats]) -> Floats:
    """Return draws of every statistic of a literature under one mechanism.

    Parameters
    ----------
    literature
        What is predicted; reported standard errors are not looked at.
    name
        Of the mechanism.
    values : shape (draw,)
        Parameters by symbol, of ``mood`` and of the receptor, as in `read_mood`.

    Returns
    -------
    shape (copies * draw, statistic), each in its own unit
    """
    p = {k: np.asarray(v, dtype=np.float64) for k, v in values.items()}
    expected = Predictor(literature, mechanism(name)).expected(p)
    count = len(literature.statistics)
    draws = expected.mean.shape[0]
    rng = np.random.default_rng(_SEED)
    found = np.empty((_COPIES, draws, count))
    for block in blocks_of(literature):
        cov, loading = covariances(expected, literature, block, p, np, reported=False)
        size = len(block.rows)
        root = np.linalg.cholesky(cov + 1e-12 * np.eye(size))
        z = rng.normal(size=(_COPIES, draws, size))
        wide = np.where(rng.random((_COPIES, draws)) < TAIL_SHARE, TAIL, 1.0)
        v = rng.normal(size=(_COPIES, draws)) * wide * p["between_benefit"]
        # A trial's benefit can be nothing, and is not taken to be harm.
        v = np.maximum(v, -1.0)
        noise = np.einsum("dij,cdj->cdi", root, z) + v[..., None] * loading
        found[:, :, block.rows] = expected.mean[None][..., block.rows] + noise
    shares = literature.kind == "share"
    found[..., shares] = np.clip(found[..., shares], 0.0, 1.0)
    return found.reshape(-1, count)
