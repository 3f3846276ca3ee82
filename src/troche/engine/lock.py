"""One run at a time in a folder.

The lock is the operating system's, on an open file: it ends with the process, however
that ends, so that a file left behind holds nobody up. What stands in the file (process
and machine) is for the message alone.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import weakref
from contextlib import suppress
from pathlib import Path

from troche.errors import StudyError

__all__ = ["Lock"]


class Lock:
    """The right to write into a folder.

    Parameters
    ----------
    file
        Opened, locked, and removed again; its folder must be there.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._held: weakref.finalize[[int], Lock] | None = None

    def take(self) -> None:
        """Take the lock.

        Raises
        ------
        troche.errors.StudyError
            If another run has it; the message says which.
        OSError
            If the file cannot be opened.
        """
        while self._held is None:
            number = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o666)
            if not _locked(number):
                holder = _holder(number)
                os.close(number)
                raise StudyError(
                    str(self.file.parent),
                    f"another run that writes there ({holder})",
                    "one run at a time: wait for it, stop it, or name another folder",
                )
            # Whoever had it may have removed the file between our opening and our locking it.
            if _is_still(number, self.file):
                self._held = weakref.finalize(self, os.close, number)
                said = json.dumps({"pid": os.getpid(), "host": platform.node()})
                os.ftruncate(number, 0)
                os.write(number, said.encode())
            else:
                os.close(number)

    def release(self, file: Path | None = None) -> None:
        """Remove the file, which may have moved to `file`, and let others in."""
        if self._held is None:
            return
        held, self._held = self._held, None
        if os.name == "nt":  # where an open file cannot be removed
            held()
        with suppress(OSError):
            (file or self.file).unlink()
        held()


if sys.platform == "win32":

    def _locked(number: int) -> bool:
        import msvcrt

        # A byte far behind the text, which others may then read.
        os.lseek(number, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(number, 0, os.SEEK_SET)
        return True

else:

    def _locked(number: int) -> bool:
        import fcntl

        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _is_still(number: int, file: Path) -> bool:
    try:
        there = file.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(number), there)


def _holder(number: int) -> str:
    try:
        os.lseek(number, 0, os.SEEK_SET)
        said = json.loads(os.read(number, 1000))
        return f"process {int(said['pid'])} on {said['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "it has only begun"
