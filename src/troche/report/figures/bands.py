"""A curve as a median line with the bands that hold half, and 90 %, of the patients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from troche.report.figures.axes import TimeAxis, rounded
from troche.report.theme import MUTED, translucent
from troche.studies.results import Curve, RegimenResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["BAND_90", "BAND_HALF", "band", "band_note", "key", "median_line", "spread_words"]

BAND_90: Final = "90 % of virtual patients"
BAND_HALF: Final = "50 % of virtual patients"


def spread_words(regimens: Iterable[RegimenResult]) -> str:
    """Return what the bands of these regimens hold, in words."""
    known = any(
        q.spread.get("knowledge_p5") is not None for regimen in regimens for q in regimen.quantities
    )
    if known:
        return "differences between people and uncertainty of knowledge together"
    return "differences between people, with typical values taken as known"


def band_note(regimens: Iterable[RegimenResult]) -> str:
    """Return the line under a title that explains bands."""
    return f"Bands: {spread_words(regimens)}, at each time"


def band(
    curve: Curve,
    axis: TimeAxis,
    colour: str,
    *,
    share: int,
    floor: float = 0.0,
    factor: float = 1.0,
    hatched: bool = False,
    **more: Any,
) -> go.Scatter:
    """Return the band that holds a share of the patients.

    Parameters
    ----------
    share
        90 or 50.
    floor
        What lies below is drawn here: on a log axis zero has no place.
    factor
        What values are multiplied by, such as 100 for per cent.
    hatched
        Whether the regimen lies beyond what was studied.
    """
    import plotly.graph_objects as go

    low, high = (curve.p5, curve.p95) if share == 90 else (curve.p25, curve.p75)
    times = axis.of(curve.times)
    bottom = rounded(max(factor * v, floor) for v in low)
    top = rounded(max(factor * v, floor) for v in high)
    # A median that is hidden behind a dark band is no use: the inner band adds to the outer.
    pattern = (
        {
            "shape": "/",
            "size": 9,
            "solidity": 0.14,
            "fgcolor": translucent(colour, 0.65),
            "bgcolor": translucent(colour, 0.14),
        }
        if hatched and share == 90
        else None
    )
    return go.Scatter(
        x=times + times[::-1],
        y=top + bottom[::-1],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(colour, 0.17 if share == 90 else 0.27),
        fillpattern=pattern,
        hoverinfo="skip",
        **{"name": BAND_90 if share == 90 else BAND_HALF, **more},
    )


def median_line(
    curve: Curve,
    axis: TimeAxis,
    colour: str,
    *,
    dash: str = "solid",
    factor: float = 1.0,
    unit: str = "",
    positive: bool = False,
    **more: Any,
) -> go.Scatter:
    """Return the median line; pointing at it reads all five quantiles.

    Parameters
    ----------
    unit
        For the words beside the pointer.
    positive
        Whether to leave out what a log axis cannot show.
    """
    import plotly.graph_objects as go

    five = [
        rounded((factor * v for v in getattr(curve, q)), 3)
        for q in ("p5", "p25", "p50", "p75", "p95")
    ]
    middle = rounded(factor * v for v in curve.p50)
    return go.Scatter(
        x=axis.of(curve.times),
        y=[v if v > 0 or not positive else None for v in middle],
        mode="lines",
        line={"color": colour, "width": 2.4, "dash": dash},
        customdata=list(zip(five[0], five[1], five[3], five[4], strict=True)),
        hovertemplate=(
            f"%{{x:.3g}} {axis.word}: median %{{y:.3g}} {unit}"
            "<br>50 %% of patients %{customdata[1]:.3g}–%{customdata[2]:.3g}"
            "<br>90 %% of patients %{customdata[0]:.3g}–%{customdata[3]:.3g}"
        ).replace("%%", "%"),
        **more,
    )


def key() -> list[go.Scatter]:
    """Return legend entries in grey, for figures whose panels have colours of their own."""
    import plotly.graph_objects as go

    entries = ((BAND_90, 11, 0.3), (BAND_HALF, 11, 0.6), ("median of virtual patients", 2.4, 1.0))
    return [
        go.Scatter(
            x=[None], y=[None], mode="lines", name=name,
            line={"width": width, "color": translucent(MUTED, alpha)},
        )
        for name, width, alpha in entries
    ]  # fmt: skip
