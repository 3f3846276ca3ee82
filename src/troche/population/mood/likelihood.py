r"""What each trial says about parameters: one multivariate normal, tails mixed in.

.. math::

    p(y_j \mid \theta) = (1 - \pi)\,N(y_j; m_j, \Sigma_j + \omega^2 b_j b_j^T)
                       + \pi\,N(y_j; m_j, \Sigma_j + (c\,\omega)^2 b_j b_j^T)

with b the loading on the drug's benefit. Reported standard deviations speak besides,
log-normally, each with the error of its own sample.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.mechanisms import Mechanism
from troche.population.mood.covariance import TAIL, TAIL_SHARE, Block, blocks_of, covariances
from troche.population.mood.literature import Expected, Literature, Predictor
from troche.population.mood.repetition import Scan, loop, receptor_values
from troche.population.parameters import Parameter, read_parameters

__all__ = ["Density", "symbols_of"]

Array = Any
Floats = NDArray[np.float64]

_OF_DRUG: Final = (
    "E_day", "a50", "gamma", "a0", "untested", "alpha", "phi", "memory_half_life", "fast_half_life",
    "slow_lag", "slow_half_life", "w_fast", "eta",
)  # fmt: skip
"""Shared by all mechanisms in which the drug acts."""

_SIZES: Final = (4, 8)
_SD_ERROR: Final = 0.1
"""Of a reported standard deviation beside the model's, on the logarithm."""

_TWO_PI: Final = float(np.log(2.0 * np.pi))


def symbols_of(mechanism: Mechanism) -> tuple[str, ...]:
    """Return the parameters that a mechanism is fitted with, in order of the table."""
    of_all = {s for m in _every() for s in m.symbols}
    without = (of_all | set(_OF_DRUG) | {"eta_alone"}) - set(
        (*_OF_DRUG, *mechanism.symbols) if mechanism.acts else ("eta_alone",)
    )
    return tuple(p.symbol for p in read_parameters("mood") if p.symbol not in without)


def _every() -> tuple[Mechanism, ...]:
    from troche.pharmacology.mood.mechanisms import MECHANISMS

    return tuple(MECHANISMS.values())


class Density:
    """Prior and likelihood of one mechanism, in any array namespace.

    Parameters
    ----------
    literature
        What speaks.
    mechanism
        What drives benefit.
    xp, scan
        Array namespace, and how to run a recursion in it.
    """

    def __init__(
        self, literature: Literature, mechanism: Mechanism, xp: Any = np, scan: Scan = loop
    ) -> None:
        self.literature, self.mechanism = literature, mechanism
        self.predictor = Predictor(literature, mechanism, xp, scan)
        self.symbols = symbols_of(mechanism)
        table = read_parameters("mood")
        self.parameters: tuple[Parameter, ...] = tuple(table[s] for s in self.symbols)
        self._fixed = {p.symbol: p.value for p in table if p.symbol not in self.symbols}
        self._fixed |= receptor_values()
        self._centre = np.array([_scaled(p) for p in self.parameters])
        self._sd = np.array([p.uncertainty_sd for p in self.parameters])
        self._xp = xp
        blocks = blocks_of(literature)
        self.families = tuple(dict.fromkeys(b.family for b in blocks))
        self.groups = self._grouped(literature, blocks)
        self._sd_rows = np.flatnonzero(np.isfinite(literature.sds))
        self._sd_family = np.array(
            [self.families.index(literature.statistics[i].family) for i in self._sd_rows], dtype=int
        )

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return len(self.symbols)

    def _grouped(
        self, literature: Literature, blocks: Sequence[Block]
    ) -> list[tuple[Block, NDArray[np.int64]]]:
        """Return trials of similar size stacked into one block with a leading axis."""
        counts = [len(b.rows) for b in blocks]
        limits = sorted({*(size for size in _SIZES if size < max(counts)), max(counts)})
        sizes: dict[int, list[Block]] = {}
        for limit, low in zip(limits, (0, *limits), strict=False):
            padded = blocks_of(literature, limit) if limit == max(counts) else None
            for i, count in enumerate(counts):
                if low < count <= limit:
                    whole = padded or blocks_of(literature, limit)
                    sizes.setdefault(limit, []).append(whole[i])
        return [
            (
                Block(
                    "",
                    "",
                    *(
                        np.stack([getattr(b, name) for b in group])
                        for name in (
                            "rows",
                            "there",
                            "same_active",
                            "same_control",
                            "crossed",
                            "same_time",
                            "apart",
                        )
                    ),
                ),
                np.array([self.families.index(b.family) for b in group]),
            )
            for group in sizes.values()
        ]

    def parameters_at(self, z: Array) -> dict[str, Array]:
        """Return parameters at standard normal coordinates, shape (..., unknown)."""
        xp = self._xp
        found: dict[str, Array] = {}
        for i, p in enumerate(self.parameters):
            x = self._centre[i] + self._sd[i] * z[..., i]
            if p.transform == "log":
                x = xp.exp(x)
            elif p.transform == "logit":
                x = 1.0 / (1.0 + xp.exp(-x))
            found[p.symbol] = x
        one = 0.0 * z[..., 0] + 1.0
        return {**{name: value * one for name, value in self._fixed.items()}, **found}

    def by_family(self, z: Array, values: Array | None = None) -> Array:
        """Return each family's log density, shape (..., family).

        Parameters
        ----------
        z : shape (..., unknown)
        values : shape (statistic,), optional
            In place of those reported.
        """
        xp = self._xp
        p = self.parameters_at(z)
        expected = self.predictor.expected(p)
        seen = xp.asarray(self.literature.values if values is None else values)
        total = xp.zeros((*z.shape[:-1], len(self.families)))
        for block, family in self.groups:
            logs = _log_densities(expected, self.literature, block, p, seen, xp)
            of = np.eye(len(self.families))[family]
            total = total + logs @ xp.asarray(of)
        return total + self._of_spreads(expected)

    def _of_spreads(self, expected: Expected) -> Array:
        """Return what reported standard deviations say, by family."""
        xp, rows = self._xp, self._sd_rows
        if not len(rows):
            return 0.0
        n = self.literature.n[rows]
        variance = 0.5 / np.maximum(n - 1.0, 1.0) + _SD_ERROR**2
        off = xp.log(xp.asarray(self.literature.sds[rows])) - xp.log(expected.sd[..., rows])
        logs = -0.5 * (off**2 / variance + np.log(variance) + _TWO_PI)
        return logs @ xp.asarray(np.eye(len(self.families))[self._sd_family])

    def log_prior(self, z: Array) -> Array:
        """Return the log prior density up to a constant."""
        return -0.5 * self._xp.sum(z**2, axis=-1)


