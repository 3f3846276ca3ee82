"""One row of blood, read."""

from __future__ import annotations

import math
import re
from typing import Final

from troche.errors import BadInput
from troche.evidence import PkObservation
from troche.pharmacology.interactions import PERPETRATORS
from troche.population.drugs import enantiomers_of
from troche.population.readings.families import family_of
from troche.population.readings.people import (
    anaesthetised,
    are_children,
    number_of,
    weight_of,
)
from troche.population.readings.quantities import (
    Interval,
    analyte_of,
    interval_in,
    quantity_of,
    statistic_of,
)
from troche.population.readings.reading import Quantity, Reading, Refusal, WhyNot
from troche.regimen import Regimen, expand, parse

__all__ = ["read_row"]

_FIRST_SAMPLE: Final = re.compile(r"first sample|sampled at|from \d+ min", re.I)
_PHASE: Final = r"\b{name}(?:\s+juice)?\s+(?:phase|arm|period|group)"
_GIVEN: Final = r"(?<!not taken )(?<!no change compared )\b(?:with|plus|\+|on)\s+{name}"
_LATEST: Final = 10_000.0
"""Hours after which nothing is predicted; over a year."""

_SMALLEST, _LARGEST = 1e-9, 1e9
"""In inner units; what is outside is no measurement."""

# What a row leaves open, as a standard deviation of the logarithm.
_ABOUT: Final = 0.15
_SITE_OPEN: Final = 0.10
_WEIGHT_OPEN: Final = 0.12
_NO_RULE: Final = {"half-life": 0.35, "area": 0.05}
_FIRST_SAMPLE_OPEN: Final = 0.50
_TWO_DAYS: Final = 48.0

SHORT: Final = 5 / 60
"""Hours below which a peak after an intravenous dose is a matter of the first sample."""


def read_row(row: PkObservation) -> Reading | Refusal:
    """Return what a row says, or why it is not predicted.

    Examples
    --------
    >>> from troche.evidence import load
    >>> rows = load("pk_observations")
    >>> reading = read_row(rows[13])
    >>> reading.quantity, reading.enantiomers, reading.site, reading.value
    ('peak', ('S',), 'arterial', 0.096)
    >>> read_row(rows[0]).why_not
    'regimen not stated'
    """
    said = row.cells.get("value", "").strip()
    if said and not any(letter.isdigit() for letter in said):
        return _no(row, "qualitative", said)
    if row.why_not:
        return _no(row, "broken row", row.why_not)
    if are_children(row):
        return _no(row, "child", row.population)
    value = row.value
    if value is None or not value.values or value.kind == "words":
        return _no(row, "qualitative" if said else "broken row", said or "no value")
    regimen, fault = _regimen(row)
    weight, weight_stated = weight_of(row)
    if anaesthetised(row, regimen, weight):
        return _no(row, "anaesthetic dose", row.cells.get("regimen") or row.population)
    measured = quantity_of(row.metric, row.unit, row.analyte)
    given = enantiomers_of(regimen.drugs) if regimen else ("S", "R")
    if not given:
        return _no(row, "regimen not stated", "no drug is given")
    analyte = analyte_of(row.analyte, given)
    if regimen is None and fault:
        return _no(row, "broken row", fault)
    if measured is None:
        return _no(row, "quantity not modelled", f"{row.metric}, {row.unit}")
    if value.kind == "bound":
        return _no(row, "qualitative", f"{said}: a bound and no number")
    if analyte is None:
        return _no(row, "analyte not modelled", row.analyte)
    if regimen is None:
        return _no(row, "regimen not stated", row.regimen_why_not or "no regimen")
    middle = _middle(value.values)
    if not middle > 0:
        return _no(row, "quantity not modelled", f"{row.cells['value']}: no logarithm")
    quantity, factor, per_kilogram = measured
    if per_kilogram:
        factor *= weight
    statistic, computed, about = statistic_of(row.statistic)
    interval = interval_in(row.interval, row.metric)
    if not _SMALLEST < middle * factor < _LARGEST:
        return _no(row, "quantity not modelled", f"{said} {row.unit}: no measurement")
    unfit = _unfit(row, regimen, quantity, analyte[0], interval)
    if unfit:
        return _no(row, "quantity not modelled", unfit)
    n, n_stated = number_of(row)
    if statistic == "typical" and not n_stated:
        n = math.inf
    site_stated = row.sampling_site in ("arterial", "venous")
    return Reading(
        row=row,
        family=family_of(row),
        regimen=regimen,
        weight=weight,
        analyte=analyte[0],
        enantiomers=analyte[1],
        site="arterial" if row.sampling_site == "arterial" else "venous",
        quantity=quantity,
        start=interval.start,
        stop=interval.stop,
        statistic=statistic,
        n=n,
        value=middle * factor,
        factor=factor,
        vagueness=_vagueness(row, regimen, quantity, interval, about, site_stated, weight_stated),
        digitised="digitis" in f"{row.statistic} {row.notes}" and quantity == "concentration",
        computed=computed,
        perpetrator=_perpetrator(row),
        spread=_spread(row, middle),
    )


