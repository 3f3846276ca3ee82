"""The published rows that speak to a claim, and whether they lie in its doses.

Where a row lies is computed: the peak of its regimen in typical blood beside that of the
reference infusion. A row of no stated dose lies nowhere, so that it never counts for a
claim about some doses, and is shown beside those that do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from troche.evidence import Finding, Row, findings
from troche.evidence.suicidality import about_suicidality
from troche.studies.claims.claim import Cited, Claim, DoseRange
from troche.studies.claims.exposure import peak_of_reference
from troche.studies.mood.tested import exposures_of

__all__ = ["Spoken", "about_suicide", "finding_of", "rows_of"]

_EDGE = 1e-9


@dataclass(frozen=True)
class Spoken:
    """A published row beside a claim.

    Parameters
    ----------
    finding
        What it says, with source, link and reading grade.
    bears, because, design
        As the claim's file has them.
    peak : fraction
        Of the reference infusion's, where a dose is stated: the highest phase.
    within
        Whether it lies in the doses in question.
    place
        ``"in the doses in question"``, ``"beyond them"``, ``"control arm"``,
        ``"no single dose stated"``, or ``"any dose"`` where all count.
    """

    finding: Finding
    bears: str
    because: str
    design: str
    peak: float | None
    within: bool
    place: str

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        f = self.finding
        return {
            "table": f.table,
            "row": f.row,
            "source": f.source,
            "study_family": f.family,
            "finding": f.endpoint,
            "when": f.when,
            "value": f.value,
            "unit": f.unit,
            "spread": f.spread,
            "n": f.n,
            "regimen": f.regimen,
            "population": f.population,
            "reading": f.reading,
            "link": f.link,
            "bears": self.bears,
            "because": self.because,
            "design": self.design,
            "peak_of_reference": self.peak,
            "in_doses": self.within,
            "place": self.place,
        }


@cache
def _by_place() -> dict[tuple[str, int], Finding]:
    return {(f.table, f.row): f for f in findings()}


def finding_of(row: Row) -> Finding:
    """Return a row in the words that all tables share."""
    return _by_place()[row.table, row.row]


def about_suicide(row: Row) -> bool:
    """Return whether a row itself is about suicidality, a regulator's included."""
    finding = finding_of(row)
    return about_suicidality(finding) or row.cells.get("topic", "") == "suicidality"


def rows_of(claim: Claim) -> tuple[Spoken, ...]:
    """Return the rows that speak: what regulators state first, then as the file has them."""
    spoken = [_spoken(each, claim.doses) for each in claim.cited]
    return tuple(sorted(spoken, key=lambda each: each.finding.table != "guidance"))


def _spoken(cited: Cited, doses: DoseRange) -> Spoken:
    peak = _peak(cited)
    within = doses.everything or (peak is not None and _lies(cited, peak, doses))
    if doses.everything:
        place = "any dose"
    elif cited.control:
        place = "control arm"
    elif peak is None:
        place = "no single dose stated"
    else:
        place = "in the doses in question" if within else "beyond them"
    return Spoken(
        finding_of(cited.row), cited.bears, cited.because, cited.design, peak, within, place
    )


def _peak(cited: Cited) -> float | None:
    if cited.concentration is not None:
        return cited.concentration / peak_of_reference()
    peaks = [e.peak for regimen in cited.regimens for e in exposures_of(regimen)]
    return max(peaks, default=None)


def _lies(cited: Cited, peak: float, doses: DoseRange) -> bool:
    routes = {route for regimen in cited.regimens for route in regimen.routes}
    by_route = not doses.routes or (bool(routes) and routes <= set(doses.routes))
    return by_route and doses.lowest - _EDGE <= peak <= doses.highest + _EDGE
