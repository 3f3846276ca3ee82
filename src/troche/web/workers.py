"""A few processes that answer questions, so that none of them holds the server up.

A worker is started by `spawn`, warms itself, and answers one question at a time over a pipe. One
that dies or takes too long is replaced. When the server stops, or is killed, the pipes close and
the workers end.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any, Final

from troche.errors import BadInput
from troche.web.faults import Busy

__all__ = ["Workers"]

_PATIENCE: Final = 2.0
"""Seconds that a worker gets to end by itself."""

_START: Final = 60.0
"""Seconds in which a worker is warm at the latest."""

_RETRY_AFTER: Final = 2


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, work: Callable[[Any], bytes], warm: tuple[Any, ...]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work, warm), daemon=True)
        self.process.start()
        theirs.close()
        self._ready = self._ended = False
        self._ending = Lock()

    def ask(self, question: Any, seconds: float) -> bytes:
        """Return the answer; raises `TimeoutError`, or `EOFError` where the worker has died."""
        try:
            self._pipe.send(question)
            if not self._ready:
                self._started()
            if not self._pipe.poll(seconds):
                raise TimeoutError
            kind, found = self._pipe.recv()
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise EOFError from error
        if kind == "refused":
            raise BadInput(*found)
        if kind == "failed":
            raise RuntimeError(found)
        return bytes(found)

    def _started(self) -> None:
        """Wait for the process to be warm, which is no part of an answer's time."""
        if not self._pipe.poll(_START):
            raise TimeoutError
        self._pipe.recv()
        self._ready = True

    def stop(self) -> None:
        """End the process; once more does nothing."""
        with self._ending:
            if self._ended:
                return
            self._ended = True
            # The process goes first: whoever waits for its answer learns of the end from the
            # pipe, which may not be closed under a thread that reads from it.
            self.process.terminate()
            self.process.join(_PATIENCE)
            if self.process.is_alive():
                self.process.kill()
                self.process.join()
            self.process.close()


def _serve(pipe: Connection, work: Callable[[Any], bytes], warm: tuple[Any, ...]) -> None:
    """Answer questions until the pipe closes."""
    from threadpoolctl import threadpool_limits

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with threadpool_limits(limits=1):
        for question in warm:
            work(question)
        pipe.send("ready")
        while True:
            try:
                question = pipe.recv()
            except (EOFError, OSError):
                return
            try:
                reply: tuple[str, Any] = "answer", work(question)
            except BadInput as error:
                reply = "refused", (error.where, str(error.found), error.allowed, error.meant)
            except Exception:
                import traceback

                reply = "failed", traceback.format_exc()
            try:
                pipe.send(reply)
            except OSError:
                return


class Workers:
    """A fixed number of processes, and a bounded line before them.

    Parameters
    ----------
    work
        From a question to the bytes of its answer; a function of a module.
    count
        How many processes.
    warm
        Questions that each answers before the first that is asked.
    waiting
        Questions that may be there at once; more are refused.
    seconds
        That one answer may take.
    """

    def __init__(
        self,
        work: Callable[[Any], bytes],
        *,
        count: int = 2,
        warm: tuple[Any, ...] = (),
        waiting: int = 100,
        seconds: float = 10.0,
    ) -> None:
        self._make: Callable[[], _Worker] = lambda: _Worker(work, warm)
        self._count, self._most, self._seconds = count, waiting, seconds
        # Last in, first out: the worker that was just asked has the most in its caches.
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._all: set[_Worker] = set()
        self._here = 0
        self._closed = False

    def start(self) -> None:
        """Start the processes; questions may be asked at once, and wait for them."""
        for _ in range(self._count):
            self._idle.put_nowait(self._new())

    def _new(self) -> _Worker:
        worker = self._make()
        self._all.add(worker)
        return worker

    async def ask(self, question: Any) -> bytes:
        """Return the answer to a question.

        Raises
        ------
        troche.web.faults.Busy
            If too many wait, or the answer takes too long.
        troche.errors.BadInput
            As the work raises it.
        """
        if self._here >= self._most:
            raise Busy(
                "server",
                f"{self._here} questions in line",
                "another try in a few seconds",
                retry_after=_RETRY_AFTER,
            )
        self._here += 1
        try:
            return await self._asked(question)
        finally:
            self._here -= 1

    async def _asked(self, question: Any) -> bytes:
        for again in (True, False):
            worker = await self._idle.get()
            try:
                return await asyncio.to_thread(worker.ask, question, self._seconds)
            except (EOFError, TimeoutError) as error:
                try:
                    worker = await asyncio.to_thread(self._replaced, worker)
                except OSError:  # no process can be had; the next question tries again
                    again = False
                if isinstance(error, TimeoutError) or not again or self._closed:
                    raise Busy(
                        "server",
                        f"no answer within {self._seconds:g} s",
                        "a smaller question, or another try",
                        retry_after=_RETRY_AFTER,
                    ) from None
            finally:
                # At the end too: whoever still waits in line learns of it from a stopped one.
                self._idle.put_nowait(worker)
        raise AssertionError("unreachable")

    def _replaced(self, worker: _Worker) -> _Worker:
        self._all.discard(worker)
        worker.stop()
        return worker if self._closed else self._new()

    async def close(self) -> None:
        """End all processes."""
        self._closed = True
        for worker in tuple(self._all):
            self._all.discard(worker)
            await asyncio.to_thread(worker.stop)
