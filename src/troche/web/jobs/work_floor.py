"""Runs at work: a process each, heard, recorded and brought to an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from troche.web.jobs.ending import ending
from troche.web.jobs.process import Process
from troche.web.jobs.refusals import NoRoom
from troche.web.jobs.state import OVER, Fault, Run, State, now
from troche.web.jobs.store import Store
from troche.web.security.bugs import keep_trace
from troche.web.settings import Settings

__all__ = ["WorkFloor"]

_SAVED_EVERY: Final = 1.0
"""Seconds between two records of progress on disk."""


class WorkFloor:
    """The processes of runs.

    Parameters
    ----------
    settings
        How many may work at once, and the time of grace.
    store
        Where runs are recorded.
    changed
        Called whenever anything is to be told of a run.
    freed
        Called when a process has ended, so that the next run may begin.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        changed: Callable[[], None],
        freed: Callable[[], None],
    ) -> None:
        self._home, self._limits = settings.home, settings.limits
        self._store, self._changed, self._freed = store, changed, freed
        self._processes: dict[str, Process] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._saved: dict[str, float] = {}
        self._closing = False

    def has(self, run: Run) -> bool:
        """Return whether a process works on a run."""
        return run.id in self._processes

    @property
    def takes_more(self) -> bool:
        """Whether another run may begin."""
        return not self._closing and len(self._processes) < self._limits.running

    def begin(self, run: Run) -> None:
        """Start the process of a run."""
        self._processes[run.id] = Process(
            self._store.folder_of(run), lambda word: self._hear(run, word)
        )
        self._tasks[run.id] = asyncio.get_running_loop().create_task(self._work(run))

    def stop(self, run: Run, grace: float | None = None) -> None:
        """Tell the process of a run to stop.

        Parameters
        ----------
        run
            One that a process works on.
        grace : s
            How long it may take; that of the settings by default.
        """
        self._processes[run.id].stop(self._limits.grace_seconds if grace is None else grace)

    async def gone(self, run: Run) -> None:
        """Wait until no process works on a run."""
        await asyncio.wait([self._tasks[run.id]])

    async def close(self) -> None:
        """Stop every process; what it did goes on when a server starts again."""
        self._closing = True
        for process in self._processes.values():
            process.stop(self._limits.grace_seconds)
        if self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def end(self, run: Run, state: State, message: str, error: Fault | None = None) -> None:
        """Record that a run is over, or interrupted."""
        run.state, run.message, run.error, run.stopping = state, message, error, False
        run.seconds_left, run.ended = None, now()
        self.keep(run)

    def keep(self, run: Run) -> None:
        """Record a run as far as the disk takes it: a full one stops no run by itself."""
        with suppress(NoRoom):
            self._store.save(run)
        self._changed()

    async def _work(self, run: Run) -> None:
        run.state, run.started, run.message = State.RUNNING, now(), "Starting."
        self.keep(run)
        process = self._processes[run.id]
        try:
            code, last = await process.run()
            whole = self._store.is_whole(run)
            found = ending(code, last, whole=whole, stopping=run.stopping, closing=self._closing)
            if run.state is not State.DONE:
                self.end(run, found.state, found.message, found.error)
        except OSError as error:
            self.end(run, State.FAILED, f"It could not be started: {error.strerror}.")
        except Exception as error:
            # Without this a run would seem to run for ever.
            name = keep_trace(error, f"run {run.id}", self._home)
            kept = f"nothing; the trace is in bugs/{name}"
            fault = Fault(code="bug", where="the run", found="a fault of ours", allowed=kept)
            if run.state not in OVER:
                self.end(run, State.FAILED, "A fault of ours. It can be resumed.", fault)
        finally:
            del self._processes[run.id], self._tasks[run.id]
            self._saved.pop(run.id, None)
            self._freed()

    def _hear(self, run: Run, word: dict[str, Any]) -> None:
        """Take up a word of a run's process."""
        if "total" in word:
            run.total = word["total"]
            run.done = min(max(run.done, word["done"]), run.total)
            run.seconds_left = word["seconds_left"]
            run.message = "Stopping." if run.stopping else "Computing."
        elif "whole" in word and self._store.is_whole(run):
            self.end(run, State.DONE, "")  # what its process still writes is beside it
            return
        elif "step" in word:
            run.message, run.seconds_left = f"{word['step']}.", None
        else:
            return
        clock = asyncio.get_running_loop().time()
        if clock - self._saved.get(run.id, 0.0) >= _SAVED_EVERY:
            self._saved[run.id] = clock
            self.keep(run)
        else:
            self._changed()