def _no(row: PkObservation, why_not: WhyNot, detail: str) -> Refusal:
    return Refusal(row, why_not, " ".join(detail.split())[:200])


def _regimen(row: PkObservation) -> tuple[Regimen | None, str]:
    text = row.cells.get("regimen", "").strip()
    if not text:
        return None, ""
    try:
        regimen = parse(text)
    except BadInput as error:
        return None, f"regimen: {error}"
    return regimen, ""


def _middle(values: tuple[float, ...]) -> float:
    """Return the number; of a range the middle of its logarithms."""
    if len(values) == 1 or min(values) <= 0:
        return values[0]
    return math.sqrt(min(values)) * math.sqrt(max(values))


def _vagueness(
    row: PkObservation,
    regimen: Regimen,
    quantity: Quantity,
    interval: Interval,
    about: bool,
    site_stated: bool,
    weight_stated: bool,
) -> float:
    open_ends = [_ABOUT] if about else []
    if not interval.stated:
        open_ends.append(_NO_RULE.get(quantity, 0.0))
    timed = quantity in ("peak", "time of peak", "concentration")
    if timed and not site_stated:
        open_ends.append(_SITE_OPEN)
    parts = [part for phase in regimen.phases for part in phase.dose.parts]
    by_weight = any(part.per_kg for part in parts)
    disposition = quantity in ("peak", "area", "concentration", "end of infusion")
    if not weight_stated and disposition and not by_weight:
        open_ends.append(_WEIGHT_OPEN)
    quick = all(p.route == "iv" and (not p.over or p.over.hours <= SHORT) for p in parts)
    if quick and quantity in ("peak", "time of peak") and not _FIRST_SAMPLE.search(row.notes):
        open_ends.append(_FIRST_SAMPLE_OPEN)
    return math.hypot(*open_ends)


def _perpetrator(row: PkObservation) -> str:
    """Return the drug beside it: of a named phase, or stated of the people or the product."""
    stated = f"{row.population}; {row.formulation}; {row.interval}"
    for name in PERPETRATORS:
        word = re.escape(name)
        phase = re.search(_PHASE.format(name=word), row.notes, re.I)
        if phase or re.search(_GIVEN.format(name=word), stated, re.I):
            return name
    return ""


def _unfit(
    row: PkObservation, regimen: Regimen, quantity: Quantity, analyte: str, interval: Interval
) -> str:
    """Return why a quantity cannot be asked of this regimen and analyte, or ""."""
    given = expand(regimen, 1e-6).administrations
    if not interval.readable:
        return f"{row.interval or row.metric}: an interval that is not understood"
    point = interval.start == interval.stop
    if quantity == "concentration" and not (interval.stated and point):
        return "a concentration without its time"
    spans = quantity in ("peak", "time of peak", "area", "bioavailability", "half-life")
    if spans and not interval.stop > interval.start:
        return f"{row.interval}: an interval without a length"
    last = interval.stop if math.isfinite(interval.stop) else interval.start
    if last > _LATEST:
        return f"{last:g} h after the first dose"
    if quantity in ("bioavailability", "clearance", "volume") and analyte != "ketamine":
        return f"{row.metric} of a metabolite"
    if quantity == "nasal share" and any(each.route != "nasal" for each in given):
        return f"{row.metric} of another route"
    infused = all(each.route == "iv" and each.duration_h > 0 for each in given)
    if quantity == "end of infusion" and not infused:
        return f"{row.metric} without an infusion"
    repeated = len(expand(regimen, _TWO_DAYS).administrations) > len(given)
    endless = not math.isfinite(interval.stop)
    if quantity == "area" and endless and repeated and interval.stated:
        return "the area of repeated doses without an interval"
    return ""


def _spread(row: PkObservation, middle: float) -> float:
    """Return the reported spread between people on the log scale; NaN if there is none."""
    kind, low = row.spread_kind.strip(), row.spread_low
    if low is None or low.value is None or low.value <= 0:
        return math.nan
    if kind == "SD" and "not distinguished" not in row.notes:
        return math.sqrt(math.log1p((low.value / middle) ** 2))
    if kind in ("IIV CV%", "CV%", "CV"):
        return math.sqrt(math.log1p((low.value / 100) ** 2))
    return math.nan
