"""A section of the plain page: a heading, a few short sentences, pictures, and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from troche.evidence import Row, bibliography
from troche.evidence.references import citation_of
from troche.studies.plain.pictures import Picture

__all__ = ["Part", "Section", "Source", "sources_of"]


@dataclass(frozen=True)
class Source:
    """Who published a number: what is printed, and where it leads.

    Parameters
    ----------
    citation
        As the tables have it.
    link
        DOI, PubMed id or registry number; may be empty.
    rows
        Table and row numbers, a line for each table.
    """

    citation: str
    link: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A few sentences, and the picture of each number in them.

    Parameters
    ----------
    sentences
        In plain words.
    pictures
        Of their numbers.
    points
        A list after the sentences.
    """

    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    points: tuple[str, ...] = ()

    @property
    def prose(self) -> str:
        """Sentences and points, one after the other."""
        return " ".join((*self.sentences, *self.points))


@dataclass(frozen=True)
class Section:
    """One thing that the page tells.

    Parameters
    ----------
    key
        Short name, for links.
    heading
        A question, or a few words.
    parts
        From top to bottom.
    sources
        Who published what the sentences say.
    """

    key: str
    heading: str
    parts: tuple[Part, ...]
    sources: tuple[Source, ...] = ()

    @property
    def prose(self) -> str:
        """All that is said in words."""
        return " ".join(part.prose for part in self.parts)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All pictures."""
        return tuple(picture for part in self.parts for picture in part.pictures)

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "key": self.key,
            "heading": self.heading,
            "parts": [
                {
                    "sentences": list(part.sentences),
                    "points": list(part.points),
                    "pictures": [picture.document() for picture in part.pictures],
                }
                for part in self.parts
            ],
            "sources": [asdict(source) for source in self.sources],
        }


def sources_of(rows: Iterable[Row]) -> tuple[Source, ...]:
    """Return the sources of rows, each source once with all its rows.

    Examples
    --------
    >>> from troche.evidence import find
    >>> row = find("guidance", issuer="FDA", year="2025", topic="indication")
    >>> sources_of([row, row])
    (Source(citation='FDA 2025', link='', rows=('guidance, row 20',)),)
    """
    known = bibliography().references
    links: dict[str, str] = {}
    places: dict[str, dict[str, dict[int, None]]] = {}
    for row in rows:
        reference = known.get(row.reference)
        citation = reference.note if reference else citation_of(row.cells) or row.source
        links[citation] = reference.link if reference else ""
        places.setdefault(citation, {}).setdefault(row.table, {})[row.row] = None
    return tuple(Source(c, links[c], _rows(found)) for c, found in places.items())


def _rows(found: Mapping[str, Iterable[int]]) -> tuple[str, ...]:
    """Return row numbers by table, in words."""
    listed = {table: sorted(numbers) for table, numbers in found.items()}
    return tuple(
        f"{table}, row{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
        for table, numbers in listed.items()
    )
