"""One look for every figure: colours, type, and what a figure may do.

Colours are those of Okabe and Ito, which people with any colour vision tell apart; each
regimen also has its own dash and marker, so that print in grey keeps them apart too.
Nothing is loaded from outside: type is the reader's own system type.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

from troche.studies.results import RegimenResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = [
    "BEYOND",
    "BEYOND_A_DOSE",
    "FONT",
    "GRID",
    "INK",
    "MUTED",
    "OUTSIDE",
    "PALETTE",
    "PLACEBO",
    "SUBTITLE_WIDTH",
    "TITLE_WIDTH",
    "Style",
    "apply",
    "called",
    "is_dose_extrapolated",
    "is_extrapolated",
    "is_only",
    "is_placebo",
    "label_of",
    "plotly_config",
    "styles_of",
    "translucent",
    "with_subtitle",
]

FONT: Final = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, '
    '"Noto Sans", "DejaVu Sans", sans-serif'
)
INK: Final = "#1b1f24"
MUTED: Final = "#59626d"
GRID: Final = "#e3e6ea"
PLACEBO: Final = "#7d858e"
TITLE_WIDTH, SUBTITLE_WIDTH = 44, 56
"""Characters in a line of title and subtitle: 350 pixels in the type of figures."""

_TITLE_LINE, _SUBTITLE_LINE = 20, 16
"""Pixels from line to line."""

PALETTE: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
BEYOND: Final = "† outside what was studied"
_DASHES: Final = ("solid", "dash", "dashdot", "longdash", "longdashdot", "dot")
_MARKERS: Final = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon")


@dataclass(frozen=True)
class Style:
    """How one regimen is drawn everywhere."""

    colour: str
    dash: str
    marker: str


def is_placebo(regimen: RegimenResult) -> bool:
    """Return whether the regimen gives no drug."""
    return regimen.label == "no drug"


def is_only(regimen: RegimenResult) -> bool:
    """Return whether the regimen is the only one of its study, where it has no name."""
    return regimen.name == "regimen"


def called(regimen: RegimenResult) -> str:
    """Return the regimen's name, or words for it where its study has no other."""
    return "this regimen" if is_only(regimen) else regimen.name


OUTSIDE: Final = ("extrapolation", "no evidence", "schedule")
"""Kinds of flag that put a regimen outside what was studied."""

BEYOND_A_DOSE: Final = ("extrapolation", "no evidence")
"""Those that reach a single dose of it, and so its first day."""


def is_extrapolated(regimen: RegimenResult) -> bool:
    """Return whether any of the regimen lies outside what was studied."""
    return any(flag.kind in OUTSIDE for flag in regimen.flags)


def is_dose_extrapolated(regimen: RegimenResult) -> bool:
    """Return whether already one dose of it lies outside what was studied."""
    return any(flag.kind in BEYOND_A_DOSE for flag in regimen.flags)


def styles_of(regimens: Iterable[RegimenResult]) -> dict[str, Style]:
    """Return the style of each regimen by name, in the study's order.

    A placebo is grey and takes no colour, so that adding one moves no other. With more
    regimens than colours the colours come round with the next dash.
    """
    styles, place = {}, 0
    for regimen in regimens:
        if is_placebo(regimen):
            styles[regimen.name] = Style(PLACEBO, "dot", "x")
            continue
        turn, colour = divmod(place, len(PALETTE))
        dash = _DASHES[(colour + turn) % len(_DASHES)]
        styles[regimen.name] = Style(PALETTE[colour], dash, _MARKERS[(colour + turn) % 6])
        place += 1
    return styles


def label_of(name: str, width: int = 28, dagger: bool = False) -> str:
    """Return a user's words as text that plotly shows as they are, folded.

    Examples
    --------
    >>> label_of("<b>x</b>")
    '&lt;b&gt;x&lt;/b&gt;'
    """
    text = f"{name} †" if dagger else name
    lines = textwrap.wrap(text, width) or [""]
    return "<br>".join(escape(line, quote=False) for line in lines)


def translucent(colour: str, alpha: float) -> str:
    """Return a hex colour with an opacity.

    Examples
    --------
    >>> translucent("#0072b2", 0.2)
    'rgba(0,114,178,0.2)'
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def plotly_config(name: str = "troche-figure") -> dict[str, Any]:
    """Return what a figure may do: no cloud, no logo, no address of anybody.

    The camera writes SVG in the reader's own browser.

    Parameters
    ----------
    name
        Name of the file that the camera writes, without suffix.
    """
    return {
        "showSendToCloud": False,
        "showEditInChartStudio": False,
        "showLink": False,
        "plotlyServerURL": "",
        "topojsonURL": "",
        "displaylogo": False,
        "displayModeBar": "hover",
        "responsive": True,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
        "toImageButtonOptions": {"format": "svg", "filename": name},
    }


def apply(figure: go.Figure, title: str, height: int) -> go.Figure:
    """Give a figure its look: white ground, thin grid, legend below, title above.

    A title folds at a width that a phone has, and its lines make the figure higher
    and take nothing from what is drawn.
    """
    folded = label_of(title, TITLE_WIDTH)
    more = folded.count("<br>")
    axis = {
        "gridcolor": GRID,
        "linecolor": MUTED,
        "showline": True,
        "ticks": "outside",
        "tickcolor": MUTED,
        "ticklen": 4,
        "zeroline": False,
        "automargin": True,
        "title": {"standoff": 8, "font": {"size": 13}},
    }
    figure.update_layout(
        template="none",
        title={
            "text": folded,
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "pad": {"l": 12},
            "font": {"size": 15},
            "yref": "container",
            "y": 0.98,
            "yanchor": "top",
        },
        font={"family": FONT, "size": 13, "color": INK},
        paper_bgcolor="white",
        plot_bgcolor="white",
        height=height + _TITLE_LINE * more,
        margin={"l": 64, "r": 20, "t": 54 + _TITLE_LINE * more, "b": 56},
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "x": 0,
            "xanchor": "left",
            "font": {"size": 12},
            "itemsizing": "trace",
        },
        hoverlabel={"font": {"family": FONT, "size": 12}, "align": "left"},
        hovermode="closest",
    )
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def with_subtitle(figure: go.Figure, text: str) -> go.Figure:
    """Put a line under the title that says what is drawn, and make room for it."""
    folded = label_of(text, SUBTITLE_WIDTH)
    room = _SUBTITLE_LINE * (1 + folded.count("<br>")) + 14
    figure.update_layout(
        title={"subtitle": {"text": folded, "font": {"size": 12, "color": MUTED}}},
        margin={"t": figure.layout.margin.t + room},
        height=figure.layout.height + room,
    )
    return figure
