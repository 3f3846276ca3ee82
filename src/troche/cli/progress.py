"""Progress on standard error, with the time that is left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from troche.engine.pool import Progress

__all__ = ["progress"]

_EVERY = 5.0
"""Seconds between lines where standard error is no terminal."""


@contextmanager
def progress(what: str) -> Iterator[Callable[[Progress], None]]:
    """Yield a function that shows how far a run is.

    On a terminal one line is rewritten; elsewhere a line is added every few seconds, and
    short runs stay silent.
    """
    terminal = sys.stderr.isatty()
    last = time.monotonic()
    shown = False

    def show(now: Progress) -> None:
        nonlocal last, shown
        line = f"troche: {what}, {now.done} of {now.total} parts{_left(now)}"
        if terminal:
            sys.stderr.write(f"\r\x1b[2K{line}")
            sys.stderr.flush()
            shown = True
        elif time.monotonic() - last > _EVERY:
            last = time.monotonic()
            sys.stderr.write(f"{line}\n")

    try:
        yield show
    finally:
        if shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def _left(now: Progress) -> str:
    if now.seconds_left is None or now.done == now.total:
        return ""
    minutes, seconds = divmod(round(now.seconds_left), 60)
    return f", {minutes}:{seconds:02d} left"
