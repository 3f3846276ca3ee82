"""The drawing library as text, without the address of any outside service.

The vendored part of plotly.js draws lines, bars and marks on flat axes, which is all that our
figures use; with maps and volumes it would be three times as long. It names servers of charts
that it could ask. Ours never asks: the addresses are taken out, and a content policy in every
page forbids the browser any request.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

__all__ = ["content_policy", "embedded", "plotly_library", "report_script", "text_of"]

_SERVICES: Final = re.compile(
    r"https?://(?:[\w-]+\.)*(?:plot\.ly|plotly\.com|arcgisonline\.com|cartocdn\.com|icgc\.cat"
    r"|openmaptiles\.org|openstreetmap\.org|jsdelivr\.net|maplibre\.org|mapbox\.com)"
)


@cache
def plotly_library() -> str:
    """Return the JavaScript that draws figures, to be put into a page once."""
    library = files("troche.report") / "vendored" / "plotly-cartesian.min.js"
    return _SERVICES.sub("about:blank", library.read_text(encoding="utf-8"))


def report_script() -> str:
    """Return what draws the figures of a page: what narrows them on a phone, and the rest."""
    return text_of("narrow.js") + text_of("report.js")


def text_of(name: str) -> str:
    """Return a file of the templates' folder."""
    return (files("troche.report") / "templates" / name).read_text(encoding="utf-8")


def embedded(value: Any) -> str:
    r"""Return JSON that may stand inside a script element, whatever its words are.

    Examples
    --------
    >>> embedded({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def content_policy(scripts: Iterable[str]) -> str:
    """Return a content policy under which these scripts run and nothing else does.

    Parameters
    ----------
    scripts
        The whole text of every inline script of the page.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
