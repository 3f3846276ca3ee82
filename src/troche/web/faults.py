"""What a server refuses: the shape of every other error, each with its HTTP status.

::

    TrocheError           what the layers below raise: 422 for bad input, else 500
    └── Fault
        ├── NotFound          404  a name or an address that nothing has
        ├── NotAllowed        405  a method that an address does not take
        ├── BadRequest        400  a request that cannot be read
        ├── WrongHost         400  a host name that is not the server's
        ├── NoToken           401  no token, or a wrong one
        ├── Forbidden         403  a request that another site's page sent
        ├── TooSlow           408  a body that did not come in time
        ├── TooLarge          413  more than one request may bring
        ├── WrongContent      415  a body of a kind that is not read
        ├── TooMany           429  too often in too short a time
        └── Busy              503  no room now; worth another try
"""

from __future__ import annotations

from typing import ClassVar

from troche.errors import BadInput, MissingExtra, TrocheError

__all__ = [
    "BadRequest",
    "Busy",
    "Fault",
    "Forbidden",
    "NoToken",
    "NotAllowed",
    "NotFound",
    "TooLarge",
    "TooMany",
    "TooSlow",
    "WrongContent",
    "WrongHost",
    "status_of",
]


class Fault(TrocheError):
    """A request that the server refuses.

    Parameters
    ----------
    where, found, allowed, meant
        As in `troche.errors.TrocheError`.
    retry_after
        Seconds after which another try is worth it; None where it is not a matter of time.

    Examples
    --------
    >>> fault = NotFound("claim", "relief", "a claim of the list", "relief-within-days")
    >>> fault.status, fault.as_dict()["code"]
    (404, 'not-found')
    """

    code = "refused"
    exit_code = 2
    status: ClassVar[int] = 400

    def __init__(
        self,
        where: str,
        found: object,
        allowed: str,
        meant: str = "",
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(where, found, allowed, meant)
        self.retry_after = retry_after


class BadRequest(Fault):
    """A request that cannot be read."""

    code = "bad-request"


class WrongHost(Fault):
    """A host name under which this server does not answer."""

    code = "wrong-host"


class NoToken(Fault):
    """No token, or a wrong one."""

    code = "no-token"
    status = 401


class Forbidden(Fault):
    """A request that a page of another site sent."""

    code = "forbidden"
    status = 403


class NotFound(Fault):
    """A name or an address that nothing has."""

    code = "not-found"
    status = 404


class NotAllowed(Fault):
    """A method that an address does not take."""

    code = "not-allowed"
    status = 405


class TooSlow(Fault):
    """A body that did not come in time."""

    code = "too-slow"
    status = 408


class TooLarge(Fault):
    """More than one request may bring."""

    code = "too-large"
    status = 413


class WrongContent(Fault):
    """A body of a kind that is not read."""

    code = "wrong-content"
    status = 415


class TooMany(Fault):
    """Too often in too short a time."""

    code = "too-many"
    status = 429


class Busy(Fault):
    """No room now; another try is worth it."""

    code = "busy"
    status = 503


def status_of(error: TrocheError) -> int:
    """Return the HTTP status with which an error is answered.

    Examples
    --------
    >>> from troche.errors import RegimenError
    >>> status_of(RegimenError("word 3", "ketamin", "a drug"))
    422
    """
    if isinstance(error, Fault):
        return error.status
    if isinstance(error, BadInput):
        return 422
    return 503 if isinstance(error, MissingExtra) else 500