def _scaled(p: Parameter) -> float:
    from troche.population.parameters import to_scale

    return to_scale(p.value, p.transform)


def _log_densities(
    expected: Expected,
    literature: Literature,
    block: Block,
    p: Mapping[str, Array],
    seen: Array,
    xp: Any,
) -> Array:
    """Return the log density of each stacked trial, shape (..., trial)."""
    # One trial more on the left of the places: parameters get an axis for it.
    wide = {name: value[..., None] for name, value in p.items()}
    cov, loading = covariances(expected, literature, block, wide, xp)
    off = (seen[block.rows] - expected.mean[..., block.rows]) * block.there
    there = xp.asarray(block.there)
    mask = there[..., :, None] * there[..., None, :]
    eye = xp.eye(block.rows.shape[-1])
    cov = cov * mask + eye * (1.0 - there)[..., None, :]
    loading = loading * there
    omega = wide["between_benefit"]
    root = xp.linalg.cholesky(cov)
    white = _solved(root, off, xp)
    along = _solved(root, loading, xp)
    diagonal = xp.diagonal(root, axis1=-2, axis2=-1)
    plain = xp.sum(xp.log(diagonal), axis=-1) + 0.5 * _TWO_PI * xp.sum(there, axis=-1)
    length, quadratic = xp.sum(along**2, axis=-1), xp.sum(white**2, axis=-1)
    meeting = xp.sum(along * white, axis=-1)
    logs = []
    for scale in (1.0, TAIL):
        # A rank more in the covariance, by the lemma of the determinant.
        variance = (scale * omega) ** 2
        grown = 1.0 + variance * length
        form = quadratic - variance * meeting**2 / grown
        logs.append(-0.5 * form - 0.5 * xp.log(grown) - plain)
    return xp.logaddexp(logs[0] + np.log(1.0 - TAIL_SHARE), logs[1] + np.log(TAIL_SHARE))


def _solved(root: Array, right: Array, xp: Any) -> Array:
    if xp is np:
        return np.linalg.solve(root, right[..., None])[..., 0]
    from jax.scipy.linalg import solve_triangular

    wide = xp.broadcast_to(right[..., None], (*root.shape[:-1], 1))
    return solve_triangular(root, wide, lower=True)[..., 0]
