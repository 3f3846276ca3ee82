"""A gain over a dummy: its interval in words and as a bar, and whether it is worth having."""

from __future__ import annotations

from typing import Final

from troche.studies.explain.answer import NOTHING
from troche.studies.explain.spread import Estimate
from troche.studies.plain.pictures import Bar, Bars, ends, whole
from troche.studies.plain.truths import SCALE

__all__ = ["WORTHWHILE", "bar", "gain", "points", "worth"]

WORTHWHILE: Final = 2
"""Points of the MADRS: the smallest gain over a dummy that is called worth having here."""

_SURE: Final = "Most of the possible truths lie within a bar."
_LINE: Final = (WORTHWHILE, "the smallest gain that we call worth having")


def gain(of: str, bars: tuple[Bar, ...]) -> Bars:
    """Return the picture of gains; `of` ends its title."""
    title = f"Points gained over a dummy, on a score from 0 to {SCALE}{of}"
    return Bars(title, "points", bars, _SURE, _LINE)


def bar(label: str, found: Estimate) -> Bar:
    """Return an interval as a bar, rounded outwards."""
    return Bar(label, *ends(found.low, found.high))


def points(found: Estimate) -> str:
    """Return an interval of a gain in words."""
    low, high = ends(found.low, found.high)
    if low < 0:
        return f"something from {-low} points worse to {high} points better"
    return f"{whole(low, high)} points"


def worth(found: Estimate) -> str:
    """Return what an interval of a gain means, chosen by where it lies."""
    if found.low >= WORTHWHILE:
        return "That is more than the smallest gain that we call worth having."
    if found.low >= NOTHING:
        return "That may be too little to be worth having."
    if found.low <= -NOTHING:
        return "So it may help, do nothing, or do harm."
    if found.high < WORTHWHILE:
        return "That may be nothing, and it is little at best."
    return "So it may help, and it may do nothing."
