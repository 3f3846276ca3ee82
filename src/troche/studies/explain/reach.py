"""Whether a regimen was ever tested against placebo.

What has been studied at all (`troche.population.studied`) includes blood levels and open
series; whether a regimen works was asked only where a trial had a placebo beside it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from troche.population.studied import departures
from troche.studies.explain.question import Asked
from troche.studies.mood.tested import beyond_the_tested

__all__ = ["Reach", "reach_of"]


@dataclass(frozen=True)
class Reach:
    """How far the evidence reaches towards one regimen.

    Parameters
    ----------
    name
        Of the regimen.
    untested
        How it leaves what trials tested against placebo, a sentence each; empty if it
        does not.
    unstudied
        How it leaves what has been studied at all.
    """

    name: str
    untested: tuple[str, ...] = ()
    unstudied: tuple[str, ...] = ()

    @property
    def beyond(self) -> bool:
        """Whether some of it lies beyond what was tested against placebo."""
        return bool(self.untested)

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"beyond_what_was_tested_against_placebo": self.beyond}


def reach_of(asked: Asked) -> Reach:
    """Return how far the evidence reaches towards a regimen.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> daily = parse("15 mg ketamine sublingual tablet, daily for 8 weeks")
    >>> reach_of(Asked("microdose", "", daily, (0.0,))).untested[0]
    'No trial has tested ketamine sublingual against placebo.'
    """
    if asked.regimen is None or not asked.acts:
        return Reach(asked.name)
    unstudied = tuple(each.message for each in departures(asked.regimen))
    return Reach(asked.name, beyond_the_tested(asked.regimen), unstudied)
