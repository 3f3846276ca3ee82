"""The numbered list of sources, and links that lead where they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from troche.evidence.grades import READING_GRADES
from troche.evidence.references import bibliography
from troche.studies.results import Flag, Observation, Result, SourceLine

__all__ = ["NumberedSources", "grades_of", "key_of", "numbered", "safe_link"]


@dataclass(frozen=True)
class NumberedSources:
    """Every source of a result in the order of its list, each with a number from 1."""

    lines: tuple[SourceLine, ...]
    numbers: Mapping[str, int]

    def cited(self, keys: tuple[str, ...]) -> list[tuple[int, str]]:
        """Return number and key of each source; 0 for a key that no list knows."""
        return [(self.numbers.get(key, 0), key) for key in keys]


def key_of(observation: Observation) -> str:
    """Return the key of an observation's source in the bibliography, else its own id."""
    return bibliography().key_of(observation.citation, observation.source) or observation.source


def numbered(result: Result) -> NumberedSources:
    """Return the sources of a result, those of its points and flags included."""
    lines = {line.key: line for line in result.sources}
    for regimen in result.regimens:
        for seen in regimen.observations:
            _add(lines, SourceLine(key_of(seen), seen.citation, seen.link, seen.reading,
                                   "published points"))  # fmt: skip
    flags: list[Flag] = [*result.flags, *(f for r in result.regimens for f in r.flags)]
    known = bibliography().references
    for key in (key for flag in flags for key in flag.sources):
        if key in known:
            _add(lines, SourceLine(key, known[key].note, known[key].link, "", "flags"))
    numbers = {key: place for place, key in enumerate(lines, 1)}
    return NumberedSources(tuple(lines.values()), MappingProxyType(numbers))


def _add(lines: dict[str, SourceLine], line: SourceLine) -> None:
    old = lines.get(line.key)
    if old is None:
        lines[line.key] = line
    elif not old.link and line.link:
        lines[line.key] = replace(old, link=line.link)


def safe_link(link: str) -> str:
    """Return the link if a page may hold it, else an empty string.

    Examples
    --------
    >>> safe_link("javascript:alert(1)"), safe_link("https://doi.org/10.1002/bdd.336")
    ('', 'https://doi.org/10.1002/bdd.336')
    """
    return link if link.startswith("https://") and not set(link) & set(" \"'<>\\") else ""


def grades_of(sources: NumberedSources) -> list[tuple[str, str]]:
    """Return the reading grades that occur, each with its meaning."""
    used = {grade.strip() for line in sources.lines for grade in line.reading.split(",")}
    return [(grade, meaning) for grade, meaning in READING_GRADES.items() if grade in used]
