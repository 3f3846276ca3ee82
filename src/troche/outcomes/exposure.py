"""Exposure of each patient: peaks, areas, half-life, time above a level.

A metric needs its rule, and each rule is here: the first dosing interval runs to the
second dose (or the horizon); the last one is as long as the first and begins with the
last dose; a half-life is that of the straight line between 8 and 24 h after the last
dose, on the log scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.outcomes.peaks import peak, time_above
from troche.population.course import OCCUPANCY, Segment

__all__ = ["METRICS", "ExposureRecorder", "Metric", "Windows", "windows_of"]

Floats = NDArray[np.float64]

HALF_LIFE_WINDOW: Final = (8.0, 24.0)
"""Hours after the last dose between which the half-life is read."""

_NANOGRAMS = 1000.0
"""ng/mL in one mg/L."""


@dataclass(frozen=True)
class Metric:
    """A column of the results: its name, unit and rule."""

    name: str
    unit: str
    meaning: str


METRICS: Final[tuple[Metric, ...]] = (
    Metric("cmax", "ng/mL", "highest concentration over the horizon"),
    Metric("tmax", "h", "time of that peak, since the first dose of drug"),
    Metric("cmax_first", "ng/mL", "highest concentration in the first dosing interval"),
    Metric("tmax_first", "h", "time of that peak, since the first dose of drug"),
    Metric("auc_first", "ng*h/mL", "area over the first dosing interval"),
    Metric("auc_last", "ng*h/mL", "area over as long an interval from the last dose"),
    Metric("auc_0_24h", "ng*h/mL", "area from 0 to 24 h after the first dose of drug"),
    Metric("auc_total", "ng*h/mL", "area over the horizon"),
    Metric(
        "accumulation",
        "ratio",
        "auc_last over auc_first, where both intervals fit and more than one dose is given",
    ),
    Metric("half_life", "h", "from concentrations 8 and 24 h after the last dose"),
)
"""Metrics of every analyte."""


@dataclass(frozen=True)
class Windows:
    """The stretches over which areas are taken.

    Parameters
    ----------
    horizon : h
    first : h
        Length of the first dosing interval.
    last : h
        Time of the last dose of drug, or None where nothing is given.
    further : h
        Intervals that the user asked for, by name; from the first dose of drug.
    begin : h
        Time of the first dose of drug, which a placebo may precede.
    alike
        Whether the first and the last dose are the same; only then do they tell of
        accumulation.
    """

    horizon: float
    first: float
    last: float | None
    further: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    begin: float = 0.0
    alike: bool = True

    @property
    def marks(self) -> tuple[float, ...]:
        """Every time at which an area begins or ends."""
        edges = {edge for span in self.spans().values() for edge in span}
        edges.add(self.begin + self.first)
        return tuple(sorted(e for e in edges if 0 < e < self.horizon))

    @property
    def readings(self) -> tuple[float, ...]:
        """Times at which concentrations are read for the half-life; empty if they do not fit."""
        if self.last is None or self.last + HALF_LIFE_WINDOW[1] > self.horizon:
            return ()
        return tuple(self.last + hours for hours in HALF_LIFE_WINDOW)

    def spans(self) -> dict[str, tuple[float, float]]:
        """Return the stretches by the names of their areas."""
        after = {"auc_first": (0.0, self.first), "auc_0_24h": (0.0, 24.0), **self.further}
        spans = {
            name: (self.begin + start, self.begin + stop) for name, (start, stop) in after.items()
        }
        spans["auc_total"] = (0.0, self.horizon)
        if self.last is not None:
            spans["auc_last"] = (self.last, self.last + self.first)
        return {name: span for name, span in spans.items() if span[1] <= self.horizon + 1e-9}


def windows_of(
    dose_times: Sequence[float],
    horizon: float,
    further: Mapping[str, tuple[float, float]] | None = None,
    alike: bool = True,
) -> Windows:
    """Return the stretches for doses of drug at `dose_times`.

    Examples
    --------
    >>> windows_of([0.0, 24.0, 48.0], 72.0).spans()["auc_last"]
    (48.0, 72.0)
    """
    begin = dose_times[0] if dose_times else 0.0
    until = dose_times[1] if len(dose_times) > 1 else horizon
    last = dose_times[-1] if dose_times else None
    return Windows(horizon, min(until, horizon) - begin, last, further or {}, begin, alike)


class ExposureRecorder:
    """Takes what it needs from each segment of a course.

    Parameters
    ----------
    patients
        How many.
    windows
        Stretches for areas.
    level : ng/mL, optional
        Concentration of ketamine above which time is counted.
    analytes
        What `results` will be asked for; anything by default.
    """

    def __init__(
        self,
        patients: int,
        windows: Windows,
        level: float | None = None,
        analytes: Sequence[str] | None = None,
    ) -> None:
        self._n, self._windows, self._level = patients, windows, level
        self._wanted = None if analytes is None else {*analytes, OCCUPANCY}
        self._best: dict[tuple[str, str], tuple[Floats, Floats]] = {}
        self._areas: dict[tuple[str, str], Floats] = {}
        self._above = np.zeros(patients)
        self._readings: dict[str, dict[float, Floats]] = {}

    def see(self, segment: Segment) -> None:
        """Take in one segment."""
        end = self._windows.begin + self._windows.first
        within = segment.start >= self._windows.begin - 1e-9 and segment.stop <= end + 1e-9
        scopes = ["all", "first"] if within else ["all"]
        for name, values in segment.values.items():
            if not self._wants(name):
                continue
            found = peak(segment.times, values, segment.positions)
            for scope in scopes:
                self._keep(scope, name, *found)
        for area, (start, stop) in self._windows.spans().items():
            if segment.start >= start - 1e-9 and segment.stop <= stop + 1e-9:
                for name, value in segment.areas.items():
                    if self._wants(name):
                        key = (area, name)
                        self._areas[key] = self._areas.get(key, 0.0) + value
        if self._level is not None and "ketamine" in segment.values:
            level = self._level / _NANOGRAMS
            self._above += time_above(
                segment.times, segment.values["ketamine"], level, segment.positions
            )
        for index, time in enumerate(segment.outputs):
            if any(abs(time - wanted) < 1e-6 for wanted in self._windows.readings):
                for name, values in segment.readings.items():
                    self._readings.setdefault(name, {})[round(time, 6)] = values[index]

    def _wants(self, name: str) -> bool:
        return self._wanted is None or name in self._wanted

    def _keep(self, scope: str, name: str, height: Floats, when: Floats) -> None:
        if (scope, name) not in self._best:
            self._best[scope, name] = (height, when)
            return
        old, old_when = self._best[scope, name]
        higher = height > old
        self._best[scope, name] = (np.where(higher, height, old), np.where(higher, when, old_when))

    def results(self, analytes: Sequence[str]) -> dict[str, Floats]:
        """Return the metrics of each patient, in the units of `METRICS`.

        Returns
        -------
        dict
            ``"<analyte> <metric>"`` to array of shape (patient,). An analyte that does
            not occur has zeros, and a metric without meaning NaN.
        """
        found: dict[str, Floats] = {}
        for analyte in analytes:
            found |= {f"{analyte} {name}": v for name, v in self._analyte(analyte).items()}
        zero = np.zeros(self._n)
        top, when = self._best.get(("all", OCCUPANCY), (zero, zero * np.nan))
        found["occupancy peak"] = top
        found["occupancy time of peak"] = np.where(top > 0, when - self._windows.begin, np.nan)
        found["occupancy peak_first"] = self._best.get(("first", OCCUPANCY), (zero, zero))[0]
        total = self._areas.get(("auc_total", OCCUPANCY), zero)
        found["occupancy hours_per_week"] = total / (self._windows.horizon / 168.0)
        if self._level is not None:
            found["ketamine hours_above"] = self._above
        return found

    def _analyte(self, analyte: str) -> dict[str, Floats]:
        zero = np.zeros(self._n)
        absent = ("all", analyte) not in self._best
        nothing = (zero, zero * np.nan)
        cmax, tmax = self._best.get(("all", analyte), nothing)
        cmax_first, tmax_first = self._best.get(("first", analyte), nothing)
        areas = {
            name: _NANOGRAMS * self._areas.get((name, analyte), zero)
            for name in self._windows.spans()
        }
        unknown = zero * np.nan
        first, last = areas.get("auc_first", unknown), areas.get("auc_last", unknown)
        with np.errstate(divide="ignore", invalid="ignore"):
            last_time = self._windows.last
            again = last_time is not None and last_time > self._windows.begin
            again = again and self._windows.alike
            accumulation = np.where(again & (first > 0), last / first, np.nan)
            half_life = unknown
            if self._windows.readings and not absent:
                early, late = (self._readings[analyte][round(t, 6)] for t in self._windows.readings)
                span = HALF_LIFE_WINDOW[1] - HALF_LIFE_WINDOW[0]
                half_life = np.log(2) * span / np.log(early / late)
                half_life = np.where((late > 0) & (early > late), half_life, np.nan)
        return {
            "cmax": _NANOGRAMS * cmax,
            "tmax": np.where(cmax > 0, tmax - self._windows.begin, np.nan),
            "cmax_first": _NANOGRAMS * cmax_first,
            "tmax_first": np.where(cmax_first > 0, tmax_first - self._windows.begin, np.nan),
            **{m.name: areas.get(m.name, unknown) for m in METRICS if m.name.startswith("auc")},
            **{name: areas[name] for name in self._windows.further if name in areas},
            "accumulation": accumulation,
            "half_life": half_life,
        }
