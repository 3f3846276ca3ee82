"""Does the fit find what is known: studies simulated with exact effects, and fitted again.

A reduced form of the whole: the linearised fit with a normal approximation at its mode in
place of NUTS, and a prior half as wide, from which the truth is drawn too. Simulation takes
no short cut that the fit takes: effects of studies and of the people sampled move the
parameters themselves, and the curves are solved again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.calibration.fit import Fit
from troche.population.parameters.read import Z90

__all__ = ["PRIOR", "Recovery", "recover"]

Floats = NDArray[np.float64]

PRIOR: Final = 0.5
"""Standard deviation of the reduced form's prior, in units of the whole one's."""


@dataclass(frozen=True)
class Recovery:
    """How well known parameters were found.

    Parameters
    ----------
    names
        Of the parameters.
    inside : shape (fit, parameter)
        Whether the 90 % interval held the truth.
    ranks : shape (fit, parameter)
        Where the truth lay in the fitted distribution, 0 to 1; uniform if calibrated.
    """

    names: tuple[str, ...]
    inside: NDArray[np.bool_]
    ranks: Floats

    @property
    def coverage(self) -> float:
        """Share of intervals, over all fits and parameters, that held the truth."""
        return float(self.inside.mean())


def recover(fit: Fit, fits: int, seed: int, say: Callable[[str], None] | None = None) -> Recovery:
    """Simulate studies of known truth and fit them.

    Parameters
    ----------
    fit
        Its rows say which studies there are; their values are replaced.
    fits
        How many times.
    seed
        Of the simulation.
    say
        Told how far it is.
    """
    from scipy.special import ndtr

    layout = fit.layout
    count = len(layout.scales.fitted)
    inside, ranks = [], []
    for number in range(fits):
        rng = np.random.default_rng([seed, number])
        truth = PRIOR * rng.normal(size=layout.size)
        mode, spread = _fitted(fit, simulated(fit, truth, rng))
        off = (truth[:count] - mode[:count]) / spread[:count]
        inside.append(np.abs(off) <= Z90)
        ranks.append(ndtr(off))
        if say and (number + 1) % 10 == 0:
            say(f"  {number + 1} of {fits} fits")
    return Recovery(layout.scales.symbols, np.array(inside), np.array(ranks))


def simulated(fit: Fit, truth: Floats, rng: np.random.Generator) -> Floats:
    """Return what rows of studies would report, were `truth` the truth; shape (row,)."""
    layout, mechanics = fit.layout, fit.mechanics
    unknowns = layout.unknowns(truth)
    theta = np.asarray(unknowns.theta)
    J = mechanics.sensitivities(theta)
    values = np.empty(len(layout.values))
    noise = np.asarray(unknowns.residual)[layout.noise_of]
    own = np.hypot(noise, layout.fixed) * rng.normal(size=len(values))
    shared = _shared(layout, rng) * float(unknowns.curve)
    for rows in layout.members.values():
        study = np.asarray(unknowns.between_study) * rng.normal(size=len(theta))
        people = np.asarray(unknowns.between_subject) * rng.normal(size=len(theta))
        sizes = layout.root_n[rows]
        for size in np.unique(sizes):
            some = rows[sizes == size]
            values[some] = np.asarray(mechanics.predict(theta + study + size * people))[some]
    variance = ((J * np.asarray(unknowns.between_subject)) ** 2).sum(axis=1)
    return np.asarray(values + 0.5 * layout.of_mean * variance + own + shared)


def _shared(layout: Any, rng: np.random.Generator) -> Floats:
    """Return one normal number for each curve, and none for other rows."""
    z = np.zeros(len(layout.values))
    for i, row in enumerate(layout.same_curve):
        mates = np.flatnonzero(row)
        if len(mates) and mates[0] == i:
            z[mates] = rng.normal()
    return z


def _fitted(fit: Fit, values: Floats) -> tuple[Floats, Floats]:
    """Return mode and standard deviations of the linearised posterior of these values."""
    z, J = fit.linearised(values=values, prior=PRIOR)
    root = fit.root_of_inverse_curvature(z, J, fit.active(), values, PRIOR)
    return z, np.sqrt((root**2).sum(axis=1))
