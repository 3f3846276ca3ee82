"""The fitted parameters of a table, as the shipped posterior has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np

from troche.population.parameters.quantity import get_row, source_of
from troche.population.parameters.spec import InformedBySpec
from troche.population.parameters.table import Parameter, ParameterTable, from_scale
from troche.population.posterior import Posterior, manifest, read_posterior
from troche.population.streams import normals

__all__ = ["INFORMED", "new_study", "with_posterior"]

INFORMED: Final = 0.2
"""Share of the prior's standard deviation that the rows must take away before a parameter
counts as known from them and not from its prior."""

KNOWLEDGE_SEED: Final = 0
"""Draws of knowledge belong to the package and not to a study: one seed for all."""


def new_study(posterior: Posterior, symbol: str, draws: int) -> np.ndarray:
    """Return typical values of one more study, on the scale of the prior, shape (draw,).

    A possible truth is that of one study: draws of the typical value, each with its own
    deviation between studies. More draws than were shipped go round again.
    """
    around = np.arange(draws) % posterior.draws
    z = normals(KNOWLEDGE_SEED, f"study of a truth, {symbol}", 0, draws)[0]
    return posterior.of_study(symbol, z, around)


def with_posterior(table: ParameterTable, rows: Sequence[InformedBySpec]) -> ParameterTable:
    """Return a table whose fitted parameters stand as the shipped posterior has them.

    Without shipped draws the table is returned as it is.
    """
    posterior = read_posterior()
    if posterior is None or not any(p.fitted for p in table):
        return table
    own = {p.symbol: _overlaid(p, posterior, rows) if p.fitted else p for p in table}
    return replace(table, parameters=MappingProxyType(own))


def _overlaid(p: Parameter, posterior: Posterior, rows: Sequence[InformedBySpec]) -> Parameter:
    if p.symbol not in posterior.values:
        return p
    typical = posterior.values[p.symbol]
    study = new_study(posterior, p.symbol, posterior.draws)
    low, high = np.quantile(study, [0.05, 0.95])
    middle = np.median(typical)
    taken = 1.0 - float(np.std(typical)) / p.uncertainty_sd
    subject = posterior.between_subject.get(p.symbol)
    sources = tuple(
        source_of(get_row(row.row, p.symbol), row.row) for row in rows if row.of == p.symbol
    )
    made = manifest()
    basis = (
        f"fitted to {made.get('observations', 0)} observations of "
        f"{len(made.get('families', ()))} study families; the interval is that of one more study"
    )
    known = taken >= INFORMED
    prior = f"the rows hardly inform it; its prior is an assumption: {p.assumption}"
    return replace(
        p,
        value=from_scale(float(middle), p.transform),
        range=(from_scale(float(low), p.transform), from_scale(float(high), p.transform)),
        uncertainty_sd=float(np.std(study)),
        uncertainty_basis=basis,
        between_study_sd=float(np.median(posterior.between_study[p.symbol])),
        between_subject_sd=p.between_subject_sd if subject is None else float(np.median(subject)),
        between_subject_range=None if subject is None else p.between_subject_range,
        between_occasion_sd=p.between_occasion_sd if subject is None else 0.0,
        sources=sources,
        assumption="" if known else prior,
        informed=taken,
    )
