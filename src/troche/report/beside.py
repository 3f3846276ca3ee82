"""A published value with what the model says of the same thing beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from troche.errors import BadInput
from troche.report.figures.panels import signal_of
from troche.report.numerals import find, finite, interval, numeral, unit_words
from troche.studies.results import Observation, RegimenResult
from troche.units import from_inner, to_inner

__all__ = ["Beside", "beside"]

_SAME: Final = {
    ("Cmax", ""): "cmax_first",
    ("Tmax", ""): "tmax_first",
    ("AUC", "0-24 h"): "auc_0_24h",
    ("t1/2", ""): "half_life",
}
"""Quantity of the model with the meaning of a metric over an interval ("" for any)."""


_HOURS: Final = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?) h")
"""An interval from and to hours after the dose, as the evidence tables write it."""

_EARLY: Final = ("Cmax", "Tmax", "C(t)")
"""Metrics for which arterial and venous blood differ."""


@dataclass(frozen=True)
class Beside:
    """A published value in words.

    Parameters
    ----------
    observation
        The row.
    value
        With unit and spread.
    model
        Median, and what 90 % of virtual patients lie within; empty where the model
        has no number of the same meaning.
    """

    observation: Observation
    value: str
    model: str


def beside(regimen: RegimenResult, arterial: bool) -> list[Beside]:
    """Return every published value of a regimen, in the order of the table.

    An area over an interval that this run did not compute says what computes it.

    Parameters
    ----------
    arterial
        Whether the model's concentrations are those of arterial blood unless they are
        named venous; a venous value beside an arterial one then says so.
    """
    return [Beside(o, _value(o), _model(regimen, o, arterial)) for o in regimen.observations]


def _value(seen: Observation) -> str:
    text = f"{numeral(seen.value)} {unit_words(seen.unit)}"
    if seen.low is None or seen.high is None:
        return text
    return f"{text} ({seen.spread_kind} {interval(seen.low, seen.high)})"


def _model(regimen: RegimenResult, seen: Observation, arterial: bool) -> str:
    found = _at_time(regimen, seen) if seen.metric == "C(t)" else _metric(regimen, seen)
    if found is None:
        return _how_to_get(seen)
    unit, middle, low, high = found
    try:
        values = [from_inner(to_inner(v, unit), seen.unit) for v in (middle, low, high)]
    except BadInput:
        return ""
    text = f"{numeral(values[0])} ({interval(values[1], values[2])})"
    # A row that does not state its site is most often venous.
    other = (
        arterial
        and seen.site != "arterial"
        and not (seen.site == "venous" and _venous(regimen, seen))
    )
    return f"{text}, arterial" if other and seen.metric in _EARLY else text


def _how_to_get(seen: Observation) -> str:
    span = _HOURS.fullmatch(seen.interval) if seen.metric == "AUC" else None
    if span is None:
        return ""
    return f"not computed; troche simulate --auc {span[1]}-{span[2]} gives it"


def _venous(regimen: RegimenResult, seen: Observation) -> bool:
    name = f"{signal_of(regimen, seen.analyte)} (venous)"
    return any(c.signal == name for curves in regimen.curves.values() for c in curves)


def _metric(regimen: RegimenResult, seen: Observation) -> tuple[str, float, float, float] | None:
    name = _SAME.get((seen.metric, seen.interval)) or _SAME.get((seen.metric, ""))
    signal = signal_of(regimen, seen.analyte)
    wanted = [f"{signal} {name}"] if name else []
    span = _HOURS.fullmatch(seen.interval) if seen.metric == "AUC" else None
    if span and not name:
        wanted = [f"{signal} auc_{float(span[1]):g}_{float(span[2]):g}h"]
    if seen.site == "venous" and seen.metric in _EARLY:
        wanted = [f"{signal} (venous) {name}", *wanted]
    quantity = find(regimen, *wanted)
    if seen.metric == "F":
        quantity = find(regimen, "bioavailability")
    if quantity is None:
        return None
    ends = [finite(quantity.spread.get(k)) for k in ("median", "p5", "p95")]
    if ends[0] is None or ends[1] is None or ends[2] is None:
        return None
    return quantity.unit, ends[0], ends[1], ends[2]


def _at_time(regimen: RegimenResult, seen: Observation) -> tuple[str, float, float, float] | None:
    signal = signal_of(regimen, seen.analyte)
    names = (f"{signal} (venous)", signal)
    wanted = names if seen.site == "venous" else names[1:]
    curves = {c.signal: c for part in ("first week", "first day") for c in
              regimen.curves.get(part, ())}  # fmt: skip
    curve = next((curves[n] for n in wanted if n in curves), None)
    if curve is None or seen.time_h is None or not 0 <= seen.time_h <= curve.times[-1]:
        return None
    middle, low, high = (
        float(np.interp(seen.time_h, curve.times, values))
        for values in (curve.p50, curve.p5, curve.p95)
    )
    return curve.unit, middle, low, high
