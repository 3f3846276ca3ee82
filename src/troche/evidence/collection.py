"""A set of tables read together: typed rows, joined, with nothing dropped.

A row that cannot be read or joined stays in its place with a `why_not`, and the
collection keeps one warning for it. The built-in tables are one collection; a
folder in the interchange format is another, which looks up trials and arms in
itself first and then in the built-in tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar, cast

from troche.errors import nearest
from troche.evidence.codebook import codebook
from troche.evidence.files import RawRow, RawTable
from troche.evidence.references import bibliography, citation_of
from troche.evidence.rows import ROW_TYPES, Arm, Origin, Outcome, Row, Trial

__all__ = ["Evidence", "collect"]

_AnyRow = TypeVar("_AnyRow", bound=Row)


@dataclass(frozen=True)
class Evidence:
    """Tables that were read together.

    Attributes
    ----------
    place
        Where they were read: a folder, or ``built-in tables``.
    tables
        Typed rows by table, each in the order of its file.
    warnings
        One line for each row or column that someone should look at.
    behind
        The collection in which joins look next; None for the built-in tables.
    """

    place: str
    tables: Mapping[str, tuple[Row, ...]]
    warnings: tuple[str, ...] = ()
    behind: Evidence | None = None

    @cached_property
    def _trials(self) -> dict[str, list[Trial]]:
        found: dict[str, list[Trial]] = {}
        for row in cast("tuple[Trial, ...]", self.tables.get("trials", ())):
            found.setdefault(row.trial_id, []).append(row)
        return found

    @cached_property
    def _arms(self) -> dict[tuple[str, str], list[Arm]]:
        found: dict[tuple[str, str], list[Arm]] = {}
        for row in cast("tuple[Arm, ...]", self.tables.get("arms", ())):
            found.setdefault((row.trial_id, row.arm_id), []).append(row)
        return found

    def trial_of(self, row: Arm | Outcome) -> Trial | None:
        """Return the trial of an arm or outcome; None if there is not exactly one.

        Examples
        --------
        >>> from troche.evidence import builtin, find
        >>> arm = find("arms", trial_id="FAVA2020", arm_id="k0.5")
        >>> builtin().trial_of(arm).registry
        'NCT01920555'
        """
        mine = self._trials.get(row.trial_id, [])
        if not mine and self.behind:
            return self.behind.trial_of(row)
        return mine[0] if len(mine) == 1 else None

    def arm_of(self, row: Outcome) -> Arm | None:
        """Return the arm of an outcome; None if there is not exactly one."""
        mine = self._arms.get((row.trial_id, row.arm_id), [])
        if not mine and self.behind:
            return self.behind.arm_of(row)
        return mine[0] if len(mine) == 1 else None

    def unjoined(self, row: Row) -> str | None:
        """Return why a row cannot be joined to its trial or arm, or None."""
        if isinstance(row, Outcome) and self.arm_of(row) is None:
            count = len(self._arms.get((row.trial_id, row.arm_id), []))
            if count > 1:
                return (
                    f"arm {row.arm_id!r} of trial {row.trial_id!r} stands in {count} rows of arms"
                )
            known = [arm for trial, arm in self._arm_keys() if trial == row.trial_id]
            if known:
                hint = nearest(row.arm_id, known)
                return _absent(f"trial {row.trial_id!r} has no arm {row.arm_id!r}", hint)
            hint = nearest(row.trial_id, {trial for trial, _ in self._arm_keys()})
            return _absent(f"no arm belongs to a trial {row.trial_id!r}", hint)
        if isinstance(row, Arm | Outcome) and self.trial_of(row) is None:
            count = len(self._trials.get(row.trial_id, []))
            if count > 1:
                return f"trial {row.trial_id!r} stands in {count} rows of trials"
            hint = nearest(
                row.trial_id, self._trials | (self.behind._trials if self.behind else {})
            )
            return _absent(f"no trial {row.trial_id!r}", hint)
        return None

    def _arm_keys(self) -> list[tuple[str, str]]:
        return [*self._arms, *(self.behind._arm_keys() if self.behind else ())]


def _absent(what: str, near: str) -> str:
    return f"{what}; did you mean {near!r}?" if near else what


def collect(
    place: str, raw: Mapping[str, tuple[str, RawTable]], behind: Evidence | None
) -> Evidence:
    """Type, check and join the raw tables of one place.

    Parameters
    ----------
    place
        Where they were read.
    raw
        File name and raw table, by table.
    behind
        Where joins look when this place does not have the row.
    """
    warnings = [
        f"{file}: column {name!r} is not in the codebook; it is kept and not read"
        + (f"; did you mean {near!r}?" if (near := nearest(name, codebook(table).columns)) else "")
        for table, (file, content) in raw.items()
        for name in content.unknown
    ]
    warnings += [f"{file}: {content.remark}" for file, content in raw.values() if content.remark]
    tables: dict[str, tuple[Row, ...]] = {}
    for table, (file, content) in raw.items():
        rows = []
        for line in content.rows:
            row, remarks = _typed(table, file, line)
            rows.append(row)
            warnings += [f"{row.place}: {remark}" for remark in remarks]
        tables[table] = tuple(rows)
    unjoined = Evidence(place, tables, behind=behind)
    joined = {
        table: tuple(_marked(row, unjoined.unjoined(row)) for row in rows)
        for table, rows in tables.items()
    }
    warnings += [
        f"{row.place}: {row.why_not}" for rows in joined.values() for row in rows if row.why_not
    ]
    return Evidence(place, MappingProxyType(joined), tuple(warnings), behind)


def _typed(table: str, file: str, line: RawRow) -> tuple[Row, list[str]]:
    """Return one typed row, and the remarks that do not break it."""
    columns = codebook(table).columns
    values: dict[str, Any] = {}
    breaks = [line.fault] if line.fault else []
    remarks: list[str] = []
    for name, column in columns.items():
        values[name], fault = column.read(line.cells.get(name, ""))
        if fault and name in line.cells:
            (breaks if fault.breaks else remarks).append(str(fault))
    reference = _reference(line.cells)
    source = line.cells.get("source_id") or line.cells.get("trial_id") or reference
    origin = Origin(
        table=table,
        file=file,
        number=line.number,
        cells=MappingProxyType(line.cells),
        source=source or citation_of(line.cells),
        reference=reference,
        why_not="; ".join(breaks) or None,
    )
    return ROW_TYPES[table](origin=origin, **values), remarks


def _reference(cells: Mapping[str, str]) -> str:
    """Find the row's source in the bibliography, the most exact name first."""
    names = (citation_of(cells), *(cells.get(name, "") for name in ("doi", "pmid", "trial_id")))
    return bibliography().key_of(*filter(None, names))


def _marked(row: _AnyRow, reason: str | None) -> _AnyRow:
    if reason is None:
        return row
    whole = "; ".join(filter(None, (row.why_not, reason)))
    return replace(row, origin=replace(row.origin, why_not=whole))  # type: ignore[type-var]
