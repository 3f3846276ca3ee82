"""Callers that follow runs: told of every change, and no more of them than allowed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Final

from troche.web.jobs.refusals import QueueFull
from troche.web.jobs.state import OVER, Run

__all__ = ["Listeners"]

_STILL_HERE: Final = 10.0
"""Seconds without a change after which a listener hears that the server is there."""


class Listeners:
    """Whoever follows a run.

    Parameters
    ----------
    most
        How many there may be at once.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._now = 0
        self._changed = asyncio.Event()
        self._closed = False

    def tell(self) -> None:
        """Wake every listener."""
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Let every listener go."""
        self._closed = True
        self.tell()

    def refuse(self) -> None:
        """Refuse one listener too many.

        Raises
        ------
        troche.web.jobs.refusals.QueueFull
            With the number that there are.
        """
        if self._now >= self._most:
            allowed = f"at most {self._most} at once"
            raise QueueFull("callers that follow runs", self._now, allowed, retry_after=10)

    async def follow(self, find: Callable[[], Run | None]) -> AsyncGenerator[Run | None, None]:
        """Yield a run whenever it changed, None every few seconds, until it is over.

        Parameters
        ----------
        find
            Returns the run; None once it was deleted.
        """
        self._now += 1
        try:
            seen = ""
            while not self._closed and (run := find()) is not None:
                changed = self._changed
                said = run.model_dump_json()
                if said != seen:
                    seen = said
                    yield run.model_copy()
                    if run.state in OVER:
                        return
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), _STILL_HERE)
                    continue
                yield None
        finally:
            self._now -= 1
