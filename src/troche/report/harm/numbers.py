"""Numbers of harm as a reader meets them: shares as per cent, differences as points of it."""

from __future__ import annotations

from troche.report.numerals import NOTHING, finite
from troche.studies.harm.results import Interval

__all__ = ["amount", "difference", "said", "span", "whole"]

_PERCENT = "\u00a0%"


def amount(value: float | None, unit: str) -> str:
    r"""Return a number in its unit's digits; a fraction with its percent sign.

    Examples
    --------
    >>> amount(0.3456, "fraction"), amount(0.0123, "fraction"), amount(0.0001, "fraction")
    ('35\xa0%', '1.2\xa0%', '<0.1\xa0%')
    >>> amount(11.86, "mmHg"), amount(0.04, "points"), amount(0.0, "mmHg")
    ('11.9', '<0.1', '0')
    """
    known = finite(value)
    if known is None:
        return NOTHING
    if unit == "fraction":
        return _digits(100 * known, whole_from=9.95) + _PERCENT
    return _digits(known, whole_from=99.5)


def _digits(value: float, whole_from: float) -> str:
    if value == 0:
        return "0"
    if 0 < value < 0.05:
        return "<0.1"
    text = f"{value:.0f}" if abs(value) >= whole_from else f"{value:.1f}"
    return text.replace("-", "−")


def span(low: float | None, high: float | None, unit: str) -> str:
    r"""Return an interval, its percent sign said once; empty if an end is missing.

    Examples
    --------
    >>> span(0.031, 0.26, "fraction"), span(None, 1.0, "mmHg")
    ('3.1 to 26\xa0%', '')
    """
    ends = [amount(end, unit) for end in (low, high)]
    return "" if NOTHING in ends else f"{ends[0].removesuffix(_PERCENT)} to {ends[1]}"


def whole(interval: Interval, unit: str) -> tuple[str, str]:
    """Return a number and its interval of knowledge."""
    ends = span(interval.knowledge_p5, interval.knowledge_p95, unit)
    same = interval.knowledge_p5 == interval.knowledge_p95
    return amount(interval.value, unit), "" if same else ends


def difference(interval: Interval, unit: str) -> tuple[str, str]:
    """Return the same of a difference: of two shares it is percentage points."""
    value, ends = whole(interval, unit)
    return value.removesuffix(_PERCENT), ends.removesuffix(_PERCENT)


def said(pair: tuple[str, str]) -> str:
    """Return number and interval as one text.

    Examples
    --------
    >>> said(("3.1", "2.0 to 4.0")), said(("3.1", ""))
    ('3.1 (2.0 to 4.0)', '3.1')
    """
    return f"{pair[0]} ({pair[1]})" if pair[1] else pair[0]
