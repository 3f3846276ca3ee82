"""The published changes of area beside another drug, against their predictions.

Shown as a risk, with direction and size. Each ratio is predicted twice: with the family of
its row left out, and by the fit that has seen it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.calibration.scales import Scales
from troche.population.interactions import PublishedRatio, published_ratios
from troche.population.posterior import Posterior, left_out, read_posterior
from troche.population.predictions import Demand, Plan
from troche.population.predictions.intervals import DRAWS, SEED, study_values
from troche.population.predictions.settings import setting
from troche.population.streams import normals

__all__ = ["CONFLICTS", "ValidatedRatio", "validate_ratios"]

Floats = NDArray[np.float64]

CONFLICTS: Final[Mapping[str, str]] = {
    "grapefruit": "an inhibitor of the gut wall alone can raise the area at most to 1/Fg; the "
    "published 3.0 asks for a gut that lets a third through, where ticlopidine and the oral "
    "bioavailability ask for two thirds. The row's note, a longer half-life, points to the liver",
    "itraconazole": "a strong inhibitor of CYP3A without effect contradicts clarithromycin, "
    "another one, with 2.6",
    "clarithromycin": "2.6 needs nearly all of CYP3A in liver and gut blocked, and contradicts "
    "itraconazole, with 1.0",
    "ticlopidine": "2.4 by mouth and 1.29 through the nose fit one liver only at the edge: the "
    "extraction that lets nasal exposure change so little leaves little to inhibit by mouth",
    "rifampicin": "-86 % by mouth and -14 % by vein ask for induction of the gut wall far beyond "
    "that of the liver",
    "St John's wort": "one ratio, and three activities that it cannot tell apart",
}
"""Why each published ratio can conflict with the others under one mechanism."""


@dataclass(frozen=True)
class ValidatedRatio:
    """One published change of area, and what the model says of it.

    Parameters
    ----------
    published
        The row.
    left_out, seen
        Median and 90 % interval without and with the row's family: (p5, p50, p95).
    way
        How the family was left out.
    """

    published: PublishedRatio
    left_out: tuple[float, float, float]
    seen: tuple[float, float, float]
    way: str

    @property
    def inside(self) -> bool:
        """Whether the interval that has not seen the row holds it."""
        return self.left_out[0] <= self.published.ratio <= self.left_out[2]

    @property
    def inside_seen(self) -> bool:
        """Whether the interval of the fit that has seen the row holds it."""
        return self.seen[0] <= self.published.ratio <= self.seen[2]

    @property
    def conflict(self) -> str:
        """Why it does not agree, where it does not; else ""."""
        return "" if self.inside and self.inside_seen else CONFLICTS[self.published.perpetrator]

    def document(self) -> dict[str, Any]:
        """Return the ratio for a JSON document."""
        keys = ("p5", "predicted", "p95")
        return {
            "row": self.published.row.row,
            "file": self.published.row.origin.file,
            "perpetrator": self.published.perpetrator,
            "regimen": str(self.published.regimen),
            "unit": "ratio",
            "observed": self.published.ratio,
            **dict(zip(keys, self.left_out, strict=True)),
            "inside": self.inside,
            "left_out_by": self.way,
            "with_the_row": dict(zip(keys, self.seen, strict=True)) | {"inside": self.inside_seen},
            "risk": self.risk,
            "conflict": self.conflict or None,
        }

    @property
    def risk(self) -> str:
        """Direction and size in words."""
        low, middle, high = self.seen
        direction = "raises" if middle > 1.05 else "lowers" if middle < 0.95 else "hardly changes"
        return (
            f"{self.published.perpetrator} {direction} exposure: to {middle:.2g} times "
            f"(90 % interval {low:.2g} to {high:.2g})"
        )


@cache
def validate_ratios() -> tuple[ValidatedRatio, ...]:
    """Return every published change of area with its predictions.

    Examples
    --------
    >>> [each.published.perpetrator for each in validate_ratios()][:2]
    ['ticlopidine', 'clarithromycin']
    """
    whole = read_posterior()
    assert whole is not None
    scales = Scales.of_tables()
    found = []
    for published in published_ratios():
        without, way = left_out(published.row.family)
        found.append(
            ValidatedRatio(
                published,
                _interval(scales, without, published),
                _interval(scales, whole, published),
                way,
            )
        )
    return tuple(found)


def _interval(
    scales: Scales, posterior: Posterior, published: PublishedRatio
) -> tuple[float, float, float]:
    """Return the predictive interval of a mean ratio within people."""
    posterior = posterior.resampled(DRAWS)
    theta = study_values(scales, posterior, published.row.family)
    demands = [
        Demand((setting(published.regimen, 24.0, 70.0, "S", beside),), (), "ketamine", "venous",
               "area", 0.0, math.inf)
        for beside in (published.perpetrator, "")
    ]  # fmt: skip
    areas = np.asarray(Plan(demands).evaluate(scales.parameters_of(theta)))
    z = normals(SEED, f"ratio {published.row.place}", 0, posterior.draws)[0]
    draws = np.log(areas[0] / areas[1]) + posterior.residual["interaction"] * z
    p5, middle, p95 = (float(q) for q in np.exp(np.quantile(draws, [0.05, 0.5, 0.95])))
    return p5, middle, p95
