"""Everything that `troche explain` found, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from troche.studies.explain.answer import NOTHING, Answer, Structure
from troche.studies.explain.carriers import FROM_PRIOR, Carrier
from troche.studies.explain.families import Swing
from troche.studies.explain.question import MADRS, Question
from troche.studies.explain.reach import Reach
from troche.studies.explain.settle import ENOUGH, SD_OF_CHANGE, Observation

__all__ = ["Explanation"]


@dataclass(frozen=True)
class Explanation:
    """Why two regimens differ.

    Parameters
    ----------
    question
        What was asked.
    answer
        The difference, by mechanism and averaged.
    structure
        Share of its spread between mechanisms and within.
    carriers
        Parameters that explain it, largest share first.
    families
        Studies that move it, largest shift first; empty where no refit is shipped.
    observations
        Trials that would tell, most telling first.
    reach
        What the evidence says of each of the two.
    draws
        How many truths there are under each mechanism.
    """

    question: Question
    answer: Answer
    structure: Structure
    carriers: tuple[Carrier, ...]
    families: tuple[Swing, ...]
    observations: tuple[Observation, ...]
    reach: tuple[Reach, Reach]
    draws: int

    @property
    def settles(self) -> bool:
        """Whether one of the trials takes away enough to be said to settle it."""
        return bool(self.observations) and self.observations[0].taken >= ENOUGH

    def document(self) -> dict[str, Any]:
        """Return everything as plain data; differences are in points of the MADRS."""
        asked = self.question
        return {
            "study": asked.title,
            "between": [asked.first.name, asked.second.name],
            "hours": {"value": asked.hours, "unit": "h"},
            "baseline": {"value": MADRS, "unit": "points of the MADRS"},
            "new_antidepressant": asked.setting.new_antidepressant,
            "answer": self.answer.document() | {"no_effect_below": NOTHING},
            "spread": {
                "variance": {"value": self.structure.variance, "unit": "points squared"},
                "between_mechanisms": self.structure.between,
                "within_mechanisms": self.structure.within,
            },
            "carriers": {
                "method": "first-order share of the variance, by fifths of each parameter's draws",
                "from_prior_below": FROM_PRIOR,
                "parameters": [each.document() for each in self.carriers],
            },
            "families": {
                "refits": bool(self.families),
                "left_out": [each.document() for each in self.families],
            },
            "observations": {
                "method": "linear-Gaussian preposterior analysis",
                "sd_of_change": {"value": SD_OF_CHANGE, "unit": "points", "basis": "assumption"},
                "enough": ENOUGH,
                "settles": self.settles,
                "ranked": [each.document() for each in self.observations],
            },
            "evidence": [each.document() for each in self.reach],
            "draws_of_each_mechanism": self.draws,
        }
