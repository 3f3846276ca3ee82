"""A fault of ours: the caller learns that there was one, a file keeps what it was."""

from __future__ import annotations

import secrets
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from troche.errors import TrocheError
from troche.web.problems import answer_of

__all__ = ["BugCatch", "keep_trace"]

_MOST_FILES: Final = 50


def keep_trace(error: BaseException, doing: str, home: Path) -> str:
    """Write a trace to a file of the folder ``bugs``, and return the file's name.

    Parameters
    ----------
    error
        What nobody expected.
    doing
        What was asked for: method and path, never what came with them.
    home
        Folder of the server. Of its traces the newest fifty are kept.
    """
    folder = home / "bugs"
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}.txt"
    # A full disk must not turn the answer into another fault.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(traceback.format_exception(error))
        (folder / name).write_text(f"{doing}\n\n{text}", encoding="utf-8", errors="replace")
        for old in sorted(folder.glob("*.txt"))[:-_MOST_FILES]:
            old.unlink(missing_ok=True)
    return name


class BugCatch:
    """Answers 500 in the one shape where anything unexpected is raised.

    Parameters
    ----------
    app
        What is behind.
    home
        Where traces are kept.
    """

    def __init__(self, app: ASGIApp, home: Path) -> None:
        self._app = app
        self._home = home

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            name = keep_trace(error, f"{scope['method']} {scope['path']!r}", self._home)
            if begun:
                return  # too late for another answer; the server cuts this one off
            found = f"a fault of ours ({type(error).__name__})"
            fault = TrocheError("troche", found, f"nothing; the trace is in bugs/{name}")
            await answer_of(Request(scope), fault)(scope, receive, send)
