"""The fit of harm: the mode, then NUTS in coordinates in which it is round there."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.calibration.fit import Diagnostics, diagnose
from troche.population.calibration.jax_ready import jax_modules
from troche.population.tolerability.layout import HarmLayout
from troche.population.tolerability.likelihood import HarmDensity

__all__ = ["HarmChains", "HarmEffort", "HarmFit", "extended", "shape_of"]

Floats = NDArray[np.float64]
Say = Callable[[str], None]

_STEP: Final = 1e-2
_CHUNK: Final = 25


@dataclass(frozen=True)
class HarmEffort:
    """How long to sample.

    Parameters
    ----------
    warmup, samples
        Of each chain.
    chains
        Side by side, in step.
    target_accept
        Higher is slower, and safer against divergences.
    """

    warmup: int = 400
    samples: int = 800
    chains: int = 4
    target_accept: float = 0.85


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

    def __init__(self, layout: HarmLayout, effort: HarmEffort | None = None) -> None:
        self.effort = effort or HarmEffort()
        jax, jnp, _ = jax_modules()
        self._jax, self._jnp = jax, jnp
        self.density = HarmDensity(
            layout, jnp, lambda step, start, rows: jax.lax.scan(step, start, rows)[1]
        )
        self.families = self.density.families
        self._values = self._jnp.asarray(layout.values)
        self._gradient = jax.jit(jax.value_and_grad(self._minus_log))
        self._samplers: dict[float, Any] = {}

    def _minus_log(self, z: Any, active: Any, values: Any) -> Any:
        return -(self.density.by_family(z, values) @ active + self.density.log_prior(z))

    def active(self, leave_out: Sequence[str] = ()) -> Floats:
        """Return which families speak, shape (family,)."""
        return np.array([float(family not in leave_out) for family in self.families])

    def mode(self, active: Floats, values: Floats | None = None) -> tuple[Floats, Floats]:
        """Return the mode, and R with R R' the inverse of the curvature there."""
        from scipy import optimize

        minimize: Any = optimize.minimize
        seen = self._jnp.asarray(self._values if values is None else values)

        def slope(x: Floats) -> tuple[float, Floats]:
            value, gradient = self._gradient(x, active, seen)
            return float(value), np.asarray(gradient, dtype=np.float64)

        first = np.zeros(self.density.size)
        options = {"maxiter": 300, "maxfun": 400}
        found = minimize(slope, first, jac=True, method="L-BFGS-B", options=options)
        z = np.asarray(found.x)
        rows = [(slope(z + e)[1] - slope(z - e)[1]) / (2 * _STEP) for e in _STEP * np.eye(len(z))]
        curvature = 0.5 * (np.stack(rows) + np.stack(rows).T)
        eigenvalues, vectors = np.linalg.eigh(curvature)
        eigenvalues = np.where(eigenvalues > 0.3, eigenvalues, 1.0)
        return z, np.asarray(vectors / np.sqrt(eigenvalues))

    def sample(
        self,
        seed: int,
        leave_out: Sequence[str] = (),
        start: tuple[Floats, Floats] | None = None,
        values: Floats | None = None,
        effort: HarmEffort | None = None,
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
        effort, jnp = effort or self.effort, self._jnp
        active = self.active(leave_out)
        seen = jnp.asarray(self._values if values is None else values)
        z, root = start if start is not None else self.mode(active, values)
        common = (jnp.asarray(active), seen, jnp.asarray(z), jnp.asarray(root))
        kernel, steps = self._kernel(effort)
        rng = np.random.default_rng(seed)
        states = [
            kernel.init(
                self._jax.random.PRNGKey(seed + i),
                effort.warmup,
                {"w": jnp.asarray(rng.normal(0.0, 0.5, self.density.size))},
                common,
                {},
            )
            for i in range(effort.chains)
        ]
        state = self._jax.tree.map(lambda *parts: jnp.stack(parts), *states)
        kept, diverging, begin = [], 0, time.monotonic()
        total = effort.warmup + effort.samples
        for number in range(0, total, _CHUNK):
            state, (w, bad) = steps(state, *common)
            if number >= effort.warmup:
                kept.append(np.asarray(w))
                diverging += int(np.asarray(bad).sum())
            if say and number % (8 * _CHUNK) == 0:
                done = number + _CHUNK
                left = (time.monotonic() - begin) / done * (total - done)
                say(f"  {done} of {total} steps of {effort.chains} chains, {left:.0f} s left")
        white = np.concatenate(kept, axis=1)[:, : effort.samples]
        samples = z + white @ root.T
        return HarmChains(samples, diagnose(samples, diverging))

    def _kernel(self, effort: HarmEffort) -> tuple[Any, Any]:
        """Return the sampler and a stretch of its steps, compiled once."""
        if effort.target_accept not in self._samplers:
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

            kernel = NUTS(model, target_accept_prob=effort.target_accept, max_tree_depth=6)

            def stretch(state: Any, *common: Any) -> Any:
                def step(state: Any, _: Any) -> Any:
                    state = kernel.sample(state, common, {})
                    return state, (state.z["w"], state.diverging)

                return jax.lax.scan(step, state, None, length=_CHUNK)

            stretches = jax.jit(jax.vmap(stretch, in_axes=(0, None, None, None, None)))
            self._samplers[effort.target_accept] = kernel, stretches
        return self._samplers[effort.target_accept]  # type: ignore[no-any-return]


def extended(first: HarmChains, second: HarmChains) -> HarmChains:
    """Return chains of one posterior, each followed by one of a second run."""
    z = np.concatenate([first.z, second.z], axis=1)
    return HarmChains(
        z, diagnose(z, first.diagnostics.divergences + second.diagnostics.divergences)
    )


def shape_of(chains: HarmChains) -> tuple[Floats, Floats]:
    """Return centre and root of the coordinates in which an earlier posterior is round."""
    flat = chains.flat
    return flat.mean(axis=0), np.asarray(np.linalg.cholesky(np.cov(flat.T)))
