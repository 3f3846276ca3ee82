"""Figures as images, drawn by a browser of this machine that can reach nobody.

Kaleido starts the browser and hands it a page with our own drawing library. The page's
content policy forbids every request, and the browser is given a proxy at which nobody
answers: what it might ask for on its own account goes nowhere either.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from troche.errors import MissingExtra
from troche.report.library import plotly_library

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["IMAGES", "WIDTH", "check_images", "drawing_page", "images_of"]

IMAGES: Final = (".svg", ".png", ".pdf")
"""What an image's name may end in."""

WIDTH: Final = 900
"""Pixels for which a figure is laid out from side to side, where it does not say."""

_SECONDS: Final = 60.0
"""Until a figure counts as not drawn; one takes a third of a second."""

_NOBODY: Final = "http://127.0.0.1:9"
"""The port at which machines throw away what they are sent."""

_HEAD: Final = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src file:; style-src 'unsafe-inline'; img-src data: blob:; connect-src data: blob:\">"
    '<style id="head-style"></style><title>Figures</title>'
)
_WITHOUT: Final = "or a name that ends in .html, whose camera writes SVG in any browser"


def images_of(
    figures: Sequence[go.Figure | dict[str, Any]],
    suffix: str,
    *,
    pixels: int = 2 * WIDTH,
    asked: str = "figures as images",
) -> list[bytes]:
    """Draw figures with one start of the browser.

    Parameters
    ----------
    figures
        Figures of this package, or their data and layout with a height; laid out for
        ``layout.width`` where they have one, else for `WIDTH`.
    suffix
        One of `IMAGES`.
    pixels
        Of a PNG, from side to side.
    asked
        What the image is for, in the message of an error.

    Raises
    ------
    troche.errors.MissingExtra
        If the extra ``report`` or a browser is not there, or the browser does not start.
    """
    import asyncio
    import logging
    import threading

    if not figures:
        return []
    browser = check_images(asked)
    # What goes wrong is said once, by the error below.
    for name in ("kaleido", "choreographer"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    found: list[bytes] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            found.extend(asyncio.run(_in_time(figures, suffix, pixels, browser)))
        except BaseException as problem:
            failed.append(problem)

    # A thread of its own, since a notebook and the web page have a running loop in theirs.
    thread = threading.Thread(target=work, name="figures")
    thread.start()
    thread.join()
    if failed:
        raise _why(failed[0], asked) from failed[0]
    return found


def check_images(asked: str = "figures as images") -> str:
    """Return the path of the browser that draws images, without starting it.

    Raises
    ------
    troche.errors.MissingExtra
        If the extra ``report`` or a browser is not there.
    """
    if find_spec("kaleido") is None:
        raise MissingExtra(
            asked,
            "the extra 'report' is not installed",
            f"pip install 'troche[report]', and Chromium, Chrome or Edge; {_WITHOUT}",
        )
    from choreographer.browsers.chromium import Chromium

    path = Chromium.find_browser(skip_local=False)
    if not path or not Path(path).is_file():
        raise _no_browser(asked, "no browser that can draw them")
    return str(path)


def drawing_page(library: str) -> Any:
    """Return the page in which Kaleido draws, for a library at this address of a file."""
    from kaleido import PageGenerator

    class Page(PageGenerator):  # type: ignore[misc, unused-ignore]
        header = _HEAD

    return Page(plotly=(library, "utf-8"), mathjax=False)


async def _in_time(
    figures: Sequence[go.Figure | dict[str, Any]], suffix: str, pixels: int, browser: str
) -> list[bytes]:
    """Draw, and once more where a browser hung as it started, which happens now and then."""
    import asyncio

    most = _SECONDS + 2.0 * len(figures)
    try:
        return await asyncio.wait_for(_drawn(figures, suffix, pixels, browser), most)
    except TimeoutError:
        return await asyncio.wait_for(_drawn(figures, suffix, pixels, browser), most)


async def _drawn(
    figures: Sequence[go.Figure | dict[str, Any]], suffix: str, pixels: int, browser: str
) -> list[bytes]:
    from kaleido import Kaleido

    with tempfile.TemporaryDirectory(prefix="troche-") as folder:
        library = Path(folder) / "plotly.js"
        library.write_text(plotly_library(), encoding="utf-8")
        async with Kaleido(
            path=browser,
            page_generator=drawing_page(library.as_uri()),
            timeout=_SECONDS,
            proxy_server=_NOBODY,
            # Chromium refuses to run as root inside its sandbox.
            enable_sandbox=hasattr(os, "geteuid") and os.geteuid() != 0,
        ) as kaleido:
            return [
                await kaleido.calc_fig(
                    figure,
                    opts={
                        "format": suffix.removeprefix("."),
                        "width": width,
                        "height": _side(figure, "height") or 500,
                        "scale": pixels / width if suffix == ".png" else 1,
                    },
                )
                for figure in figures
                for width in [_side(figure, "width") or WIDTH]
            ]


def _side(figure: go.Figure | dict[str, Any], name: str) -> float | None:
    layout = figure["layout"] if isinstance(figure, dict) else figure.layout.to_plotly_json()
    side = layout.get(name)
    return None if side is None else float(side)


def _why(problem: BaseException, asked: str) -> BaseException:
    """Return a failure in our words; an interruption, and a bug of ours, as it is."""
    from choreographer import errors

    silent = (errors.BrowserFailedError, errors.BrowserClosedError, errors.ChannelClosedError)
    if isinstance(problem, (*silent, TimeoutError)):
        return _no_browser(asked, "a browser that did not start or did not answer")
    return problem


def _no_browser(asked: str, found: str) -> MissingExtra:
    return MissingExtra(
        asked,
        found,
        "an installed Chromium, Chrome or Edge (Debian, Ubuntu: apt-get install chromium), or "
        f"the path of one in the environment variable BROWSER_PATH; {_WITHOUT}",
    )
