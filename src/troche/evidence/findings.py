"""One view over all tables: who found what, by which route, after which dose.

Tables differ in their columns; a reader asks the same questions of each. A
`View` says which columns answer them, and `findings` applies it to every row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from troche.evidence.cells import Number
from troche.evidence.codebook import TABLES
from troche.evidence.collection import Evidence
from troche.evidence.load import builtin
from troche.evidence.references import bibliography, citation_of, link
from troche.evidence.rows import Arm, Outcome, Row

__all__ = ["Finding", "findings"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One row in the words that all tables share; empty where a table says nothing.

    Attributes
    ----------
    table, row
        Where it stands.
    source, family, reference, citation, link
        Who said it: id, study family, bibliography key, citation, address.
    drug, route, dose, dose_unit, regimen, population
        What was given, to whom; outcomes take these from their arm and trial.
    analyte, endpoint, statistic, when
        What was observed, and when.
    value, unit, spread, n
        The cells as written; `number` is the value as read.
    reading
        How the number was read; see `Row.reading`.
    why_not
        Why the row cannot be used as a number, or None.
    """

    table: str
    row: int
    source: str
    family: str
    drug: str
    route: str
    dose: str
    dose_unit: str
    analyte: str
    endpoint: str
    statistic: str
    when: str
    value: str
    unit: str
    spread: str
    n: str
    population: str
    regimen: str
    reading: str
    reference: str
    citation: str
    link: str
    why_not: str | None
    number: Number | None = field(repr=False, compare=False)
    dose_number: Number | None = field(repr=False, compare=False)
    origin: Row = field(repr=False, compare=False)

    @classmethod
    def columns(cls) -> list[str]:
        """Return the keys of `as_dict`, in its order."""
        return [name for name in cls.__slots__ if name not in _READ] + list(_ENDS)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data: the fields as written, and the value as numbers.

        `value_number` is the one number of the cell, if it has one; `value_low`
        and `value_high` are the ends.
        """
        plain = {name: getattr(self, name) for name in self.columns() if name not in _ENDS}
        return plain | {end: getattr(self.number, name, None) for end, name in _ENDS.items()}


_READ: Final = ("number", "dose_number", "origin")
_ENDS: Final = {"value_number": "value", "value_low": "low", "value_high": "high"}


@dataclass(frozen=True, slots=True)
class View:
    """Which columns of a table answer the common questions."""

    endpoint: tuple[str, ...]
    value: str = "value"
    before: str = ""
    between: str = " "
    statistic: str = ""
    when: str = ""
    n: str = ""
    route: str = "route"
    analyte: str = ""
    population: tuple[str, ...] = ("population",)


_VIEWS: Final = {
    "trials": View(("design",), value="", n="n_total"),
    "arms": View(("baseline_scale",), "baseline_mean", "baseline ", n="n"),
    "outcomes": View(("scale", "outcome"), statistic="definition", when="time_days", n="n_at_time"),
    "efficacy_facts": View(("topic", "fact"), between=": "),
    "pk_observations": View(
        ("metric", "interval"), statistic="statistic", n="n", analyte="analyte"
    ),
    "pk_models": View(("parameter",), "typical_value", route="routes"),
    "pk_facts": View(("topic", "fact"), between=": "),
    "tolerability": View(("endpoint",), statistic="statistic", when="time_h", n="n"),
    "mechanism": View(("topic", "parameter"), between=": ", population=("species", "system")),
    "pkpd_models": View(("endpoint", "parameter"), between=": "),
    "guidance": View(("topic", "statement_in_your_own_words"), "threshold_value", between=": "),
}
_SPREADS: Final = {
    "baseline_sd": ("SD", ""),
    "iiv_cv_pct": ("between-subject CV", " %"),
    "rse_pct": ("RSE", " %"),
}
_WHEN: Final = {"time_days": "day {}", "time_h": "{} h"}


@cache
def _builtin_findings() -> tuple[Finding, ...]:
    return _all(builtin())


def findings(evidence: Evidence | None = None) -> tuple[Finding, ...]:
    """Return every row of every table as a finding, in the order of the tables.

    Parameters
    ----------
    evidence
        The collection; the built-in tables by default.

    Examples
    --------
    >>> finding = next(f for f in findings() if f.table == "pk_observations")
    >>> finding.analyte, finding.endpoint, finding.value, finding.unit, finding.reading
    ('ketamine', 't1/2 terminal (beta)', '120', 'min', 'abstract')
    """
    if evidence is None or evidence is builtin():
        return _builtin_findings()
    return _all(evidence)


def _all(evidence: Evidence) -> tuple[Finding, ...]:
    return tuple(
        _finding(row, evidence) for table in TABLES for row in evidence.tables.get(table, ())
    )


def _finding(row: Row, evidence: Evidence) -> Finding:
    view, cells = _VIEWS[row.table], row.cells
    arm = (
        row if isinstance(row, Arm) else evidence.arm_of(row) if isinstance(row, Outcome) else None
    )
    trial = evidence.trial_of(row) if isinstance(row, Arm | Outcome) else None
    given = arm.cells if arm else cells
    about = trial.cells if trial else cells
    reference = bibliography().references.get(row.reference)
    identity = {name: about.get(name, "") for name in ("doi", "pmid", "registry")}
    time = cells.get(view.when, "")
    return Finding(
        table=row.table,
        row=row.row,
        source=row.source,
        family=row.family,
        drug=given.get("drug", ""),
        route=given.get(view.route, ""),
        dose=given.get("dose_value", ""),
        dose_unit=given.get("dose_unit", ""),
        analyte=cells.get(view.analyte, ""),
        endpoint=view.before + view.between.join(filter(None, map(cells.get, view.endpoint))),
        statistic=cells.get(view.statistic, ""),
        when=_WHEN[view.when].format(time) if time else "",
        value=cells.get(view.value, ""),
        unit=row.unit_of(view.value) if view.value else "",
        spread=_spread(row),
        n=cells.get(view.n, ""),
        population=", ".join(filter(None, (about.get(name, "") for name in view.population))),
        regimen=given.get("regimen", ""),
        reading=row.reading,
        reference=row.reference,
        citation=citation_of(cells) or citation_of(about),
        link=reference.link if reference else link(**identity),
        why_not=row.why_not,
        number=row.cell(view.value) if view.value in cells else None,
        dose_number=(arm or row).cell("dose_value") if "dose_value" in given else None,
        origin=row,
    )


def _spread(row: Row) -> str:
    """Return the spread in words, from whichever columns the table has for it."""
    cells = row.cells
    kind, low, high = (cells.get(f"spread_{part}", "") for part in ("kind", "low", "high"))
    parts = [
        f"{kind} {low} to {high}" if high else f"{kind} {low}" if low else "",
        cells.get("spread", ""),
    ]
    parts += [
        f"{word} {cells[name]}{unit}" for name, (word, unit) in _SPREADS.items() if cells.get(name)
    ]
    return ", ".join(filter(None, parts))
