"""A figure in a file of its own."""

from __future__ import annotations

from html import escape, unescape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from troche.errors import BadInput, MissingExtra
from troche.report.files import write_whole
from troche.report.library import content_policy, embedded, plotly_library
from troche.report.theme import plotly_config

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["save_figure"]

_IMAGES: Final = (".svg", ".png", ".pdf", ".jpg", ".jpeg", ".webp", ".eps")
_PAGE: Final = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>body{{margin:0;padding:.5rem;max-width:75rem}}"
    "p{{font:.875rem/1.5 system-ui,sans-serif;color:#59626d;margin:.4rem .75rem;max-width:46rem;"
    "overflow-wrap:anywhere}}</style></head><body>"
    '<div id="figure" role="img" aria-label="{title}"></div>{about}'
    "<script>{library}</script><script>{draw}</script></body></html>\n"
)
_DRAW: Final = (
    "if(document.body.clientWidth<620){"  # a phone
    "f.layout.margin.l=44;f.layout.margin.r=10;f.layout.height+=70;f.layout.dragmode=false;"
    "f.layout.font.size=11;"
    "config.displayModeBar=false;"
    "(f.layout.annotations||[]).forEach(a=>{if(a.name==='value'){a.visible=false}});}"
    "Plotly.newPlot('figure',f.data,f.layout,config);"
)


def _title(figure: go.Figure) -> str:
    text = str(figure.layout.title.text or "Figure")
    return escape(unescape(text.replace("<br>", " ")))


def _about(figure: go.Figure) -> list[str]:
    """Return the lines that `troche.report.figure` gave the figure, if any."""
    meta = figure.layout.meta
    return [str(line) for line in meta.get("about", ())] if isinstance(meta, dict) else []


def save_figure(figure: go.Figure, path: str | PathLike[str]) -> Path:
    """Write a figure as a self-contained page or as data.

    Parameters
    ----------
    figure
        Any figure of this package.
    path
        Ends in ``.html`` (a page that works offline; its camera writes SVG) or
        ``.json`` (the figure as plotly reads it). The page carries below the figure what
        `troche.report.figure` put into ``layout.meta["about"]``.

    Raises
    ------
    troche.errors.MissingExtra
        For an image format: drawing one needs a browser, which the core does not bring.
    troche.errors.BadInput
        For any other suffix.
    """
    import json

    place = Path(path)
    suffix = place.suffix.lower()
    if suffix in _IMAGES:
        raise MissingExtra(
            str(place),
            suffix,
            "figures as .html or .json; for an image save .html, open it and press its camera "
            "(it writes SVG, no network needed), or save .json and use plotly.io.write_image "
            "after `pip install kaleido`",
        )
    if suffix not in (".html", ".json"):
        raise BadInput(str(place), suffix or "no suffix", ".html or .json")
    text = str(figure.to_json())
    if suffix == ".html":
        content = embedded(json.loads(text))
        config = embedded(plotly_config(place.stem))
        draw = f"const f={content};const config={config};{_DRAW}"
        library = plotly_library()
        text = _PAGE.format(
            policy=content_policy([library, draw]),
            title=_title(figure),
            about="".join(f"<p>{escape(line)}</p>" for line in _about(figure)),
            library=library,
            draw=draw,
        )
    return write_whole(place, text)
