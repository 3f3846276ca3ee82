"""The tables as they ship, and any folder in the same format."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, overload

from troche.errors import EvidenceError, nearest
from troche.evidence.codebook import TABLES
from troche.evidence.collection import Evidence, collect
from troche.evidence.files import parse_table, read_table
from troche.evidence.rows import (
    Arm,
    EfficacyFact,
    Guidance,
    Mechanism,
    Outcome,
    PkFact,
    PkModel,
    PkObservation,
    PkpdModel,
    Row,
    Tolerability,
    Trial,
)

__all__ = ["builtin", "check_table", "load", "read_directory", "tables"]


def tables() -> tuple[str, ...]:
    """Return the names of the tables.

    Examples
    --------
    >>> tables()[:3]
    ('trials', 'arms', 'outcomes')
    """
    return TABLES


def check_table(table: str) -> None:
    """Refuse a name that is no table, with the nearest one."""
    if table not in TABLES:
        raise EvidenceError(
            "evidence table", table, f"one of {', '.join(TABLES)}", meant=nearest(table, TABLES)
        )


@cache
def builtin() -> Evidence:
    """Return the tables that ship with troche, read once.

    Examples
    --------
    >>> builtin().warnings
    ()
    """
    folder = files("troche.evidence") / "tables"
    names = {table: f"{table}.csv" for table in TABLES}
    raw = {
        table: (name, parse_table(table, (folder / name).read_bytes(), name))
        for table, name in names.items()
    }
    return collect("built-in tables", raw, behind=None)


def read_directory(path: str | Path) -> Evidence:
    """Read the tables of a folder; joins look there first, then in the built-in ones.

    A row that cannot be read or joined is kept with a `why_not` and a line in
    `warnings`. Files with other names are left alone.

    Parameters
    ----------
    path
        A folder with any of the files ``trials.csv``, ``arms.csv``, and so on.

    Raises
    ------
    troche.errors.EvidenceError
        If the folder has none of the files, or one of them is no CSV,
        lacks a required column, has no row, or is above 50 MB.
    """
    folder = Path(path)
    if not folder.is_dir():
        found = "a file" if folder.exists() else "nothing"
        raise EvidenceError(str(folder), found, "a folder with evidence tables")
    present = [table for table in TABLES if (folder / f"{table}.csv").is_file()]
    if not present:
        csvs = sorted(entry.name for entry in folder.glob("*.csv"))
        allowed = ", ".join(f"{table}.csv" for table in TABLES)
        found = ", ".join(csvs[:10]) or "no CSV file"
        near = nearest(Path(csvs[0]).stem, TABLES) if csvs else ""
        meant = f"{near}.csv" if near else ""
        raise EvidenceError(str(folder), found, f"any of {allowed}", meant=meant)
    raw = {table: (f"{table}.csv", read_table(table, folder / f"{table}.csv")) for table in present}
    return collect(str(folder), raw, behind=builtin())


@overload
def load(table: Literal["trials"], evidence: Evidence | None = None) -> tuple[Trial, ...]: ...
@overload
def load(table: Literal["arms"], evidence: Evidence | None = None) -> tuple[Arm, ...]: ...
@overload
def load(table: Literal["outcomes"], evidence: Evidence | None = None) -> tuple[Outcome, ...]: ...
@overload
def load(
    table: Literal["efficacy_facts"], evidence: Evidence | None = None
) -> tuple[EfficacyFact, ...]: ...
@overload
def load(
    table: Literal["pk_observations"], evidence: Evidence | None = None
) -> tuple[PkObservation, ...]: ...
@overload
def load(table: Literal["pk_models"], evidence: Evidence | None = None) -> tuple[PkModel, ...]: ...
@overload
def load(table: Literal["pk_facts"], evidence: Evidence | None = None) -> tuple[PkFact, ...]: ...
@overload
def load(
    table: Literal["tolerability"], evidence: Evidence | None = None
) -> tuple[Tolerability, ...]: ...
@overload
def load(
    table: Literal["mechanism"], evidence: Evidence | None = None
) -> tuple[Mechanism, ...]: ...
@overload
def load(
    table: Literal["pkpd_models"], evidence: Evidence | None = None
) -> tuple[PkpdModel, ...]: ...
@overload
def load(table: Literal["guidance"], evidence: Evidence | None = None) -> tuple[Guidance, ...]: ...
@overload
def load(table: str, evidence: Evidence | None = None) -> tuple[Row, ...]: ...
def load(table: str, evidence: Evidence | None = None) -> tuple[Row, ...]:
    """Return the typed rows of one table, in the order of its file.

    Parameters
    ----------
    table
        One of `tables`.
    evidence
        The collection to read from; the built-in tables by default. A folder
        without that file gives no rows.

    Raises
    ------
    troche.errors.EvidenceError
        If there is no such table.

    Examples
    --------
    >>> row = load("pk_observations")[0]
    >>> row.source, row.analyte, row.number("value"), row.unit, row.reading
    ('Yanagihara2003', 'ketamine', 120.0, 'min', 'abstract')
    """
    check_table(table)
    return (evidence or builtin()).tables.get(table, ())
