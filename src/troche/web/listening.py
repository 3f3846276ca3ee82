"""Where the server listens: the one place that opens a socket, and only to listen."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from typing import Final

from troche.errors import BadInput

__all__ = ["address_of", "is_loopback", "listen"]

_TRIED: Final = 50


def is_loopback(host: str) -> bool:
    """Return whether an address can be reached from this machine alone.

    Examples
    --------
    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0")]
    [True, True, True, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def address_of(host: str, port: int) -> str:
    """Return the address for a browser.

    Examples
    --------
    >>> address_of("127.0.0.1", 8765), address_of("::1", 80), address_of("0.0.0.0", 1234)
    ('http://127.0.0.1:8765/', 'http://[::1]/', 'http://127.0.0.1:1234/')
    """
    named = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    name = f"[{named}]" if ":" in named else named
    return f"http://{name}/" if port == 80 else f"http://{name}:{port}/"


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Parameters
    ----------
    host
        A number, or a name that this machine knows.
    port
        0 takes any that is free.

    Raises
    ------
    troche.errors.BadInput
        If the address is not this machine's, or the port is taken: the message names the
        next that is free.
    """
    try:
        (family, kind, protocol, _, address), *_ = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError:
        raise BadInput("--host", host, "an address of this machine, such as 127.0.0.1") from None
    found = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere this would share a port that is taken
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        found.bind(address)
        found.listen(1024)
    except OSError as error:
        found.close()
        raise _refused(error, host, port) from None
    return found


def _refused(error: OSError, host: str, port: int) -> BadInput:
    if error.errno == errno.EADDRINUSE:
        free = _next_free(host, port)
        return BadInput("--port", f"{port}, taken", "a port that is free", f"--port {free}")
    if error.errno == errno.EACCES:
        return BadInput("--port", f"{port}, which needs the system's leave", "1024 to 65535")
    return BadInput("--host", host, "an address of this machine, such as 127.0.0.1")


def _next_free(host: str, port: int) -> int:
    """Return the next port that nothing listens on; 0, any, where none is near."""
    for other in range(port + 1, min(port + 1 + _TRIED, 65_536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            try:
                probe.bind((host, other))
            except OSError:
                continue
            return other
    return 0
