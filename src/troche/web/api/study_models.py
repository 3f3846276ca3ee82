"""What the API says of studies and their runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from troche.web.jobs.queue import Jobs
from troche.web.jobs.state import Fault, Run, State

__all__ = ["Checked", "FileLine", "Refused", "RunList", "RunState", "Submission", "Submitted"]


class Submission(BaseModel):
    """A study: as the text of a study file, or as its keys."""

    model_config = ConfigDict(extra="forbid")

    yaml: str | None = Field(default=None, description="Text of a study file (YAML).")
    study: dict[str, Any] | None = Field(
        default=None, description="The keys of a study file: study, patients, weeks, regimens, …"
    )


class Submitted(BaseModel):
    """A run that was put in the queue."""

    id: str
    location: str = Field(description="Where its state is.")
    page: str = Field(description="Its page for people.")


class RunState(BaseModel):
    """How a run stands."""

    id: str
    title: str
    state: State
    patients: int = Field(description="Virtual patients.")
    regimens: int = Field(description="How many regimens are compared.")
    weeks: float = Field(description="Horizon in weeks.")
    submitted: datetime
    started: datetime | None
    ended: datetime | None
    place: int = Field(description="Place among those that wait, from 1; 0 where it does not.")
    progress: float = Field(ge=0, le=1, description="Share of the computation that is done.")
    done: int = Field(description="Parts that are computed.")
    total: int = Field(description="Parts in all; 0 before it has started.")
    seconds_left: float | None = Field(description="Estimated; null where it is not known.")
    message: str = Field(description="One sentence on how it stands.")
    stopping: bool = Field(description="Whether it was told to stop and has not yet.")
    error: Fault | None = Field(description="Why it failed.")

    @classmethod
    def of(cls, run: Run, jobs: Jobs) -> RunState:
        """Return how a run stands now."""
        known = run.model_dump(include=set(cls.model_fields) & set(Run.model_fields))
        return cls(**known, place=jobs.place_of(run), progress=round(run.share, 4))


class RunList(BaseModel):
    """Every run, newest first."""

    runs: list[RunState]


class RegimenLine(BaseModel):
    """A regimen of a study."""

    name: str
    text: str = Field(description="As it was written.")
    canonical: str = Field(description="With every default stated.")


class Checked(BaseModel):
    """A study that can be run, and how large it is."""

    title: str
    population: str
    patients: int
    draws: int = Field(description="Possible truths that the patients carry; 0: typical values.")
    seed: int
    weeks: float
    beside: str
    mood: bool | str
    harm: bool
    regimens: list[RegimenLine]
    seconds: float = Field(description="Estimated; depends on the machine.")
    study: dict[str, Any] = Field(description="The keys of its study file, as they were written.")
    yaml: str = Field(description="The text of its study file.")


class FileLine(BaseModel):
    """A file of a finished run."""

    name: str
    what: str
    kind: str = Field(description="Media type.")
    bytes: int
    location: str


class Refused(BaseModel):
    """Why a request was refused."""

    error: Fault
