"""Quick looks of all visitors: kept once made, made once at a time, made by workers."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI

from troche.studies.explore.question import BESIDE, Question
from troche.studies.specification import DEFAULT_POPULATION
from troche.web.workers import Workers

__all__ = ["Explorers", "explorers", "look"]

_KEPT: Final = 500
"""Finished answers that are kept, of about 50 kB each."""

_USUAL: Final = (
    "15 mg ketamine sublingual tablet, daily for 8 weeks",
    "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks",
    "56 mg esketamine nasal spray, twice weekly for 4 weeks",
)
_WARM: Final = tuple((line, DEFAULT_POPULATION, None, BESIDE[0]) for line in _USUAL)


def look(question: tuple[str, str, float | None, str]) -> bytes:
    """Return the answer to a question as JSON; this runs in a worker."""
    from troche.studies.explore import answer, asked

    return json.dumps(answer(asked(*question)), allow_nan=False, separators=(",", ":")).encode()


class Explorers:
    """Answers of quick looks.

    Parameters
    ----------
    workers
        Who make them, with `look`.
    """

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self._kept: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._making: dict[tuple[Any, ...], asyncio.Task[bytes]] = {}

    async def answer(self, question: Question) -> bytes:
        """Return an answer as JSON: one that is kept, one that is being made, or a new one."""
        key = question.key
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._making:
            task = asyncio.create_task(self._make(key))
            self._making[key] = task
            task.add_done_callback(lambda made: self._made(key, made))
        # Whoever leaves does not take the answer from those who wait for it too.
        return await asyncio.shield(self._making[key])

    def _made(self, key: tuple[Any, ...], task: asyncio.Task[bytes]) -> None:
        self._making.pop(key, None)
        if not task.cancelled():
            task.exception()  # looked at, though all who asked may have left

    async def _make(self, key: tuple[Any, ...]) -> bytes:
        found = await self.workers.ask(key)
        self._kept[key] = found
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found


@asynccontextmanager
async def explorers(app: FastAPI) -> AsyncIterator[None]:
    """Have workers for quick looks while the application runs, in ``app.state.explorers``."""
    workers = Workers(look, warm=_WARM)
    workers.start()
    app.state.explorers = Explorers(workers)
    try:
        yield
    finally:
        await workers.close()
