"""The question of the program in a few numbers: small doses every day beside infusions.

Both regimens are examples of what is talked about, and neither is a dose for anybody. What
is read is the mean benefit over placebo after four weeks in every possible truth, which is
knowledge; beside it stands how far people of one arm differ, which is published.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Final

from troche.evidence import load
from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.mood.people.scores import Setting
from troche.regimen import parse
from troche.studies.explain.knowledge import Beliefs, shipped_knowledge
from troche.studies.explain.probes import Probe, benefits
from troche.studies.explain.question import MADRS
from troche.studies.explain.spread import Estimate, estimate
from troche.studies.mood.tested import beyond_the_tested

__all__ = ["INFUSIONS", "SMALL", "Headline", "PeopleDiffer", "UnderMechanism", "headline"]

SMALL: Final = "15 mg ketamine sublingual tablet, daily for 4 weeks"
INFUSIONS: Final = "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"
WORTH: Final = 2.0
"""Points of the MADRS: the smallest effect on mood worth having, as in claims."""

_FOUR_WEEKS: Final = 672.0
_Z90: Final = 1.645


@dataclass(frozen=True)
class UnderMechanism:
    """What one rival mechanism says of the small doses.

    Parameters
    ----------
    letter, title, weight
        Of the mechanism.
    small, infusions : points
        Benefits over placebo.
    """

    letter: str
    title: str
    weight: float
    small: Estimate
    infusions: Estimate


@dataclass(frozen=True)
class PeopleDiffer:
    """How far people of one arm lie apart in their change of the MADRS.

    Parameters
    ----------
    sd : points
        Median of published standard deviations.
    arms, families
        Behind it.
    rows
        Their numbers in the table of outcomes.
    """

    sd: float
    arms: int
    families: int
    rows: tuple[int, ...]

    @property
    def half(self) -> float:
        """Half of the width that holds 90 % of people, were they normal: an assumption."""
        return _Z90 * self.sd


@dataclass(frozen=True)
class Headline:
    """What is known of the question.

    Parameters
    ----------
    small, infusions : points
        Benefits over placebo after four weeks.
    difference : points
        The small doses' minus the infusions'.
    worthwhile : fraction
        Weight of truths in which the small doses bring `WORTH` or more.
    mechanisms
        One by one, heaviest first.
    people
        How far people of one arm differ.
    beyond
        Why the small doses lie beyond what was tested against placebo.
    """

    small: Estimate
    infusions: Estimate
    difference: Estimate
    worthwhile: float
    mechanisms: tuple[UnderMechanism, ...]
    people: PeopleDiffer
    beyond: tuple[str, ...]


@cache
def headline() -> Headline:
    """Return what the shipped draws and tables say.

    Examples
    --------
    >>> found = headline()
    >>> found.small.low <= found.small.mean <= found.small.high
    True
    >>> found.people.arms >= 3
    True
    """
    return of_beliefs(shipped_knowledge().whole)


def of_beliefs(beliefs: Beliefs) -> Headline:
    """Return what beliefs say."""
    probes = [Probe(parse(text), _FOUR_WEEKS, _FOUR_WEEKS) for text in (SMALL, INFUSIONS)]
    small, infusions = benefits(beliefs, probes, Setting(MADRS, resistant=True))
    weight = beliefs.weight
    rivals = []
    for number, name in enumerate(beliefs.names):
        mine = beliefs.place == number
        alike = weight[mine] * 0.0 + 1.0
        one = mechanism(name)
        rivals.append(
            UnderMechanism(
                one.letter,
                one.title,
                float(weight[mine].sum()),
                estimate(small[mine], alike),
                estimate(infusions[mine], alike),
            )
        )
    return Headline(
        estimate(small, weight),
        estimate(infusions, weight),
        estimate(small - infusions, weight),
        float(weight[small >= WORTH].sum()),
        tuple(sorted(rivals, key=lambda each: -each.weight)),
        people_differ(),
        beyond_the_tested(parse(SMALL)),
    )


def people_differ() -> PeopleDiffer:
    """Return how far people of one arm differ, from rows that state a standard deviation."""
    arms: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    families, rows = set(), []
    for row in load("outcomes"):
        cells = row.cells
        sd = row.cell("spread_low")
        if (
            cells["scale"] == "MADRS"
            and cells["outcome"] == "change"
            and cells["spread_kind"] == "SD"
            and row.why_not is None
            and sd is not None
            and sd.value is not None
        ):
            arms[cells["trial_id"], cells["arm_id"]].append(sd.value)
            families.add(row.family)
            rows.append(row.row)
    sds = [median(each) for each in arms.values()]
    return PeopleDiffer(median(sds), len(sds), len(families), tuple(rows))
