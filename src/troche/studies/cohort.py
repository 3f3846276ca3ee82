"""Who the virtual patients of a study are, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troche.engine.blocks import blocks_for
from troche.population.patients import CYP2B6, LIVER
from troche.studies.block_run import block_patients
from troche.studies.plan import StudyPlan

__all__ = ["cohort_of"]

Floats = NDArray[np.float64]

_DESCRIBED = 100
"""Blocks from which the description is taken; a hundred thousand patients are enough."""


def cohort_of(plan: StudyPlan) -> dict[str, str]:
    """Return the covariates: medians with 5-95 % ranges, and shares."""
    blocks = blocks_for(plan.patients)[:_DESCRIBED]
    groups = [(block_patients(plan, block)[0], block.count) for block in blocks]

    def joined(name: str) -> Floats:
        return np.concatenate([np.asarray(getattr(p, name))[:count] for p, count in groups])

    def span(name: str, unit: str, digits: int = 0) -> str:
        low, middle, high = np.quantile(joined(name), [0.05, 0.5, 0.95])
        return f"{middle:.{digits}f} {unit} ({low:.{digits}f} to {high:.{digits}f})"

    def shares(name: str, words: Sequence[str]) -> str:
        values = joined(name)
        return ", ".join(f"{w} {np.mean(values == i):.0%}" for i, w in enumerate(words))

    found = {
        "weight": span("weight", "kg"),
        "height": span("height", "cm"),
        "age": span("age", "years"),
        "women": f"{np.mean(joined('sex') == 0):.0%}",
        "CYP2B6 function": shares("cyp2b6", CYP2B6),
        "liver function": shares("liver", LIVER),
    }
    if np.isfinite(joined("baseline")).any():
        found["baseline MADRS"] = span("baseline", "points")
    if plan.spec.patients.adherence != "full":
        found["share of home doses taken"] = span("adherence", "", 2).replace("  ", " ")
    return found
