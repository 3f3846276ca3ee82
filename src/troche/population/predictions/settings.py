"""What is asked of the model: a regimen in people of a weight, and a metric of the curve."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from troche.pharmacology.system import Delivery
from troche.population.drugs import SHARE, delivery_of
from troche.population.readings import Quantity, Reading
from troche.population.readings.read import SHORT
from troche.regimen import Regimen, expand

__all__ = ["BOLUS", "Input", "Setting", "demands_of"]

_FIRST_DAY: Final = 24.0
_FIRST_SAMPLE: Final = 5 / 60
BOLUS: Final = Delivery("iv")


@dataclass(frozen=True)
class Input:
    """One administration: when, how, and how much of one enantiomer."""

    time: float
    delivery: Delivery
    amount: float


@dataclass(frozen=True)
class Setting:
    """One curve: inputs of one enantiomer into people of one weight.

    Parameters
    ----------
    inputs
        In order of time.
    weight : kg
    enantiomer
        ``"S"`` or ``"R"``.
    perpetrator
        The drug beside it, or "".
    """

    inputs: tuple[Input, ...]
    weight: float
    enantiomer: str
    perpetrator: str = ""

    @property
    def dose(self) -> float:
        """Milligrams of base in all inputs."""
        return math.fsum(each.amount for each in self.inputs)


@dataclass(frozen=True)
class Demand:
    """One number wanted from the curves of one or both enantiomers.

    Parameters
    ----------
    settings
        One for each enantiomer that the assay adds up.
    references
        The same given at once into a vein; for a bioavailability.
    analyte
        The moiety.
    site
        Arterial or venous.
    quantity
        The metric.
    start, stop : h
        Its interval.
    """

    settings: tuple[Setting, ...]
    references: tuple[Setting, ...]
    analyte: str
    site: str
    quantity: Quantity
    start: float
    stop: float


def setting(
    regimen: Regimen, horizon: float, weight: float, enantiomer: str, beside: str
) -> Setting:
    """Return the inputs of one enantiomer until `horizon`, in h."""
    inputs = []
    for each in expand(regimen, horizon).administrations:
        share = SHARE[each.drug].get(enantiomer, 0.0)
        if share:
            scale = weight if each.amount_unit == "mg/kg" else 1.0
            inputs.append(Input(each.time_h, delivery_of(each), each.amount * share * scale))
    return Setting(tuple(inputs), weight, enantiomer, beside)


def demands_of(reading: Reading) -> Demand:
    """Return what the model is asked for by a reading.

    Rows of repeated doses count from the first one; without an interval, its first day.

    Examples
    --------
    >>> from troche.evidence import load
    >>> from troche.population.readings import read_row
    >>> demand = demands_of(read_row(load("pk_observations")[13]))
    >>> demand.quantity, demand.settings[0].inputs[0].amount
    ('peak', 50.0)
    """
    horizon = reading.stop if math.isfinite(reading.stop) else _FIRST_DAY
    start = max(reading.start, first_sample(reading))
    settings = tuple(
        setting(reading.regimen, max(horizon, 1e-3), reading.weight, e, reading.perpetrator)
        for e in reading.enantiomers
    )
    references = tuple(
        Setting((Input(0.0, BOLUS, s.dose),), s.weight, s.enantiomer, s.perpetrator)
        for s in settings
    )
    needs_vein = reading.quantity == "bioavailability"
    return Demand(
        settings,
        references if needs_vein else (),
        reading.analyte,
        reading.site,
        reading.quantity,
        start,
        reading.stop,
    )


def first_sample(reading: Reading) -> float:
    """Return when the first blood is taken as drawn, in h, where a peak depends on it.

    After a dose given into a vein within minutes the peak is whatever the first sample
    caught. Where a row does not say when that was, it is taken as 5 min after the end.
    """
    if reading.quantity not in ("peak", "time of peak"):
        return 0.0
    given = [i for i in expand(reading.regimen, 1e-6).administrations if i.route == "iv"]
    quick = [i.time_h + i.duration_h for i in given if i.duration_h <= SHORT]
    return max(quick) + _FIRST_SAMPLE if quick and len(quick) == len(given) else 0.0
