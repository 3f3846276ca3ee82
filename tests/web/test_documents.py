"""What takes seconds is computed once, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from troche.web.documents import Documents
from troche.web.faults import Busy


def test_many_who_ask_at_once_get_one_computation() -> None:
    made = []

    def make() -> int:
        made.append(1)
        return 7

    async def ask() -> list[int]:
        documents = Documents(5.0)
        found = await asyncio.gather(*(documents.get("x", make) for _ in range(20)))
        found.append(await documents.get("x", make))
        documents.close()
        return found

    assert asyncio.run(ask()) == [7] * 21
    assert len(made) == 1


def test_who_waited_long_enough_is_told_to_come_back_and_finds_it_done() -> None:
    go = threading.Event()

    def make() -> int:
        go.wait(10)
        return 7

    async def ask() -> int:
        documents = Documents(0.05)
        with pytest.raises(Busy) as busy:
            await documents.get("x", make)
        assert busy.value.retry_after == 5
        go.set()
        found = None
        for _ in range(100):
            try:
                found = await documents.get("x", make)
                break
            except Busy:
                await asyncio.sleep(0.01)
        documents.close()
        assert found is not None
        return found

    assert asyncio.run(ask()) == 7


def test_a_failure_is_told_and_tried_again() -> None:
    tries = []

    def make() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("once")
        return 7

    async def ask() -> int:
        documents = Documents(5.0)
        with pytest.raises(ValueError, match="once"):
            await documents.get("x", make)
        found = await documents.get("x", make)
        documents.close()
        return found

    assert asyncio.run(ask()) == 7


def test_a_busy_document_is_503_with_the_time_of_another_try(
    serving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from troche.web import documents
    from troche.web.settings import Limits

    go = threading.Event()
    monkeypatch.setattr(documents, "_claims", lambda: go.wait(10))
    client = serving(limits=Limits(wait_seconds=0.05))
    answer = client.get("/api/claims")
    go.set()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["error"] == {
        "code": "busy",
        "where": "claims",
        "found": "being computed",
        "allowed": "asking again in 5 s",
        "meant": "",
    }


def test_a_patient_caller_waits_for_what_a_program_is_told_to_come_back_for() -> None:
    async def ask() -> None:
        documents = Documents(0.05)
        go = threading.Event()
        waiting = asyncio.create_task(documents.get("x", lambda: go.wait(10), patient=True))
        with pytest.raises(Busy):
            await documents.get("x", lambda: go.wait(10))
        assert not documents.ready("x")
        go.set()
        assert await waiting is True
        assert documents.ready("x")
        documents.close()

    asyncio.run(ask())
