"""A drug as the body sees it: its enantiomers, and how a dose of it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from troche.pharmacology.system import Delivery
from troche.regimen import Administration

__all__ = ["SHARE", "delivery_of", "enantiomers_of"]

SHARE: Final[Mapping[str, Mapping[str, float]]] = {
    "ketamine": {"S": 0.5, "R": 0.5},
    "esketamine": {"S": 1.0},
    "arketamine": {"R": 1.0},
    "placebo": {},
}
"""Milligrams of each enantiomer in one of the drug."""


def enantiomers_of(drugs: Sequence[str]) -> tuple[str, ...]:
    """Return the enantiomers that some of `drugs` contain, S first.

    Examples
    --------
    >>> enantiomers_of(["placebo", "esketamine"]), enantiomers_of(["ketamine"])
    (('S',), ('S', 'R'))
    """
    return tuple(e for e in "SR" if any(e in SHARE[drug] for drug in drugs))


def delivery_of(given: Administration) -> Delivery:
    """Return how a dose is given, as the model sees it."""
    return Delivery(
        route=given.route,
        product=given.product or "",
        duration=given.duration_h,
        hold=given.hold_h,
        swallowed=given.after != "spat out",
        device=given.device,
    )
