"""NUTS in coordinates in which a posterior is round: the mode, then chains in step.

A density is a function of standard normal unknowns; which families speak is one of its
arguments, so that one compilation serves the whole fit and every family left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.calibration.jax_ready import jax_modules

__all__ = ["WhitenedEffort", "WhitenedSampler", "round_coordinates"]

Floats = NDArray[np.float64]
Say = Callable[[str], None]

_STEP: Final = 1e-2
_CHUNK: Final = 25
_LEAST_CURVATURE: Final = 0.3
"""Of the posterior in units of the prior's; below it a direction is taken as the prior's."""


@dataclass(frozen=True)
class WhitenedEffort:
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


class WhitenedSampler:
    """The sampler of one density.

    Parameters
    ----------
    minus_log
        From unknowns, which families speak, and values, to minus the log posterior density; in
        JAX.
    size
        How many unknowns there are.
    """

    def __init__(self, minus_log: Callable[[Any, Any, Any], Any], size: int) -> None:
        jax, jnp, _ = jax_modules()
        self._jax, self._jnp = jax, jnp
        self._minus_log, self.size = minus_log, size
        self._gradient = jax.jit(jax.value_and_grad(minus_log))
        self._compiled: dict[tuple[float, int], tuple[Any, Any]] = {}

    def slope(self, z: Any, active: Any, values: Any) -> tuple[float, Floats]:
        """Return minus the log posterior density, and its gradient, shape (unknown,)."""
        value, gradient = self._gradient(z, active, values)
        return float(value), np.asarray(gradient, dtype=np.float64)

    def mode(
        self, active: Floats, values: Any, start: Floats | None = None
    ) -> tuple[Floats, Floats]:
        """Return the mode, and R with R R' the inverse of the curvature there."""
        from scipy import optimize

        minimize: Any = optimize.minimize

        def slope(x: Floats) -> tuple[float, Floats]:
            return self.slope(x, active, values)

        first = np.zeros(self.size) if start is None else start
        options = {"maxiter": 300, "maxfun": 400}
        found = minimize(slope, first, jac=True, method="L-BFGS-B", options=options)
        z = np.asarray(found.x)
        rows = [(slope(z + e)[1] - slope(z - e)[1]) / (2 * _STEP) for e in _STEP * np.eye(len(z))]
        curvature = 0.5 * (np.stack(rows) + np.stack(rows).T)
        eigenvalues, vectors = np.linalg.eigh(curvature)
        eigenvalues = np.where(eigenvalues > _LEAST_CURVATURE, eigenvalues, 1.0)
        return z, np.asarray(vectors / np.sqrt(eigenvalues))

    def run(
        self,
        seed: int,
        actives: Floats,
        values: Any,
        start: tuple[Floats, Floats],
        effort: WhitenedEffort,
        say: Say | None = None,
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """Run one chain for each row of `actives`, in step.

        Parameters
        ----------
        seed
            Of the sampler.
        actives : shape (chain, family)
            Which families speak in each chain.
        values
            Passed on to the density.
        start
            Centre and root of the coordinates.
        effort
            How long.
        say
            Told now and then how far it is.

        Returns
        -------
        z : shape (chain, sample, unknown)
        diverging : shape (chain, sample)
        """
        kernel, steps = self._kernel(effort)
        jax, jnp = self._jax, self._jnp
        rng = np.random.default_rng(seed)
        z, root = start
        common = (values, jnp.asarray(z), jnp.asarray(root))
        speaking = jnp.asarray(actives)
        states = [
            kernel.init(
                jax.random.PRNGKey(seed + i),
                effort.warmup,
                {"w": jnp.asarray(rng.normal(0.0, 0.5, self.size))},
                (active, *common),
                {},
            )
            for i, active in enumerate(speaking)
        ]
        state = jax.tree.map(lambda *parts: jnp.stack(parts), *states)
        kept, diverging, begin = [], [], time.monotonic()
        total = effort.warmup + effort.samples
        for number in range(0, total, _CHUNK):
            state, (w, bad) = steps(state, speaking, *common)
            if number >= effort.warmup:
                kept.append(np.asarray(w))
                diverging.append(np.asarray(bad))
            if say and number % (4 * _CHUNK) == 0:
                done = number + _CHUNK
                left = (time.monotonic() - begin) / done * (total - done)
                say(f"  {done} of {total} steps of {len(actives)} chains, {left:.0f} s left")
        white = np.concatenate(kept, axis=1)[:, : effort.samples]
        bad = np.concatenate(diverging, axis=1)[:, : effort.samples]
        return z + white @ root.T, bad

    def _kernel(self, effort: WhitenedEffort) -> tuple[Any, Any]:
        """Return the sampler and a stretch of its steps, compiled once."""
        key = effort.target_accept, effort.tree_depth
        if key not in self._compiled:
            import numpyro
            from numpyro import distributions
            from numpyro.infer import NUTS

            jax, jnp, size = self._jax, self._jnp, self.size
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
            self._compiled[key] = kernel, many
        return self._compiled[key]


def round_coordinates(flat: Floats) -> tuple[Floats, Floats]:
    """Return centre and root of the coordinates in which samples are round.

    Parameters
    ----------
    flat : shape (sample, unknown)
    """
    return flat.mean(axis=0), np.asarray(np.linalg.cholesky(np.cov(flat.T)))
