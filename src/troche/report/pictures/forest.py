"""Published numbers of one kind side by side: a row each, grouped by study family.

Nothing is pooled: rows differ in doses, people and controls, and the tables document no
pooling that would do them justice. A family whose rows rest on others' is said to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from jinja2.utils import url_quote

from troche.evidence import Finding, builtin, findings, read_number
from troche.evidence.rows import Outcome
from troche.evidence.suicidality import about_suicidality
from troche.report.drawing import Line, Row, Track, interval_table, scale_over
from troche.report.pictures.intervals import Interval, interval_of

__all__ = ["KINDS", "MOST", "Kind", "disagreements", "findings_of", "forest_picture"]

MOST: Final = 40
"""Rows of one picture."""

_MOST_WORDS: Final = 6


@dataclass(frozen=True)
class Kind:
    """What one forest plot shows.

    Parameters
    ----------
    key
        In addresses.
    title, unit
        In words.
    table
        Where its rows stand.
    holds
        Whether a row is of this kind.
    zero
        Whether zero is a line of its own.
    ends
        Words at the ends of the axis.
    """

    key: str
    title: str
    unit: str
    table: str
    holds: Callable[[Finding], bool]
    zero: bool = False
    ends: tuple[str, str] = ("", "")


def _outcome(scale: str, outcome: str, *units: str) -> Callable[[Finding], bool]:
    def holds(finding: Finding) -> bool:
        cells = finding.origin.cells
        return (
            cells["outcome"] == outcome
            and (not scale or cells["scale"] == scale)
            and cells["unit"] in units
        )

    return holds


def _event(endpoint: str) -> Callable[[Finding], bool]:
    return lambda f: f.endpoint == endpoint and f.unit == "%"


def _metric(metric: str, unit: str, *analytes: str) -> Callable[[Finding], bool]:
    def holds(finding: Finding) -> bool:
        cells = finding.origin.cells
        return cells["metric"] == metric and cells["unit"] == unit and finding.analyte in analytes

    return holds


_PARENT: Final = ("ketamine", "S-ketamine", "R-ketamine")
_POINTS: Final = ("points", "LS mean points")
_BETTER: Final = ("← less depression than control", "more →")
_LISTED: Final = (
    Kind("difference", "Difference from control on the MADRS", "points", "outcomes",
         _outcome("MADRS", "diff_vs_control", "median points", "median difference", *_POINTS),
         True, _BETTER),
    Kind("change", "Change on the MADRS since the start", "points", "outcomes",
         _outcome("MADRS", "change", *_POINTS), True),
    Kind("response", "People who respond, MADRS", "% of people", "outcomes",
         _outcome("MADRS", "response", "%")),
    Kind("remission", "People in remission, MADRS", "% of people", "outcomes",
         _outcome("MADRS", "remission", "%")),
    Kind("dissociation", "People with dissociation, reported as an event", "% of people",
         "tolerability", _event("dissociation_ae_pct")),
    Kind("cadss", "People above 4 points of the CADSS", "% of people", "tolerability",
         _event("CADSS_gt4_pct")),
    Kind("dizziness", "People with dizziness", "% of people", "tolerability",
         _event("dizziness_pct")),
    Kind("nausea", "People with nausea", "% of people", "tolerability", _event("nausea_pct")),
    Kind("vomiting", "People who vomit", "% of people", "tolerability", _event("vomiting_pct")),
    Kind("sedation", "People with sedation", "% of people", "tolerability",
         _event("sedation_pct")),
    Kind("headache", "People with headache", "% of people", "tolerability",
         _event("headache_pct")),
    Kind("pressure", "People with a rise of blood pressure, reported as an event",
         "% of people", "tolerability", _event("bp_increased_ae_pct")),
    Kind("urination", "People who pass water often", "% of people", "tolerability",
         _event("pollakiuria_pct")),
    Kind("bioavailability", "Bioavailability by route", "% of the dose", "pk_observations",
         _metric("F", "%", *_PARENT)),
    Kind("tmax", "Time of the peak in blood", "min", "pk_observations",
         _metric("Tmax", "min", *_PARENT)),
)  # fmt: skip
KINDS: Final = {kind.key: kind for kind in _LISTED}
"""Kinds of numbers that are drawn, by key."""


def findings_of(kind: Kind) -> tuple[Finding, ...]:
    """Return the rows of a kind that have one number, in the order of their table.

    Examples
    --------
    >>> len(findings_of(KINDS["bioavailability"])) > 10
    True
    """
    return tuple(
        f
        for f in findings()
        if f.table == kind.table
        and kind.holds(f)
        and f.why_not is None
        and f.number is not None
        and f.number.value is not None
        and not about_suicidality(f)
    )


def forest_picture(kind: Kind, found: Sequence[Finding]) -> str:
    """Return up to `MOST` rows as a table of HTML and SVG, grouped by study family."""
    families: dict[str, list[Finding]] = {}
    for finding in found[:MOST]:
        families.setdefault(finding.family, []).append(finding)
    rows = []
    for family, members in families.items():
        rows.append(Row(family, heading=True, address=f"/evidence/studies/{url_quote(family)}"))
        rows += [_row(f) for f in members]
    ends = [v for r in rows for v in (r.value, r.low, r.high)]
    track = Track(
        scale_over(ends, around=(0.0,)),
        kind.unit,
        (Line(0.0, "zero"),) if kind.zero else (),
        kind.ends,
    )
    headings = ("Study family and row", kind.title, "Value (95 % interval)")
    return interval_table(rows, track, headings)


def disagreements(found: Sequence[Finding]) -> tuple[str, ...]:
    """Return which rows of different families, of the same drug and route, exclude each other.

    Their 95 % intervals do not meet. Dose, people and time may still differ.
    """
    known = [(f, i) for f in found[:MOST] if (i := interval_of(f)) is not None]
    apart = []
    for (one, a), (other, b) in combinations(known, 2):
        alike = one.drug == other.drug and one.route == other.route and one.when == other.when
        gap = max(a.low, b.low) - min(a.high, b.high)
        if alike and one.family != other.family and gap > 0 and one.analyte == other.analyte:
            said = (
                f"{one.source} ({one.value}) and {other.source} ({other.value} {other.unit}), "
                f"both {_given(one)}{', ' + _when(one) if one.when else ''}"
            )
            apart.append((gap, said))
    return tuple(said for _, said in sorted(apart, key=lambda each: -each[0])[:_MOST_WORDS])


def _row(finding: Finding) -> Row:
    assert finding.number is not None
    value = finding.number.value
    interval = interval_of(finding)
    people, counted = _people(finding)
    # Area in proportion to people, within what an eye can compare and a row can hold.
    radius = min(max(0.75 * math.sqrt(people), 3.0), 9.0) if people else 3.0
    arm = finding.origin.cells.get("arm_id", "")
    controls = ("placebo", "saline", "midazolam", "diclofenac")
    control = finding.drug.casefold().startswith(controls)
    facts = (finding.analyte, _when(finding), finding.statistic, counted)
    pools = finding.origin.cells.get("contains", "")
    told = [part for part in facts if part] + (["pools other rows"] if pools else [])
    return Row(
        f"{_given(finding)}{', ' + arm if arm else ''}",
        _said(finding, interval),
        value,
        interval.low if interval else None,
        interval.high if interval else None,
        "placebo" if control else "one",
        "square" if control else "circle",
        radius,
        note=", ".join(told) + (f"; {interval.how}" if interval else "; no interval"),
        address=f"/evidence/{finding.table}/{finding.row}",
    )


def _people(finding: Finding) -> tuple[float | None, str]:
    """Return the people behind a row, and in words; those of its arm where it states none."""
    said, where = finding.n, ""
    if not said.strip() and isinstance(finding.origin, Outcome):
        arm = builtin().arm_of(finding.origin)
        said, where = (arm.cells["n"] if arm else ""), " in the arm"
    return (read_number(said).value, f"n {said}{where}") if said.strip() else (None, "")


def _when(finding: Finding) -> str:
    """Return the time, in hours before the first day is over."""
    time = finding.origin.cells.get("time_days", "")
    days = read_number(time).value if time.strip() else None
    return f"{24 * days:.0f} h" if days is not None and days < 0.9 else finding.when


def _given(finding: Finding) -> str:
    dose = f"{finding.dose} {finding.dose_unit}".strip()
    return " ".join(part for part in (dose, finding.drug, finding.route) if part) or finding.source


def _said(finding: Finding, interval: Interval | None) -> str:
    if interval is None:
        return finding.value
    places = max(len(finding.value.partition(".")[2]), 1) if finding.value else 1
    return f"{finding.value} ({interval.low:.{places}f} to {interval.high:.{places}f})"
