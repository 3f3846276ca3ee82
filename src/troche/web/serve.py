"""Starting the server, and ending it without a word of complaint."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import FrameType
from typing import Final

import uvicorn

from troche.errors import BadInput
from troche.web.app import create_app
from troche.web.listening import address_of, is_loopback, listen
from troche.web.security.tokens import SHORTEST
from troche.web.settings import Settings

__all__ = ["serve"]

_LAST_WORDS: Final = 5
"""Seconds for requests that are under way when the server is told to end."""


def serve(settings: Settings, listening: Callable[[Settings, str], None] = lambda *_: None) -> None:
    """Serve until stopped by the keyboard or the system.

    Parameters
    ----------
    settings
        Where to listen, where runs are kept, what may be asked for. Port 0 takes a free one.
    listening
        Told when the server can be reached: the settings with the port that was taken, and
        the address for a browser.

    Raises
    ------
    troche.errors.BadInput
        If it may not listen there without a token, the token is too short, the port is taken,
        or the folder cannot be written.
    """
    _check(settings)
    with listen(settings.host, settings.port) as socket:
        settings = replace(settings, port=int(socket.getsockname()[1]))
        app = create_app(settings)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                ws="none",
                lifespan="on",
                timeout_graceful_shutdown=_LAST_WORDS,
            )
        )
        _log(settings)

        def stop(number: int, frame: FrameType | None) -> None:
            del number, frame
            server.should_exit = True

        # uvicorn raises a signal again once it has ended; it meets this, and the end is calm.
        for each in (signal.SIGINT, signal.SIGTERM):
            with suppress(ValueError):  # not the main thread: whoever has that one sees to it
                signal.signal(each, stop)
        listening(settings, address_of(settings.host, settings.port))
        with suppress(SystemExit):
            server.run(sockets=[socket])
        if app.state.fault_at_start is not None:
            raise app.state.fault_at_start


def _check(settings: Settings) -> None:
    token = settings.token
    if token is None and settings.for_others:
        make = f'TROCHE_TOKEN=$({_python()} -c "import secrets; print(secrets.token_urlsafe(32))")'
        allowed = f"a token beside it, since others could reach the server: export {make}"
        where, found = (
            ("--allow-host", settings.allow_hosts[0])
            if is_loopback(settings.host)
            else ("--host", settings.host)
        )
        raise BadInput(where, found, allowed)
    if token is not None and len(token) < SHORTEST:
        found = f"a token of {len(token)} characters"
        raise BadInput("token", found, f"at least {SHORTEST} characters that nobody can guess")
    if token is not None and not (token.isascii() and token.isprintable() and " " not in token):
        raise BadInput("token", "signs that no header can carry", "letters, digits and signs")
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = settings.home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        found = f"{settings.home} ({error.strerror or 'cannot be written'})"
        raise BadInput("--home", found, "a folder that can be written") from None


def _python() -> str:
    return "python" if sys.platform == "win32" else "python3"


def _log(settings: Settings) -> None:
    """Requests go to standard error where that was asked for; the server's own words nowhere."""
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn").propagate = False
    access = logging.getLogger("troche.web.access")
    access.propagate = False
    if settings.log:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
        access.addHandler(handler)
        access.setLevel(logging.INFO)
