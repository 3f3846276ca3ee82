"""Where comparisons can hold at all: boxes in a few numbers that lie in order.

A verdict's comparisons leave to each quantity an interval. In each chain of `CHAINS` no
quantity is above the next, so that a box is empty where one of them begins above the end of
a later one; nothing else can make it so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from troche.studies.claims.comparison import AGAINST, ANSWER, FOR, POSITIVE, QUANTITIES, Comparison
from troche.studies.claims.estimands import MOOD_WORTH, Estimand

__all__ = ["Box", "both", "box_of", "excluded", "possible"]

CHAINS: Final = (ANSWER, FOR, AGAINST)

Box = dict[str, tuple[float, bool, float, bool]]
"""By quantity: lower end, whether it is left out, upper end, whether it is left out."""


def box_of(
    verdict: str, comparisons: Iterable[Comparison], worth: float | None, estimand: Estimand
) -> Box:
    """Return where a verdict's comparisons hold, with what every verdict of its kind asks."""
    box: Box = dict.fromkeys(ANSWER, (estimand.lowest, False, estimand.highest, False))
    box |= {what: (0.0, False, math.inf, False) for what in QUANTITIES if what not in ANSWER}
    box["studies for" if verdict in POSITIVE else "studies against"] = (1.0, False, math.inf, False)
    for each in comparisons:
        ends = (-math.inf, False, math.inf, False)
        if each.sign in (">", ">=", "="):
            ends = (each.value, each.sign == ">", *ends[2:])
        if each.sign in ("<", "<=", "="):
            ends = (*ends[:2], each.value, each.sign == "<")
        box = both(box, {each.what: _whole(each.what, ends)})
    if verdict == "contradicted":
        limit = excluded(worth, estimand) if estimand.bounds else -math.inf
        box = both(box, {"upper bound": (-math.inf, False, limit, True)})
    return box


def _whole(what: str, ends: tuple[float, bool, float, bool]) -> tuple[float, bool, float, bool]:
    """Return the ends of a count as whole numbers that are in."""
    if what in ANSWER:
        return ends
    low, above, high, below = ends
    if math.isfinite(low):
        low = math.floor(low) + 1.0 if above else float(math.ceil(low))
    if math.isfinite(high):
        high = math.ceil(high) - 1.0 if below else float(math.floor(high))
    return low, False, high, False


def excluded(worth: float | None, estimand: Estimand) -> float:
    """Return below what an upper bound must lie to contradict a claim.

    Examples
    --------
    >>> from troche.studies.claims.estimands import ESTIMANDS
    >>> excluded(5.0, ESTIMANDS["benefit"]), excluded(5.0, ESTIMANDS["less dissociation"])
    (2.0, 5.0)
    """
    least = math.inf if worth is None else worth
    return min(least, MOOD_WORTH) if estimand.of == "mood" else least


def both(one: Box, other: Box) -> Box:
    """Return where both boxes hold; a quantity that only one of them has keeps its ends.

    Examples
    --------
    >>> both({"mean": (0.0, False, 9.0, False)}, {"mean": (2.0, True, 9.0, True)})
    {'mean': (2.0, True, 9.0, True)}
    """
    box = dict(one)
    for what, (low, above, high, below) in other.items():
        a, b, c, d = box.get(what, (-math.inf, False, math.inf, False))
        # Of two equal ends the one that is left out is the narrower.
        left, left_out = max((a, b), (low, above))
        right, in_ = min((c, not d), (high, not below))
        box[what] = (left, left_out, right, not in_)
    return box


def possible(box: Box) -> bool:
    """Return whether anything lies in a box that has an interval for each quantity."""
    for chain in CHAINS:
        for i, lower in enumerate(chain):
            for upper in chain[i:]:
                low, above, _, _ = box[lower]
                _, _, high, below = box[upper]
                if low > high or (low == high and (above or below)):
                    return False
    return True
