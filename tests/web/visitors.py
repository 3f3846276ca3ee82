"""People who explore at once: ``python -m tests.web.visitors ADDRESS PEOPLE SECONDS``.

It runs in a process of its own, so that the time it needs is not taken for the server's, and
writes what happened as one JSON document.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from typing import Any

import httpx

__all__: list[str] = []

LINES = (
    "{} mg ketamine sublingual tablet, daily for {} weeks",
    "{} mg ketamine oral, three times weekly for {} weeks",
    "{} mg ketamine iv over 40 min, twice weekly for {} weeks",
    "{} mg esketamine nasal spray, twice weekly for {} weeks",
)
PAUSE = (0.5, 2.0)
"""Seconds between an answer and what a person does next."""

AGAIN = 0.5
"""Share of what is asked that the same person has asked before: undo, redo, a reload."""


def question(chance: random.Random) -> str:
    """Return a line with a dose of a slider's steps."""
    line = chance.randrange(len(LINES))
    dose = chance.choice((28, 56, 84)) if line == 3 else 5 * chance.randint(1, 20)
    return LINES[line].format(dose, chance.randint(1, 12))


async def visit(client: httpx.AsyncClient, number: int, end: float, seen: list[Any]) -> None:
    """Ask as one person does, until the end."""
    chance = random.Random(number)
    asked: list[str] = []
    await asyncio.sleep(chance.uniform(0, PAUSE[1]))
    while time.monotonic() < end:
        again = bool(asked) and chance.random() < AGAIN
        text = chance.choice(asked) if again else question(chance)
        asked.append(text)
        begin = time.perf_counter()
        answer = await client.get("/api/explore", params={"regimen": text})
        seen.append((answer.status_code, time.perf_counter() - begin, text))
        await asyncio.sleep(chance.uniform(*PAUSE))


async def main(address: str, people: int, seconds: float) -> dict[str, Any]:
    """Let people in, and return what they saw."""
    seen: list[Any] = []
    limits = httpx.Limits(max_connections=people, max_keepalive_connections=people)
    async with httpx.AsyncClient(
        base_url=address, timeout=60, limits=limits, verify=False, trust_env=False
    ) as client:
        end = time.monotonic() + seconds
        await asyncio.gather(*(visit(client, number, end, seen) for number in range(people)))
    times = sorted(each[1] for each in seen)
    return {
        "requests": len(seen),
        "different": len({each[2] for each in seen}),
        "statuses": Counter(str(each[0]) for each in seen),
        "median": times[len(times) // 2],
        "p95": times[int(0.95 * len(times))],
        "worst": times[-1],
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))))
