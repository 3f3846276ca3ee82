"""Under which names the server answers: a name of another site that leads here is refused.

A page of another site can let its own name point at this machine (DNS rebinding); the browser
then takes the two for one site. Such a request carries the other site's name as its host.
"""

from __future__ import annotations

import ipaddress
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from troche.web.faults import WrongHost
from troche.web.problems import answer_of
from troche.web.settings import Settings

__all__ = ["HostCheck", "allowed_hosts", "answers_to"]

_LOCAL: Final = ("127.0.0.1", "localhost", "[::1]")


def allowed_hosts(settings: Settings) -> tuple[str, ...]:
    """Return the hosts, as the header writes them, under which the server answers.

    Examples
    --------
    >>> from pathlib import Path
    >>> allowed_hosts(Settings(Path("."), port=80))[:2]
    ('127.0.0.1:80', '127.0.0.1')
    """
    own = f"[{settings.host}]" if ":" in settings.host else settings.host
    names = dict.fromkeys([*_LOCAL, own.lower()])
    hosts = []
    for name in names:
        hosts.append(f"{name}:{settings.port}")
        if settings.port == 80:
            hosts.append(name)
    return (*hosts, *(name.lower() for name in settings.allow_hosts))


def answers_to(host: str, settings: Settings) -> bool:
    """Return whether a server answers under a host.

    Parameters
    ----------
    host
        As the header has it.
    settings
        Of the server. Where it listens at every address of the machine, it answers to any
        number with its port: only names can be turned by another site.

    Examples
    --------
    >>> from pathlib import Path
    >>> settings = Settings(Path("."), port=8765)
    >>> answers_to("localhost:8765", settings), answers_to("evil.example:8765", settings)
    (True, False)
    """
    asked = host.lower()
    if asked in allowed_hosts(settings):
        return True
    name, _, port = asked.rpartition(":")
    if name in (other.lower() for other in settings.allow_hosts) and port.isdigit():
        return True
    return (
        settings.host in ("0.0.0.0", "::")
        and port == str(settings.port)
        and _is_number(name.removeprefix("[").removesuffix("]"))
    )


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class HostCheck:
    """Refuses requests for a host that is not this server.

    Parameters
    ----------
    app
        What is behind.
    settings
        Where the server listens.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        host = hosts[0].decode("latin-1") if len(hosts) == 1 else ""
        if answers_to(host, self._settings):
            await self._app(scope, receive, send)
            return
        allowed = f"{', '.join(allowed_hosts(self._settings))}; others by --allow-host"
        fault = WrongHost("host", host or "none, or several", allowed)
        await answer_of(Request(scope), fault)(scope, receive, send)
