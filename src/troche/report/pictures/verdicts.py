"""A verdict as a word and a place on a scale of five: told apart without colour."""

from __future__ import annotations

from typing import Final

__all__ = ["ORDER", "verdict_gauge", "verdict_kind"]

ORDER: Final = (
    "supported",
    "weakly supported",
    "undecided",
    "weakly contradicted",
    "contradicted",
    "no evidence",
)
"""Verdicts, in the order in which filters and counts list them."""

_STEP, _HIGH = 11, 12


def verdict_kind(word: str) -> str:
    """Return the class that gives a verdict its colour.

    Examples
    --------
    >>> verdict_kind("weakly supported"), verdict_kind("no evidence")
    ('for', 'none')
    """
    if word.endswith("supported"):
        return "for"
    return {"undecided": "open", "no evidence": "none"}.get(word, "against")


def verdict_gauge(word: str) -> str:
    """Return five boxes from contradicted to supported, with the verdict's filled.

    A verdict of no evidence has none filled, and broken edges.

    Examples
    --------
    >>> verdict_gauge("supported").count("<rect"), verdict_gauge("no evidence").count("full")
    (5, 0)
    """
    places = ORDER[4::-1]
    kind = verdict_kind(word)
    boxes = "".join(
        f'<rect class="{"full" if each == word else "empty"}" x="{1 + _STEP * place}" y="1" '
        f'width="{_STEP - 2}" height="{_HIGH - 2}" rx="1.5"/>'
        for place, each in enumerate(places)
    )
    wide = _STEP * len(places)
    return (
        f'<svg class="gauge {kind}" viewBox="0 0 {wide} {_HIGH}" width="{wide}" height="{_HIGH}" '
        f'aria-hidden="true">{boxes}</svg>'
    )
