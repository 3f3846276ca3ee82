"""A run's process as the server sees it: started, listened to, stopped."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

__all__ = ["Ended", "Process"]

Ended = tuple[int, dict[str, Any]]
"""Exit code and last word of a process."""


_LONGEST_WORD: Final = 1 << 20
"""Bytes of one word: an error quotes what it found, which may be long."""


class Process:
    """The process of one run.

    Parameters
    ----------
    folder
        Of the run.
    heard
        Called with each word on progress.
    """

    def __init__(self, folder: Path, heard: Callable[[dict[str, Any]], None]) -> None:
        self._folder = folder
        self._heard = heard
        self._process: asyncio.subprocess.Process | None = None
        self._stopping: asyncio.Task[None] | None = None
        self._grace: float | None = None

    async def run(self) -> Ended:
        """Start, listen to the end, and return how it ended."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "troche.web.jobs.work", str(self._folder),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LONGEST_WORD,
            # A key pressed in the server's terminal stops the server, which stops this.
            **_apart(),
        )  # fmt: skip
        self._process = process
        if self._grace is not None:  # told to stop before it had started
            self.stop(self._grace)
        last: dict[str, Any] = {}
        try:
            assert process.stdout is not None
            async for line in process.stdout:
                with suppress(ValueError):
                    word = json.loads(line)
                    if isinstance(word, dict):
                        last = word
                        self._heard(word)
            return await process.wait(), last
        finally:
            if process.returncode is None:
                process.kill()
            if self._stopping is not None:
                self._stopping.cancel()

    def stop(self, grace: float) -> None:
        """Tell the process to stop, and stop it after a time of grace.

        Parameters
        ----------
        grace : s
            How long it may take by itself.
        """
        self._grace = grace
        if self._stopping is None and self._process is not None:
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._stopping = asyncio.create_task(self._kill_after(self._process, grace))

    @staticmethod
    async def _kill_after(process: asyncio.subprocess.Process, grace: float) -> None:
        await asyncio.sleep(grace)
        with suppress(ProcessLookupError):
            process.kill()


def _apart() -> dict[str, Any]:
    if os.name == "nt":
        import subprocess

        return {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    return {"start_new_session": True}
