"""The words of a row: analyte, metric, interval, statistic, unit."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from troche.errors import BadInput
from troche.population.readings.reading import Quantity, Statistic
from troche.units import MOLAR_MASS, dimension, to_inner

__all__ = [
    "Interval",
    "analyte_of",
    "interval_in",
    "interval_of",
    "quantity_of",
    "statistic_of",
    "to_unit",
]

_MOIETY: Final = re.compile(
    r"(?:(?P<e>[SR])-|(?P<prefix>es|ar))?"
    r"(?P<m>ketamine|nor(?:es|ar)?ketamine|(?:[SR]-)?hydroxynorketamine)",
    re.I,
)


_HARMLESS: Final = re.compile(
    r"\(\s*(?:total|free base|base|plasma|serum|venous|arterial|racemate|racemic|±|\+/-)\s*\)"
    r"|\btotal\b|\bracemic\b|\bplasma\b|\bserum\b",
    re.I,
)


def analyte_of(text: str, given: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Return the moiety and the enantiomers that were measured; None if not modelled.

    Parameters
    ----------
    text
        As the row has it.
    given
        Enantiomers that the drug contains: an assay that does not tell them apart
        sees those.

    Examples
    --------
    >>> analyte_of("S-norketamine", ("S", "R")), analyte_of("norketamine", ("S",))
    (('norketamine', ('S',)), ('norketamine', ('S',)))
    >>> analyte_of("esketamine", ("S",)), analyte_of("dehydronorketamine", ("S",))
    (('ketamine', ('S',)), None)
    """
    plain = re.sub(r"^\(?([SR])\)?\s*(?:\([+-]\))?-", r"\1-", text.strip())
    if found := re.search(r"\(\s*([SR])(?:-enantiomer)?\s*\)$", plain):
        plain = f"{found[1]}-{plain[: found.start()].strip()}"
    plain = _HARMLESS.sub(" ", plain).strip()
    if "(" in plain:
        return None  # unbound, urine, 2R,6R: something else than what is predicted
    plain = plain.replace("noresketamine", "S-norketamine").replace(
        "norarketamine", "R-norketamine"
    )
    plain = re.sub(r"^HNK$", "hydroxynorketamine", plain)
    plain = re.sub(r"^([SR])-HNK$", r"\1-hydroxynorketamine", plain)
    found = _MOIETY.fullmatch(plain)
    if not found:
        return None
    moiety = found["m"].lower()
    enantiomer = (found["e"] or "").upper() or {"es": "S", "ar": "R"}.get(
        (found["prefix"] or "").lower(), ""
    )
    measured = (enantiomer,) if enantiomer else given
    if not set(measured) <= set(given):
        return None
    return moiety, measured


_QUANTITIES: Final[Mapping[str, tuple[Quantity, tuple[str, ...]]]] = {
    "cmax": ("peak", ("concentration",)),
    "tmax": ("time of peak", ("time",)),
    "auc": ("area", ("exposure",)),
    "c(t)": ("concentration", ("concentration",)),
    "css": ("end of infusion", ("concentration",)),
    "t1/2": ("half-life", ("time",)),
    "half-life": ("half-life", ("time",)),
    "f": ("bioavailability", ("fraction",)),
    "bioavailability": ("bioavailability", ("fraction",)),
    "cl": ("clearance", ("flow",)),
    "cl/f": ("apparent clearance", ("flow",)),
    "vss": ("volume", ("volume",)),
    "fraction absorbed via nasal cavity": ("nasal share", ("fraction",)),
}


