"""The queue of runs: bounded, resumed after any end of the server, followed by listeners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request

from troche.engine.lock import Lock
from troche.errors import TrocheError
from troche.studies.specification import StudySpec
from troche.web.faults import Busy, NotFound
from troche.web.jobs.ending import ending
from troche.web.jobs.process import Process
from troche.web.jobs.refusals import NoRoom, NotNow, QueueFull
from troche.web.jobs.state import OVER, RESUMABLE, Run, State, now
from troche.web.jobs.store import Store
from troche.web.settings import Settings

__all__ = ["Jobs", "jobs_of", "keep_jobs"]

_SAVED_EVERY = 1.0
"""Seconds between two records of progress on disk."""


class Jobs:
    """The runs of a server, and what is done with them.

    Parameters
    ----------
    settings
        Where runs are kept, and the limits.
    """

    def __init__(self, settings: Settings) -> None:
        self.limits = settings.limits
        self.store = Store(settings.home)
        self.unavailable = ""
        self._runs: dict[str, Run] = {}
        self._waiting: list[str] = []
        self._processes: dict[str, Process] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._closing = False
        self._listeners = 0
        self._saved: dict[str, float] = {}
        self._lock = Lock(self.store.folder / "server.tmp")

    # From the start of the server to its end.

    async def open(self) -> None:
        """Read what is on disk, and go on with what was unfinished."""
        try:
            runs = self.store.all()
            self._lock.take()
        except (TrocheError, OSError) as error:
            self.unavailable = error.as_dict()["found"] if isinstance(error, TrocheError) else (
                error.strerror or "an error of the file system")  # fmt: skip
            with suppress(TrocheError, OSError):
                self._runs = {run.id: run for run in self.store.all()}
            return
        self.store.tidy()
        self._runs = {run.id: run for run in runs}
        for run in runs:
            if run.state in OVER:
                continue
            # Killed after the last file and before the last record, it is done.
            whole = self.store.is_whole(run)
            run.state = State.DONE if whole else State.QUEUED
            run.stopping, run.seconds_left = False, None
            run.message = "" if whole else "It goes on from what was computed."
            if not whole:
                self._waiting.append(run.id)
            self._keep(run)
        self._go_on()

    async def close(self) -> None:
        """Stop what runs; it goes on when a server starts again."""
        self._closing = True
        self._tell()
        for process in self._processes.values():
            process.stop(self.limits.grace_seconds)
        if self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._lock.release()

    # What callers ask for.

    def all(self) -> list[Run]:
        """Return every run, newest first."""
        return sorted(self._runs.values(), key=lambda r: (r.submitted, r.id), reverse=True)

    def get(self, name: str) -> Run:
        """Return a run that is known by its name.

        Raises
        ------
        troche.web.faults.NotFound
            If there is none.
        """
        run = self._runs.get(name)
        if run is None:
            raise NotFound("run", name, "a run that GET /api/studies lists")
        return run

    def place_of(self, run: Run) -> int:
        """Return a run's place among those that wait, from 1; 0 where it does not wait."""
        return self._waiting.index(run.id) + 1 if run.id in self._waiting else 0

    def folder_of(self, name: str) -> Path:
        """Return the folder of a run whose files may be listed.

        Raises
        ------
        troche.web.faults.NotFound
            If there is no such run.
        """
        return self.store.folder_of(self.get(name))

    def is_at_work(self, run: Run) -> bool:
        """Return whether a process works on a run."""
        return run.id in self._processes

    def submit(self, study: StudySpec, text: bytes) -> Run:
        """Put a study, checked and admitted, in the queue.

        Raises
        ------
        troche.web.jobs.refusals.QueueFull
            If too many wait, or lie on disk.
        troche.web.jobs.refusals.NoRoom
            If the disk takes no more.
        troche.web.faults.Busy
            If this server runs no studies.
        """
        self._refuse_if_full()
        if len(self._runs) >= self.limits.kept:
            allowed = f"at most {self.limits.kept}; delete older ones"
            raise QueueFull("runs on disk", len(self._runs), allowed)
        number, weeks = study.patients.number, study.weeks
        run = self.store.new(study.study, number, len(study.regimens), weeks, text)
        self._runs[run.id] = run
        self._waiting.append(run.id)
        self._go_on()
        return run

    def cancel(self, name: str) -> Run:
        """Take a run out of the queue, or tell its process to stop; what is done is kept.

        Raises
        ------
        troche.web.faults.NotFound, troche.web.jobs.refusals.NotNow
            If there is none, or it neither waits nor runs.
        """
        run = self.get(name)
        if run.id in self._waiting:
            self._waiting.remove(run.id)
            self._end(run, State.CANCELLED, "Cancelled before it started.")
        elif run.id in self._processes and run.state not in OVER:
            run.stopping, run.message = True, "Stopping."
            self._keep(run)
            self._processes[run.id].stop(self.limits.grace_seconds)
        else:
            raise NotNow("run", run.state.value, "a run that is queued or running")
        return run

    def resume(self, name: str) -> Run:
        """Put a run that was cancelled, interrupted or has failed in the queue again.

        Raises
        ------
        troche.web.faults.NotFound, troche.web.jobs.refusals.NotNow
            If there is none, or it is not such a run.
        troche.web.jobs.refusals.QueueFull, troche.web.faults.Busy
            As from `submit`.
        """
        run = self.get(name)
        broken = run.error is not None and run.error.code == "broken-record"
        if run.state not in RESUMABLE or run.id in self._processes or broken:
            found = "a run whose record is broken" if broken else run.state.value
            raise NotNow("run", found, "a run that was cancelled, interrupted or has failed")
        self._refuse_if_full()
        run.state, run.error, run.ended, run.seconds_left = State.QUEUED, None, None, None
        run.message = "It goes on from what was computed."
        self._keep(run)
        self._waiting.append(run.id)
        self._go_on()
        return run

    async def delete(self, name: str) -> None:
        """Remove a run and all its files.

        Raises
        ------
        troche.web.faults.NotFound, troche.web.jobs.refusals.NotNow
            If there is none, or it still runs.
        """
        run = self.get(name)
        if run.id in self._processes:
            if run.state not in OVER:
                raise NotNow("run", run.state.value, "a run that has ended; cancel it first")
            task = self._tasks[run.id]
            self._processes[run.id].stop(0.0)
            await asyncio.wait([task])
        if run.id in self._waiting:
            self._waiting.remove(run.id)
        if self._runs.pop(run.id, None) is None:
            return
        self._tell()
        await asyncio.to_thread(self.store.remove, run)

    async def follow(self, name: str) -> AsyncIterator[Run | None]:
        """Yield a run whenever it changed, None every few seconds, until it is over.

        Raises
        ------
        troche.web.faults.NotFound
            If there is none.
        """
        self._listeners += 1
        try:
            seen = ""
            while not self._closing and (run := self._runs.get(name)) is not None:
                changed = self._changed
                said = run.model_dump_json()
                if said != seen:
                    seen = said
                    yield run.model_copy()
                    if run.state in OVER:
                        return
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), 10.0)
                    continue
                yield None
        finally:
            self._listeners -= 1

    def refuse_listener(self) -> None:
        """Refuse one listener too many.

        Raises
        ------
        troche.web.jobs.refusals.QueueFull
            With the number that there are.
        """
        if self._listeners >= self.limits.listeners:
            allowed = f"at most {self.limits.listeners} at once"
            raise QueueFull("callers that follow runs", self._listeners, allowed, retry_after=10)

    # What happens by itself.

    def _refuse_if_full(self) -> None:
        if self.unavailable:
            raise Busy("this server's runs", self.unavailable, "one server for a folder of runs")
        if len(self._waiting) >= self.limits.waiting:
            allowed = f"at most {self.limits.waiting}; wait for one to end, or cancel one"
            raise QueueFull("runs that wait", len(self._waiting), allowed, retry_after=30)

    def _go_on(self) -> None:
        while self._waiting and len(self._processes) < self.limits.running and not self._closing:
            run = self._runs[self._waiting.pop(0)]
            self._processes[run.id] = Process(
                self.store.folder_of(run),
                lambda word, run=run: self._hear(run, word),  # type: ignore[misc]
            )
            self._tasks[run.id] = asyncio.get_running_loop().create_task(self._work(run))
        self._tell()

    async def _work(self, run: Run) -> None:
        run.state, run.started, run.message = State.RUNNING, now(), "Starting."
        self._keep(run)
        process = self._processes[run.id]
        try:
            code, last = await process.run()
            whole = self.store.is_whole(run)
            found = ending(code, last, whole=whole, stopping=run.stopping, closing=self._closing)
            if run.state is not State.DONE:
                run.error = found.error
                self._end(run, found.state, found.message)
        except OSError as error:
            self._end(run, State.FAILED, f"It could not be started: {error.strerror}.")
        finally:
            del self._processes[run.id], self._tasks[run.id]
            self._saved.pop(run.id, None)
            self._go_on()

    def _hear(self, run: Run, word: dict[str, Any]) -> None:
        """Take up a word of a run's process."""
        if "total" in word:
            run.total = word["total"]
            run.done = min(max(run.done, word["done"]), run.total)
            run.seconds_left = word["seconds_left"]
            run.message = "Stopping." if run.stopping else "Computing."
        elif "whole" in word and self.store.is_whole(run):
            self._end(run, State.DONE, "")  # what its process still writes is beside it
            return
        elif "step" in word:
            run.message, run.seconds_left = f"{word['step']}.", None
        else:
            return
        clock = asyncio.get_running_loop().time()
        if clock - self._saved.get(run.id, 0.0) >= _SAVED_EVERY:
            self._saved[run.id] = clock
            self._keep(run)
        else:
            self._tell()

    def _end(self, run: Run, state: State, message: str) -> None:
        run.state, run.message, run.stopping = state, message, False
        run.seconds_left, run.ended = None, now()
        self._keep(run)

    def _keep(self, run: Run) -> None:
        """Record a run as far as the disk takes it: a full one stops no run by itself."""
        with suppress(NoRoom):
            if run.id in self._runs:
                self.store.save(run)
        self._tell()

    def _tell(self) -> None:
        """Wake every listener."""
        self._changed.set()
        self._changed = asyncio.Event()


def jobs_of(request: Request) -> Jobs:
    """Return the runs of the server that a request came to."""
    jobs: Jobs = request.app.state.jobs
    return jobs


@asynccontextmanager
async def keep_jobs(app: FastAPI) -> AsyncIterator[None]:
    """Keep the runs of a server from its start to its end."""
    jobs = app.state.jobs = Jobs(app.state.settings)
    await jobs.open()
    try:
        yield
    finally:
        await jobs.close()
