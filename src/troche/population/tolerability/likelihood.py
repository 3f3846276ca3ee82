r"""What each family of rows says about harm: one multivariate normal of its numbers.

Shares speak on their log odds, scores and rises as they are. A study's deviations of an
event are shared by its arms; to first order they are normal like everything else,

.. math:: y \sim N\bigl(m(\theta),\; V + J_b J_b^T + J_d J_d^T\bigr)

with V the chance of its people, and the columns of J what one standard deviation of the
background and of the drug's part does to each number of that study and event: nothing is
left to sample but parameters. Reported standard deviations speak log-normally, each with
the error of its own sample. Unknowns are standard normal under the prior.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from troche.population.mood.repetition import Scan, loop
from troche.population.parameters import Parameter, read_parameters, to_scale
from troche.population.tolerability.kinds import REPORTED
from troche.population.tolerability.layout import HarmLayout
from troche.population.tolerability.predict import HarmPredictor

__all__ = ["HarmDensity", "HarmUnknowns"]

Array = Any

_SD_ERROR: Final = 0.1
"""Of a reported standard deviation beside the model's, on the logarithm."""

_STEP: Final = 0.1
"""Standard deviations of a study over which slopes are taken."""

_CERTAIN: Final = 1e-6


@dataclass(frozen=True)
class HarmUnknowns:
    """Unknowns in inner units; leading axes are draws.

    Parameters
    ----------
    values
        Parameters by symbol, shape (...).
    C50 : mg/L, shape (..., event)
    share : fraction, shape (..., event)
        Over four weeks without drug, of `REPORTED`.
    """

    values: Mapping[str, Array]
    C50: Array
    share: Array


