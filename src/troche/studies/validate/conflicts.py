"""Sources that disagree with each other, whatever a model says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from troche.population.predictions import demands_of
from troche.studies.validate.rows import ValidatedRow

__all__ = ["Conflict", "conflicts"]

_SPAN: Final = 1.5
"""Ratio of two families' values from which they count as a conflict."""

_QUANTITIES: Final = ("peak", "area", "bioavailability", "clearance")


@dataclass(frozen=True)
class Conflict:
    """Two families that report the same quantity of one route, and differ.

    Parameters
    ----------
    what
        Quantity, analyte and route.
    low, high
        Family and value: for each milligram where the quantity grows with the dose.
    unit
        Of the values.
    """

    what: str
    low: tuple[str, float]
    high: tuple[str, float]
    unit: str

    @property
    def ratio(self) -> float:
        """How many times the higher is the lower."""
        return self.high[1] / self.low[1]

    def __str__(self) -> str:
        (a, x), (b, y) = self.low, self.high
        return f"{self.what}: {a} {x:.3g} and {b} {y:.3g} {self.unit}, {self.ratio:.1f} times"


def conflicts(rows: Sequence[ValidatedRow]) -> list[Conflict]:
    """Return the conflicts between families, the largest first.

    Values of a family are averaged on the log scale; intervals of areas may differ
    between sources, and peaks of short infusions are compared with those of long ones
    only where both take the same time.
    """
    groups: dict[tuple[str, ...], dict[str, list[float]]] = {}
    for row in rows:
        reading = row.reading
        if reading is None or reading.quantity not in _QUANTITIES or reading.perpetrator:
            continue
        demand = demands_of(reading)
        dose = math.fsum(s.dose for s in demand.settings)
        grows = reading.quantity in ("peak", "area")
        durations = sorted({i.delivery.duration for s in demand.settings for i in s.inputs})
        manner = f"{durations}" if reading.quantity == "peak" else ""
        unit = {"peak": "ng/mL per mg", "area": "ng*h/mL per mg", "clearance": "L/h"}
        value = reading.value / dose * 1000.0 if grows else reading.value
        route = " and ".join(reading.regimen.routes)
        analyte = "+".join(reading.enantiomers) + f"-{reading.analyte}"
        key = (reading.quantity, analyte, route, unit.get(reading.quantity, "fraction"), manner)
        groups.setdefault(key, {}).setdefault(row.family, []).append(math.log(value))
    found = []
    for (quantity, analyte, route, unit_text, _), families in groups.items():
        means = sorted((math.fsum(v) / len(v), f) for f, v in families.items())
        if len(means) > 1 and means[-1][0] - means[0][0] > math.log(_SPAN):
            low, high = means[0], means[-1]
            found.append(
                Conflict(
                    f"{quantity} of {analyte}, {route}",
                    (low[1], math.exp(low[0])),
                    (high[1], math.exp(high[0])),
                    unit_text,
                )
            )
    return sorted(found, key=lambda c: -c.ratio)
