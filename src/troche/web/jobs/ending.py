"""What the end of a process means for its run."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from troche.errors import Interrupted
from troche.web.jobs.state import Fault, State

__all__ = ["Ending", "ending"]


@dataclass(frozen=True)
class Ending:
    """How a run stands after its process."""

    state: State
    message: str = ""
    error: Fault | None = None


def ending(
    code: int, last: dict[str, Any], *, whole: bool, stopping: bool, closing: bool
) -> Ending:
    """Return how a run stands after its process.

    Parameters
    ----------
    code
        With which the process ended; below zero, minus the signal that ended it.
    last
        Its last word.
    whole
        Whether all results are there.
    stopping, closing
        Whether it was told to stop, by a person or because the server ends.

    Examples
    --------
    >>> ending(0, {"finished": True}, whole=True, stopping=False, closing=False).state.value
    'done'
    >>> ending(-9, {}, whole=False, stopping=True, closing=False).state.value
    'cancelled'
    """
    if whole:
        return Ending(State.DONE)
    if closing:
        return Ending(State.INTERRUPTED, "The server stopped; it goes on when it is back.")
    if stopping:
        return Ending(State.CANCELLED, "Cancelled. What was computed is kept: it can be resumed.")
    if isinstance(last.get("error"), dict):
        try:
            fault = Fault.model_validate(last["error"])
        except ValidationError:
            pass
        else:
            said = f"{fault.where}: found {fault.found}; allowed: {fault.allowed}."
            return Ending(State.FAILED, said, fault)
    if code == Interrupted.exit_code:
        return Ending(State.FAILED, "Its process was interrupted. It can be resumed.")
    found = f"its process ended with {code}"
    if code < 0:
        found = f"its process was ended by the system ({_name(-code)})"
    fault = Fault(
        code="process-ended",
        where="the run",
        found=found,
        allowed="an end of its own; where memory was short, a smaller study or resuming helps",
    )
    return Ending(State.FAILED, f"{found[:1].upper()}{found[1:]}. It can be resumed.", fault)


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
