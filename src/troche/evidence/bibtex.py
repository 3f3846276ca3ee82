"""Write `references.bib` from the tables: one entry per source.

Run ``python -m troche.evidence.bibtex`` after a table changed; a test holds
the committed file to what this writes. Rows that share a DOI, a PubMed id, the
wording of a citation, or author, year, volume and page are one source. A key, once
published, is kept: keys are read back from the committed file before new ones are
made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from string import ascii_lowercase
from typing import Final

from troche.evidence.codebook import TABLES
from troche.evidence.files import parse_table
from troche.evidence.references import Bibliography, Reference, citation_of, parse, render

__all__ = ["compose", "main", "table_rows"]

_AUTHOR: Final = re.compile(
    r"(?P<name>(?:van (?:de|der) |Del |Al )?[A-Z][a-z][\w'-]*)(?: [A-Z]{1,3}(?: Jr)?)?"
    r"(?: et al\b|,| & [A-Z]| and [A-Z]|/[A-Z]| (?=(?:19|20)\d\d\b))"
)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_VOLUME_PAGE: Final = re.compile(r"\b(\d{1,3})(?:\(\d+\))?:(\w+)")
_NAMED: Final = {
    # Its citations begin with the studies that it tabulates.
    "10.1124/pr.117.015198": "Zanos2018",
}


def table_rows() -> list[dict[str, str]]:
    """Return the raw cells of every row of every built-in table that names a source."""
    folder = files("troche.evidence") / "tables"
    return [
        row.cells
        for table in TABLES
        for row in parse_table(table, (folder / f"{table}.csv").read_bytes(), table).rows
        if citation_of(row.cells)
    ]


def compose(rows: Iterable[Mapping[str, str]], published: Bibliography) -> dict[str, Reference]:
    """Return the references of `rows`, with the keys that are published already.

    Parameters
    ----------
    rows
        Raw cells of rows that name a source.
    published
        The bibliography so far; empty for a first one.
    """
    references: dict[str, Reference] = {}
    taken = {key.casefold() for key in published.references}
    for group in _same_source(list(rows)):
        cited = tuple(dict.fromkeys(citation_of(cells) for cells in group))
        doi, pmid = _first(group, "doi"), _first(group, "pmid")
        ids = _each(group, "source_id", "trial_id")
        key = published.key_of(*filter(None, (doi, pmid)), *cited)
        if not key or key in references:
            key = _new_key(_NAMED.get(doi.lower(), "") or _key(cited, ids), taken)
        taken.add(key.casefold())
        years = (match[0] for text in cited if (match := _YEAR.search(text)))
        references[key] = Reference(
            key=key,
            note=cited[0],
            year=next(years, ""),
            doi=doi,
            pmid=pmid,
            registry=_first(group, "registry"),
            ids=ids,
            families=_each(group, "study_family"),
            cited=cited,
        )
    return references


def _same_source(rows: list[Mapping[str, str]]) -> list[list[Mapping[str, str]]]:
    """Group the rows of one source, in order of appearance."""
    group_of: dict[str, int] = {}
    groups: list[list[Mapping[str, str]]] = []
    for cells in rows:
        names = [
            name.casefold()
            for name in (*map(cells.get, ("doi", "pmid")), citation_of(cells), _volume_page(cells))
            if name
        ]
        known = sorted({group_of[name] for name in names if name in group_of})
        if not known:
            known = [len(groups)]
            groups.append([])
        first, *others = known
        for other in others:
            groups[first] += groups[other]
            groups[other] = []
            group_of = {name: first if g == other else g for name, g in group_of.items()}
        groups[first].append(cells)
        group_of.update(dict.fromkeys(names, first))
    return [group for group in groups if group]


def _volume_page(cells: Mapping[str, str]) -> str:
    """Return author, year, volume and first page, which name a paper as a DOI does."""
    text = citation_of(cells)
    author, year, place = _AUTHOR.match(text), _YEAR.search(text), _VOLUME_PAGE.search(text)
    return f"{author['name']} {year[0]} {place[1]}:{place[2]}" if author and year and place else ""


def _key(cited: tuple[str, ...], ids: tuple[str, ...]) -> str:
    """Return author and year; failing that the tables' own id, or the first words."""
    for text in cited:
        author, year = _AUTHOR.match(text), _YEAR.search(text)
        if author and year:
            return _joined(author["name"].split()) + year[0]
    if ids:
        return ids[0]
    return _joined(re.findall(r"\w+", re.sub(r"[&-]", "", cited[0]))[:4])


def _joined(words: list[str]) -> str:
    return "".join(word[:1].upper() + re.sub(r"\W", "", word[1:]) for word in words)


def _new_key(key: str, taken: set[str]) -> str:
    """Return `key`, or with b, c, ... where it is taken."""
    candidates = [key, *(f"{key}{letter}" for letter in ascii_lowercase[1:])]
    return next(candidate for candidate in candidates if candidate.casefold() not in taken)


def _first(group: list[Mapping[str, str]], column: str) -> str:
    return next((cells[column] for cells in group if cells.get(column)), "")


def _each(group: list[Mapping[str, str]], *columns: str) -> tuple[str, ...]:
    found = (cells[column] for cells in group for column in columns if cells.get(column))
    return tuple(dict.fromkeys(found))


def main() -> None:
    """Write the committed file anew."""
    with_path = files("troche.evidence") / "tables" / "references.bib"
    path = Path(str(with_path))
    published = parse(path.read_text(encoding="utf-8")) if path.exists() else parse("")
    path.write_text(render(compose(table_rows(), published)), encoding="utf-8")


if __name__ == "__main__":
    main()
