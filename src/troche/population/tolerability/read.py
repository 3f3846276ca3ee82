"""Read a row of tolerability: check it, and say what it is."""

from __future__ import annotations

import re
from typing import Final

from troche.evidence import Evidence, Tolerability, load
from troche.population.parameters.read import Z90
from troche.population.readings.families import family_of
from troche.population.readings.people import speaks_of_children
from troche.population.readings.reading import WhyNot
from troche.population.tolerability.counted import asked_for, counted_of
from troche.population.tolerability.exposed import Exposed, exposed_of
from troche.population.tolerability.kinds import CADSS_ABOVE_4, DISSOCIATION, EVENTS
from troche.population.tolerability.statistic import HarmKind, HarmRefused, HarmStatistic
from troche.population.trials.anaesthesia import reaches_anaesthesia
from troche.regimen import expand

__all__ = ["CADSS", "read_harm"]

CADSS: Final = "CADSS"
"""The mean score, among names of events."""

_MEASURES: Final[dict[str, tuple[HarmKind, str]]] = {
    **{e: ("share", k.name) for k in (DISSOCIATION, CADSS_ABOVE_4, *EVENTS) for e in k.endpoints},
    "CADSS_total": ("CADSS mean", CADSS),
    "SBP_delta_mmHg": ("pressure", "systolic pressure"),
    "DBP_delta_mmHg": ("pressure", "diastolic pressure"),
    "HR_delta": ("pressure", "heart rate"),
    "sedation_per_session_pct": ("share of sessions", "sedation"),
}
_BOTH_SEDATIONS: Final = re.compile(r"groups sedation/somnolence", re.I)
_REGISTRY: Final = re.compile(r"registry", re.I)
_COMPARATOR: Final = re.compile(r"midazolam|mirtazapine|lorazepam|diazepam", re.I)
_END_OF_SESSION: Final = re.compile(r"end-of-session rating", re.I)
_TYPICAL_N: Final = 100.0
"""People behind a share that says neither how many nor a range: an assumption, as arms have."""

_SEVERAL: Final = "; counts whoever has one of them"


def read_harm(row: Tolerability, tables: Evidence) -> HarmStatistic | HarmRefused:
    """Return what a row says, or why it is not predicted.

    Parameters
    ----------
    row
        Of the table ``tolerability``.
    tables
        Where its source may say how long people were exposed.

    Examples
    --------
    >>> from troche.evidence import builtin, load
    >>> rows = load("tolerability")
    >>> got = read_harm(rows[8], builtin())
    >>> got.kind, got.events, round(got.value, 2), len(got.regimens)
    ('share', ('dissociation',), 0.41, 2)
    >>> read_harm(rows[7], builtin()).why_not
    'quantity not modelled'
    """
    refused = _unusable(row) or _unknown(row)
    if refused is not None:
        return HarmRefused(row, *refused)
    kind, events, assumed = _measure(row)
    exposed = exposed_of(row, kind != "share", _months(row, tables))
    if isinstance(exposed, str):
        return HarmRefused(row, "regimen not stated", exposed)
    if any(reaches_anaesthesia(regimen) for regimen in exposed.regimens):
        return HarmRefused(row, "anaesthetic dose", str(exposed.regimens[0]))
    at, rated = _rated(row, kind, exposed)
    if isinstance(at, str):
        return HarmRefused(row, "quantity not modelled", at)
    return _built(row, kind, events, exposed, at, (*assumed, *rated))


def _unusable(row: Tolerability) -> tuple[WhyNot, str] | None:
    """Return why a row is no number of adults, or None."""
    if row.why_not:
        return "broken row", row.why_not
    if speaks_of_children(row.population):
        return "child", row.population
    if row.value is None or not row.value.values:
        return "qualitative", row.cells["value"].strip() or "no number"
    if row.value.value is None or "bound" in row.statistic:
        return "qualitative", f"{row.value.raw!r} ({row.statistic}) is not one number"
    if row.n is not None and row.n.value is not None and row.n.value < 1:
        return "broken row", f"n is {row.n.value:g}"
    return None


