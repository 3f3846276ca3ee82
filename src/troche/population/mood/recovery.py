r"""Does the fit find what is known: literatures simulated from one mechanism, fitted by all.

A reduced form of the whole: the mode with a normal approximation in place of NUTS, and a
prior half as wide, from which the truth is drawn too. Rivals are weighed by their
evidence in the same approximation,

.. math:: \log Z \approx \log p(y, \hat z) + \tfrac{1}{2} \log|R R^T| + \tfrac{n}{2}\log 2\pi,

so that one literature takes seconds. What it shows is what a literature of this size and
shape can tell: how often the true mechanism gets the largest weight, and how often a
wrong one does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.population.mood.covariance import TAIL, TAIL_SHARE, blocks_of, covariances
from troche.population.mood.fit import MoodFit
from troche.population.mood.likelihood import Density
from troche.population.mood.literature import Literature
from troche.population.parameters.read import Z90

__all__ = ["PRIOR", "MoodRecovery", "recover_mood", "simulated_literature"]

Floats = NDArray[np.float64]

PRIOR: Final = 0.5
"""Standard deviation of the truth's distribution, in units of the prior's."""


@dataclass(frozen=True)
class MoodRecovery:
    """How well known truths were found.

    Parameters
    ----------
    truth
        Name of the mechanism that made the literatures.
    symbols
        Its parameters.
    inside : shape (literature, parameter)
        Whether its own fit's 90 % interval held the truth.
    weights : by mechanism, shape (literature,)
        From evidence, adding up to 1.
    """

    truth: str
    symbols: tuple[str, ...]
    inside: NDArray[np.bool_]
    weights: Mapping[str, Floats]

    @property
    def coverage(self) -> float:
        """Share of intervals that held the truth."""
        return float(self.inside.mean())

    @property
    def wrong_wins(self) -> float:
        """Share of literatures in which a wrong mechanism has the largest weight."""
        names = list(self.weights)
        table = np.stack([self.weights[n] for n in names])
        return float(np.mean([names[i] != self.truth for i in table.argmax(axis=0)]))


def simulated_literature(
    literature: Literature, density: Density, z: Floats, rng: np.random.Generator
) -> Floats:
    """Return what the rows would report, were `z` the truth; shape (statistic,).

    Parameters
    ----------
    literature
        Its rows say which trials there are; reported errors keep their size.
    density
        Of the true mechanism, on NumPy.
    """
    p = density.parameters_at(z)
    expected = density.predictor.expected(p)
    values = np.array(expected.mean)
    for block in blocks_of(literature):
        cov, loading = covariances(expected, literature, block, p, np)
        wide = TAIL if rng.random() < TAIL_SHARE else 1.0
        v = wide * float(p["between_benefit"]) * rng.normal()
        root = np.linalg.cholesky(cov)
        values[block.rows] += root @ rng.normal(size=len(block.rows)) + v * loading
    shares = literature.kind == "share"
    values[shares] = np.clip(values[shares], 0.0, 1.0)
    return values


def recover_mood(
    fits: Mapping[str, MoodFit],
    truth: str,
    literatures: int,
    seed: int,
    say: Callable[[str], None] | None = None,
) -> MoodRecovery:
    """Simulate literatures under one mechanism and fit all of `fits` to each.

    Parameters
    ----------
    fits
        By name of mechanism, the true one among them.
    truth
        Which of them makes the literatures.
    literatures
        How many.
    seed
        Of the simulation.
    say
        Told how far it is.
    """
    own = fits[truth]
    literature = own.density.literature
    density = Density(literature, own.density.mechanism)
    inside = []
    evidence: dict[str, list[float]] = {name: [] for name in fits}
    for number in range(literatures):
        rng = np.random.default_rng([seed, number])
        z = PRIOR * rng.normal(size=density.size)
        values = simulated_literature(literature, density, z, rng)
        for name, fit in fits.items():
            mode, root = fit.mode(fit.active(), values=values)
            log_joint = -fit.sampler.slope(mode, fit.active(), values)[0]
            _, volume = np.linalg.slogdet(root)
            evidence[name].append(log_joint + float(volume))
            if name == truth:
                spread = np.sqrt((root**2).sum(axis=1))
                inside.append(np.abs(z - mode) <= Z90 * spread)
        if say:
            say(f"  {number + 1} of {literatures} literatures of {truth}")
    table = np.stack([np.array(evidence[name]) for name in fits])
    table = np.exp(table - table.max(axis=0))
    table /= table.sum(axis=0)
    return MoodRecovery(
        truth, density.symbols, np.array(inside), dict(zip(fits, table, strict=True))
    )
