"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

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
    """

    upload_bytes: int = 200_000
    patients: int = 20_000
    regimens: int = 12
    weeks: float = 104.0
    waiting: int = 20


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
    limits
        See `Limits`.
    """

    home: Path
    host: str = LOOPBACK
    port: int = 8765
    token: str | None = None
    limits: Limits = field(default_factory=Limits)