def quantity_of(metric: str, unit: str, analyte: str = "") -> tuple[Quantity, float, bool] | None:
    """Return what a metric measures, its unit in inner ones, and whether that is for each kg.

    A molar unit takes the molar mass of the analyte.

    Examples
    --------
    >>> quantity_of("Cmax", "ng/mL"), quantity_of("Cmax", "mL")
    (('peak', 0.001, False), None)
    >>> quantity_of("CL", "mL/min/kg")
    ('clearance', 0.06, True)
    """
    name = metric.strip().lower()
    name = re.sub(r"^auc[\s_(]*(?:0|inf|last|tau|τ|∞).*$", "auc", name)
    if name not in _QUANTITIES:
        return None
    quantity, dimensions = _QUANTITIES[name]
    known = to_unit(unit)
    if known is None:
        return None
    measures, factor, per_kilogram = known
    if measures == "molar" and "concentration" in dimensions:
        mass = MOLAR_MASS.get(_moiety(analyte))
        return (quantity, factor * mass * 1e-6, per_kilogram) if mass else None
    return (quantity, factor, per_kilogram) if measures in dimensions else None


def _moiety(analyte: str) -> Any:
    """Return the moiety that an analyte's name ends in."""
    plain = analyte.lower().replace("noresketamine", "norketamine")
    return next((m for m in sorted(MOLAR_MASS, key=len, reverse=True) if plain.endswith(m)), "")


def to_unit(unit: str) -> tuple[str, float, bool] | None:
    """Return dimension and factor of a unit as rows write it, and whether it is for each kg.

    None if the unit is not known.
    """
    plain = unit.strip().replace("·", "*").replace("µ", "u").replace("μ", "u").replace("ml", "mL")
    plain = re.sub(r"\s*\*\s*", "*", plain).replace("mL/kg/min", "mL/min/kg")
    own = plain.removesuffix("/kg")
    try:
        return dimension(own), to_inner(1.0, own), own != plain
    except BadInput:
        return None


@dataclass(frozen=True)
class Interval:
    """From when to when, in h from the first dose; and whether the row says so."""

    start: float
    stop: float
    stated: bool
    readable: bool = True


_UNIT: Final = r"(h|hr|hrs|hours?|min|minutes?|d|days?)\b"
_SPAN: Final = re.compile(rf"(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)\s*{_UNIT}")
_BARE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)\s*$")
_AT: Final = re.compile(rf"t\s*=\s*(\d+(?:\.\d+)?)\s*{_UNIT}")
_ENDLESS: Final = re.compile(r"inf(?:inity)?\b|∞|last\b|0-t\b", re.I)
_OF_METRIC: Final = re.compile(r"^auc[\s_(]*", re.I)


def _hours(unit: str) -> float:
    return {"m": 1 / 60, "d": 24.0}.get(unit[0], 1.0)


def interval_of(text: str) -> Interval:
    """Read an interval; without one, from the dose on and without an end.

    Examples
    --------
    >>> interval_of("0-6 h").stop, interval_of("t=30 min").start, interval_of("0-2 days").stop
    (6.0, 0.5, 48.0)
    >>> interval_of("terminal").stated
    False
    """
    if found := _AT.search(text):
        time = float(found[1]) * _hours(found[2])
        return Interval(time, time, True)
    if found := _SPAN.search(text):
        scale = _hours(found[3])
        return Interval(float(found[1]) * scale, float(found[2]) * scale, True)
    if found := _BARE.search(text):
        return Interval(float(found[1]), float(found[2]), True)
    endless = bool(_ENDLESS.search(text))
    readable = endless or not any(letter.isdigit() for letter in text)
    return Interval(0.0, math.inf, endless, readable)


def interval_in(interval: str, metric: str) -> Interval:
    """Read the interval of a row, or the one that its metric's name holds (AUC0-24)."""
    if interval.strip():
        return interval_of(interval)
    return interval_of(_OF_METRIC.sub("", metric) if _OF_METRIC.match(metric) else "")


def statistic_of(text: str) -> tuple[Statistic, bool, bool]:
    """Return the statistic, whether a model computed it, and whether it is only about.

    Examples
    --------
    >>> statistic_of("mean approx"), statistic_of("model-based typical value")
    (('mean', False, True), ('typical', True, False))
    """
    said = text.lower()
    computed = "model" in said
    vague = any(word in said for word in ("approx", "about", "range", "quoted", "point"))
    if "geometric" in said:
        return "geometric mean", computed, vague
    if "median" in said:
        return "median", computed, vague
    if "typical" in said or (computed and "mean" not in said):
        return "typical", computed, vague
    return "mean", computed, vague
