"""How much of a claim's answer lies beyond what was studied."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from troche.population.studied import departures
from troche.regimen import Regimen
from troche.studies.claims.claim import Claim
from troche.studies.mood.tested import beyond_the_tested

__all__ = ["Extrapolation", "extrapolation_of"]


@dataclass(frozen=True)
class Extrapolation:
    """The share of a claim's regimens that lie beyond what was studied, and in what.

    Parameters
    ----------
    share : fraction
        Of the regimens that the answer rests on, the one they are compared with included.
    regimens
        Name to sentences; empty sentences where it lies within.
    """

    share: float
    regimens: dict[str, tuple[str, ...]]

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def extrapolation_of(claim: Claim) -> Extrapolation | None:
    """Return how far an answer reaches beyond the evidence; None where nothing is computed.

    An answer about mood lies beyond it where a regimen's drug and route, its peak or its
    weekly exposure was never beside a placebo in a trial; any answer, where a dose, a
    schedule or a length was never studied at all.
    """
    estimand = claim.wanted.estimand
    if estimand.of in ("nothing", "weight"):
        return None
    every = dict(claim.regimens)
    if isinstance(claim.compared_with, Regimen):
        every["compared with"] = claim.compared_with
    found = {name: _beyond(regimen, estimand.of) for name, regimen in every.items()}
    return Extrapolation(sum(map(bool, found.values())) / len(found), found)


def _beyond(regimen: Regimen, of: str) -> tuple[str, ...]:
    studied = tuple(f"{d.message[0].upper()}{d.message[1:]}." for d in departures(regimen))
    return (*beyond_the_tested(regimen), *studied) if of == "mood" else studied
