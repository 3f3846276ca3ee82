r"""Predictive draws of what rows report, with every kind of spread in its place.

.. math::
    \log y = \log m(\theta_d + \tau_d z_f) + \tfrac12 \omega_d^2\,[\text{mean}]
        + \frac{\omega_d}{\sqrt n} z_1 + \sigma_d z_2 + v z_3 + c_d z_c

A draw :math:`d` is one possible truth; :math:`z_f` the effects of one study, shared by all
rows of its family; :math:`\omega` the spread of the metric between people, so that
:math:`\omega/\sqrt n` is how far the statistic of so many people strays; :math:`\sigma` the
residual, :math:`v` what the row leaves open, :math:`c` the error that points of one figure
share. The interval is that of the reported statistic, not of single people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.population.calibration.observed import curve_of, noise_of
from troche.population.calibration.scales import Scales
from troche.population.posterior import Posterior
from troche.population.predictions.derivatives import sensitivities
from troche.population.predictions.metrics import Plan
from troche.population.predictions.settings import Demand, demands_of
from troche.population.readings import Reading
from troche.population.streams import normals

__all__ = ["DRAWS", "predictive_draws", "study_values"]

Floats = NDArray[np.float64]

DRAWS: Final = 800
"""Draws of an interval: its ends stray by about 4 % of its width."""

SEED: Final = 0
_AT_ONCE: Final = 150
_LINEAR: Final = 2.0
"""Largest variance between people, on the log scale, that first order can stand for."""

_MANY_INPUTS: Final = 12
_FEW: Final = 200


def study_values(scales: Scales, posterior: Posterior, family: str) -> Floats:
    """Return typical values of one new study in each draw, shape (parameter, draw)."""
    rows = []
    for symbol in scales.symbols:
        z = normals(SEED, f"study {family} {symbol}", 0, posterior.draws)[0]
        rows.append(posterior.of_study(symbol, z))
    return np.stack(rows)


def predictive_draws(
    readings: Sequence[Reading],
    posterior_of: Callable[[str], Posterior],
    progress: Callable[[int], None] | None = None,
) -> list[Floats]:
    """Return draws of what each reading reports, in inner units.

    Parameters
    ----------
    readings
        In any order.
    posterior_of
        For a family, the posterior that has not seen it.
    progress
        Told how many readings are done.

    Returns
    -------
    list of arrays of shape (draw,)

    Examples
    --------
    >>> from troche.evidence import load
    >>> from troche.population.posterior import left_out
    >>> from troche.population.readings import read_row
    >>> reading = read_row(load("pk_observations")[15])
    >>> (draws,) = predictive_draws([reading], lambda family: left_out(family)[0])
    >>> low, high = np.quantile(draws, [0.05, 0.95])
    >>> bool(low < reading.value < high)
    True
    """
    scales = Scales.of_tables()
    families: dict[tuple[str, bool], list[int]] = {}
    demands = [demands_of(r) for r in readings]
    for i, (r, d) in enumerate(zip(readings, demands, strict=True)):
        many = max((len(s.inputs) for s in d.settings), default=0) > _MANY_INPUTS
        families.setdefault((r.family, many), []).append(i)
    crowded = len(families) > _FEW
    found: list[Floats] = [np.empty(0)] * len(readings)
    done = 0
    for (family, many), members in families.items():
        posterior = posterior_of(family).resampled(_FEW if many or crowded else DRAWS)
        theta = study_values(scales, posterior, family)
        for start in range(0, len(members), _AT_ONCE):
            part = members[start : start + _AT_ONCE]
            some = [readings[i] for i in part]
            # What the model cannot say comes out as no number, and is for the caller to refuse.
            with np.errstate(all="ignore"):
                logs = _logs(scales, posterior, theta, some, [demands[i] for i in part])
                for i, draws in zip(part, logs, strict=True):
                    found[i] = np.exp(draws)
            done += len(part)
            if progress:
                progress(done)
    return found


def _logs(
    scales: Scales,
    posterior: Posterior,
    theta: Floats,
    readings: Sequence[Reading],
    demands: Sequence[Demand],
) -> list[Floats]:
    unique = list(dict.fromkeys(demands))
    place = {demand: i for i, demand in enumerate(unique)}
    plan = Plan(unique)
    typical = np.log(np.asarray(plan.evaluate(scales.parameters_of(theta))))
    middle = np.median(np.stack([posterior.values[s] for s in scales.symbols]), axis=1)
    people = _between_people(plan, scales, middle, posterior)
    found = []
    for reading, demand in zip(readings, demands, strict=True):
        i = place[demand]
        variance = np.where(people[i] <= _LINEAR, people[i], np.nan)
        row = f"{reading.row.place} {reading.row.source}"
        noise = posterior.residual[noise_of(reading)]
        log = typical[i] + (0.5 * variance if reading.statistic == "mean" else 0.0)
        own = np.sqrt(variance / reading.n + noise**2 + reading.vagueness**2)
        log = log + own * normals(SEED, f"row {row}", 0, posterior.draws)[0]
        curve = curve_of(reading)
        if curve:
            shared = normals(SEED, f"curve {reading.family} {curve}", 0, posterior.draws)[0]
            log = log + posterior.curve * shared
        found.append(log)
    return found


def _between_people(plan: Plan, scales: Scales, theta: Floats, posterior: Posterior) -> Floats:
    """Return the variance between people of each log metric, shape (demand, draw)."""
    differing = [i for i, s in enumerate(scales.symbols) if s in posterior.between_subject]
    J = sensitivities(lambda t: np.log(plan.evaluate(scales.parameters_of(t))), theta, differing)
    omega = np.stack([posterior.between_subject[scales.symbols[i]] for i in differing])
    return np.asarray(J**2 @ omega**2)
