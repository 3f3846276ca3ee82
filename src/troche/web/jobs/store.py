"""Runs on disk: a folder each, whose record is replaced in one move.

::

    home/runs/ID/
        study.yaml     the text as it was submitted
        state.json     the record
        results/       what `troche compare` writes, once all of it is there
        extras/        a document and images, where the extra `report` is there
        results.partial/   finished parts, from which a stopped run goes on

A caller never names a folder: it names a run, which is looked up among those known.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from troche.engine.parts import MANIFEST
from troche.web.jobs.refusals import NoRoom
from troche.web.jobs.state import Fault, Run, State, now

__all__ = ["EXTRAS", "RESULTS", "STUDY", "Store"]

STUDY: Final = "study.yaml"
RESULTS: Final = "results"
EXTRAS: Final = "extras"
_STATE: Final = "state.json"
_NAME: Final = re.compile(r"[0-9a-f]{24}")
_FULL: Final = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)


class Store:
    """The runs of one server.

    Parameters
    ----------
    home
        The server's folder; made if it is not there.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "runs"

    def folder_of(self, run: Run) -> Path:
        """Return the folder of a run that is known."""
        return self.folder / run.id

    def new(self, title: str, patients: int, regimens: int, weeks: float, text: bytes) -> Run:
        """Make the folder of a new run, and return its record.

        Raises
        ------
        troche.web.jobs.refusals.NoRoom
            If it cannot be written.
        """
        run = Run(
            id=secrets.token_hex(12),
            title=title,
            patients=patients,
            regimens=regimens,
            weeks=weeks,
            state=State.QUEUED,
            submitted=now(),
        )
        folder = self.folder_of(run)
        with _written():
            try:
                folder.mkdir(parents=True)
                (folder / STUDY).write_bytes(text)
                self._write(run)
            except OSError:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        return run

    def save(self, run: Run) -> None:
        """Write the record of a run, whole or not at all.

        Raises
        ------
        troche.web.jobs.refusals.NoRoom
            If it cannot be written; the older record stays.
        """
        with _written():
            self._write(run)

    def _write(self, run: Run) -> None:
        place = self.folder_of(run) / _STATE
        waiting = place.with_suffix(".tmp")
        with waiting.open("w", encoding="utf-8") as stream:
            stream.write(run.model_dump_json(indent=1))
            stream.flush()
            os.fsync(stream.fileno())
        waiting.replace(place)

    def all(self) -> list[Run]:
        """Return every run, oldest first; one with a broken record as failed."""
        with _written():
            self.folder.mkdir(parents=True, exist_ok=True)
        names = [item.name for item in self.folder.iterdir() if item.is_dir()]
        runs = [self._read(name) for name in names if _NAME.fullmatch(name)]
        return sorted(runs, key=lambda run: (run.submitted, run.id))

    def _read(self, name: str) -> Run:
        place = self.folder / name / _STATE
        try:
            run = Run.model_validate_json(place.read_bytes())
            if run.id == name:
                return run
        except (OSError, ValidationError):
            pass
        fault = Fault(
            code="broken-record",
            where="the record of this run",
            found="a file that cannot be read",
            allowed="the record that the server wrote; the run can be deleted",
        )
        return Run(
            id=name,
            title="A run whose record is broken",
            patients=0,
            regimens=0,
            weeks=0,
            state=State.FAILED,
            submitted=now(),
            message="Its record cannot be read. It can be deleted.",
            error=fault,
        )

    def text_of(self, run: Run) -> str:
        """Return the study as it was submitted; empty where it is lost."""
        with suppress(OSError):
            return (self.folder_of(run) / STUDY).read_text("utf-8-sig", errors="replace")
        return ""

    def is_whole(self, run: Run) -> bool:
        """Return whether all results of a run are there."""
        return (self.folder_of(run) / RESULTS / MANIFEST).is_file()

    def remove(self, run: Run) -> None:
        """Remove the folder of a run; it is gone from the list before its files go."""
        folder = self.folder_of(run)
        gone = folder.with_name(f"{folder.name}.gone")
        with _written(), suppress(FileNotFoundError):
            folder.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def tidy(self) -> None:
        """Remove what a stopped server was about to remove."""
        for left in self.folder.glob("*.gone"):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        found = "a full disk" if error.errno in _FULL else (error.strerror or "an error")
        raise NoRoom(
            "the server's folder of runs", found, "room for one more; delete older runs"
        ) from error
