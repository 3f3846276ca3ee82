"""What a row of blood says, in a form that a model can predict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from troche.evidence import PkObservation
from troche.pharmacology.system import Site
from troche.regimen import Regimen

__all__ = ["WHY_NOT", "Quantity", "Reading", "Refusal", "WhyNot"]

WhyNot = Literal[
    "child",
    "anaesthetic dose",
    "analyte not modelled",
    "quantity not modelled",
    "regimen not stated",
    "qualitative",
    "model-computed",
    "broken row",
]
WHY_NOT: Final[tuple[str, ...]] = get_args(WhyNot)
"""Every reason for which a row is not predicted."""

Quantity = Literal[
    "peak",
    "time of peak",
    "area",
    "concentration",
    "end of infusion",
    "half-life",
    "bioavailability",
    "clearance",
    "apparent clearance",
    "volume",
    "nasal share",
]

Statistic = Literal["mean", "median", "geometric mean", "typical"]


@dataclass(frozen=True)
class Reading:
    """One number out of one row, with all that a prediction of it needs.

    Parameters
    ----------
    row
        The row.
    family
        Its study family.
    regimen
        What was given.
    weight : kg
        Mean weight of the people; `ASSUMED_WEIGHT` where the row has none.
    analyte
        ``"ketamine"``, ``"norketamine"`` or ``"hydroxynorketamine"``.
    enantiomers
        Those that the assay added up.
    site
        Where the blood was drawn; a vein where the row does not say.
    quantity
        What was reported.
    start, stop : h
        Interval from the first dose; for a concentration both are its time. Infinite
        where the interval has no end.
    statistic
        Of the people, or of a model's typical person.
    n
        How many people; infinite for a typical person.
    value
        In the inner unit of the quantity.
    factor
        From the row's unit to the inner one; of a unit for each kilogram, with the weight.
    vagueness : log units
        Standard deviation of what the row leaves open: words such as "about", a
        missing rule, site or weight.
    digitised
        Whether it was read off a figure.
    computed
        Whether a published model computed it.
    perpetrator
        The drug that was given beside it, or "".
    spread : log units
        Reported standard deviation between people; NaN where there is none.
    """

    row: PkObservation
    family: str
    regimen: Regimen
    weight: float
    analyte: str
    enantiomers: tuple[str, ...]
    site: Site
    quantity: Quantity
    start: float
    stop: float
    statistic: Statistic
    n: float
    value: float
    factor: float
    vagueness: float
    digitised: bool
    computed: bool
    perpetrator: str
    spread: float


@dataclass(frozen=True)
class Refusal:
    """A row that is not predicted.

    Parameters
    ----------
    row
        The row.
    why_not
        One of `WHY_NOT`.
    detail
        The same in words that belong to the row.
    """

    row: PkObservation
    why_not: WhyNot
    detail: str
