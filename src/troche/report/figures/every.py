"""Every figure of a report in a file of its own."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from troche.errors import BadInput
from troche.report.exhibits import exhibits
from troche.report.figures.about import with_about
from troche.report.figures.images import IMAGES, images_of
from troche.report.figures.main import who
from troche.report.figures.save import save_figure
from troche.report.files import write_whole
from troche.report.prose import INTENDED_USE
from troche.studies.results import Result

__all__ = ["save_figures"]


def save_figures(result: Result, folder: str | PathLike[str], suffix: str = ".svg") -> list[Path]:
    """Write every figure of a result's report, the main one first.

    Parameters
    ----------
    result
        Of `troche.simulate` or `troche.compare`.
    folder
        Is there already.
    suffix
        ``.svg``, ``.png`` or ``.pdf`` (with the extra ``report`` and a browser), ``.html``
        or ``.json``. Below each figure stand its caption, who was simulated, and the
        intended use.

    Returns
    -------
    list of pathlib.Path
        ``figure.svg`` for the main one, ``figure-NAME.svg`` for the others.

    Raises
    ------
    troche.errors.MissingExtra
        For an image, where the extra or a browser is missing.
    troche.errors.BadInput
        For any other suffix, or a folder that cannot be written.
    """
    import plotly.graph_objects as go

    place = Path(folder)
    if suffix not in (*IMAGES, ".html", ".json"):
        raise BadInput("suffix", suffix, ".svg, .png, .pdf, .html or .json")
    shown = exhibits(result)
    figures = [
        go.Figure(x.figure).update_layout(meta={"about": [x.caption, *who(result), INTENDED_USE]})
        for x in shown
    ]
    paths = [place / f"figure{f'-{x.key}' if i else ''}{suffix}" for i, x in enumerate(shown)]
    if suffix not in IMAGES:
        return [save_figure(f, path) for f, path in zip(figures, paths, strict=True)]
    images = images_of([with_about(f) for f in figures], suffix, asked=str(place))
    return [write_whole(path, image) for path, image in zip(paths, images, strict=True)]
