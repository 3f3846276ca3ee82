"""The fit of one mechanism: the mode, then NUTS in coordinates in which it is round."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.mechanisms import Mechanism
from troche.population.calibration.fit import Diagnostics, diagnose
from troche.population.calibration.jax_ready import jax_modules
from troche.population.mood.likelihood import Density
from troche.population.mood.literature import Literature

__all__ = ["MoodChains", "MoodEffort", "MoodFit", "extended", "joined", "shape_of"]

Floats = NDArray[np.float64]
Say = Callable[[str], None]

_STEP: Final = 1e-2
_CHUNK: Final = 25
_AT_ONCE: Final = 100


@dataclass(frozen=True)
class MoodEffort:
    """How long to sample.

    Parameters
    ----------
    warmup, samples
        Of each chain.
    chains
        Side by side, in step.
    target_accept
        Higher is slower, and safer against divergences.
    tree_depth
        Of NUTS: a trajectory has at most two to this power steps.
    """

    warmup: int = 300
    samples: int = 1000
    chains: int = 2
    target_accept: float = 0.85
    tree_depth: int = 4


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
        self, literature: Literature, mechanism: Mechanism, effort: MoodEffort | None = None
    ) -> None:
        self.effort = effort or MoodEffort()
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
        self._gradient = jax.jit(jax.value_and_grad(self._minus_log))
        self._by_family = jax.jit(lambda z, values: self.density.by_family(z, values))
        self._samplers: dict[tuple[float, int], tuple[Any, Any]] = {}

    def _minus_log(self, z: Any, active: Any, values: Any) -> Any:
        said = self.density.by_family(z, values) @ active
        return -(said + self.density.log_prior(z))

    def active(self, leave_out: str | tuple[str, ...] = ()) -> Floats:
        """Return which families speak, shape (family,)."""
        out = (leave_out,) if isinstance(leave_out, str) else leave_out
        return np.array([float(family not in out) for family in self.families])

    def mode(
        self, active: Floats, start: Floats | None = None, values: Floats | None = None
    ) -> tuple[Floats, Floats]:
        """Return the mode, and R with R R' the inverse of the curvature there."""
        from scipy import optimize

        minimize: Any = optimize.minimize
        seen = self._values if values is None else values

        def slope(x: Floats) -> tuple[float, Floats]:
            value, gradient = self._gradient(x, active, seen)
            return float(value), np.asarray(gradient, dtype=np.float64)

        first = np.zeros(self.density.size) if start is None else start
        found = minimize(
            slope, first, jac=True, method="L-BFGS-B", options={"maxiter": 300, "maxfun": 400}
        )
        z = np.asarray(found.x)
        rows = [(slope(z + e)[1] - slope(z - e)[1]) / (2 * _STEP) for e in _STEP * np.eye(len(z))]
        curvature = 0.5 * (np.stack(rows) + np.stack(rows).T)
        values_, vectors = np.linalg.eigh(curvature)
        values_ = np.where(values_ > 0.3, values_, 1.0)
        return z, np.asarray(vectors / np.sqrt(values_))

    def sample(
        self,
        seed: int,
        leave_out: Sequence[str | tuple[str, ...]] = ((),),
        start: tuple[Floats, Floats] | None = None,
        values: Floats | None = None,
        effort: MoodEffort | None = None,
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
        common = (seen, jnp.asarray(z), jnp.asarray(root))
        white, bad = self._run(seed, jnp.asarray(actives[each]), common, effort, say)
        samples = z + white @ root.T
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

    def _run(
        self, seed: int, actives: Any, common: tuple[Any, ...], effort: MoodEffort, say: Say | None
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """Run one chain for each row of `actives`, in step; shape (chain, sample, unknown)."""
        kernel, steps = self._kernel(effort)
        jax, jnp = self._jax, self._jnp
        rng = np.random.default_rng(seed)
        states = []
        for i, active in enumerate(actives):
            first = {"w": jnp.asarray(rng.normal(0.0, 0.5, self.density.size))}
            key = jax.random.PRNGKey(seed + i)
            states.append(kernel.init(key, effort.warmup, first, (active, *common), {}))
        state = jax.tree.map(lambda *parts: jnp.stack(parts), *states)
        kept, diverging, begin = [], [], time.monotonic()
        total = effort.warmup + effort.samples
        for number in range(0, total, _CHUNK):
            state, (w, bad) = steps(state, actives, *common)
            if number >= effort.warmup:
                kept.append(np.asarray(w))
                diverging.append(np.asarray(bad))
            if say and number % (4 * _CHUNK) == 0:
                done = number + _CHUNK
                left = (time.monotonic() - begin) / done * (total - done)
                say(f"  {done} of {total} steps of {len(actives)} chains, {left:.0f} s left")
        white = np.concatenate(kept, axis=1)[:, : effort.samples]
        return white, np.concatenate(diverging, axis=1)[:, : effort.samples]

    def _kernel(self, effort: MoodEffort) -> tuple[Any, Any]:
        """Return the sampler and a stretch of its steps, compiled once."""
        key = effort.target_accept, effort.tree_depth
        if key not in self._samplers:
            import numpyro
            from numpyro import distributions
            from numpyro.infer import NUTS

            jax, jnp, size = self._jax, self._jnp, self.density.size
            density = jax.jit(self._minus_log)

            def model(active: Any, values: Any, centre: Any, root: Any) -> None:
                normal = distributions.Normal(0.0, 1.0).expand([size]).to_event(1)
                w = jnp.asarray(numpyro.sample("w", normal))
                z = jnp.asarray(centre) + jnp.asarray(root) @ w
                numpyro.factor("rows", -density(z, active, values) + 0.5 * jnp.sum(w**2))

            kernel = NUTS(model, target_accept_prob=key[0], max_tree_depth=key[1])

            def stretch(state: Any, active: Any, *common: Any) -> Any:
                def step(state: Any, _: Any) -> Any:
                    state = kernel.sample(state, (active, *common), {})
                    return state, (state.z["w"], state.diverging)

                return jax.lax.scan(step, state, None, length=_CHUNK)

            many = jax.jit(jax.vmap(stretch, in_axes=(0, 0, None, None, None)))
            self._samplers[key] = kernel, many
        return self._samplers[key]


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
    """Return centre and root of the coordinates in which an earlier posterior is round."""
    flat = chains.flat
    return flat.mean(axis=0), np.asarray(np.linalg.cholesky(np.cov(flat.T)))
