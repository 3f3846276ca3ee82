"""Numbers of mood as a reader meets them: points to one decimal, shares as per cent."""

from __future__ import annotations

from typing import Final

from troche.report.mood.reading import Benefit
from troche.report.numerals import NOTHING, finite
from troche.studies.mood.results import Contrast, MoodEstimand

__all__ = [
    "amount",
    "between",
    "chance",
    "difference",
    "points",
    "span",
    "unit_of",
    "unit_of_difference",
    "weight_of",
]

_PERCENT: Final = "\u00a0%"

_UNITS: Final = {"points": "points", "fraction": "%", "day": "days"}
_DIFFERENCES: Final = {"fraction": "percentage points"}


def points(value: float | None) -> str:
    """Return points with one decimal and a true minus sign.

    Examples
    --------
    >>> points(-12.34), points(-0.04), points(None)
    ('−12.3', '0.0', '–')
    """
    known = finite(value)
    if known is None:
        return NOTHING
    text = f"{known:.1f}"
    return "0.0" if text == "-0.0" else text.replace("-", "−")


def amount(value: float | None, unit: str) -> str:
    r"""Return a number in its unit's digits; a fraction with its percent sign.

    Examples
    --------
    >>> amount(0.417, "fraction"), amount(3.24, "day")
    ('42\xa0%', '3.2')
    """
    known = finite(value)
    if known is None or unit != "fraction":
        return points(known)
    whole = f"{100 * known:.0f}"
    return ("0" if whole == "-0" else whole.replace("-", "−")) + _PERCENT


def span(low: float | None, high: float | None, unit: str = "points") -> str:
    r"""Return an interval, its percent sign said once; empty if an end is missing.

    Examples
    --------
    >>> span(-16.02, -8.9), span(0.31, 0.52, "fraction"), span(None, 1.0)
    ('−16.0 to −8.9', '31 to 52\xa0%', '')
    """
    ends = [amount(end, unit) for end in (low, high)]
    return "" if NOTHING in ends else f"{ends[0].removesuffix(_PERCENT)} to {ends[1]}"


def between(benefit: Benefit | None) -> str:
    """Return the interval of a benefit; empty where there is none."""
    return span(benefit.low, benefit.high) if benefit else ""


def chance(share: float | None) -> str:
    r"""Return a share of possible truths; draws are too few for a nought or a hundred.

    Examples
    --------
    >>> chance(0.0), chance(0.384), chance(1.0), chance(None)
    ('<1\xa0%', '38\xa0%', '>99\xa0%', '–')
    """
    known = finite(share)
    if known is None:
        return NOTHING
    if known < 0.005:
        return f"<1{_PERCENT}"
    return f">99{_PERCENT}" if known > 0.995 else f"{100 * known:.0f}{_PERCENT}"


def weight_of(share: float) -> str:
    r"""Return the weight of a mechanism; one whose chains did not mix has none.

    Examples
    --------
    >>> weight_of(0.0), weight_of(0.384)
    ('none', '38\xa0%')
    """
    return chance(share) if share > 0.0 else "none"


def unit_of(item: MoodEstimand) -> str:
    """Return an estimand's unit as it is printed."""
    return _UNITS.get(item.unit, item.unit)


def unit_of_difference(item: MoodEstimand) -> str:
    """Return the unit of a difference of an estimand: of two shares it is no per cent."""
    return _DIFFERENCES.get(item.unit, unit_of(item))


def difference(item: MoodEstimand, contrast: Contrast | None) -> tuple[str, str, str]:
    r"""Return a contrast as number, interval and share of truths, without the unit.

    Examples
    --------
    >>> share = MoodEstimand("response", "fraction", "", 9, 0.5, None, None, 0.4, 0.6, None, None)
    >>> difference(share, Contrast(0.125, 0.02, 0.2, 0.9))
    ('12', '2 to 20', '90\xa0%')
    """
    if contrast is None:
        return NOTHING, "", ""
    ends = span(contrast.knowledge_p5, contrast.knowledge_p95, item.unit)
    return (
        amount(contrast.difference, item.unit).removesuffix(_PERCENT),
        ends.removesuffix(_PERCENT),
        "" if contrast.probability_better is None else chance(contrast.probability_better),
    )
