"""The rows of trials: what was compared, in whom, and what came out.

Fields are the columns of the file, typed; `troche.evidence.codebook` says what each
means and in which unit. A cell that is empty or could not be read as a number is None.
"""

from __future__ import annotations

from dataclasses import dataclass

from troche.evidence.cells import Number
from troche.evidence.rows.base import Origin, Row

__all__ = ["Arm", "EfficacyFact", "Outcome", "Trial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial(Row):
    """One trial or cohort."""

    origin: Origin
    trial_id: str
    citation: str
    doi: str
    pmid: str
    url: str
    registry: str
    design: str
    blinding: str
    population: str
    comedication: str
    n_total: Number | None
    notes: str
    study_family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm(Row):
    """One arm of a trial: what it was given, how many, how ill at the start."""

    origin: Origin
    trial_id: str
    arm_id: str
    arm_role: str
    drug: str
    route: str
    formulation: str
    dose_value: Number | None
    dose_unit: str
    infusion_min: Number | None
    doses_per_week: Number | None
    n_doses: Number | None
    duration_days: Number | None
    n: Number | None
    baseline_scale: str
    baseline_mean: Number | None
    baseline_sd: Number | None
    verified: str
    notes: str
    study_family: str
    regimen: str
    regimen_why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Row):
    """One outcome of an arm at a time; a negative change is an improvement."""

    origin: Origin
    trial_id: str
    arm_id: str
    scale: str
    outcome: str
    time_days: Number | None
    value: Number | None
    unit: str
    spread_kind: str
    spread_low: Number | None
    spread_high: Number | None
    n_at_time: Number | None
    verified: str
    url: str
    notes: str
    study_family: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EfficacyFact(Row):
    """One finding about benefit: pooled, comparative, or known only by its p value."""

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
