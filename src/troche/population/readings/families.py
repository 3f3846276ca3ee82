"""Which study family a row belongs to, however its folder writes it.

A family that had a part in the fit must be recognised, or its rows would be predicted by a
fit that has seen them: another way of writing its name, or none but the source's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from troche.evidence import Row, builtin

__all__ = ["family_of"]


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


@cache
def _families() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return built-in families by plain name, and by what names their sources."""
    names: dict[str, str] = {}
    sources: dict[str, str] = {}
    for table in ("pk_observations", "pk_models", "pk_facts"):
        for row in builtin().tables[table]:
            names[_plain(row.family)] = row.family
            cells = row.cells
            for key in (cells.get("source_id", ""), cells.get("doi", ""), cells.get("pmid", "")):
                if _plain(key):
                    sources.setdefault(_plain(key), row.family)
    return names, sources


def family_of(row: Row) -> str:
    """Return the family of a row: a built-in one where it is one.

    Examples
    --------
    >>> from troche.evidence import load
    >>> family_of(load("pk_observations")[13])
    'SIMONS2022'
    """
    names, sources = _families()
    cells = row.cells
    said = cells.get("study_family", "").strip()
    if _plain(said) in names:
        return names[_plain(said)]
    if said:
        return said
    for key in (cells.get("source_id", ""), cells.get("doi", ""), cells.get("pmid", "")):
        if _plain(key) in sources:
            return sources[_plain(key)]
    return row.family
