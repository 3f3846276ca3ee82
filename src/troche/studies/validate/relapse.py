"""Rows of relapse, each family predicted by what was fitted without it.

Relapse is not fitted at all, so these rows are unseen twice: as a family, and as a kind of
number.
"""

from __future__ import annotations

import numpy as np

from troche.population.mood.relapse.predict import relapse_draws
from troche.population.mood.relapse.read import Relapse
from troche.population.trials import NotPredicted
from troche.studies.validate.rows import ValidatedRow
from troche.studies.validate.unseen import LEVELS, Unseen, weighted_quantiles

__all__ = ["predicted_relapse"]


def predicted_relapse(relapse: Relapse, without: Unseen) -> ValidatedRow | NotPredicted:
    """Return a row of relapse with its prediction, or why it has none.

    Parameters
    ----------
    relapse
        The row.
    without
        What was fitted without its family.

    Notes
    -----
    A trial in which nobody became well would report no relapse: only those in which somebody
    did are counted.
    """
    heard = {name: p for name, p in without.truths.items() if without.weights[name] > 0.0}
    draws, weights = without.averaged(relapse_draws(relapse, heard))
    there = np.isfinite(draws)
    if not there.any():
        return NotPredicted(relapse.row, "quantity not modelled", "nobody becomes well")
    factor = 100.0 if relapse.row.unit.startswith("%") else 1.0
    quantiles = factor * weighted_quantiles(draws[there], weights[there], LEVELS)
    p5, middle, p95 = (float(q) for q in quantiles)
    return ValidatedRow(
        table="outcomes",
        row=relapse.row,
        unit=relapse.row.unit,
        observed=relapse.row.value.value if relapse.row.value else None,
        predicted=middle,
        p5=p5,
        p95=p95,
        way=without.way,
        relapse=relapse,
        detail="; ".join(relapse.notes),
    )
