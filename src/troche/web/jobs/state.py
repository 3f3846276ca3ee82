"""What is known of a run while it waits, runs and is over."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

__all__ = ["OVER", "RESUMABLE", "Fault", "Run", "State", "now"]


class State(StrEnum):
    """Where a run is on its way."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


OVER: Final = frozenset({State.DONE, State.FAILED, State.CANCELLED})
"""Nothing more happens by itself; an interrupted run goes on when the server is back."""

RESUMABLE: Final = frozenset({State.FAILED, State.CANCELLED, State.INTERRUPTED})


class Fault(BaseModel):
    """An error as every answer writes it."""

    model_config = ConfigDict(extra="ignore")

    code: str
    where: str
    found: str
    allowed: str
    meant: str = ""


class Run(BaseModel):
    """One run of a study.

    Parameters
    ----------
    id
        Random, made by the server.
    title, patients, regimens, weeks
        Of the study; `regimens` counts them.
    state
        See `State`.
    submitted, started, ended
        In universal time; `started` is that of the last start.
    done, total
        Parts of the computation.
    seconds_left : s
        Estimated from the parts of this start; None before the first is done.
    message
        One sentence for people.
    error
        Why it failed; None unless it did.
    stopping
        Whether it was told to stop and has not yet.
    """

    # A record may have been changed by hand: times without a zone could not be put in order.
    model_config = ConfigDict(extra="ignore", validate_assignment=True, allow_inf_nan=False)

    id: str
    title: str
    patients: int = Field(ge=0)
    regimens: int = Field(ge=0)
    weeks: float = Field(ge=0)
    state: State
    submitted: AwareDatetime
    started: AwareDatetime | None = None
    ended: AwareDatetime | None = None
    done: int = Field(default=0, ge=0)
    total: int = Field(default=0, ge=0)
    seconds_left: float | None = None
    message: str = ""
    error: Fault | None = None
    stopping: bool = False

    @property
    def share(self) -> float:
        """How much of the computation is done, 0 to 1."""
        if self.state is State.DONE:
            return 1.0
        return self.done / self.total if self.total else 0.0


def now() -> datetime:
    """Return the time, universal, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
