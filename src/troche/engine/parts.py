"""Parts of a run on disk: each whole or absent, so that a stopped run resumes.

While a run goes on, its folder is called ``NAME.partial`` and holds one file for each
finished task. A file is written under another name and renamed; the folder gets its own
name only when everything in it is there. A killed run leaves nothing that looks whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from troche.errors import StudyError

__all__ = ["Parts"]

Columns = Mapping[str, Any]


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
        self.folder = folder
        self.partial = folder.with_name(folder.name + ".partial")
        self._identity = identity

    def open(self) -> int:
        """Make the partial folder, or take up that of a stopped run; return its parts."""
        marker = self.partial / "run.json"
        if marker.exists() and json.loads(marker.read_text())["identity"] != self._identity:
            shutil.rmtree(self.partial)
        try:
            self.partial.mkdir(parents=True, exist_ok=True)
            if not marker.exists():
                marker.write_text(json.dumps({"identity": self._identity}))
        except OSError as error:
            place = str(self.partial)
            raise StudyError(place, error.strerror or "", "a folder that can be written") from error
        return len(list(self.partial.glob("*.npz")))

    def has(self, name: str) -> bool:
        """Return whether the part is there, whole."""
        return (self.partial / f"{name}.npz").exists()

    def save(self, name: str, columns: Columns) -> None:
        """Write one part."""
        waiting = self.partial / f"{name}.tmp"
        with waiting.open("wb") as stream:
            np.savez(stream, **columns)
        waiting.rename(self.partial / f"{name}.npz")

    def read(self, name: str, prefix: str = "") -> dict[str, Any]:
        """Return the columns of one part whose names begin with `prefix`."""
        with np.load(self.partial / f"{name}.npz", allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files if key.startswith(prefix)}

    def finish(self) -> None:
        """Throw the parts away and give the folder its name, in place of an older one."""
        for part in [*self.partial.glob("*.npz"), *self.partial.glob("*.tmp")]:
            part.unlink()
        (self.partial / "run.json").unlink(missing_ok=True)
        older = self.folder.with_name(self.folder.name + ".replaced")
        if self.folder.exists():
            self.folder.rename(older)
        self.partial.rename(self.folder)
        if older.exists():
            shutil.rmtree(older)
