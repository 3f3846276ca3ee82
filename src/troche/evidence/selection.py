"""The findings that answer a question, in the reader's own words."""

from __future__ import annotations

from collections.abc import Callable

from troche.errors import EvidenceError, nearest
from troche.evidence.collection import Evidence
from troche.evidence.doses import DoseRange, read_dose
from troche.evidence.findings import Finding, findings
from troche.evidence.load import check_table
from troche.evidence.vocabulary import (
    ANALYTES,
    DRUGS,
    ROUTES,
    canonical,
    drugs_of,
    routes_of,
)

__all__ = ["names_of", "resolve", "select"]


def select(
    *,
    route: str | None = None,
    drug: str | None = None,
    dose: str | tuple[float, float, str] | None = None,
    analyte: str | None = None,
    endpoint: str | None = None,
    study: str | None = None,
    text: str | None = None,
    table: str | None = None,
    evidence: Evidence | None = None,
) -> tuple[Finding, ...]:
    """Return the findings that pass every filter given, in the order of the tables.

    Parameters
    ----------
    route
        A route, in any listed word; ``sublingual/buccal`` asks for either. A row
        that names several routes passes for each.
    drug
        A drug or comparator; ``ketamine`` is the racemate.
    dose
        One dose or a range with its unit, as text (``"5-20 mg"``) or as
        (low, high, unit). Milligrams and mg/kg do not meet.
    analyte
        What was measured in blood.
    endpoint
        Part of what was observed: a metric, scale, outcome, parameter or fact.
    study
        A source id, trial id, study family or bibliography key.
    text
        Part of any cell of the row.
    table
        One of `troche.evidence.tables`.
    evidence
        The collection; the built-in tables by default.

    Raises
    ------
    troche.errors.EvidenceError
        If a route, drug, analyte, dose, study or table is not known; an endpoint
        or a text that nothing holds gives no finding, which is an answer.

    Examples
    --------
    >>> found = select(route="sublingual", analyte="S-ketamine", table="pk_observations")
    >>> {finding.source for finding in found}
    {'Simons2022'}
    >>> select(route="sublingaul")
    Traceback (most recent call last):
    troche.errors.EvidenceError: route: found 'sublingaul'; allowed: ... Did you mean 'sublingual'?
    """
    tests: list[Callable[[Finding], bool]] = []
    if table is not None:
        check_table(table)
        tests.append(lambda finding: finding.table == table)
    if route is not None:
        routes = {canonical(word, ROUTES, "route") for word in route.split("/")}
        tests.append(lambda finding: bool(routes & routes_of(finding.route)))
    if drug is not None:
        wanted = canonical(drug, DRUGS, "drug")
        tests.append(lambda finding: wanted in drugs_of(finding.drug))
    if dose is not None:
        asked = read_dose(dose) if isinstance(dose, str) else _dose_range(*dose)
        tests.append(lambda finding: asked.holds(finding.dose_number, finding.dose_unit))
    if analyte is not None:
        measured = canonical(analyte, ANALYTES, "analyte")
        tests.append(lambda finding: finding.analyte == measured)
    if study is not None:
        name = resolve(study, evidence)
        tests.append(lambda finding: name in names_of(finding))
    if endpoint is not None:
        part = endpoint.casefold()
        tests.append(lambda finding: part in finding.endpoint.casefold())
    if text is not None:
        words = text.casefold()
        tests.append(lambda finding: _anywhere(finding, words))
    return tuple(finding for finding in findings(evidence) if all(test(finding) for test in tests))


def names_of(finding: Finding) -> frozenset[str]:
    """Return every id under which a finding's study can be asked for, in lower case."""
    names = (finding.source, finding.family, finding.reference)
    return frozenset(name.casefold() for name in names if name)


def resolve(study: str, evidence: Evidence | None = None) -> str:
    """Return the id of a study in lower case, whichever of its names was given.

    Raises
    ------
    troche.errors.EvidenceError
        If no row has the name; the nearest name is suggested.
    """
    known = {
        name.casefold(): name
        for finding in findings(evidence)
        for name in (finding.source, finding.family, finding.reference)
        if name
    }
    name = study.strip().casefold()
    if name not in known:
        allowed = "a source id, trial id, study family or bibliography key"
        raise EvidenceError("study", study, allowed, meant=_near(study, known))
    return name


def _near(study: str, known: dict[str, str]) -> str:
    close = nearest(study, known.values())
    if close:
        return close
    part = study.strip().casefold()
    inside = [name for key, name in known.items() if part and part in key]
    return ", ".join(inside[:5])


def _dose_range(low: float, high: float, unit: str) -> DoseRange:
    if low > high:
        raise EvidenceError("dose", f"{low:g} to {high:g} {unit}", "the lower end first")
    return read_dose(f"{low:g}-{high:g} {unit}")


def _anywhere(finding: Finding, words: str) -> bool:
    cells = (*finding.origin.cells.values(), finding.citation)
    return any(words in cell.casefold() for cell in cells)
