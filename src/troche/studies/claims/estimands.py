"""The closed list of what the model may be asked about a claim, and the answer's shape."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from troche.studies.explain.spread import Estimate

__all__ = [
    "ESTIMANDS",
    "MOOD_WORTH",
    "Answer",
    "ByMechanism",
    "ByRegimen",
    "Estimand",
    "Wanted",
    "answer_over",
]

MOOD_WORTH: Final = 2.0
"""Points of the MADRS: the smallest effect on mood worth having. A bound that excludes it can
contradict a claim; a file may ask for more, and cannot ask for less of that bound."""


@dataclass(frozen=True)
class Estimand:
    """Something that the model can be asked.

    Parameters
    ----------
    name, unit, meaning
        In files and in words; larger is always more of what is claimed.
    needs
        Keys that a file gives beside the name.
    of
        ``"mood"``, ``"exposure"``, ``"felt"``, ``"weight"`` or ``"nothing"``.
    lowest, highest
        Between which it can lie.
    bounds
        Whether the answer has an interval.
    """

    name: str
    unit: str
    meaning: str
    needs: tuple[str, ...]
    of: str
    lowest: float = -math.inf
    highest: float = math.inf
    bounds: bool = True


ESTIMANDS: Final[Mapping[str, Estimand]] = {
    e.name: e
    for e in (
        Estimand(
            "benefit",
            "points",
            "points of the MADRS below what it is compared with, at one time",
            ("at",),
            "mood",
        ),
        Estimand(
            "mean benefit",
            "points",
            "the same, as the mean of daily readings over a span",
            ("from", "to"),
            "mood",
        ),
        Estimand(
            "benefit after stopping",
            "points",
            "the same, so long after the last dose of each",
            ("after",),
            "mood",
        ),
        Estimand(
            "peak exposure",
            "times the reference infusion",
            "peak ketamine in plasma after one dose, relative to 0.5 mg/kg IV over 40 min",
            (),
            "exposure",
            0.0,
        ),
        Estimand(
            "weekly exposure",
            "times the reference infusion",
            "area under ketamine in a week, relative to that of one such infusion",
            (),
            "exposure",
            0.0,
        ),
        Estimand(
            "less dissociation",
            "percentage points",
            "by how many fewer people in a hundred the first dose of the regimen brings above 4 "
            "points of the CADSS than what it is compared with, each beyond placebo",
            (),
            "felt",
            -100.0,
            100.0,
        ),
        Estimand(
            "weight of mechanisms",
            "share of weight",
            "weight that rival mechanisms have by what they predicted of families left out",
            ("mechanisms",),
            "weight",
            0.0,
            1.0,
            bounds=False,
        ),
        Estimand("none", "", "published rows alone answer", (), "nothing", bounds=False),
    )
}


@dataclass(frozen=True)
class Wanted:
    """What a claim's file asks the model.

    Parameters
    ----------
    estimand
        Of `ESTIMANDS`.
    hours : h
        When it is read, over which span, or how long after the last dose.
    mechanisms
        Whose weight is asked for.
    """

    estimand: Estimand
    hours: tuple[float, ...] = ()
    mechanisms: tuple[str, ...] = ()


@dataclass(frozen=True)
class ByRegimen:
    """The answer for one regimen.

    Parameters
    ----------
    name, text
        As the file has them.
    estimate
        Over possible truths, in the estimand's unit.
    """

    name: str
    text: str
    estimate: Estimate


@dataclass(frozen=True)
class ByMechanism:
    """The answer under one mechanism, over all regimens of the claim.

    Parameters
    ----------
    name, letter, title, weight
        Of the mechanism.
    estimate
        Lowest of the lower bounds, mean of the means, highest of the upper ones; None
        where only its weight is asked for.
    """

    name: str
    letter: str
    title: str
    weight: float
    estimate: Estimate | None


@dataclass(frozen=True)
class Answer:
    """What the model says.

    Parameters
    ----------
    unit
        Of all numbers.
    overall
        Over all regimens of the claim: the lowest of the lower bounds, the mean of the
        means, the highest of the upper bounds.
    bounded
        Whether the two bounds say anything.
    regimens
        One by one.
    mechanisms
        One by one, heaviest first; empty where no mechanism has a part in it.
    """

    unit: str
    overall: Estimate
    bounded: bool
    regimens: tuple[ByRegimen, ...]
    mechanisms: tuple[ByMechanism, ...]

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "unit": self.unit,
            "overall": self.shown(self.overall),
            "regimens": [asdict(r) | {"estimate": self.shown(r.estimate)} for r in self.regimens],
            "mechanisms": [
                asdict(m) | {"estimate": self.shown(m.estimate) if m.estimate else None}
                for m in self.mechanisms
            ],
        }

    def shown(self, found: Estimate) -> dict[str, float | None]:
        """Return one estimate as plain data, without ends where there are none."""
        low, high = (found.low, found.high) if self.bounded else (None, None)
        return {"mean": found.mean, "p5": low, "p95": high}


def answer_over(found: tuple[Estimate, ...]) -> Estimate:
    """Return one estimate that holds for all of several.

    Examples
    --------
    >>> answer_over((Estimate(1.0, 0.0, 2.0), Estimate(3.0, 1.0, 6.0)))
    Estimate(mean=2.0, low=0.0, high=6.0)
    """
    mean = sum(each.mean for each in found) / len(found)
    return Estimate(mean, min(e.low for e in found), max(e.high for e in found))
