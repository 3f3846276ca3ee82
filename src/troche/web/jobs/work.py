"""The process of one run: ``python -m troche.web.jobs.work FOLDER``.

It writes one JSON document a line to standard output: progress, what it does, and how it
ended. Its standard input is a pipe that the server holds open and never writes to: when
that ends, the server wants it to stop, or is no more. So nothing runs on without a server.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from troche.engine.lock import Lock
from troche.engine.pool import Progress
from troche.errors import BadInput, Interrupted, StudyError, TrocheError
from troche.studies.results import Result
from troche.web.jobs.store import EXTRAS, RESULTS, STUDY

__all__ = ["main"]

_LOCK: Final = "work.tmp"
_EVERY: Final = 0.25
"""Seconds between two words on progress."""

_LAST: Final = 20.0
"""Seconds that an interrupted process has, for a task that does not look up."""

_TRACE: Final = "trace.txt"

_whole = threading.Event()
"""Whether all results are there; what is still written then can be done without."""


def main() -> int:
    """Run the study of the folder that the command line names; return the exit code."""
    folder = Path(sys.argv[1])
    with suppress(OSError, AttributeError):
        os.nice(10)  # pages are answered first
    threading.Thread(target=_watch, daemon=True).start()
    try:
        lock = _locked(folder)
        try:
            _run(folder)
        finally:
            lock.release()
    except (Interrupted, KeyboardInterrupt):
        _say(interrupted=True)
        return Interrupted.exit_code
    except BadInput as error:
        _say(error=_without_place(error, folder))
        return error.exit_code
    except MemoryError:
        _say(error=_as_error("no-memory", "memory", "no more of it", "a smaller study"))
        return TrocheError.exit_code
    except Exception:
        with suppress(OSError):
            (folder / _TRACE).write_text(traceback.format_exc(), encoding="utf-8")
        kept = f"none; the trace is in {_TRACE} in the folder of this run on the server"
        _say(error=_as_error("bug", "the run", "a fault of ours", kept))
        return TrocheError.exit_code
    return 0


def _run(folder: Path) -> None:
    from troche.studies.compare import compare
    from troche.studies.study_file import read_study
    from troche.web.jobs.written import add_extras, add_files

    text = (folder / STUDY).read_text("utf-8-sig")
    last = 0.0

    def report(now: Progress) -> None:
        nonlocal last
        if now.done == now.total or time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            _say(done=now.done, total=now.total, seconds_left=now.seconds_left)

    def finish(result: Result, place: Path) -> None:
        add_files(result, place, text, lambda words: _say(step=words))

    result = compare(
        read_study(folder / STUDY),
        folder=folder / RESULTS,
        report=report,
        finish=finish,
        command=f"troche compare {STUDY}",
    )
    _whole.set()
    _say(whole=True)
    with suppress(TrocheError):  # the run is done without them
        add_extras(result, folder / EXTRAS)


def _locked(folder: Path) -> Lock:
    """Return the right to work here; an older process that still stops is waited for."""
    lock = Lock(folder / _LOCK)
    while True:
        try:
            lock.take()
        except StudyError:
            _say(step="Waiting for an older process of this run to stop")
            time.sleep(0.5)
        else:
            return lock


def _watch() -> None:
    """Interrupt the main thread when the server lets go of the pipe."""
    with suppress(OSError):
        while os.read(0, 1):  # a buffer that a thread reads from could not be closed at the end
            pass
    if _whole.is_set():
        os._exit(0)
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:  # pragma: no cover - Windows
        import _thread

        _thread.interrupt_main()
    time.sleep(_LAST)
    os._exit(Interrupted.exit_code)


def _say(**words: Any) -> None:
    with suppress(OSError, ValueError):  # nobody may be left to hear it
        sys.stdout.write(f"{json.dumps(words)}\n")
        sys.stdout.flush()


def _as_error(code: str, where: str, found: str, allowed: str) -> dict[str, str]:
    return {"code": code, "where": where, "found": found, "allowed": allowed, "meant": ""}


def _without_place(error: BadInput, folder: Path) -> dict[str, str]:
    """Return the error with the server's folders called by what they are."""
    found = error.as_dict()
    for name, text in found.items():
        for place in (str(folder.resolve()), str(folder)):
            text = text.replace(place, "the folder of this run")
        found[name] = text
    return found


if __name__ == "__main__":
    # An answer to Ctrl-C belongs to the server, which then lets go of the pipe.
    raise SystemExit(main())
