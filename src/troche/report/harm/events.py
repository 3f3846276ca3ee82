"""How many people have what, beside the rate on placebo: one picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from troche.report.figures.empty import empty
from troche.report.harm.numbers import difference, said, whole
from troche.report.harm.reading import SHOWN, dosed, is_sure, named
from troche.report.mood.dotrange import Row, draw_rows
from troche.report.theme import INK, Style, apply, translucent, with_subtitle
from troche.studies.harm.results import HarmNumber, HarmRegimen, HarmResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["events_figure", "headed", "key_of_rows"]

_ROW, _AROUND = 25, 150


def events_figure(harm: HarmResult, styles: Mapping[str, Style]) -> go.Figure:
    """Draw the share of people with each event, regimen by regimen.

    Parameters
    ----------
    harm
        With regimens.
    styles
        By regimen's name.

    Returns
    -------
    plotly.graph_objects.Figure
        For each event and regimen a mark at the share of people, a bar that 90 % of possible
        truths lie within, and an upright stroke at the rate on placebo.
    """
    import plotly.graph_objects as go

    title = "Harm: people with an event, beside placebo"
    pairs = [(event, r) for event in SHOWN for r in dosed(harm)]
    if not pairs:
        return empty(title, "No regimen of this study gives a drug.")
    figure = go.Figure()
    rows = [_row(r, r.number(event), styles[r.name]) for event, r in pairs]
    count = draw_rows(figure, rows)
    places = figure.layout.yaxis.tickvals
    figure.add_trace(
        go.Scatter(
            x=[100 * r.number(event).placebo.value for event, r in pairs], y=list(places),
            mode="markers", name="rate on placebo", hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 17, "line": {"width": 3, "color": INK}},
        )
    )  # fmt: skip
    figure.add_traces(key_of_rows("share of people under the regimen", not is_sure(harm)))
    apply(figure, title, round(count * _ROW) + _AROUND)
    with_subtitle(figure, "Per cent of people with it at least once over the horizon")
    figure.update_xaxes(range=[-2, 104], title_text="% of people", ticksuffix=" %", nticks=6)
    figure.update_layout(margin={"r": 126})
    return figure


def headed(name: str) -> str:
    """Return an event's name as a heading.

    Examples
    --------
    >>> headed("nausea"), headed("CADSS above 4")
    ('Nausea', 'CADSS above 4, in any session')
    """
    if name == "CADSS above 4":
        return f"{name}, in any session"
    return "Dissociation, reported as an event" if name == "dissociation" else (
        name[:1].upper() + name[1:]
    )  # fmt: skip


def _row(regimen: HarmRegimen, item: HarmNumber, style: Style) -> Row:
    value, ends = whole(item.value, item.unit)
    hover = (
        f"{named(regimen)}: {item.meaning}: {said((value, ends))}; placebo "
        f"{said(whole(item.placebo, item.unit))}; over placebo "
        f"{said(difference(item.over_placebo, item.unit))} percentage points"
    )
    low, high = item.value.knowledge_p5, item.value.knowledge_p95
    return Row(
        headed(item.name), named(regimen), 100 * item.value.value,
        None if low is None else 100 * low, None if high is None else 100 * high,
        said((value, ends.removesuffix("\u00a0%"))), hover, style, False,
    )  # fmt: skip


def key_of_rows(mark: str, uncertain: bool) -> list[go.Scatter]:
    """Return legend entries in neutral ink: colour is the regimen, shape is the meaning."""
    import plotly.graph_objects as go

    bar = {"line": {"width": 11, "color": translucent(INK, 0.4)}}
    entries = [(mark, "markers", {"marker": {"size": 10, "color": INK}})]
    if uncertain:
        entries.append(("90 % of possible truths", "lines", bar))
    return [
        go.Scatter(x=[None], y=[None], mode=mode, name=name, **look) for name, mode, look in entries
    ]
