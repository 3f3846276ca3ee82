"""One study whole: every row that carries its name, and what hangs together with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from troche.evidence.collection import Evidence
from troche.evidence.findings import Finding, findings
from troche.evidence.references import Reference, bibliography
from troche.evidence.selection import names_of, resolve

__all__ = ["ArmRecord", "Study", "study"]


@dataclass(frozen=True, slots=True)
class ArmRecord:
    """An arm with its outcomes, in the order of the tables.

    Attributes
    ----------
    arm
        What the group was given and how ill it was at the start.
    outcomes
        What came out, by time as reported.
    """

    arm: Finding
    outcomes: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that the tables say about one study.

    Attributes
    ----------
    name
        The name as asked for.
    families
        Study families of its rows.
    references
        Its sources in the bibliography.
    arms
        Its arms, each with its outcomes.
    tables
        Its other rows, by table.
    related
        Rows under other names that rest on the same participants or fitted
        model: shown so that nobody counts them twice.
    """

    name: str
    families: tuple[str, ...]
    references: tuple[Reference, ...]
    arms: tuple[ArmRecord, ...]
    tables: Mapping[str, tuple[Finding, ...]]
    related: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Its own rows, in the order of the tables."""
        own = [row for arm in self.arms for row in (arm.arm, *arm.outcomes)]
        others = [row for rows in self.tables.values() for row in rows]
        return (*own, *others)


def study(name: str, evidence: Evidence | None = None) -> Study:
    """Return one study whole.

    Parameters
    ----------
    name
        A source id, trial id, study family or bibliography key, in any case.
    evidence
        The collection; the built-in tables by default.

    Raises
    ------
    troche.errors.EvidenceError
        If no row has the name; the nearest name is suggested.

    Examples
    --------
    >>> murrough = study("MURROUGH2013")
    >>> [(record.arm.drug, len(record.outcomes)) for record in murrough.arms]
    [('racemic ketamine', 2), ('midazolam', 1)]
    """
    asked = resolve(name, evidence)
    everything = findings(evidence)
    own = [finding for finding in everything if asked in names_of(finding)]
    families = tuple(dict.fromkeys(finding.family for finding in own))
    mine = set(map(_place, own))
    related = tuple(
        finding
        for finding in everything
        if finding.family in families and _place(finding) not in mine
    )
    arms = tuple(_record(arm, own) for arm in own if arm.table == "arms")
    joined = {_place(row) for record in arms for row in (record.arm, *record.outcomes)}
    tables: dict[str, tuple[Finding, ...]] = {}
    for finding in own:
        if _place(finding) not in joined:
            tables[finding.table] = (*tables.get(finding.table, ()), finding)
    known = bibliography().references
    keys = dict.fromkeys(finding.reference for finding in own if finding.reference)
    return Study(
        name=name,
        families=families,
        references=tuple(known[key] for key in keys),
        arms=arms,
        tables=MappingProxyType(tables),
        related=related,
    )


def _place(finding: Finding) -> tuple[str, int]:
    return finding.table, finding.row


def _record(arm: Finding, own: list[Finding]) -> ArmRecord:
    key = _arm_key(arm)
    return ArmRecord(arm, tuple(f for f in own if f.table == "outcomes" and _arm_key(f) == key))


def _arm_key(finding: Finding) -> tuple[str, str]:
    cells = finding.origin.cells
    return cells["trial_id"], cells["arm_id"]
