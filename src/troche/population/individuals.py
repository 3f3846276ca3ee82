r"""Parameters of each virtual patient: typical value, knowledge, people, weight.

Two kinds of spread meet here and are kept apart by construction. *Knowledge*: each
draw is one possible truth about typical values, the same for all patients who carry
it. *People*: within a draw, patients differ by the published between-subject spread.

.. math:: \theta_i = g^{-1}\bigl(g(\theta_{d(i)}) + \omega z_i\bigr)
    \left(\frac{W_i}{70}\right)^{b}

with :math:`g` the parameter's scale (log, logit or none).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troche.population.parameters import Parameter, ParameterTable, Transform, to_scale
from troche.population.parameters.overlay import KNOWLEDGE_SEED, new_study
from troche.population.parameters.table import REFERENCE_WEIGHT
from troche.population.patients import Patients
from troche.population.posterior import read_posterior
from troche.population.streams import normals

__all__ = ["Knowledge", "individual_parameters", "knowledge_draws"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Knowledge:
    """Possible truths about the typical values of one table.

    Parameters
    ----------
    draws
        How many; 0 takes the typical values as known.
    values
        On each parameter's own scale, shape (draw,), for the uncertain ones.
    spreads
        Standard deviations between people, shape (draw,), where they are fitted too.
    """

    draws: int
    values: Mapping[str, Floats]
    spreads: Mapping[str, Floats] = field(default_factory=dict)


def knowledge_draws(table: ParameterTable, draws: int) -> Knowledge:
    """Return `draws` possible truths about the typical values of `table`.

    Fitted parameters come together, as the shipped posterior has them, and each truth is that
    of one more study; the others are independent, each with its own standard error.

    Examples
    --------
    >>> from troche.population.parameters import read_parameters
    >>> truths = knowledge_draws(read_parameters("troche"), 1000)
    >>> low, high = np.exp(np.quantile(truths.values["Qh"], [0.05, 0.95]))
    >>> bool(80 < low < 105 and 120 < high < 160)
    True
    """
    values, spreads = {}, {}
    posterior = read_posterior()
    for p in table:
        if not draws:
            continue
        if p.fitted and posterior is not None and p.symbol in posterior.values:
            values[p.symbol] = new_study(posterior, p.symbol, draws)
            if p.symbol in posterior.between_subject:
                around = np.arange(draws) % posterior.draws
                spreads[p.symbol] = posterior.between_subject[p.symbol][around]
        elif p.uncertainty_sd > 0:
            z = normals(KNOWLEDGE_SEED, f"knowledge {table.model} {p.symbol}", 0, draws)[0]
            values[p.symbol] = to_scale(p.value, p.transform) + p.uncertainty_sd * z
    return Knowledge(draws, values, spreads)


def individual_parameters(
    table: ParameterTable,
    patients: Patients,
    seed: int,
    knowledge: Knowledge,
    draw: NDArray[np.int64],
    people_differ: bool = True,
) -> dict[str, Any]:
    """Return each patient's parameters, in inner units.

    Parameters
    ----------
    table
        The model's parameters.
    patients
        Who they are.
    seed
        The study's seed.
    knowledge
        Possible truths.
    draw : shape (patient,)
        Which of them each patient carries.
    people_differ
        False sets all between-subject deviations to zero.

    Returns
    -------
    dict
        Symbol to a number (the same for all) or an array of shape (patient,).

    Notes
    -----
    Variation between occasions is part of the spread where a paper gives nothing else,
    except for durations, whose spread changes the first minutes only.
    """
    z = _deviations(table, patients, seed) if people_differ else {}
    found: dict[str, Any] = {}
    for p in table:
        typical: Any = to_scale(p.value, p.transform)
        if p.symbol in knowledge.values:
            typical = knowledge.values[p.symbol][draw]
        if p.symbol in z:
            spread: Any = _spread(p)
            if p.symbol in knowledge.spreads:
                spread = knowledge.spreads[p.symbol][draw]
            typical = typical + spread * z[p.symbol]
        value = _from_scale(typical, p.transform)
        if p.weight_exponent:
            value = value * (patients.weight / REFERENCE_WEIGHT) ** p.weight_exponent
        found[p.symbol] = value
    return found


def _spread(p: Parameter) -> float:
    return p.between_subject_sd if p.unit == "h" else p.spread_sd


def _from_scale(value: Any, transform: Transform) -> Any:
    if transform == "log":
        return np.exp(value)
    return 1.0 / (1.0 + np.exp(-value)) if transform == "logit" else value


def _deviations(table: ParameterTable, patients: Patients, seed: int) -> dict[str, Floats]:
    symbols = [p.symbol for p in table if _spread(p) > 0]
    z = {
        s: normals(seed, f"between-subject {s}", patients.start, len(patients))[0] for s in symbols
    }
    tied = sorted({s for c in table.correlations for s in c.between}, key=symbols.index)
    if tied:
        matrix = np.eye(len(tied))
        for c in table.correlations:
            i, j = (tied.index(s) for s in c.between)
            matrix[i, j] = matrix[j, i] = c.value
        mixed = np.linalg.cholesky(matrix) @ np.stack([z[s] for s in tied])
        z |= dict(zip(tied, mixed, strict=True))
    return z
