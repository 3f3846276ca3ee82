"""Files of the pages: from the package alone, compressed once, asked for again only if changed."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from troche.errors import nearest
from troche.report.library import plotly_library, text_of
from troche.web.faults import NotFound

__all__ = ["StaticFile", "router", "static_file", "static_names"]

_KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
_COMPRESSED: Final = (".css", ".js", ".mjs", ".svg", ".json", ".txt")
_SMALLEST: Final = 1000
_MADE: Final[dict[str, Callable[[], str]]] = {
    "narrow.js": lambda: text_of("narrow.js"),
    "vendored/plotly.js": plotly_library,
}
"""Files that are made rather than kept."""

_YEAR: Final = "public, max-age=31536000, immutable"
_ASK: Final = "no-cache"


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent.

    Parameters
    ----------
    kind
        Its content type.
    content
        Its bytes.
    zipped
        The same, compressed; None where that is of no use.
    version
        A hash of the content.
    """

    kind: str
    content: bytes
    zipped: bytes | None
    version: str


def _root() -> Path:
    return Path(str(files("troche.web") / "static"))


@cache
def static_names() -> frozenset[str]:
    """Return the names of all files: no other name is ever looked up on the disk."""
    root = _root()
    kept = (p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    return frozenset([*kept, *_MADE])


def static_file(name: str) -> StaticFile:
    """Return a file.

    Raises
    ------
    troche.web.faults.NotFound
        If there is none of that name.

    Examples
    --------
    >>> static_file("app.css").kind
    'text/css; charset=utf-8'
    """
    if name not in static_names():
        raise NotFound("file", name, "a file of the pages", nearest(name, static_names()))
    if name in _MADE:
        return _read(name, 0, 0)
    stat = (_root() / name).stat()
    return _read(name, stat.st_mtime_ns, stat.st_size)


@cache
def _read(name: str, changed: int, size: int) -> StaticFile:
    del changed, size  # a file that changed is another entry
    made = _MADE.get(name)
    content = made().encode() if made else (_root() / name).read_bytes()
    suffix = Path(name).suffix
    small = suffix not in _COMPRESSED or len(content) < _SMALLEST
    return StaticFile(
        _KINDS.get(suffix, "application/octet-stream"),
        content,
        None if small else gzip.compress(content, 9, mtime=0),
        hashlib.sha256(content).hexdigest()[:20],
    )


router = APIRouter(include_in_schema=False)


@router.api_route("/static/{name:path}", methods=["GET", "HEAD"])
def static(request: Request, name: str) -> Response:
    """Return a file of the pages."""
    file = static_file(name)
    zipped = file.zipped if "gzip" in request.headers.get("accept-encoding", "") else None
    tag = f'"{file.version}{"-gzip" if zipped else ""}"'
    asked_by_version = request.query_params.get("v") == file.version
    headers = {
        "etag": tag,
        "cache-control": _YEAR if asked_by_version else _ASK,
        "vary": "accept-encoding",
    }
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or f"W/{tag}" in known:
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["content-encoding"] = "gzip"
    return Response(zipped or file.content, media_type=file.kind, headers=headers)
