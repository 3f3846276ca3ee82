"""A figure in a file of its own."""

from __future__ import annotations

from html import escape, unescape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from troche.errors import BadInput
from troche.report.figures.about import about_of, with_about
from troche.report.figures.images import IMAGES, images_of
from troche.report.files import write_whole
from troche.report.library import content_policy, embedded, plotly_library, text_of
from troche.report.theme import plotly_config

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["save_figure"]

_ALLOWED: Final = ".html, .json, .svg, .png or .pdf"
_PAGE: Final = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>body{{margin:0;padding:.5rem;max-width:75rem}}"
    "p{{font:.875rem/1.5 system-ui,sans-serif;color:#59626d;margin:.4rem .75rem;max-width:46rem;"
    "overflow-wrap:anywhere}}</style></head><body>"
    '<div id="figure" role="group" aria-label="{title}"></div>{about}'
    "<script>{library}</script><script>{draw}</script></body></html>\n"
)
_DRAW: Final = (
    "const space=document.body.clientWidth;"
    "if(space<window.trocheNarrow){config.displayModeBar=false;}"
    "Plotly.newPlot('figure',f.data,window.trocheLayout(f.layout,space),config);"
)


def _title(figure: go.Figure) -> str:
    text = str(figure.layout.title.text or "Figure")
    return escape(unescape(text.replace("<br>", " ")))


def save_figure(figure: go.Figure, path: str | PathLike[str]) -> Path:
    """Write a figure as a self-contained page, as data or as an image.

    Parameters
    ----------
    figure
        Any figure of this package.
    path
        Ends in ``.html`` (a page that works offline; its camera writes SVG), ``.json`` (the
        figure as plotly reads it) or ``.svg``, ``.png``, ``.pdf`` (an image, with the extra
        ``report`` and a browser of this machine). Pages and images carry below the figure
        what `troche.report.figure` put into ``layout.meta["about"]``.

    Raises
    ------
    troche.errors.MissingExtra
        For an image, where the extra or a browser is missing: nothing is fetched.
    troche.errors.BadInput
        For any other suffix, or a folder that cannot be written.
    """
    import json

    place = Path(path)
    suffix = place.suffix.lower()
    if suffix in IMAGES:
        return write_whole(place, images_of([with_about(figure)], suffix, asked=str(place))[0])
    if suffix not in (".html", ".json"):
        raise BadInput(str(place), suffix or "no suffix", _ALLOWED)
    text = str(figure.to_json())
    if suffix == ".html":
        content = embedded(json.loads(text))
        config = embedded(plotly_config(place.stem))
        draw = f"{text_of('narrow.js')}const f={content};const config={config};{_DRAW}"
        library = plotly_library()
        text = _PAGE.format(
            policy=content_policy([library, draw]),
            title=_title(figure),
            about="".join(f"<p>{escape(line)}</p>" for line in about_of(figure)),
            library=library,
            draw=draw,
        )
    return write_whole(place, text)
