"""Which analytes one regimen shows, and which published rows belong to each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from troche.studies.results import Curve, Observation, RegimenResult

__all__ = [
    "MOIETIES",
    "Panel",
    "curve_of",
    "only_enantiomer",
    "panels_of",
    "prefixed_analyte",
    "resolves_peaks",
    "signal_of",
    "title_of",
]

MOIETIES: Final = ("ketamine", "norketamine", "hydroxynorketamine")
_DRUG: Final = re.compile(r"\b(?:es|ar)?ketamine\b")


@dataclass(frozen=True)
class Panel:
    """One analyte over time."""

    analyte: str
    curve: Curve
    venous: Curve | None
    observations: tuple[Observation, ...]


def curve_of(regimen: RegimenResult, part: str, signal: str) -> Curve | None:
    """Return a curve with drug in it, or None."""
    for curve in regimen.curves.get(part, ()):
        if curve.signal == signal and max(curve.p95, default=0.0) > 0:
            return curve
    return None


def signal_of(regimen: RegimenResult, analyte: str) -> str:
    """Return the signal under which a regimen holds an analyte.

    Of a pure enantiomer the sum of both is that enantiomer, and studies keep only the sum.
    """
    only = only_enantiomer(regimen)
    return analyte.removeprefix(only) if only and analyte.startswith(only) else analyte


def prefixed_analyte(regimen: RegimenResult, moiety: str) -> str:
    """Return the analyte that a moiety is under a regimen: ``"S-ketamine"`` of esketamine."""
    return only_enantiomer(regimen) + moiety if moiety in MOIETIES else moiety


def resolves_peaks(regimen: RegimenResult) -> bool:
    """Return whether the whole course has points close enough together to draw.

    Points too far apart catch each peak at another place and show a wave that nobody
    has. A peak needs a few points within half an hour of each other, and so for every
    dose.
    """
    course = curve_of(regimen, "whole course", "ketamine")
    if course is None:
        return False
    close = sum(b - a <= 0.5 for a, b in pairwise(course.times))
    return close >= 2 * regimen.doses_given


def panels_of(
    regimen: RegimenResult, part: str, analytes: Sequence[str] | None = None
) -> list[Panel]:
    """Return the panels of one regimen.

    Each of ketamine and its metabolites has one: the sum of both enantiomers, or the one
    enantiomer that was given. An enantiomer of a racemate has a panel of its own where
    somebody measured it.

    Parameters
    ----------
    part
        ``"first day"``, ``"first week"`` or ``"whole course"``.
    analytes
        Those wanted; None for the rule above.
    """
    measured = {seen.analyte for seen in regimen.observations}
    wanted = list(analytes or ())
    only = only_enantiomer(regimen)
    for moiety in MOIETIES if analytes is None else ():
        each = [f"S-{moiety}", f"R-{moiety}"]
        wanted += [only + moiety] if only else [moiety, *(a for a in each if a in measured)]
    return [panel for a in wanted if (panel := _panel(regimen, part, a)) is not None]


def only_enantiomer(regimen: RegimenResult) -> str:
    """Return the prefix of the one enantiomer given, or an empty string."""
    drugs = set(_DRUG.findall(regimen.text))
    return {("esketamine",): "S-", ("arketamine",): "R-"}.get(tuple(drugs), "")


def _panel(regimen: RegimenResult, part: str, analyte: str) -> Panel | None:
    signal = signal_of(regimen, analyte)
    curve = curve_of(regimen, part, signal)
    if curve is None:
        return None
    venous = curve_of(regimen, part, f"{signal} (venous)")
    seen = tuple(o for o in regimen.observations if signal_of(regimen, o.analyte) == signal)
    return Panel(analyte, curve, venous, seen)


def title_of(analyte: str) -> str:
    """Return an analyte as a heading.

    Examples
    --------
    >>> title_of("ketamine"), title_of("S-norketamine")
    ('Ketamine (S and R)', 'S-norketamine')
    """
    return f"{analyte.capitalize()} (S and R)" if analyte in MOIETIES else analyte
