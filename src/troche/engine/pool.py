"""Tasks on threads: results as they come, progress, and a clean stop."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Progress", "Unwanted", "default_workers", "run_tasks", "still_wanted"]

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Parameters
    ----------
    done, total
        Tasks.
    seconds_left
        Estimated from the tasks of this run; None before the first is done.
    """

    done: int
    total: int
    seconds_left: float | None


class Unwanted(Exception):
    """A task noticed that its run has been stopped."""


_here = threading.local()


def still_wanted() -> None:
    """Return if somebody waits for the task that calls this; raise if not.

    A long task calls it now and then, so that a stopped run stops soon.

    Raises
    ------
    Unwanted
        If the run has been stopped.
    """
    stopped = getattr(_here, "stopped", None)
    if stopped is not None and stopped.is_set():
        raise Unwanted


def default_workers() -> int:
    """Return the number of cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def run_tasks(
    tasks: Sequence[Callable[[], T]],
    workers: int,
    report: Callable[[Progress], None] | None = None,
    already: int = 0,
) -> Iterator[tuple[int, T]]:
    """Run `tasks` and yield each one's number and result as it finishes.

    Parameters
    ----------
    tasks
        What to do; NumPy releases the interpreter, so threads are enough.
    workers
        How many at once; each uses one BLAS thread, so that the bits do not depend on
        the machine's cores.
    report
        Called after each task.
    already
        Tasks done by an earlier run, counted in the progress.

    Examples
    --------
    >>> sorted(run_tasks([lambda: "a", lambda: "b"], workers=2))
    [(0, 'a'), (1, 'b')]
    """
    from threadpoolctl import threadpool_limits

    began = time.monotonic()
    total = already + len(tasks)
    with threadpool_limits(limits=1), ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        queue = list(enumerate(tasks))
        running: dict[Future[T], int] = {}
        stopped = threading.Event()

        def watched(task: Callable[[], T]) -> T:
            _here.stopped = stopped
            return task()

        done = 0
        try:
            while queue or running:
                while queue and len(running) < max(1, workers):
                    number, task = queue.pop(0)
                    running[pool.submit(watched, task)] = number
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(finished, key=lambda f: running[f]):
                    number = running.pop(future)
                    value = future.result()
                    done += 1
                    if report is not None:
                        left = (time.monotonic() - began) / done * (len(tasks) - done)
                        report(Progress(already + done, total, left))
                    yield number, value
        finally:
            stopped.set()
            for future in running:
                future.cancel()
