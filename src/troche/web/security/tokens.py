"""The token: compared in constant time, kept out of addresses and logs, few wrong tries."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

__all__ = ["SHORTEST", "Failures", "Sessions", "same_token"]

SHORTEST: Final = 20
"""Characters of a token; fewer can be guessed."""

_HOURS: Final = 12
_TRIES: Final = 5
_WINDOW: Final = 60.0
_MOST_CALLERS: Final = 1000


def same_token(shown: str, token: str) -> bool:
    """Return whether two tokens are one, in a time that does not tell how alike they are.

    Examples
    --------
    >>> same_token("x" * 20, "x" * 20), same_token("", "x" * 20)
    (True, False)
    """
    return hmac.compare_digest(shown.encode("utf-8", "replace"), token.encode("utf-8", "replace"))


class Sessions:
    """What a browser keeps in place of the token: a date, signed with a key made of the token.

    A session outlives a restart of the server with the same token, and ends with the token.

    Parameters
    ----------
    token
        Of the server.
    now
        The time in s.

    Examples
    --------
    >>> sessions = Sessions("x" * 20)
    >>> sessions.holds(sessions.open()), sessions.holds("9999999999.a.b")
    (True, False)
    """

    seconds: Final = _HOURS * 3600
    name: Final = "troche_session"

    def __init__(self, token: str, now: Callable[[], float] = time.time) -> None:
        self._key = hmac.digest(token.encode(), b"troche session", "sha256")
        self._now = now

    def open(self) -> str:
        """Return the value of a new session's cookie."""
        said = f"{int(self._now()) + self.seconds}.{secrets.token_urlsafe(12)}"
        return f"{said}.{self._signed(said)}"

    def holds(self, value: str) -> bool:
        """Return whether a cookie is one of ours and not over."""
        said, _, signature = value.rpartition(".")
        if not same_token(signature, self._signed(said)):
            return False
        end = said.partition(".")[0]
        return end.isascii() and end.isdigit() and int(end) > self._now()

    def _signed(self, said: str) -> str:
        return hmac.digest(self._key, said.encode("utf-8", "replace"), "sha256").hex()


class Failures:
    """Wrong tokens by caller: after five within a minute, no further is looked at.

    Parameters
    ----------
    now
        A clock in s that never goes back.

    Examples
    --------
    >>> failures = Failures()
    >>> for _ in range(5):
    ...     failures.add("10.0.0.7")
    >>> failures.wait("10.0.0.7") > 0, failures.wait("10.0.0.8")
    (True, 0)
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._times: OrderedDict[str, list[float]] = OrderedDict()

    def add(self, caller: str) -> None:
        """Note a wrong token."""
        times = [*self._recent(caller), self._now()]
        self._times[caller] = times[-_TRIES:]
        self._times.move_to_end(caller)
        while len(self._times) > _MOST_CALLERS:
            self._times.popitem(last=False)

    def wait(self, caller: str) -> int:
        """Return the seconds for which a caller is refused; 0 where it is not."""
        times = self._recent(caller)
        if len(times) < _TRIES:
            return 0
        return max(1, round(times[0] + _WINDOW - self._now()))

    def _recent(self, caller: str) -> list[float]:
        since = self._now() - _WINDOW
        return [t for t in self._times.get(caller, ()) if t > since]
