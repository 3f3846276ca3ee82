"""The rows of exposure: what was measured in blood, fitted to it, or stated about it.

Fields are the columns of the file, typed; `troche.evidence.codebook` says what each
means and in which unit. A cell that is empty or could not be read as a number is None.
"""

from __future__ import annotations

from dataclasses import dataclass

from troche.evidence.cells import Number
from troche.evidence.rows.base import Origin, Row

__all__ = ["PkFact", "PkModel", "PkObservation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PkObservation(Row):
    """One reported concentration or exposure metric."""

    origin: Origin
    source_id: str
    citation: str
    doi: str
    pmid: str
    url: str
    population: str
    n: Number | None
    weight_kg: Number | None
    drug: str
    route: str
    formulation: str
    dose_value: Number | None
    dose_unit: str
    infusion_min: Number | None
    analyte: str
    metric: str
    interval: str
    statistic: str
    value: Number | None
    unit: str
    spread_kind: str
    spread_low: Number | None
    spread_high: Number | None
    verified: str
    notes: str
    study_family: str
    contains: str
    sampling_site: str
    regimen: str
    regimen_why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PkModel(Row):
    """One parameter of a published population pharmacokinetic model."""

    origin: Origin
    source_id: str
    citation: str
    doi: str
    pmid: str
    url: str
    drug: str
    routes: str
    structure: str
    parameter: str
    typical_value: Number | None
    unit: str
    iiv_cv_pct: Number | None
    rse_pct: Number | None
    covariate_note: str
    verified: str
    notes: str
    study_family: str
    contains: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PkFact(Row):
    """One fact of pharmacokinetics."""

    origin: Origin
    topic: str
    fact: str
    value: Number | None
    unit: str
    citation: str
    doi: str
    pmid: str
    url: str
    verified: str
    notes: str
    study_family: str
    contains: str
