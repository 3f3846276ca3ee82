"""The difference between two regimens, and whether structure or evidence leaves it open."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.mechanisms import mechanism
from troche.studies.explain.knowledge import Beliefs
from troche.studies.explain.question import Asked, Question
from troche.studies.explain.spread import Estimate, estimate, moments

__all__ = [
    "NOTHING",
    "Answer",
    "MechanismAnswer",
    "RegimenAnswer",
    "Structure",
    "answer_of",
    "structure_of",
]

Floats = NDArray[np.float64]

NOTHING: Final = 0.5
"""Points of the MADRS below which a benefit counts as none: half of the smallest step."""

_LEAST: Final = 1e-12


@dataclass(frozen=True)
class RegimenAnswer:
    """What one regimen does beyond placebo.

    Parameters
    ----------
    name, text
        As the study has them.
    benefit : points
        Over placebo.
    no_effect
        Probability that it is less than `NOTHING`.
    """

    name: str
    text: str
    benefit: Estimate
    no_effect: float


@dataclass(frozen=True)
class MechanismAnswer:
    """What one mechanism says.

    Parameters
    ----------
    name, letter, title, weight
        Of the mechanism.
    difference : points
        First minus second benefit.
    first, second : points
        Mean benefits over placebo.
    """

    name: str
    letter: str
    title: str
    weight: float
    difference: Estimate
    first: float
    second: float


@dataclass(frozen=True)
class Answer:
    """The difference, over all possible truths.

    Parameters
    ----------
    difference : points
        The first regimen's benefit minus the second one's.
    first_better, second_better
        Probability that it is better by `NOTHING` or more.
    regimens
        The two.
    mechanisms
        Each by itself, heaviest first.
    """

    difference: Estimate
    first_better: float
    second_better: float
    regimens: tuple[RegimenAnswer, RegimenAnswer]
    mechanisms: tuple[MechanismAnswer, ...]

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "difference": self.difference.document() | {"unit": "points"},
            "first_better": self.first_better,
            "second_better": self.second_better,
            "regimens": [asdict(r) | {"benefit": r.benefit.document()} for r in self.regimens],
            "mechanisms": [
                asdict(m) | {"difference": m.difference.document()} for m in self.mechanisms
            ],
        }


@dataclass(frozen=True)
class Structure:
    """Where the spread of the difference comes from.

    Parameters
    ----------
    variance : points squared
        Of the difference over all truths.
    between
        Share of it between mechanisms: which of them is true.
    within
        Share of it within them: what the evidence leaves open under each.
    """

    variance: float
    between: float
    within: float


def answer_of(question: Question, beliefs: Beliefs, first: Floats, second: Floats) -> Answer:
    """Return the answer from the two benefits in every truth.

    Parameters
    ----------
    question
        What was asked.
    beliefs
        The truths.
    first, second : points, shape (truth,)
        Benefits over placebo.
    """
    difference, weight = first - second, beliefs.weight
    mechanisms = []
    for number, name in enumerate(beliefs.names):
        mine = beliefs.place == number
        one = mechanism(name)
        mechanisms.append(
            MechanismAnswer(
                name,
                one.letter,
                one.title,
                float(weight[mine].sum()),
                estimate(difference[mine], np.ones(int(mine.sum()))),
                float(first[mine].mean()),
                float(second[mine].mean()),
            )
        )
    return Answer(
        estimate(difference, weight),
        float(weight[difference >= NOTHING].sum()),
        float(weight[difference <= -NOTHING].sum()),
        (_of(question.first, first, weight), _of(question.second, second, weight)),
        tuple(sorted(mechanisms, key=lambda m: -m.weight)),
    )


def _of(asked: Asked, benefit: Floats, weight: Floats) -> RegimenAnswer:
    none = float(weight[benefit < NOTHING].sum())
    return RegimenAnswer(asked.name, asked.text, estimate(benefit, weight), none)


def structure_of(difference: Floats, beliefs: Beliefs) -> Structure:
    """Return how much of the spread lies between mechanisms; zeros where nothing spreads."""
    w, mean, variance = moments(difference, beliefs)
    between = float(np.sum(w * (mean - np.sum(w * mean)) ** 2))
    within = float(np.sum(w * variance))
    whole = between + within
    if whole < _LEAST:
        return Structure(0.0, 0.0, 0.0)
    # What is left of rounding is nothing.
    between = between if between > _LEAST * whole else 0.0
    within = whole - between
    return Structure(whole, between / whole, within / whole)
