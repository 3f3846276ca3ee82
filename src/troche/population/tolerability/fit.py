"""The fit of harm: the mode, then NUTS in coordinates in which it is round there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troche.population.calibration.fit import Diagnostics, diagnose
from troche.population.calibration.jax_ready import jax_modules
from troche.population.calibration.whitened import (
    WhitenedEffort,
    WhitenedSampler,
    round_coordinates,
)
from troche.population.tolerability.layout import HarmLayout
from troche.population.tolerability.likelihood import HarmDensity

__all__ = ["HarmChains", "HarmFit", "extended", "shape_of"]

Floats = NDArray[np.float64]
Say = Callable[[str], None]


@dataclass(frozen=True)
class HarmChains:
    """What sampling gave.

    Parameters
    ----------
    z : shape (chain, sample, unknown)
        Standard normal under the prior.
    diagnostics
        Of these chains.
    """

    z: Floats
    diagnostics: Diagnostics

    @property
    def flat(self) -> Floats:
        """All samples, shape (sample, unknown)."""
        return self.z.reshape(-1, self.z.shape[-1])


class HarmFit:
    """One posterior of harm, compiled once for every family that is left out.

    Parameters
    ----------
    layout
        Of the rows that speak.
    effort
        How long to sample.
    """

    def __init__(self, layout: HarmLayout, effort: WhitenedEffort | None = None) -> None:
        self.effort = effort or WhitenedEffort(warmup=400, samples=800, chains=4, tree_depth=6)
        jax, jnp, _ = jax_modules()
        self._jax, self._jnp = jax, jnp
        self.density = HarmDensity(
            layout, jnp, lambda step, start, rows: jax.lax.scan(step, start, rows)[1]
        )
        self.families = self.density.families
        self._values = self._jnp.asarray(layout.values)
        self.sampler = WhitenedSampler(self._minus_log, self.density.size)

    def _minus_log(self, z: Any, active: Any, values: Any) -> Any:
        return -(self.density.by_family(z, values) @ active + self.density.log_prior(z))

    def active(self, leave_out: Sequence[str] = ()) -> Floats:
        """Return which families speak, shape (family,)."""
        return np.array([float(family not in leave_out) for family in self.families])

    def mode(self, active: Floats, values: Floats | None = None) -> tuple[Floats, Floats]:
        """Return the mode, and R with R R' the inverse of the curvature there."""
        seen = self._jnp.asarray(self._values if values is None else values)
        return self.sampler.mode(active, seen)

    def sample(
        self,
        seed: int,
        leave_out: Sequence[str] = (),
        start: tuple[Floats, Floats] | None = None,
        values: Floats | None = None,
        effort: WhitenedEffort | None = None,
        say: Say | None = None,
    ) -> HarmChains:
        """Sample one posterior.

        Parameters
        ----------
        seed
            Of the sampler.
        leave_out
            Families whose rows do not speak.
        start
            Centre and root of the coordinates, from `mode` or `shape_of`; the mode by default.
        values : shape (row,), optional
            In place of those reported.
        effort
            In place of the fit's own.
        say
            Told now and then how far it is.
        """
        effort = effort or self.effort
        active = self.active(leave_out)
        seen = self._jnp.asarray(self._values if values is None else values)
        begin = start if start is not None else self.mode(active, values)
        actives = np.repeat(active[None], effort.chains, axis=0)
        samples, bad = self.sampler.run(seed, actives, seen, begin, effort, say)
        return HarmChains(samples, diagnose(samples, int(bad.sum())))


def extended(first: HarmChains, second: HarmChains) -> HarmChains:
    """Return chains of one posterior, each followed by one of a second run."""
    z = np.concatenate([first.z, second.z], axis=1)
    return HarmChains(
        z, diagnose(z, first.diagnostics.divergences + second.diagnostics.divergences)
    )


def shape_of(chains: HarmChains) -> tuple[Floats, Floats]:
    """Return centre and root of the coordinates in which an earlier posterior is round."""
    return round_coordinates(chains.flat)
