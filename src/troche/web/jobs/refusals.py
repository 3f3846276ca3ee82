"""Why a run cannot be had; what is missing or malformed has its fault in `troche.web.faults`."""

from __future__ import annotations

from troche.web.faults import Fault, TooMany

__all__ = ["NoRoom", "NotNow", "QueueFull", "TooMuch"]


class TooMuch(Fault):
    """A study larger than this server runs."""

    code = "too-much"
    status = 422


class QueueFull(TooMany):
    """As many runs wait, lie on disk or are followed as this server allows."""

    code = "queue-full"


class NotNow(Fault):
    """The run is in a state in which this cannot be done."""

    code = "wrong-state"
    status = 409


class NoRoom(Fault):
    """The disk took no more."""

    code = "no-room"
    status = 507
