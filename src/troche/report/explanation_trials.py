"""Trials that nobody has run, in words: what each would tell of a difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troche.report.explanation_numerals import percent, time_words
from troche.studies.explain import Explanation
from troche.studies.explain.settle import ENOUGH, PEOPLE, SD_OF_CHANGE, Observation

__all__ = ["trial_name", "trials_words"]

_Row = tuple[str, ...]

_OF_THE_INTERVAL: Final = 2 * 1.645
"""Standard deviations in 90 % of a normal distribution."""

_MOST: Final = 0.8
"""Share of the variance that a trial takes away where little is left to ask."""


def trial_name(seen: Observation) -> str:
    """Return what is compared with what, and when.

    Examples
    --------
    >>> trial_name(Observation("head to head", ("a", "b"), 100, 672.0, 0, 1, 1, 0.5))
    'a against b, day 28'
    """
    name, at = seen.given[0], time_words(seen.hours)
    if seen.kind == "head to head":
        return f"{name} against {seen.given[1]}, {at}"
    if seen.kind == "single dose":
        return f"one dose of {name} against placebo, at 24 h"
    if seen.kind == "small infusion":
        return f"one infusion of {name} against placebo, at 24 h"
    if seen.kind == "withdrawal":
        return f"{name} stopped: difference from placebo a week after the last dose"
    return f"{name} against masked placebo, {at}"


def trials_words(found: Explanation) -> tuple[tuple[str, ...], _Row, tuple[_Row, ...]]:
    """Return sentences, headings of the table, and its rows, most telling first."""
    if found.structure.variance <= 0.0 or not found.observations:
        return ("Nothing is left open that a trial could tell.",), (), ()
    best, spread = found.observations[0], found.structure.variance**0.5
    wide = _OF_THE_INTERVAL * spread
    left = wide * (1.0 - best.taken) ** 0.5
    what = f"{trial_name(best)}, {best.people} people in each arm"
    begun = (
        f"The most telling of them is {what}: it is expected to take away "
        f"{percent(best.taken)} of the variance"
    )
    sentences = [
        f"{begun}, and to leave {percent(1.0 - best.taken)}: an interval of about {left:.1f} "
        f"points where {wide:.1f} are open now."
    ]
    if not found.settles:
        sentences.append(f"None takes away {percent(ENOUGH)}: no single feasible trial settles it.")
    elif best.taken < _MOST:
        sentences.append("That narrows the question and does not settle it.")
    sentences.append(
        f"Expected shares by a linear analysis; people's changes are taken to spread by "
        f"{SD_OF_CHANGE:g} points (an assumption), and trials differ in benefit as fitted, which "
        "more trials would even out and more people do not."
    )
    headings = ("trial", *(f"{n} an arm" for n in PEOPLE), "would find, points")
    return tuple(sentences), headings, _rows(found.observations)


def _rows(seen: Sequence[Observation]) -> tuple[_Row, ...]:
    """Return one row for each trial, with the share that each size takes away."""
    sizes: dict[str, dict[int, Observation]] = {}
    for each in seen:
        sizes.setdefault(trial_name(each), {})[each.people] = each
    return tuple(
        (
            name,
            *(percent(by_size[n].taken) for n in PEOPLE),
            f"{by_size[PEOPLE[0]].predicted:.1f} (sd {by_size[PEOPLE[0]].spread:.1f})",
        )
        for name, by_size in sizes.items()
    )
