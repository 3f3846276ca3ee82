"""The published ratios, each read from its row."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from troche.errors import EvidenceError
from troche.evidence import Row, find
from troche.regimen import Regimen, parse

__all__ = ["PublishedRatio", "published_ratios"]


@dataclass(frozen=True)
class PublishedRatio:
    """A change of the area under S-ketamine beside another drug.

    Parameters
    ----------
    row
        The row of `pk_facts`.
    perpetrator
        The other drug.
    regimen
        Of S-ketamine.
    n
        How many people took both.
    ratio
        Area with, over area without.
    """

    row: Row
    perpetrator: str
    regimen: Regimen
    n: float
    ratio: float


@cache
def published_ratios() -> tuple[PublishedRatio, ...]:
    """Return the published changes of area.

    Examples
    --------
    >>> [(r.perpetrator, round(r.ratio, 2)) for r in published_ratios()][:2]
    [('ticlopidine', 2.4), ('clarithromycin', 2.6)]
    """
    text = files("troche.population.interactions").joinpath("published.toml").read_text("utf-8")
    found = []
    for entry in tomllib.loads(text)["ratio"]:
        row = find("pk_facts", fact=entry["fact"])
        ratio = _ratio(row.number("value"), row.cells["unit"], row.place)
        regimen = parse(entry["regimen"])
        found.append(PublishedRatio(row, entry["perpetrator"], regimen, float(entry["n"]), ratio))
    return tuple(found)


def _ratio(value: float, unit: str, where: str) -> float:
    if unit == "fold":
        return value
    if unit in ("%", "% increase"):
        return 1.0 + value / 100.0
    raise EvidenceError(f"{where}, unit", unit, "fold, % or % increase")
