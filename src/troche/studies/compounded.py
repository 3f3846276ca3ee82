"""The rows of regulators that stand beside a regimen that is used at home."""

from __future__ import annotations

from typing import Final

from troche.evidence import Guidance, load
from troche.regimen import Regimen

__all__ = ["regulators_rows"]

_SPRAY: Final = ("esketamine", "nasal")
"""The one product that is approved for depression; and never for use at home."""


def regulators_rows(regimen: Regimen) -> tuple[Guidance, ...]:
    """Return what regulators say of what a regimen gives at home, in the table's order.

    The spray of esketamine is approved, and restricted; everything else that is taken at
    home is compounded, or an anaesthetic used outside a clinic.

    Parameters
    ----------
    regimen
        As parsed. Doses in a clinic and placebos have no such row.

    Returns
    -------
    tuple of troche.evidence.Guidance
        Rows on compounded ketamine, with those on its nasal spray where it is one; for
        the spray of esketamine at home, that it is never dispensed for home use.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> [row.topic for row in regulators_rows(parse("15 mg ketamine sublingual tablet, daily"))]
    ['compounded ketamine', 'compounded ketamine case']
    >>> regulators_rows(parse("0.5 mg/kg ketamine iv over 40 min, weekly"))
    ()
    """
    topics = _topics(regimen)
    rows = (row for row in load("guidance") if isinstance(row, Guidance))
    return tuple(row for row in rows if row.topic in topics)


def _topics(regimen: Regimen) -> set[str]:
    home = [phase for phase in regimen.phases if phase.schedule.place == "home"]
    parts = {(p.drug, p.route) for phase in home for p in phase.dose.parts if p.drug != "placebo"}
    topics = {"restricted access"} if _SPRAY in parts else set()
    if parts - {_SPRAY}:
        topics |= {"compounded ketamine", "compounded ketamine case"}
    if any(route == "nasal" for drug, route in parts if drug != "esketamine"):
        topics.add("compounded nasal ketamine")
    return topics
