"""Numbers as a reader meets them: two or three digits, and both intervals by name."""

from __future__ import annotations

import math
from dataclasses import dataclass

from troche.studies.results import Quantity, RegimenResult

__all__ = [
    "NOTHING",
    "Cell",
    "cell_of",
    "find",
    "finite",
    "interval",
    "listed",
    "numeral",
    "unit_words",
]

NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """One quantity in words.

    Parameters
    ----------
    median
        With its percent sign where it is a fraction; a dash where there is no number.
    people
        90 % of people, were the typical values known; empty where not computed.
    knowledge
        90 % interval of the median over possible truths; empty where not computed.
    venous
        The median of the same thing in venous blood, where the model tells it apart.
    n
        Patients with such a number, where not all have one.
    """

    median: str
    people: str = ""
    knowledge: str = ""
    venous: str = ""
    n: str = ""

    def __str__(self) -> str:
        text = f"{self.median} ({'; '.join(self.intervals)})" if self.intervals else self.median
        further = [f"{word} {number}" for word, number in self.further]
        return "; ".join([text, *further])

    @property
    def intervals(self) -> list[str]:
        """Both intervals by name, as far as there are any."""
        named = (("people", self.people), ("knowledge", self.knowledge))
        return [f"{word} {text}" for word, text in named if text]

    @property
    def further(self) -> list[tuple[str, str]]:
        """What stands below the intervals: word and number."""
        return [(w, text) for w, text in (("venous", self.venous), ("n", self.n)) if text]


def finite(value: float | int | None) -> float | None:
    """Return the number, or None for anything that is not one."""
    return float(value) if value is not None and math.isfinite(value) else None


def numeral(value: float | None, unit: str = "") -> str:
    r"""Return a number with two digits, three from 100 on; fractions as per cent.

    Examples
    --------
    >>> numeral(12.34), numeral(1234.5), numeral(0.0341, "fraction"), numeral(None)
    ('12', '1,230', '3.4\xa0%', '–')
    """
    known = finite(value)
    if known is None:
        return NOTHING
    return f"{_digits(100 * known)}\xa0%" if unit == "fraction" else _digits(known)


def _digits(value: float) -> str:
    if value == 0:
        return "0"
    if abs(value) < 0.001:
        return "<0.001" if value > 0 else ">-0.001"
    # Rounding may carry into the next power of ten (9.96 is "10"), so it comes first.
    rounded = float(f"{value:.1e}") if abs(value) < 99.5 else float(f"{value:.2e}")
    figures = 2 if abs(rounded) < 100 else 3
    decimals = max(0, figures - 1 - math.floor(math.log10(abs(rounded))))
    return f"{rounded:,.{decimals}f}"


def interval(low: float | None, high: float | None, unit: str = "") -> str:
    r"""Return an interval with the percent sign said once; empty if an end is missing.

    Examples
    --------
    >>> interval(0.031, 0.26, "fraction")
    '3.1–26\xa0%'
    """
    ends = [numeral(end, unit) for end in (low, high)]
    if NOTHING in ends:
        return ""
    return f"{ends[0].removesuffix(chr(160) + '%')}–{ends[1]}"


def cell_of(
    quantity: Quantity | None, patients: int | None = None, venous: Quantity | None = None
) -> Cell:
    """Return a quantity in words.

    Parameters
    ----------
    quantity
        None gives a dash.
    patients
        How many there are, to say it where fewer have this number.
    venous
        The same quantity in venous blood.

    Examples
    --------
    >>> q = Quantity("ketamine cmax", "ng/mL", "", {"median": 12, "people_p5": 6,
    ...     "people_p95": 24, "knowledge_p5": 9, "knowledge_p95": 16})
    >>> print(cell_of(q))
    12 (people 6.0–24; knowledge 9.0–16)
    """
    if quantity is None:
        return Cell(NOTHING)
    spread, unit = quantity.spread, quantity.unit
    median = numeral(spread.get("median"), unit)
    if median == NOTHING:
        return Cell(NOTHING)
    people, knowledge = (
        interval(spread.get(f"{kind}_p5"), spread.get(f"{kind}_p95"), unit)
        for kind in ("people", "knowledge")
    )
    # A number that is the same for everybody and certain, as of placebo, has no interval.
    same = interval(spread.get("median"), spread.get("median"), unit)
    count = spread.get("n")
    fewer = patients is not None and count is not None and count < patients
    n = f"{count:,}" if fewer else ""
    if {people, knowledge} <= {same, ""}:
        return Cell(median, n=n)
    other = "" if venous is None else numeral(venous.spread.get("median"), venous.unit)
    return Cell(median, people, knowledge, other.removesuffix(NOTHING), n)


def find(regimen: RegimenResult, *names: str) -> Quantity | None:
    """Return the first quantity of these names that the regimen has with a number."""
    by_name = {quantity.name: quantity for quantity in regimen.quantities}
    for name in names:
        found = by_name.get(name)
        if found is not None and finite(found.spread.get("median")) is not None:
            return found
    return None


def listed(names: list[str]) -> str:
    """Return names as words: ``"a, b and c"``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def unit_words(unit: str) -> str:
    """Return a unit as it is printed.

    Examples
    --------
    >>> unit_words("ng*h/mL"), unit_words("fraction")
    ('ng·h/mL', '%')
    """
    return {"fraction": "%", "ratio": "ratio"}.get(unit, unit.replace("*", "·"))
