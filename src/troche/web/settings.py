"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from troche.web.listening import is_loopback

__all__ = ["LOOPBACK", "Limits", "Settings"]

LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True)
class Limits:
    """What one request may ask for; more is refused in words.

    Parameters
    ----------
    upload_bytes
        Of a study file.
    patients
        Virtual patients of a study.
    regimens
        Of a study.
    weeks
        Horizon of a study.
    waiting
        Runs that may wait at once.
    upload_seconds
        For all of what a request brings.
    json_depth
        Levels of brackets.
    at_once
        Requests under way at once.
    wait_seconds
        For what is computed once, such as the claims, before a caller is told to come back.
    patient_draws
        Patients times possible truths of a study.
    patient_weeks
        Patients times regimens times weeks of a study.
    kept
        Runs that may lie on disk at once.
    running
        Runs computed at once.
    listeners
        Callers that may follow runs at once.
    grace_seconds
        Between telling a run to stop and stopping it.
    """

    upload_bytes: int = 200_000
    patients: int = 20_000
    regimens: int = 12
    weeks: float = 104.0
    waiting: int = 20
    upload_seconds: float = 15.0
    json_depth: int = 16
    at_once: int = 100
    wait_seconds: float = 20.0
    patient_draws: int = 4_000_000
    patient_weeks: float = 5_000_000
    kept: int = 500
    running: int = 1
    listeners: int = 40
    grace_seconds: float = 10.0

    @property
    def body_bytes(self) -> int:
        """Of a whole request: a file, and what is wrapped around it."""
        return self.upload_bytes + 65_536


@dataclass(frozen=True)
class Settings:
    """What a server is told when it starts.

    Parameters
    ----------
    home
        Folder in which runs are kept.
    host, port
        Where it listens.
    token
        What a caller must show; none on loopback.
    allow_hosts
        Further names under which it answers, such as that of a machine in front of it.
    log
        Whether a line for each request is written to standard error.
    limits
        See `Limits`.
    """

    home: Path
    host: str = LOOPBACK
    port: int = 8765
    token: str | None = field(default=None, repr=False)
    allow_hosts: tuple[str, ...] = ()
    log: bool = False
    limits: Limits = field(default_factory=Limits)

    @property
    def for_others(self) -> bool:
        """Whether others can reach the server: over the network, or by a server before it.

        Examples
        --------
        >>> Settings(Path(".")).for_others, Settings(Path("."), host="0.0.0.0").for_others
        (False, True)
        """
        return bool(self.allow_hosts) or not is_loopback(self.host)
