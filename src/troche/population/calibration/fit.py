"""The fit: a linearised start, then NUTS; resumable, with diagnostics as a gate."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.calibration.jax_ready import jax_modules
from troche.population.calibration.likelihood import Layout
from troche.population.calibration.mechanics import Mechanics
from troche.population.calibration.observed import Observed
from troche.population.calibration.scales import Scales

__all__ = ["LIMITS", "Chains", "Diagnostics", "Effort", "Fit", "SideBySide", "diagnose"]

Floats = NDArray[np.float64]
Say = Callable[[str], None]
SideBySide = Callable[[Sequence[Callable[[], Any]]], list[Any]]

_STEP: Final = 1e-2
ROUNDS: Final = 3
"""Times that the linearised fit is repeated with sensitivities where the last one ended."""


@dataclass(frozen=True)
class Effort:
    """How long to sample.

    Parameters
    ----------
    warmup, samples
        Of each chain.
    chains
        Side by side, one a core.
    target_accept
        Higher is slower, and safer against divergences.
    """

    warmup: int = 500
    samples: int = 2000
    chains: int = 2
    target_accept: float = 0.9


@dataclass(frozen=True)
class Diagnostics:
    """Whether chains can be believed.

    Parameters
    ----------
    rhat
        Largest rank-normalised split R-hat of any unknown.
    ess_bulk, ess_tail
        Smallest effective sample sizes.
    divergences
        How many there were.
    """

    rhat: float
    ess_bulk: float
    ess_tail: float
    divergences: int

    def faults(self) -> tuple[str, ...]:
        """Return which limits are not met; empty for chains that can be believed."""
        found = []
        if not self.rhat <= LIMITS["rhat"]:
            found.append(f"R-hat {self.rhat:.3f} is above {LIMITS['rhat']}")
        found += [
            f"{name} {getattr(self, name):.0f} is below {LIMITS['ess']:.0f}"
            for name in ("ess_bulk", "ess_tail")
            if not getattr(self, name) >= LIMITS["ess"]
        ]
        if self.divergences:
            found.append(f"{self.divergences} divergences")
        return tuple(found)

    def document(self) -> dict[str, float]:
        """Return them for the manifest."""
        return asdict(self)


LIMITS: Final = {"rhat": 1.01, "ess": 400.0}
"""The gate."""


@dataclass(frozen=True)
class Chains:
    """What sampling gave.

    Parameters
    ----------
    z : shape (chain, sample, unknown)
        Standard normal under the prior.
    diagnostics
        Of these chains.
    sensitivities : shape (row, parameter)
        Where effects were expanded.
    """

    z: Floats
    diagnostics: Diagnostics
    sensitivities: Floats

    @property
    def flat(self) -> Floats:
        """All samples, shape (sample, unknown)."""
        return self.z.reshape(-1, self.z.shape[-1])


class Fit:
    """One compiled model that is fitted to all families, or to all but one.

    Parameters
    ----------
    observed
        The rows.
    effort
        How long to sample.
    side_by_side
        Runs the chains and returns what they return; one after the other by default.
    """

    def __init__(
        self,
        observed: Sequence[Observed],
        effort: Effort | None = None,
        side_by_side: SideBySide | None = None,
    ) -> None:
        self.effort = effort or Effort()
        self.side_by_side = side_by_side or (lambda runs: [run() for run in runs])
        self.scales = Scales.of_tables()
        self.mechanics = Mechanics(self.scales, observed)
        self.layout = Layout(self.mechanics)
        self.families = tuple(self.layout.members)
        self._jax, self._jnp, self._numpyro = jax_modules()
        self._gradient = self._jax.jit(
            self._jax.value_and_grad(lambda z, J, a, y, s: -self.layout.log_density(z, J, a, y, s))
        )
        self._sampler: Any = None

    def with_effort(self, effort: Effort) -> None:
        """Sample with another effort from now on."""
        if effort.target_accept != self.effort.target_accept:
            self._sampler = None
        self.effort = effort

    def active(self, leave_out: str = "") -> Floats:
        """Return which families speak, shape (family,)."""
        return np.array([float(family != leave_out) for family in self.families])

    def gradient(
        self, z: Floats, J: Floats, active: Floats, values: Floats, prior: float = 1.0
    ) -> tuple[float, Floats]:
        """Return minus the log density and its gradient; arguments as of the density."""
        value, gradient = self._gradient(z, J, active, values, prior)
        return float(value), np.asarray(gradient, dtype=np.float64)

    def linearised(
        self,
        leave_out: str = "",
        start: Floats | None = None,
        values: Floats | None = None,
        prior: float = 1.0,
    ) -> tuple[Floats, Floats]:
        """Return the mode of the linearised posterior, and the sensitivities there.

        Returns
        -------
        z : shape (unknown,)
        sensitivities : shape (row, parameter)
        """
        from scipy import optimize

        minimize: Any = optimize.minimize

        options: Any = {"maxiter": 500, "maxfun": 800}
        active = self.active(leave_out)
        z = np.zeros(self.layout.size) if start is None else start

        seen = self.layout.values if values is None else values
        for _ in range(ROUNDS):
            J = self.mechanics.sensitivities(np.asarray(self.layout.unknowns(z).theta))
            found = minimize(
                lambda x: self.gradient(x, J, active, seen, prior),  # noqa: B023
                z,
                jac=True,
                method="L-BFGS-B",
                options=options,
            )
            z = np.asarray(found.x)
        return z, J

    def sample(
        self,
        seed: int,
        leave_out: str = "",
        start: tuple[Floats, Floats] | None = None,
        say: Say | None = None,
        shape: Floats | None = None,
    ) -> Chains:
        """Sample the posterior.

        Parameters
        ----------
        seed
            Of the sampler.
        leave_out
            A family whose rows do not speak.
        start
            From `linearised`; made here by default.
        say
            Told now and then how far the first chain is.
        shape : shape (sample, unknown), optional
            Samples of an earlier try: their covariance makes the posterior round, in place
            of the curvature at the mode.
        """
        z, J = start if start is not None else self.linearised(leave_out)
        active = self.active(leave_out)
        if shape is None:
            root = self.root_of_inverse_curvature(z, J, active)
        else:
            root = np.asarray(np.linalg.cholesky(np.cov(shape.T)), dtype=np.float64)
            z = shape.mean(axis=0)
        arguments = tuple(self._jnp.asarray(part) for part in (J, active, z, root))
        runs = [
            self._chain(seed + 1000 * chain, arguments, say if chain == 0 else None)
            for chain in range(self.effort.chains)
        ]
        chains = self.side_by_side(runs)
        samples = z + np.stack([white for white, _ in chains]) @ root.T
        diverging = sum(count for _, count in chains)
        return Chains(samples, diagnose(samples, diverging), np.asarray(J))

    def _chain(
        self, seed: int, arguments: tuple[Any, ...], say: Say | None
    ) -> Callable[[], tuple[Floats, int]]:
        """Return what runs one chain: its white samples, and how many steps diverged.

        All that NumPyro traces is traced here: it has one stack of handlers for all threads.
        """
        kernel, step = self._kernel()
        effort, size = self.effort, self.layout.size
        first = self._jnp.asarray(np.random.default_rng(seed).normal(0.0, 0.5, size))
        key = self._jax.random.PRNGKey(seed)
        start = kernel.init(key, effort.warmup, {"w": first}, arguments, {})
        step(start, *arguments)
        total = effort.warmup + effort.samples

        def run() -> tuple[Floats, int]:
            kept, diverging, begin = np.empty((effort.samples, size)), 0, time.monotonic()
            state = start
            for number in range(total):
                state = step(state, *arguments)
                if number >= effort.warmup:
                    kept[number - effort.warmup] = np.asarray(state.z["w"])
                    diverging += int(state.diverging)
                if say and number and number % 200 == 0:
                    left = (time.monotonic() - begin) / number * (total - number)
                    say(f"  {number} of {total} steps, {left:.0f} s left")
            return kept, diverging

        return run

    def root_of_inverse_curvature(
        self,
        z: Floats,
        J: Floats,
        active: Floats,
        values: Floats | None = None,
        prior: float = 1.0,
    ) -> Floats:
        """Return R with R R' the inverse of the curvature at the mode: there it is round.

        Central differences of the gradient; a direction that is not convex keeps its prior.
        """
        seen = self.layout.values if values is None else values

        def slope(x: Floats) -> Floats:
            return self.gradient(x, J, active, seen, prior)[1]

        rows = [(slope(z + e) - slope(z - e)) / (2 * _STEP) for e in _STEP * np.eye(len(z))]
        curvature = 0.5 * (np.stack(rows) + np.stack(rows).T)
        eigenvalues, vectors = np.linalg.eigh(curvature)
        own = 1.0 / prior**2
        eigenvalues = np.where(eigenvalues > 0.2 * own, eigenvalues, own)
        return np.asarray(vectors / np.sqrt(eigenvalues))

    def _kernel(self) -> tuple[Any, Any]:
        """Return the sampler and its step, compiled once for every family that is left out."""
        if self._sampler is None:
            from numpyro import distributions
            from numpyro.infer import NUTS

            jnp, numpyro, size = self._jnp, self._numpyro, self.layout.size
            density = self._jax.jit(self.layout.log_density)

            def model(J: Any, active: Any, mode: Any, root: Any) -> None:
                normal = distributions.Normal(0.0, 1.0).expand([size]).to_event(1)
                w = jnp.asarray(numpyro.sample("w", normal))
                z = jnp.asarray(mode) + jnp.asarray(root) @ w
                numpyro.factor("rows", density(z, J, active) + 0.5 * jnp.sum(w**2))

            kernel = NUTS(
                model,
                target_accept_prob=self.effort.target_accept,
                max_tree_depth=7,
            )
            step = self._jax.jit(lambda state, *given: kernel.sample(state, given, {}))
            self._sampler = kernel, step
        return self._sampler  # type: ignore[no-any-return]

    def _said_by(self, z: Any, J: Any) -> dict[str, Any]:
        """Return all that each family says: its rows, and the spreads that it reports."""
        layout = self.layout
        rows, unknowns = layout.of_families(z, J), layout.unknowns(z)
        alone = np.eye(len(self.families))
        return {
            family: rows[family] + layout.of_spreads(unknowns, J, self._jnp.asarray(alone[i]))
            for i, family in enumerate(self.families)
        }

    def log_likelihood(self, chains: Chains) -> dict[str, Floats]:
        """Return each family's log density in every sample, its effects integrated out."""
        jax, jnp = self._jax, self._jnp
        J = jnp.asarray(chains.sensitivities)
        one = jax.jit(lambda z: self._said_by(z, J))
        rows = [one(z) for z in chains.flat]
        return {f: np.array([float(r[f]) for r in rows]) for f in self.families}


def diagnose(samples: Floats, divergences: int) -> Diagnostics:
    """Return the diagnostics of chains of shape (chain, sample, unknown)."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz as library

        arviz: Any = library
        data = arviz.convert_to_dataset({"z": samples})
        return Diagnostics(
            float(arviz.rhat(data)["z"].max()),
            float(arviz.ess(data, method="bulk")["z"].min()),
            float(arviz.ess(data, method="tail")["z"].min()),
            divergences,
        )
