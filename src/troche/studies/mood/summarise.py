"""Sums of people and truths, made into curves, estimands, contrasts and chances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.outcomes.mood import Estimand
from troche.studies.mood.gather import Gathered, Numbers
from troche.studies.mood.histogram import Histogram
from troche.studies.mood.plan import MoodPlan
from troche.studies.mood.results import Chances, Contrast, MoodCurve, MoodEstimand, MoodOutcome
from troche.studies.mood.truths import Truths, mixed, truths_from

__all__ = ["EQUAL", "NO_EFFECT", "WORTHWHILE", "Summary"]

Floats = NDArray[np.float64]

NO_EFFECT: Final = 0.5
"""Points of benefit over placebo below which a regimen counts as without effect."""

WORTHWHILE: Final = 2.0
"""The smallest effect worth having, points over placebo."""

EQUAL: Final[Mapping[str, float]] = {"points": NO_EFFECT, "fraction": 0.01, "day": 0.5}
"""Two regimens whose numbers differ by no more than this in a truth are equal in it: a
benefit has no end towards zero, and a thousandth of a point is not a better treatment."""

_LEVELS: Final = (0.05, 0.5, 0.95)
_HIGHEST: Final = 60.0


@dataclass(frozen=True)
class Summary:
    """Some mechanisms, each with its weight; one alone for an outcome of its own.

    Parameters
    ----------
    name
        Of the mechanism, or `troche.studies.mood.results.AVERAGED`.
    mood
        The study.
    parts
        Weight and sums of each mechanism.
    uncertain
        Whether patients carry possible truths.
    """

    name: str
    mood: MoodPlan
    parts: tuple[tuple[float, Gathered], ...]
    uncertain: bool

    def outcome(self, index: int) -> MoodOutcome:
        """Return what one regimen does."""
        estimands = tuple(self._estimand(index, e) for e in self.mood.estimands(index))
        chances = self._chances(index) if self.uncertain else None
        return MoodOutcome(self.name, self._curve(index), estimands, chances)

    def _curve(self, index: int) -> MoodCurve:
        times = len(self.mood.times)
        scores = Histogram(times)
        for weight, g in self.parts:
            scores.weighted(weight, g.scores[index])
        quantiles = scores.quantiles(_LEVELS)
        median, people, knowledge = quantiles[1], np.zeros((2, times)), np.zeros((2, times))
        for i in range(times):
            truths = mixed(
                [
                    (w, truths_from(g.people, g.sums[index, i], float(g.squares[index, i])))
                    for w, g in self.parts
                ]
            )
            assert truths is not None
            people[:, i] = _of_people(truths, quantiles[:, i])
            knowledge[:, i] = [
                median[i] + truths.quantile(level) - truths.mean for level in (0.05, 0.95)
            ]
        people, knowledge = (np.clip(pair, 0.0, _HIGHEST) for pair in (people, knowledge))
        low, high = (_plain(line) if self.uncertain else () for line in knowledge)
        days = tuple(t / 24.0 for t in self.mood.times)
        return MoodCurve(days, _plain(median), _plain(people[0]), _plain(people[1]), low, high)

    def _truths(self, name: str, index: int) -> Truths | None:
        found = []
        for weight, g in self.parts:
            x = g.numbers[name]
            found.append((weight, truths_from(x.n[index], x.sums[index], x.products[index, index])))
        return mixed(found)

    def _differences(self, name: str, index: int, other: int) -> Truths | None:
        """Return one regimen's number minus another's, person by person, over truths."""
        found = []
        for weight, g in self.parts:
            x = g.numbers[name]
            found.append((weight, truths_from(x.n[index], *_paired(x, index, other))))
        return mixed(found)

    def _estimand(self, index: int, e: Estimand) -> MoodEstimand:
        whole = sum(weight for weight, _ in self.parts)
        each = [(weight, float(g.numbers[e.name].n[index].sum())) for weight, g in self.parts]
        n = round(sum(weight * count for weight, count in each) / whole)
        truths = self._truths(e.name, index)
        if truths is None:
            return MoodEstimand(e.name, e.unit, e.meaning, 0, *[None] * 7)
        people: tuple[float | None, float | None] = (None, None)
        if e.kind == "mean":
            spread = self._spread(e.name, index)
            people = _of_people(truths, spread.quantiles(_LEVELS)[:, 0])
            people = (max(people[0], spread.low), min(people[1], spread.high))
        return MoodEstimand(
            e.name,
            e.unit,
            e.meaning,
            n,
            truths.mean,
            *people,
            *self._knowledge(truths),
            self._contrast(e, index, self.mood.placebo),
            self._contrast(e, index, self.mood.infusion),
        )

    def _spread(self, name: str, index: int) -> Histogram:
        known = [(w, g.numbers[name].spread.get(index)) for w, g in self.parts]
        first = next(h for _, h in known if h is not None)
        total = Histogram(1, first.low, first.high)
        for weight, histogram in known:
            if histogram is not None:
                total.weighted(weight, histogram)
        return total

    def _knowledge(self, truths: Truths) -> tuple[float | None, float | None]:
        return (truths.quantile(0.05), truths.quantile(0.95)) if self.uncertain else (None, None)

    def _contrast(self, e: Estimand, index: int, other: int) -> Contrast | None:
        if e.some or index == other:
            return None
        truths = self._differences(e.name, index, other)
        if truths is None:
            return None
        below = truths.share_below(0.0, EQUAL[e.unit])
        better = (below if e.fewer_is_better else 1.0 - below) if self.uncertain else None
        return Contrast(truths.mean, *self._knowledge(truths), better)

    def _chances(self, index: int) -> Chances:
        horizon = self.mood.times[-1] / 24.0
        day, name = (28.0, "change at day 28") if horizon >= 28 else (horizon, "change at end")
        better: Mapping[str, float] = {
            regimen.name: self._share_below(name, index, other, 0.0, NO_EFFECT)
            for other, regimen in enumerate(self.mood.regimens)
            if other != index
        }
        placebo = self.mood.placebo
        if index == placebo:
            return Chances(day, better, 1.0, 0.0)
        # A change below placebo's is a benefit.
        without = 1.0 - self._share_below(name, index, placebo, -NO_EFFECT)
        return Chances(day, better, without, self._share_below(name, index, placebo, -WORTHWHILE))

    def _share_below(
        self, name: str, index: int, other: int, limit: float, equal: float = 0.0
    ) -> float:
        truths = self._differences(name, index, other)
        return truths.share_below(limit, equal) if truths is not None else 0.5


def _paired(x: Numbers, index: int, other: int) -> tuple[Floats, float]:
    squares = x.products[index, index] + x.products[other, other] - 2.0 * x.products[index, other]
    return x.sums[index] - x.sums[other], float(squares)


def _of_people(truths: Truths, quantiles: Floats) -> tuple[float, float]:
    """Return where people lie within a truth: everyone's quantiles, drawn in.

    Everyone spreads by people and by truths; of their variance the share of people is kept.
    """
    whole = truths.within + truths.between
    kept = np.sqrt(truths.within / whole) if whole > 0 else 1.0
    low, median, high = (float(q) for q in quantiles)
    return float(median + kept * (low - median)), float(median + kept * (high - median))


def _plain(values: Floats) -> tuple[float, ...]:
    return tuple(float(v) for v in values)
