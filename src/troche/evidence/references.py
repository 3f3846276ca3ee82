"""The bibliography as read: every source by key, and the one link to give.

`references.bib` is generated (`troche.evidence.bibtex`) and committed. A
link is the DOI, else PubMed, else the trial registry; where a row happened to be
read is not a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType

__all__ = [
    "Bibliography",
    "Reference",
    "bibliography",
    "citation_of",
    "link",
    "parse",
    "render",
]

_FIELDS = ("note", "year", "doi", "pmid", "registry", "url", "ids", "families", "cited")
_ENTRY = re.compile(r"@misc\{(?P<key>[^,\s]+),\n(?P<body>.*?)\n\}", re.DOTALL)
_FIELD = re.compile(r"^  (\w+) = \{(.*)\},$", re.MULTILINE)
_VERBATIM = ("doi", "url")
_SPECIAL = re.compile(r"([%&#_$])")
_ESCAPED = r"\\\1"
_SEPARATOR = " | "


def link(doi: str = "", pmid: str = "", registry: str = "") -> str:
    """Return the address of a source: DOI, else PubMed, else the registry.

    Examples
    --------
    >>> link(doi="10.1002/bdd.336", pmid="12516077")
    'https://doi.org/10.1002/bdd.336'
    >>> link(registry="NCT03965858; EudraCT 2018-001963-22")
    'https://clinicaltrials.gov/study/NCT03965858'
    >>> link()
    ''
    """
    if doi:
        return f"https://doi.org/{doi}"
    if pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    first = registry.split(";")[0].strip()
    if first.startswith("NCT"):
        return f"https://clinicaltrials.gov/study/{first}"
    if first.startswith("OSF "):
        return f"https://osf.io/{first.removeprefix('OSF ')}"
    if first.startswith("EudraCT "):
        number = first.removeprefix("EudraCT ")
        return f"https://www.clinicaltrialsregister.eu/ctr-search/search?query={number}"
    # The WHO portal answers for the remaining primary registries (ACTRN, NTR, IRCT, UMIN).
    return f"https://trialsearch.who.int/Trial2.aspx?TrialID={first}" if first else ""


def citation_of(cells: Mapping[str, str]) -> str:
    """Return how a raw row cites its source; issuer and year where it has no citation.

    Examples
    --------
    >>> citation_of({"issuer": "FDA", "year": "2023"})
    'FDA 2023'
    """
    if "issuer" in cells:
        return " ".join(part for part in (cells["issuer"], cells.get("year", "")) if part)
    return cells.get("citation", "")


@dataclass(frozen=True, slots=True)
class Reference:
    """One source.

    Attributes
    ----------
    key
        Its key, stable once published.
    note
        The citation.
    ids
        Source and trial ids under which the tables know it.
    families
        Study families of its rows.
    cited
        Every wording under which the tables cite it.
    """

    key: str
    note: str
    year: str = ""
    doi: str = ""
    pmid: str = ""
    registry: str = ""
    ids: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()

    @property
    def link(self) -> str:
        """Its address: DOI, else PubMed, else the registry; empty without one."""
        return link(self.doi, self.pmid, self.registry)


@dataclass(frozen=True)
class Bibliography:
    """All sources by key, found also by DOI, PubMed id, citation or table id."""

    references: Mapping[str, Reference]

    @cached_property
    def _index(self) -> dict[str, str]:
        index: dict[str, str] = {}
        for key, reference in self.references.items():
            for name in (reference.doi, reference.pmid, *reference.cited, *reference.ids):
                index.setdefault(name.casefold(), key)
        index.pop("", None)
        return index

    def key_of(self, *names: str) -> str:
        """Return the key of the first name that is known, or an empty string.

        Examples
        --------
        >>> bibliography().key_of("10.1002/BDD.336")
        'Yanagihara2003'
        """
        keys = (self._index.get(name.casefold(), "") for name in names)
        return next((key for key in keys if key), "")


def render(references: Mapping[str, Reference]) -> str:
    """Write references as BibTeX, in the order given."""
    return "\n".join(_render(reference) for reference in references.values())


def _render(reference: Reference) -> str:
    values = (
        reference.note,
        reference.year,
        reference.doi,
        reference.pmid,
        reference.registry,
        reference.link,
        _SEPARATOR.join(reference.ids),
        _SEPARATOR.join(reference.families),
        _SEPARATOR.join(reference.cited),
    )
    lines = [
        f"  {name} = {{{value if name in _VERBATIM else _SPECIAL.sub(_ESCAPED, value)}}},"
        for name, value in zip(_FIELDS, values, strict=True)
        if value
    ]
    return "\n".join([f"@misc{{{reference.key},", *lines, "}", ""])


def parse(text: str) -> Bibliography:
    """Read what `render` wrote; it is no reader of BibTeX at large."""
    references = {}
    for entry in _ENTRY.finditer(text):
        found = {
            name: value if name in _VERBATIM else re.sub(r"\\([%&#_$])", r"\1", value)
            for name, value in _FIELD.findall(entry["body"])
        }
        references[entry["key"]] = Reference(
            key=entry["key"],
            note=found.get("note", ""),
            year=found.get("year", ""),
            doi=found.get("doi", ""),
            pmid=found.get("pmid", ""),
            registry=found.get("registry", ""),
            ids=_split(found.get("ids", "")),
            families=_split(found.get("families", "")),
            cited=_split(found.get("cited", "")),
        )
    return Bibliography(MappingProxyType(references))


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(_SEPARATOR)) if joined else ()


@cache
def bibliography() -> Bibliography:
    """Return the sources of the built-in tables."""
    place = files("troche.evidence") / "tables" / "references.bib"
    return parse(place.read_text(encoding="utf-8"))
