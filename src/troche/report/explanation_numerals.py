"""Points, shares and times as an explanation writes them."""

from __future__ import annotations

from troche.studies.explain.spread import Estimate

__all__ = ["percent", "points", "span", "time_words"]


def points(value: float) -> str:
    """Return points with a true sign; one decimal is what a mean of trials has.

    Examples
    --------
    >>> points(-1.94), points(0.03)
    ('−1.9', '0.0')
    """
    shown = round(value, 1)
    return "0.0" if shown == 0 else f"{shown:+.1f}".replace("-", "−")


def percent(share: float) -> str:
    """Return a share in words, never rounded to none or all.

    Examples
    --------
    >>> percent(0.254), percent(0.001), percent(0.0), percent(0.999)
    ('25 %', 'under 1 %', '0 %', 'over 99 %')
    """
    if 0.0 < share < 0.005:
        return "under 1 %"
    if 0.995 < share < 1.0:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def time_words(hours: float) -> str:
    """Return when a score is read.

    Examples
    --------
    >>> time_words(672.0), time_words(24.0)
    ('day 28', '24 h')
    """
    return f"day {hours / 24.0:.3g}" if hours > 48.0 else f"{hours:.3g} h"


def span(found: Estimate) -> str:
    """Return between which points 90 % of truths lie.

    Examples
    --------
    >>> span(Estimate(1.0, -0.5, 2.0))
    '−0.5 to +2.0'
    """
    return f"{points(found.low)} to {points(found.high)}"
