"""The queue of runs: bounded, and gone on with after any end of the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request

from troche.engine.lock import Lock
from troche.errors import StudyError, TrocheError
from troche.studies.specification import StudySpec
from troche.web.faults import Busy, NotFound
from troche.web.jobs.listeners import Listeners
from troche.web.jobs.refusals import NotNow, QueueFull
from troche.web.jobs.state import OVER, RESUMABLE, Run, State
from troche.web.jobs.store import Store
from troche.web.jobs.work_floor import WorkFloor
from troche.web.settings import Settings

__all__ = ["Jobs", "jobs_of", "keep_jobs"]


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
        self.listeners = Listeners(settings.limits.listeners)
        self._floor = WorkFloor(settings, self.store, self.listeners.tell, self._go_on)
        self._lock = Lock(self.store.folder / "server.tmp")

    # From the start of the server to its end.

    async def open(self) -> None:
        """Read what is on disk, and go on with what was unfinished."""
        try:
            runs = self.store.all()
            self._lock.take()
        except (TrocheError, OSError) as error:
            self.unavailable = _why(error)
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
            self._floor.keep(run)
        self._go_on()

    async def close(self) -> None:
        """Stop what runs; it goes on when a server starts again."""
        self.listeners.close()
        await self._floor.close()
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
        """Return the folder of a run whose files may be listed; raises as `get`."""
        return self.store.folder_of(self.get(name))

    def is_at_work(self, run: Run) -> bool:
        """Return whether a process works on a run."""
        return self._floor.has(run)

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
            self._floor.end(run, State.CANCELLED, "Cancelled before it started.")
        elif self._floor.has(run) and run.state not in OVER:
            run.stopping, run.message = True, "Stopping."
            self._floor.keep(run)
            self._floor.stop(run)
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
        if run.state not in RESUMABLE or self._floor.has(run) or broken:
            found = "a run whose record is broken" if broken else run.state.value
            raise NotNow("run", found, "a run that was cancelled, interrupted or has failed")
        self._refuse_if_full()
        run.state, run.error, run.ended, run.seconds_left = State.QUEUED, None, None, None
        run.message = "It goes on from what was computed."
        self._floor.keep(run)
        self._waiting.append(run.id)
        self._go_on()
        return run

    async def delete(self, name: str) -> None:
        """Remove a run and all its files.

        Raises
        ------
        troche.web.faults.NotFound, troche.web.jobs.refusals.NotNow
            If there is none, or it still runs.
        troche.web.faults.Busy
            If this server runs no studies: another one may be at work on this run.
        """
        run = self.get(name)
        self._refuse_if_unavailable()
        if self._floor.has(run):
            if run.state not in OVER:
                raise NotNow("run", run.state.value, "a run that has ended; cancel it first")
            self._floor.stop(run, 0.0)
            await self._floor.gone(run)
        if run.id in self._waiting:
            self._waiting.remove(run.id)
        if self._runs.pop(run.id, None) is None:
            return
        self.listeners.tell()
        await asyncio.to_thread(self.store.remove, run)

    def follow(self, name: str) -> AsyncGenerator[Run | None, None]:
        """Yield a run whenever it changed, None every few seconds, until it is over."""
        return self.listeners.follow(lambda: self._runs.get(name))

    # What happens by itself.

    def _refuse_if_unavailable(self) -> None:
        if self.unavailable:
            raise Busy("this server's runs", self.unavailable, "one server for a folder of runs")

    def _refuse_if_full(self) -> None:
        self._refuse_if_unavailable()
        if len(self._waiting) >= self.limits.waiting:
            allowed = f"at most {self.limits.waiting}; wait for one to end, or cancel one"
            raise QueueFull("runs that wait", len(self._waiting), allowed, retry_after=30)

    def _go_on(self) -> None:
        while self._waiting and self._floor.takes_more:
            self._floor.begin(self._runs[self._waiting.pop(0)])
        self.listeners.tell()


def _why(error: Exception) -> str:
    """Return why no studies are run, without the names of processes and machines."""
    if isinstance(error, StudyError):
        return "another server that works in the same folder"
    if isinstance(error, TrocheError):
        return str(error.found)
    return (error.strerror if isinstance(error, OSError) else "") or "an error of the file system"


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
