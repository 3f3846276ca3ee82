r"""Which possible truth about mood each patient carries.

A truth is a draw of a mechanism's posterior and, as a possible truth is that of one more
trial, two deviations of that trial: u, in the early step, and v, in the drug's benefit,

.. math::

    u \sim N(0, \sigma_P^2), \qquad
    v \sim (1 - \pi)\, N(0, \sigma_B^2) + \pi\, N(0, (c\, \sigma_B)^2),

with :math:`\pi` and c the fit's own (`TAIL_SHARE` and `TAIL`), and :math:`\sigma_P` and
:math:`\sigma_B` the draw's own spreads between trials; benefit is multiplied by
:math:`\max(0, 1 + v)`. The chance behind u and v belongs to the number of the draw and is the
same for all mechanisms. Where typical values are taken as known, each parameter stands at the
median of its draws, and u and v are zero.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.population.mood.covariance import TAIL, TAIL_SHARE
from troche.population.mood.posterior.read import MoodPosterior
from troche.population.parameters.overlay import KNOWLEDGE_SEED
from troche.population.streams import normals, uniforms

__all__ = ["BENEFIT_FACTOR", "STEP_DEVIATION", "truths_of"]

Floats = NDArray[np.float64]

STEP_DEVIATION: Final = "step of this trial"
"""Key of u, a share of baseline."""

BENEFIT_FACTOR: Final = "benefit of this trial"
"""Key of :math:`\\max(0, 1 + v)`."""


def truths_of(posterior: MoodPosterior, draw: NDArray[np.int64], draws: int) -> dict[str, Floats]:
    """Return the parameters, constants and trial that patients carry.

    Parameters
    ----------
    posterior
        Of one mechanism.
    draw : shape (patient,)
        Number of the truth that each carries.
    draws
        How many the study has; 0 takes typical values as known.

    Returns
    -------
    dict
        Symbol to an array of shape (patient,), with `STEP_DEVIATION` and `BENEFIT_FACTOR`.

    Examples
    --------
    >>> from troche.population.mood.posterior.read import read_mood
    >>> known = truths_of(read_mood("graded occupancy"), np.zeros(2, dtype=np.int64), 0)
    >>> known[STEP_DEVIATION].tolist(), known[BENEFIT_FACTOR].tolist()
    ([0.0, 0.0], [1.0, 1.0])
    """
    if draws == 0:
        one = np.ones(len(draw))
        every = {**posterior.values, **posterior.constants}
        typical = {name: float(np.median(v)) * one for name, v in every.items()}
        return typical | {STEP_DEVIATION: 0.0 * one, BENEFIT_FACTOR: one}
    found = posterior.at(draw)
    u = normals(KNOWLEDGE_SEED, "one more trial: step", 0, draws)[0][draw]
    z = normals(KNOWLEDGE_SEED, "one more trial: benefit", 0, draws)[0][draw]
    wide = uniforms(KNOWLEDGE_SEED, "one more trial: tail", 0, draws)[0][draw] < TAIL_SHARE
    v = found["between_benefit"] * z * np.where(wide, TAIL, 1.0)
    return found | {
        STEP_DEVIATION: found["between_placebo"] * u,
        BENEFIT_FACTOR: np.maximum(0.0, 1.0 + v),
    }