class HarmDensity:
    """Prior and likelihood of laid out rows, in any array namespace.

    Parameters
    ----------
    layout
        Of the rows.
    xp, scan
        Array namespace, and how to run a recursion in it.
    """

    def __init__(self, layout: HarmLayout, xp: Any = np, scan: Scan = loop) -> None:
        self.layout, self._xp = layout, xp
        self.families = layout.families
        self.predictor = HarmPredictor(layout, xp, scan)
        self.parameters: tuple[Parameter, ...] = tuple(read_parameters("tolerability"))
        self.names: tuple[str, ...] = (
            *(p.symbol for p in self.parameters),
            *(f"C50 {e.name}" for e in REPORTED),
            *(f"background {e.name}" for e in REPORTED),
        )
        self._of_family = np.eye(len(self.families))[
            [self.families.index(s.family) for s in layout.statistics]
        ]
        self._together = layout.study_of[:, None] == layout.study_of[None, :]

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return len(self.names)

    def unknowns(self, z: Array) -> HarmUnknowns:
        """Return unknowns at standard normal coordinates, shape (..., unknown)."""
        xp = self._xp
        values: dict[str, Array] = {}
        for i, p in enumerate(self.parameters):
            x = to_scale(p.value, p.transform) + p.uncertainty_sd * z[..., i]
            if p.transform == "log":
                x = xp.exp(x)
            elif p.transform == "logit":
                x = 1.0 / (1.0 + xp.exp(-x))
            values[p.symbol] = x
        first = len(self.parameters)
        of_C50, of_share = z[..., first : first + len(REPORTED)], z[..., first + len(REPORTED) :]
        one = {name: value[..., None] for name, value in values.items()}
        C50 = one["C50_events"] * xp.exp(one["between_events"] * of_C50)
        odds = _log_odds(one["background_events"], xp) + one["between_backgrounds"] * of_share
        return HarmUnknowns(values, C50, 1.0 / (1.0 + xp.exp(-odds)))

    def columns(self, z: Array) -> Array:
        """Return what is shipped, by `names`, shape (..., name)."""
        u, xp = self.unknowns(z), self._xp
        values = xp.stack([u.values[p.symbol] for p in self.parameters], axis=-1)
        return xp.concatenate([values, u.C50, u.share], axis=-1)

    def by_family(self, z: Array, values: Array | None = None) -> Array:
        """Return each family's log density up to a constant, shape (..., family).

        Parameters
        ----------
        z : shape (..., unknown)
        values : shape (row,), optional
            In place of those reported.
        """
        lay, xp, u = self.layout, self._xp, self.unknowns(z)
        none = 0.0 * z[..., :1] + xp.zeros(len(lay.studies))

        def scaled(without: float, drug: float) -> tuple[Array, Array]:
            found = self.predictor.expected(u.values, u.C50, u.share, none + without, none + drug)
            odds = _log_odds(xp.clip(found.mean, _CERTAIN, 1.0 - _CERTAIN), xp)
            return xp.where(xp.asarray(lay.shares), odds, found.mean), found.sd

        middle, sd = scaled(0.0, 0.0)
        by_background, by_drug = (
            (scaled(*moved)[0] - middle) / _STEP for moved in ((_STEP, 0.0), (0.0, _STEP))
        )
        seen = xp.asarray(lay.values if values is None else values)
        y, variance = self._seen(seen, sd)
        shared = sum(J[..., :, None] * J[..., None, :] for J in (by_background, by_drug))
        eye = xp.eye(len(lay.statistics))
        cov = shared * xp.asarray(self._together.astype(float)) + eye * variance[..., None, :]
        root = xp.linalg.cholesky(cov)
        white = _solved(root, y - middle, xp)
        # Studies do not meet in the covariance: each row's term belongs to its family.
        logs = -0.5 * white**2 - xp.log(xp.diagonal(root, axis1=-2, axis2=-1))
        return (logs + self._of_spreads(sd)) @ xp.asarray(self._of_family)

    def _seen(self, values: Array, sd: Array) -> tuple[Array, Array]:
        """Return the numbers on the scale on which they are normal, and the chance in them."""
        lay, xp = self.layout, self._xp
        n = xp.asarray(lay.n)
        ranged = xp.asarray(np.isfinite(lay.errors))
        error = xp.asarray(np.nan_to_num(lay.errors, nan=1.0))
        shares = xp.asarray(lay.shares)
        # Half a person more on either side, so that nobody and everybody have log odds.
        p = xp.where(ranged, xp.clip(values, 0.005, 0.995), (values * n + 0.5) / (n + 1.0))
        p = xp.where(shares, p, 0.5)
        counted = xp.where(
            ranged, (error / (p * (1.0 - p))) ** 2, 1.0 / ((n + 1.0) * p * (1.0 - p))
        )
        measured = xp.where(ranged, error**2, sd**2 / n)
        return xp.where(shares, _log_odds(p, xp), values), xp.where(shares, counted, measured)

    def _of_spreads(self, sd: Array) -> Array:
        """Return what reported standard deviations say, by row."""
        lay, xp = self.layout, self._xp
        there = np.isfinite(lay.sds)
        variance = 0.5 / np.maximum(lay.n - 1.0, 1.0) + _SD_ERROR**2
        model = xp.where(xp.asarray(there), sd, 1.0)
        off = xp.log(xp.asarray(np.where(there, lay.sds, 1.0))) - xp.log(model)
        return -0.5 * off**2 / xp.asarray(variance) * xp.asarray(there.astype(float))

    def log_prior(self, z: Array) -> Array:
        """Return the log prior density up to a constant."""
        return -0.5 * self._xp.sum(z**2, axis=-1)


def _log_odds(p: Array, xp: Any) -> Array:
    return xp.log(p) - xp.log(1.0 - p)


def _solved(root: Array, right: Array, xp: Any) -> Array:
    if xp is np:
        return np.linalg.solve(root, right[..., None])[..., 0]
    from jax.scipy.linalg import solve_triangular

    wide = xp.broadcast_to(right[..., None], (*root.shape[:-1], 1))
    return solve_triangular(root, wide, lower=True)[..., 0]
