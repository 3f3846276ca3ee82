"""The fit of one mechanism: the mode, then NUTS in coordinates in which it is round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.mechanisms import Mechanism
from troche.population.calibration.fit import Diagnostics, diagnose
from troche.population.calibration.jax_ready import jax_modules
from troche.population.calibration.leave_out import smoothed_weights
from troche.population.calibration.whitened import (
    WhitenedEffort,
    WhitenedSampler,
    round_coordinates,
)
from troche.population.mood.likelihood import Density
from troche.population.mood.literature import Literature
from troche.population.parameters import to_scale
from troche.population.parameters.read import Z90

__all__ = [
    "MoodChains",
    "MoodFit",
    "extended",
    "joined",
    "proposal_scale",
    "shape_of",
    "weighed_back",
]

Floats = NDArray[np.float64]
Say = Callable[[str], None]

_AT_ONCE: Final = 100
_STILL: Final = 0.2
"""A chain that varies by less than this share of the livelier ones has stood still."""

_LIVELY: Final = 0.75
"""Which quantile of chains is lively: up to two thirds of them may have frozen."""

_ENOUGH: Final = 4
"""Samples for each unknown, below which all chains are looked at."""

_PROPOSED: Final = {"alpha": (0.2, 0.8)}
"""Ranges of 90 % under which chains move, narrower than the prior's: a power mean of powers
above ten is nearly a kink, where they would freeze. What is shipped is weighed back."""


@dataclass(frozen=True)
class MoodChains:
    """What sampling gave.

    Parameters
    ----------
    z : shape (chain, sample, unknown)
        Standard normal under the prior.
    by_family : shape (chain, sample, family)
        Each family's log density.
    diagnostics
        Of these chains.
    """

    z: Floats
    by_family: Floats
    diagnostics: Diagnostics

    @property
    def flat(self) -> Floats:
        """All samples, shape (sample, unknown)."""
        return self.z.reshape(-1, self.z.shape[-1])


class MoodFit:
    """One mechanism on one literature, compiled once for every family that is left out.

    Parameters
    ----------
    literature
        What speaks.
    mechanism
        What drives benefit.
    effort
        How long to sample.
    """

    def __init__(
        self, literature: Literature, mechanism: Mechanism, effort: WhitenedEffort | None = None
    ) -> None:
        self.effort = effort or WhitenedEffort()
        jax, jnp, _ = jax_modules()
        self._jax, self._jnp = jax, jnp
        self.density = Density(
            literature,
            mechanism,
            jnp,
            lambda step, start, rows: jax.lax.scan(step, start, rows)[1],
        )
        self.families = self.density.families
        self._values = jnp.asarray(literature.values)
        self._narrower = jnp.asarray(proposal_scale(self.density) ** -2.0 - 1.0)
        self.sampler = WhitenedSampler(self._minus_log, self.density.size)
        self._by_family = jax.jit(lambda z, values: self.density.by_family(z, values))

    def _minus_log(self, z: Any, active: Any, values: Any) -> Any:
        said = self.density.by_family(z, values) @ active
        return -(said + self.density.log_prior(z) - 0.5 * self._jnp.sum(self._narrower * z**2))

    def active(self, leave_out: str | tuple[str, ...] = ()) -> Floats:
        """Return which families speak, shape (family,)."""
        out = (leave_out,) if isinstance(leave_out, str) else leave_out
        return np.array([float(family not in out) for family in self.families])

    def mode(
        self, active: Floats, start: Floats | None = None, values: Floats | None = None
    ) -> tuple[Floats, Floats]:
        """Return the mode, and R with R R' the inverse of the curvature there."""
        return self.sampler.mode(active, self._values if values is None else values, start)

    def sample(
        self,
        seed: int,
        leave_out: Sequence[str | tuple[str, ...]] = ((),),
        start: tuple[Floats, Floats] | None = None,
        values: Floats | None = None,
        effort: WhitenedEffort | None = None,
        say: Say | None = None,
    ) -> list[MoodChains]:
        """Sample several posteriors at once, each without some families.

        Parameters
        ----------
        seed
            Of the sampler.
        leave_out
            For each posterior, the families whose rows do not speak.
        start
            Centre and root of the coordinates, from `mode` or `shape_of`; the mode by default.
        values : shape (statistic,), optional
            In place of those reported.
        effort
            In place of the fit's own.
        say
            Told now and then how far they are.
        """
        effort = effort or self.effort
        jnp = self._jnp
        actives = np.stack([self.active(each) for each in leave_out])
        seen = jnp.asarray(self._values if values is None else values)
        z, root = start if start is not None else self.mode(self.active(), values=values)
        each = np.repeat(np.arange(len(actives)), effort.chains)
        samples, bad = self.sampler.run(seed, actives[each], seen, (z, root), effort, say)
        said = self._many(samples.reshape(-1, samples.shape[-1]), seen)
        said = said.reshape(*samples.shape[:-1], -1)
        shape = (len(actives), effort.chains)
        samples, said = (
            samples.reshape(*shape, *samples.shape[1:]),
            said.reshape(*shape, *said.shape[1:]),
        )
        counts = bad.reshape(*shape, -1).sum(axis=(1, 2))
        return [
            MoodChains(samples[i], said[i], _diagnosed(samples[i], int(counts[i])))
            for i in range(len(actives))
        ]

    def _many(self, samples: Floats, values: Any) -> Floats:
        """Return each family's log density in every sample, some at a time."""
        parts = [
            np.asarray(self._by_family(self._jnp.asarray(part), values))
            for part in np.array_split(samples, max(1, len(samples) // _AT_ONCE))
        ]
        return np.concatenate(parts)


def _diagnosed(samples: Floats, divergences: int) -> Diagnostics:
    """Return the diagnostics of chains; of a single one, its halves stand for two."""
    if len(samples) == 1:
        half = samples.shape[1] // 2
        samples = samples[0, : 2 * half].reshape(2, half, -1)
    return diagnose(samples, divergences)


def joined(parts: Sequence[MoodChains]) -> MoodChains:
    """Return chains of one posterior as one set of chains."""
    z = np.concatenate([part.z for part in parts])
    said = np.concatenate([part.by_family for part in parts])
    return MoodChains(z, said, _diagnosed(z, sum(p.diagnostics.divergences for p in parts)))


def extended(first: MoodChains, second: MoodChains) -> MoodChains:
    """Return chains of one posterior, each followed by one of a second run."""
    z = np.concatenate([first.z, second.z], axis=1)
    said = np.concatenate([first.by_family, second.by_family], axis=1)
    divergences = first.diagnostics.divergences + second.diagnostics.divergences
    return MoodChains(z, said, _diagnosed(z, divergences))


def shape_of(chains: MoodChains) -> tuple[Floats, Floats]:
    """Return centre and root of the coordinates in which an earlier posterior is round.

    Chains that stood still tell where they stood and not what shape the posterior has: they
    are not looked at.
    """
    size = chains.z.shape[-1]
    moved = chains.z.var(axis=1).mean(axis=-1)
    moving = chains.z[moved >= _STILL * np.quantile(moved, _LIVELY)].reshape(-1, size)
    return round_coordinates(moving if len(moving) >= _ENOUGH * size else chains.flat)


def proposal_scale(density: Density) -> Floats:
    """Return the spread under which chains move, in units of the prior's: shape (unknown,)."""
    found = np.ones(density.size)
    for i, p in enumerate(density.parameters):
        if p.symbol in _PROPOSED:
            low, high = (to_scale(x, p.transform) for x in _PROPOSED[p.symbol])
            found[i] = 0.5 * (high - low) / Z90 / p.uncertainty_sd
    return found


def weighed_back(chains: MoodChains, density: Density) -> tuple[MoodChains, float, float]:
    """Return samples under the prior itself, what share of them counts, and the weights' tail.

    Samples are taken in proportion to prior over proposal, smoothed; the share is Kish's, the
    tail the shape of a Pareto distribution, up to 0.7 where weights can be trusted.
    """
    z, narrower = chains.flat, proposal_scale(density) ** -2.0 - 1.0
    if not narrower.any():
        return chains, 1.0, 0.0
    smoothed = smoothed_weights({"": -0.5 * (z**2 * narrower).sum(axis=1)})[""]
    weights = smoothed.weights
    edges = np.cumsum(weights)
    places = (np.arange(len(z)) + 0.5) / len(z) * edges[-1]
    picks = np.minimum(np.searchsorted(edges, places), len(z) - 1)
    share = float(weights.sum() ** 2 / (len(z) * (weights**2).sum()))
    by_family = chains.by_family.reshape(len(z), -1)[picks]
    found = MoodChains(z[picks][None], by_family[None], chains.diagnostics)
    return found, share, float(smoothed.pareto_k)
