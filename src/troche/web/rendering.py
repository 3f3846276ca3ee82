"""Pages from templates: what every page has, and what each one brings."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import url_quote
from starlette.requests import Request

from troche.report.prose import INTENDED_USE
from troche.report.sources import safe_link

__all__ = ["PAGES", "page"]

PAGES: Final = (
    ("explore", "/explore", "Explore", "Build a regimen by hand and watch what follows"),
    ("compare", "/compare", "Compare", "Run a study of several regimens in virtual patients"),
    ("claims", "/claims", "Claims", "What is claimed for small doses, and what speaks for it"),
    ("evidence", "/evidence", "Evidence", "The published rows, with filters and forest plots"),
    ("validation", "/validation", "Validation", "How well the model predicts studies left out"),
    ("plain", "/plain", "In plain words", "What is known and not known, for anyone"),
)
"""Key, address, name and purpose of the pages in the navigation."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("troche.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["safe_link"] = safe_link
    environment.filters["heading"] = _heading
    environment.filters["address"] = lambda name: url_quote(str(name))
    return environment


def _heading(name: str) -> str:
    """Return the name of a table as a heading; PK and PKPD are not written Pk and Pkpd."""
    said = name[:1].upper() + name[1:]
    first, space, rest = said.partition(" ")
    return f"{first.upper()}{space}{rest}" if first in ("Pk", "Pkpd") else said


def page(
    request: Request, template: str, *, here: str = "", status: int = 200, **content: Any
) -> HTMLResponse:
    """Return a page.

    Parameters
    ----------
    request
        Whose answer it is.
    template
        Name of the file in ``templates``.
    here
        Key of the page in `PAGES`, which the navigation marks.
    status
        Of the answer.
    **content
        What the template shows.
    """
    text = (
        _environment()
        .get_template(template)
        .render(
            pages=PAGES,
            here=here,
            intended_use=INTENDED_USE,
            version=version("troche"),
            path=request.scope["path"],
            for_others=request.app.state.settings.for_others,
            **content,
        )
    )
    return HTMLResponse(text, status_code=status)