def _unknown(row: Tolerability) -> tuple[WhyNot, str] | None:
    """Return why what a row reports is not modelled, or None."""
    if row.endpoint not in _MEASURES:
        return "quantity not modelled", f"{row.endpoint} is not predicted"
    if _COMPARATOR.search(row.drug):
        return "quantity not modelled", f"the comparator is {row.drug}"
    assert row.value is not None
    value = row.value.value or 0.0
    kind, _ = _MEASURES[row.endpoint]
    if kind.startswith("share") and not 0.0 <= value <= (100.0 if row.unit == "%" else 1.0):
        return "broken row", f"a share of {value:g} {row.unit}"
    if kind == "CADSS mean" and not 0.0 <= value <= 92.0:
        return "broken row", f"a score of {value:g} lies off the CADSS, 0 to 92"
    return None


def _measure(row: Tolerability) -> tuple[HarmKind, tuple[str, ...], tuple[str, ...]]:
    """Return kind, events, and what was assumed."""
    kind, event = _MEASURES[row.endpoint]
    if event == "sedation":
        if _BOTH_SEDATIONS.search(row.notes):
            both = ("sedation", "somnolence")
            return kind, both, (f"terms of {' and '.join(both)} together{_SEVERAL}",)
        if _REGISTRY.search(f"{row.population} {row.notes}"):
            note = "a registry asks at every session: taken as rated sedation"
            return kind, ("rated sedation",), (note,)
    if event == DISSOCIATION.name and asked_for(row):
        # A symptom that is asked for need not be worth a complaint.
        note = "asked for during the session: taken as a CADSS above 4"
        return kind, (CADSS_ABOVE_4.name,), (note,)
    return kind, (event,), ()


def _months(row: Tolerability, tables: Evidence) -> float | None:
    """Return the mean exposure that the row's source reports."""
    if "over study" not in row.statistic:
        return None
    own: list[Tolerability] = [
        r
        for r in load("tolerability", tables)
        if r.endpoint == "exposure_months" and r.family == row.family
    ]
    found = [r.value.value for r in own if r.value is not None and r.value.value]
    return found[0] if found else None


def _rated(
    row: Tolerability, kind: HarmKind, exposed: Exposed
) -> tuple[float | str | None, tuple[str, ...]]:
    """Return when in a session a score was taken; None for its peak."""
    scored = kind == "CADSS mean" or row.endpoint in CADSS_ABOVE_4.endpoints
    if not scored or not exposed.once or not exposed.regimens:
        return None, ()
    if row.time_h is not None and row.time_h.value is not None:
        if not 0.0 <= row.time_h.value <= 48.0:
            return f"a score {row.time_h.value:g} h after the dose", ()
        return row.time_h.value, ()
    if _END_OF_SESSION.search(row.notes):
        given = expand(exposed.regimens[0], 24.0).administrations
        end = max(a.time_h + a.duration_h for a in given)
        return end, ("rated at the end of the infusion",)
    return None, ("no time of the rating: taken as the peak",)


def _built(
    row: Tolerability,
    kind: HarmKind,
    events: tuple[str, ...],
    exposed: Exposed,
    at: float | None,
    assumed: tuple[str, ...],
) -> HarmStatistic:
    assert row.value is not None
    assert row.value.value is not None
    scale = 0.01 if kind.startswith("share") and row.unit == "%" else 1.0
    counted = counted_of(row, events)
    notes = [*exposed.notes, *assumed, *counted.notes]
    n = row.n.value if row.n is not None else None
    sd, error = _spread(row, scale)
    if n is None and error is None:
        notes.append(f"taken as {_TYPICAL_N:g} people: nothing says how many")
    if error is not None:
        notes.append("the middle of a stated range, taken as a 90 % interval")
    return HarmStatistic(
        row,
        family_of(row),
        kind,
        events,
        row.value.value * scale,
        n or _TYPICAL_N,
        n is not None,
        sd,
        error,
        exposed.regimens,
        exposed.hours,
        exposed.before,
        exposed.once,
        at,
        tuple(notes),
        counted,
    )


def _spread(row: Tolerability, scale: float) -> tuple[float | None, float | None]:
    """Return the standard deviation among people, and the error that a range stands for."""
    low, high = (c.value if c is not None else None for c in (row.spread_low, row.spread_high))
    kind = row.spread_kind.strip().lower()
    if kind == "sd" and low is not None and low > 0:
        return low * scale, None
    if kind == "range" and low is not None and high is not None and high > low:
        return None, (high - low) / (2.0 * Z90) * scale
    if kind in ("se", "sem") and low is not None and low > 0:
        return None, low * scale
    return None, None
