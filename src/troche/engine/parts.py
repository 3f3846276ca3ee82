"""Parts of a run on disk: each whole or absent, so that a stopped run resumes.

While a run goes on, its folder is called ``NAME.partial`` and holds one file for each
finished task. A file is written under another name and renamed; the folder gets its own
name only when everything in it is there. A killed run leaves nothing that looks whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from troche.engine.lock import Lock
from troche.errors import StudyError

__all__ = ["MANIFEST", "Parts"]

Columns = Mapping[str, Any]

MANIFEST = "manifest.json"
"""File of a finished folder; its ``files`` name everything else that the run wrote."""

_LOCK = "lock.tmp"
"""Ends as what an unfinished run holds: no manifest names it."""


class Parts:
    """The partial folder of one run.

    Parameters
    ----------
    folder
        Where the results will be; the parts are beside it.
    identity
        What makes the run the same run (specification, versions, data): parts of another
        one are thrown away.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self.folder = folder.resolve()
        if not self.folder.name:
            raise StudyError(str(folder), "the root of the file system", "a folder of its own")
        self.partial = self.folder.with_name(self.folder.name + ".partial")
        self._identity = identity
        self._lock = Lock(self.partial / _LOCK)

    def open(self) -> int:
        """Make the partial folder, or take up that of a stopped run; return its parts.

        Raises
        ------
        troche.errors.StudyError
            If the folder cannot be written, another run writes there, or one of that name
            holds anything that no run of troche has put there: it would be lost.
        """
        self._refuse_what_is_not_ours()
        with self.writing():
            self.partial.mkdir(parents=True, exist_ok=True)
            self._lock.take()
            marker = self.partial / "run.json"
            if marker.exists() and _read(marker).get("identity") != self._identity:
                self._empty()
            if not marker.exists():
                waiting = self.partial / "run.tmp"
                waiting.write_text(json.dumps({"identity": self._identity}))
                waiting.rename(marker)
            return len(list(self.partial.glob("*.npz")))

    def close(self) -> None:
        """Let another run in; the parts stay."""
        self._lock.release()

    def _empty(self) -> None:
        for item in self.partial.iterdir():
            if item.is_dir() and not item.is_symlink():
                shutil.rmtree(item)
            elif item.name != _LOCK:
                item.unlink()

    def _refuse_what_is_not_ours(self) -> None:
        allowed = "a new folder, or one that holds a result of troche and nothing else"
        if self.folder.exists():
            if not self.folder.is_dir():
                raise StudyError(str(self.folder), "a file", allowed)
            if Path.cwd().is_relative_to(self.folder):
                raise StudyError(str(self.folder), "the folder in which this runs", allowed)
            manifest = _read(self.folder / MANIFEST)
            files = manifest.get("files") if "troche" in manifest else None
            ours = {MANIFEST, _LOCK, *files} if isinstance(files, list) else set()
            self._refuse(self.folder, ours, allowed)
        if self.partial.exists() and not (self.partial / "run.json").exists():
            self._refuse(
                self.partial, {"run.tmp", _LOCK}, "no folder of that name, or a stopped run's"
            )

    @staticmethod
    def _refuse(folder: Path, ours: set[str], allowed: str) -> None:
        foreign = sorted(item.name for item in folder.iterdir() if item.name not in ours)
        if foreign:
            more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
            raise StudyError(str(folder), f"{', '.join(foreign[:3])}{more}", allowed)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Turn what the file system refuses into one message."""
        try:
            yield
        except OSError as error:
            place = str(error.filename or self.partial)
            allowed = "a folder that can be written, with room in it"
            raise StudyError(place, error.strerror or str(error), allowed) from error

    def has(self, name: str) -> bool:
        """Return whether the part is there, whole."""
        return (self.partial / f"{name}.npz").exists()

    def save(self, name: str, columns: Columns) -> None:
        """Write one part."""
        waiting = self.partial / f"{name}.tmp"
        with self.writing():
            with waiting.open("wb") as stream:
                np.savez(stream, **columns)
            waiting.rename(self.partial / f"{name}.npz")

    def read(self, name: str, *prefixes: str) -> dict[str, Any]:
        """Return the columns of one part whose names begin with one of `prefixes`; all if none."""
        with np.load(self.partial / f"{name}.npz", allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files if key.startswith(prefixes or "")}

    def finish(self) -> None:
        """Throw the parts away and give the folder its name, in place of an older one."""
        with self.writing():
            for part in [*self.partial.glob("*.npz"), *self.partial.glob("*.tmp")]:
                if part.name != _LOCK:
                    part.unlink()
            (self.partial / "run.json").unlink(missing_ok=True)
            older = self.folder.with_name(f"{self.folder.name}.replaced-{os.getpid()}")
            if self.folder.exists():
                self.folder.rename(older)
            if os.name == "nt":  # where a folder with an open file cannot be moved
                self.close()
            self.partial.rename(self.folder)
            self._lock.release(self.folder / _LOCK)
            if older.exists():
                shutil.rmtree(older)


def _read(file: Path) -> dict[str, Any]:
    """Return what a JSON file holds; nothing if it is not there, or broken off."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
