"""What a claim is, once its file has been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from troche.evidence import Row
from troche.regimen import Regimen
from troche.studies.claims.estimands import Wanted
from troche.studies.claims.rules import Rule
from troche.studies.flags import LOW_DOSE

__all__ = ["BEARINGS", "CONVENTIONAL", "DESIGNS", "PLACEBO", "Cited", "Claim", "DoseRange"]

BEARINGS: Final = ("supports", "against", "neither")
"""How a row may bear on a claim."""

DESIGNS: Final = ("randomised", "open", "review", "laboratory", "animal", "statement")
"""What kind of study a row comes from."""

PLACEBO: Final = "placebo"
CONVENTIONAL: Final = "a new conventional antidepressant"


@dataclass(frozen=True)
class DoseRange:
    """The doses that a claim is about.

    Parameters
    ----------
    lowest, highest : fraction
        Of the peak of 0.5 mg/kg ketamine IV over 40 min, both in typical blood.
    routes
        Those that count; all where empty.
    everything
        Whether any dose counts, and rows that state none.
    """

    lowest: float = 0.0
    highest: float = float("inf")
    routes: tuple[str, ...] = ()
    everything: bool = False

    @property
    def words(self) -> str:
        """The range in words."""
        if self.everything:
            return "any dose"
        if self.lowest == 0.0 and abs(self.highest - LOW_DOSE) < 1e-9 and not self.routes:
            return (
                "low doses, of a peak at most a third of that of 0.5 mg/kg ketamine IV over 40 min"
            )
        by = f", by {' or '.join(self.routes)}" if self.routes else ""
        return (
            f"doses whose peak is {self.lowest:.2g} to {self.highest:.2g} times that of 0.5 mg/kg "
            f"ketamine IV over 40 min{by}"
        )


@dataclass(frozen=True)
class Cited:
    """A published row that a claim's file points to.

    Parameters
    ----------
    row
        The row itself.
    bears
        One of `BEARINGS`.
    because
        Why, in the file's words.
    design
        One of `DESIGNS`.
    regimens
        What was given, as far as a line of the regimen language can say it.
    concentration : mg/L
        Of ketamine in plasma, where the row states that in place of a dose.
    control
        Whether it is of an arm that got no ketamine.
    """

    row: Row
    bears: str
    because: str
    design: str
    regimens: tuple[Regimen, ...] = ()
    concentration: float | None = None
    control: bool = False


@dataclass(frozen=True)
class Claim:
    """A claim, and what would support or refute it.

    Parameters
    ----------
    id
        Its name on the command line.
    wording
        The claim in the file's own words.
    question
        What is asked, so that it has an answer.
    wanted
        What the model is asked, of a closed list.
    regimens
        Name to regimen.
    compared_with
        ``"placebo"``, ``"a new conventional antidepressant"``, or a regimen.
    worth
        Smallest effect worth having, in the unit of what is wanted; None where rows alone
        answer.
    doses
        The doses in question.
    cited
        The rows that speak, in the order of the file.
    rule
        What would support or refute it.
    limits
        What the verdict does not cover.
    place
        The file, as messages name it.
    about_suicidality
        By its words or by a row: then nothing is simulated, and the crisis line stands by.
    """

    id: str
    wording: str
    question: str
    wanted: Wanted
    regimens: Mapping[str, Regimen]
    compared_with: str | Regimen
    worth: float | None
    doses: DoseRange
    cited: tuple[Cited, ...]
    rule: Rule
    limits: str
    place: str
    about_suicidality: bool = False
