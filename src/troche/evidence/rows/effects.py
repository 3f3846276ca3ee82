"""The rows of effect and harm: tolerability, mechanism, models of effect, guidance.

Fields are the columns of the file, typed; `troche.evidence.codebook` says what each
means and in which unit. A cell that is empty or could not be read as a number is None.
"""

from __future__ import annotations

from dataclasses import dataclass

from troche.evidence.cells import Number
from troche.evidence.rows.base import Origin, Row

__all__ = ["Guidance", "Mechanism", "PkpdModel", "Tolerability"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerability(Row):
    """One reported effect, felt or measured, wanted or not."""

    origin: Origin
    source_id: str
    citation: str
    doi: str
    pmid: str
    url: str
    population: str
    n: Number | None
    drug: str
    route: str
    dose_value: Number | None
    dose_unit: str
    endpoint: str
    time_h: Number | None
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
    regimen: str
    regimen_why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism(Row):
    """One finding about how ketamine acts."""

    origin: Origin
    topic: str
    parameter: str
    species: str
    system: str
    value: Number | None
    unit: str
    spread: str
    citation: str
    doi: str
    pmid: str
    url: str
    verified: str
    notes: str
    study_family: str
    contains: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PkpdModel(Row):
    """One parameter of a published model of effect or of the placebo course."""

    origin: Origin
    source_id: str
    citation: str
    doi: str
    pmid: str
    url: str
    endpoint: str
    structure: str
    parameter: str
    value: Number | None
    unit: str
    iiv_cv_pct: Number | None
    verified: str
    notes: str
    study_family: str
    contains: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance(Row):
    """One statement of a regulator, a society or a service."""

    origin: Origin
    issuer: str
    year: Number | None
    topic: str
    statement_in_your_own_words: str
    threshold_value: Number | None
    unit: str
    url: str
    verified: str
