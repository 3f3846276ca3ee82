"""The parts of all blocks, added up in their order: the same bits however they were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troche.engine.blocks import blocks_for
from troche.engine.parts import Parts
from troche.outcomes.mood import Estimand
from troche.studies.mood.block import mood_part_name
from troche.studies.mood.histogram import Histogram
from troche.studies.mood.plan import MoodPlan
from troche.studies.plan import StudyPlan

__all__ = ["Gathered", "Numbers", "gather"]

Floats = NDArray[np.float64]


@dataclass
class Numbers:
    """One estimand under one mechanism, over everyone.

    Parameters
    ----------
    n : people, shape (regimen, draw)
        Who have the number.
    sums : shape (regimen, draw)
    products : shape (regimen, regimen)
        Sums over people of the product of two regimens' numbers; where each has it.
    spread
        By place of the regimen: how the numbers lie.
    """

    n: Floats
    sums: Floats
    products: Floats
    spread: dict[int, Histogram]


@dataclass
class Gathered:
    """One mechanism over everyone.

    Parameters
    ----------
    people : shape (draw,)
        How many carry each truth.
    sums : points, shape (regimen, time, draw)
    squares : points squared, shape (regimen, time)
    scores
        By place of the regimen.
    numbers
        By name of the estimand.
    """

    people: Floats
    sums: Floats
    squares: Floats
    scores: list[Histogram]
    numbers: dict[str, Numbers]


def gather(plan: StudyPlan, mood: MoodPlan, parts: Parts, letter: str) -> Gathered:
    """Add up what one mechanism gave in every block.

    Parameters
    ----------
    plan, mood
        The study.
    parts
        With a part of every regimen and block.
    letter
        Of the mechanism.
    """
    regimens, times, draws = len(mood.regimens), len(mood.times), max(1, plan.draws)
    total = Gathered(
        np.zeros(draws),
        np.zeros((regimens, times, draws)),
        np.zeros((regimens, times)),
        [Histogram(times) for _ in range(regimens)],
        {},
    )
    asked = [mood.estimands(r) for r in range(regimens)]
    for block in blocks_for(plan.patients):
        stored = [
            parts.read(mood_part_name(r, block), f"{letter} ", "people") for r in range(regimens)
        ]
        total.people += stored[0]["people"]
        for r, arrays in enumerate(stored):
            total.sums[r] += arrays[f"{letter} sums"]
            total.squares[r] += arrays[f"{letter} squares"]
            total.scores[r].add_sparse(arrays[f"{letter} places"], arrays[f"{letter} counts"])
        group = (block.start + np.arange(block.count)) % draws
        for e in {e.name: e for every in asked for e in every}.values():
            _add(total, e, stored, letter, group, mood.times[-1])
    return total


def _add(
    total: Gathered,
    estimand: Estimand,
    stored: list[dict[str, Any]],
    letter: str,
    group: NDArray[np.int64],
    horizon: float,
) -> None:
    regimens, draws = total.sums.shape[0], len(total.people)
    if estimand.name not in total.numbers:
        shape = (regimens, draws)
        total.numbers[estimand.name] = Numbers(
            np.zeros(shape), np.zeros(shape), np.zeros((regimens, regimens)), {}
        )
    numbers = total.numbers[estimand.name]
    key = f"{letter} estimand {estimand.name}"
    nobody = np.full(len(group), np.nan)
    values = np.stack([np.asarray(a.get(key, nobody), dtype=np.float64) for a in stored])
    there = np.isfinite(values)
    known = np.where(there, values, 0.0)
    for r in range(regimens):
        numbers.n[r] += np.bincount(group, weights=there[r], minlength=draws)
        numbers.sums[r] += np.bincount(group, weights=known[r], minlength=draws)
        if estimand.kind == "mean" and there[r].any():
            if r not in numbers.spread:
                low, high = {
                    "points": (-60.0, 60.0),
                    "day": (0.0, horizon / 24.0),
                }.get(estimand.unit, (0.0, 1.0))
                numbers.spread[r] = Histogram(1, low, high)
            numbers.spread[r].add(known[r][there[r]][None, :])
    # Not BLAS: its bits would hang on the number of regimens and of threads.
    numbers.products += np.einsum("ip,jp->ij", known, known, optimize=False)
