"""Published concentrations over the curve: marker by sampling site, hollow when scaled."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

from troche.errors import BadInput
from troche.report.numerals import numeral
from troche.report.theme import INK
from troche.studies.results import Observation
from troche.units import dimension, from_inner, to_inner

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["MARKERS", "Point", "point_of", "points_of", "published"]

MARKERS: Final = {"arterial": "diamond", "venous": "circle", "not stated": "square"}
"""Marker by where blood was drawn."""


@dataclass(frozen=True)
class Point:
    """A published concentration that has a place on the time axis, in ng/mL.

    `placed` marks a peak whose source states no time: it is drawn where the model's
    median peaks, as a level and not as a point.
    """

    observation: Observation
    time_h: float
    value: float
    low: float | None
    high: float | None
    placed: bool = False

    @property
    def scaled(self) -> bool:
        """Whether the dose was another and the value multiplied to match."""
        return self.observation.scale != 1


def point_of(observation: Observation, peak_h: float | None = None) -> Point | None:
    """Return the observation as a point, or None if it has no place.

    Parameters
    ----------
    peak_h : h
        Where to place a peak whose source states no time; None to leave it out.
    """
    time = observation.time_h
    placed = time is None and observation.metric == "Cmax"
    time = peak_h if placed else time
    if time is None:
        return None
    try:
        if dimension(observation.unit) != "concentration":
            return None
    except BadInput:
        return None
    value, low, high = (
        None if v is None else from_inner(to_inner(v, observation.unit), "ng/mL")
        for v in (observation.value, observation.low, observation.high)
    )
    assert value is not None
    return Point(observation, time, value, low, high, placed)


def points_of(observations: Iterable[Observation], peak_h: float | None = None) -> list[Point]:
    """Return those observations that have a place; `peak_h` as in `point_of`."""
    return [p for o in observations if (p := point_of(o, peak_h)) is not None]


def published(
    points: Sequence[Point], hours: float, legend_seen: set[str], **more: Any
) -> list[go.Scatter]:
    """Return the traces of points, one for each marker and filling.

    Parameters
    ----------
    hours
        Hours in one unit of the time axis.
    legend_seen
        Legend entries that other panels have made; added to.
    """
    import plotly.graph_objects as go

    traces = []
    groups: dict[tuple[str, bool, bool], list[Point]] = {}
    for point in points:
        groups.setdefault((point.observation.site, point.scaled, point.placed), []).append(point)
    for (site, scaled, placed), some in groups.items():
        name = f"published{' peak, time not stated' if placed else ''}, {_blood(site)}"
        name += ", scaled to this dose" if scaled else ""
        traces.append(
            go.Scatter(
                x=[p.time_h / hours for p in some],
                y=[p.value for p in some],
                mode="markers",
                marker={
                    "symbol": "line-ew" if placed else MARKERS.get(site, "square"),
                    "size": 16 if placed else 9,
                    "color": "white" if scaled else INK,
                    "line": {"color": INK, "width": 1.6},
                },
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [p.high - p.value if p.high is not None else 0 for p in some],
                    "arrayminus": [p.value - p.low if p.low is not None else 0 for p in some],
                    "color": INK,
                    "thickness": 1.3,
                    "width": 4,
                },
                customdata=[[_words(p)] for p in some],
                hovertemplate="%{customdata[0]}<extra></extra>",
                name=name,
                legendgroup=name,
                showlegend=name not in legend_seen,
                **more,
            )
        )
        legend_seen.add(name)
    return traces


def _blood(site: str) -> str:
    return f"{site} blood" if site in ("arterial", "venous") else "site not stated"


def _words(point: Point) -> str:
    seen = point.observation
    spread = f" ({seen.spread_kind} {numeral(point.low)}–{numeral(point.high)})"
    lines = [
        f"{seen.analyte} {seen.metric} {numeral(point.value)} ng/mL"
        + (spread if point.low is not None else ""),
        f"{'time not stated' if point.placed else numeral(point.time_h) + ' h'}; "
        f"{seen.statistic}; n {seen.n or 'not stated'}; "
        f"{_blood(seen.site)}",
        *textwrap.wrap(seen.citation, 60),
        f"read: {seen.reading}; pk_observations row {seen.row}",
    ]
    if point.scaled:
        lines.append(f"value multiplied by {seen.scale:.3g}; given was {seen.regimen or 'a dose'}")
    return "<br>".join(escape(line, quote=False) for line in lines)
