"""What the fit sees: one number for each row, and how it comes about.

Three kinds of row: readings of blood, published parameters (`informed_by` in the parameter
tables), and ratios beside another drug. Rows that a published model computed for several
populations are one observation, their geometric mean: the model counts once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from troche.evidence import Evidence, load
from troche.population.calibration.derived import DERIVED
from troche.population.interactions import PublishedRatio, published_ratios
from troche.population.parameters import read_parameters, to_scale
from troche.population.parameters.quantity import get_row, inner_value, number, spread_sd
from troche.population.parameters.read import file_of, informed_by, standard_error_of
from troche.population.predictions import Demand, demands_of
from troche.population.predictions.settings import setting
from troche.population.readings import Reading, read_row

__all__ = ["FITTED_TABLES", "Noise", "Observed", "curve_of", "noise_of", "observe", "usable"]

FITTED_TABLES: Final = ("troche", "interactions")

Noise = Literal["concentration", "metabolite concentration", "exposure", "metabolite exposure",
                "time", "share", "parameter", "interaction"]  # fmt: skip

_TERTIARY: Final = "meta:TERTIARY"


@dataclass(frozen=True)
class Observed:
    """One observation of the fit.

    Parameters
    ----------
    family
        Study family.
    label
        Where it stands, for people.
    value
        On the log scale, or the scale of the parameter.
    demands
        What the model is asked: one, or with and without another drug; none for a
        published parameter.
    parameter
        A fitted parameter or derived quantity, for a published parameter.
    noise
        Which residual deviation it has.
    fixed_sd
        What the row leaves open.
    n
        People; infinite where sampling of people plays no part.
    of_mean
        Whether the number is an arithmetic mean over people.
    curve
        Points of one curve read off one figure share an error; "" for others.
    spread
        Reported standard deviation between people, log scale; NaN without.
    """

    family: str
    label: str
    value: float
    demands: tuple[Demand, ...]
    parameter: str
    noise: Noise
    fixed_sd: float
    n: float
    of_mean: bool
    curve: str
    spread: float


def usable(evidence: Evidence | None = None) -> list[Reading]:
    """Return the readings of adults at non-anaesthetic doses."""
    rows = (read_row(row) for row in load("pk_observations", evidence))
    return [r for r in rows if isinstance(r, Reading) and r.family != _TERTIARY]


def observe(
    evidence: Evidence | None = None, leave_out: str = "", readings: Sequence[Reading] | None = None
) -> tuple[Observed, ...]:
    """Return what the fit sees.

    Parameters
    ----------
    evidence
        The tables; the built-in ones by default.
    leave_out
        A study family none of whose rows is used, in any table.
    readings
        Instead of those of `evidence`; for simulated studies.

    Examples
    --------
    >>> everything, without = observe(), observe(leave_out="SIMONS2022")
    >>> len(without) < len(everything), any(o.family == "SIMONS2022" for o in without)
    (True, False)
    """
    read = usable(evidence) if readings is None else list(readings)
    found = [*_of_readings(read), *_of_parameters(), *map(_of_ratio, published_ratios())]
    return tuple(each for each in found if each.family != leave_out)


def _of_readings(readings: Sequence[Reading]) -> list[Observed]:
    groups: dict[tuple[object, ...], list[Reading]] = {}
    for place, reading in enumerate(readings):
        demand = demands_of(reading)
        key = (reading.family, demand) if reading.computed else (place,)
        groups.setdefault(key, []).append(reading)
    return [_of_reading(group) for group in groups.values()]


def _of_reading(group: Sequence[Reading]) -> Observed:
    first = group[0]
    return Observed(
        family=first.family,
        label=first.row.place,
        value=math.fsum(math.log(r.value) for r in group) / len(group),
        demands=(demands_of(first),),
        parameter="",
        noise=noise_of(first),
        fixed_sd=first.vagueness,
        n=first.n,
        of_mean=first.statistic == "mean",
        curve=curve_of(first),
        spread=first.spread,
    )


def curve_of(reading: Reading) -> str:
    """Return what a reading shares an error with: its figure, or the model that made it."""
    if not (reading.digitised or reading.computed):
        return ""
    return f"{reading.regimen}, {reading.analyte} {'+'.join(reading.enantiomers)}"


def noise_of(reading: Reading) -> Noise:
    """Return which residual deviation a reading has."""
    metabolite = reading.analyte != "ketamine"
    if reading.quantity == "concentration":
        return "metabolite concentration" if metabolite else "concentration"
    if reading.quantity in ("time of peak", "half-life"):
        return "time"
    if reading.quantity in ("bioavailability", "nasal share"):
        return "share"
    return "metabolite exposure" if metabolite else "exposure"


def _of_parameters() -> list[Observed]:
    found = []
    for name in FITTED_TABLES:
        table = read_parameters(name, fitted=False)
        for spec in informed_by(name):
            unit, transform = (
                (table[spec.of].unit, table[spec.of].transform)
                if spec.of in table.symbols
                else DERIVED[spec.of].scale
            )
            row = get_row(spec.row, f"{name}, informed_by {spec.of}")
            value = inner_value(row, spec.row, unit, f"{name}, informed_by {spec.of}") * spec.scale
            error = standard_error_of(row, value, transform)
            found.append(
                Observed(
                    family=row.family,
                    label=row.place,
                    value=to_scale(value, transform),
                    demands=(),
                    parameter=spec.of,
                    noise="parameter",
                    fixed_sd=math.hypot(spec.differs, error),
                    n=math.inf,
                    of_mean=False,
                    curve="",
                    spread=math.nan,
                )
            )
    return found


def published_spreads() -> list[tuple[str, str, float]]:
    """Return published deviations between people: family, parameter, standard deviation."""
    found = []
    for name in FITTED_TABLES:
        table = read_parameters(name, fitted=False)
        for spec in file_of(name).spread_by:
            where = f"{name}, spread_by {spec.of}"
            row = get_row(spec.row, where)
            p = table[spec.of]
            cell = number(row, spec.column, "", where)
            found.append(
                (row.family, spec.of, spread_sd(cell, spec.kind, p.value, p.transform, where))
            )
    return found


def _of_ratio(published: PublishedRatio) -> Observed:
    horizon, weight = 24.0, 70.0
    demands = tuple(
        Demand(
            (setting(published.regimen, horizon, weight, "S", name),),
            (), "ketamine", "venous", "area", 0.0, math.inf,
        )
        for name in (published.perpetrator, "")
    )  # fmt: skip
    return Observed(
        family=published.row.family,
        label=published.row.place,
        value=math.log(published.ratio),
        demands=demands,
        parameter="",
        noise="interaction",
        fixed_sd=0.0,
        n=published.n,
        of_mean=False,
        curve="",
        spread=math.nan,
    )
