"""Quick looks over HTTP: true to their schema, kept, made once, never by more than a few."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from troche.errors import BadInput
from troche.studies.explore import asked, choices
from troche.web.api.explore_models import Choices, QuickLook
from troche.web.app import create_app
from troche.web.explorers import Explorers
from troche.web.faults import Busy
from troche.web.settings import Settings
from troche.web.workers import Workers

DAILY = "15 mg ketamine sublingual tablet, daily for 2 weeks"


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    import warnings

    with warnings.catch_warnings():
        # Starlette asks for the successor of httpx, of which the lock has none.
        warnings.filterwarnings("ignore", message=".*httpx2.*")
        from starlette.testclient import TestClient

    settings = Settings(home=Path(tmp_path_factory.mktemp("home")))
    base = f"http://{settings.host}:{settings.port}"
    before = set(multiprocessing.active_children())
    with TestClient(create_app(settings), base_url=base) as client:
        yield client
    assert set(multiprocessing.active_children()) <= before


def test_an_answer_is_what_its_schema_says(visitor: Any) -> None:
    found = visitor.get("/api/explore", params={"regimen": DAILY})
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/json"
    look = QuickLook.model_validate(found.json(), strict=True)
    assert look.regimen.startswith("15 mg ketamine base sublingual tablet")
    assert set(found.json()) == set(QuickLook.model_fields)
    # In other words it is the same question.
    again = visitor.get("/api/explore", params={"regimen": f"{DAILY} at home"})
    assert again.content == found.content


def test_choices_are_what_their_schema_says(visitor: Any) -> None:
    found = visitor.get("/api/explore/choices")
    assert found.json() == choices()
    Choices.model_validate(found.json(), strict=True)


def test_the_schema_names_the_parameters(visitor: Any) -> None:
    path = visitor.get("/api/openapi.json").json()["paths"]["/api/explore"]["get"]
    assert [p["name"] for p in path["parameters"]] == ["regimen", "population", "weeks", "beside"]


@pytest.mark.parametrize(
    "question",
    [{"regimen": "15 mg ketamin oral"}, {"regimen": DAILY, "population": "children"},
     {"regimen": DAILY, "weeks": "400"}, {"regimen": DAILY, "beside": "luck"}, {},
     {"regimen": "x" * 3000}],
)  # fmt: skip
def test_bad_questions_are_refused_in_words(visitor: Any, question: dict[str, str]) -> None:
    found = visitor.get("/api/explore", params=question)
    assert found.status_code == 422
    assert set(found.json()["error"]) == {"code", "where", "found", "allowed", "meant"}


def slow(question: Any) -> bytes:
    """Answer as a worker that can be made to wait, refuse, fail or die."""
    if question == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if question == "refuse":
        raise BadInput("here", "that", "this", "these")
    if question == "fail":
        raise ValueError("no")
    if isinstance(question, float):
        time.sleep(question)
    return repr((question, os.getpid())).encode()


def run(scenario: Any, **settings: Any) -> Any:
    async def main() -> Any:
        workers = Workers(slow, **{"count": 1, "seconds": 20.0, **settings})
        workers.start()
        try:
            return await scenario(workers)
        finally:
            await workers.close()

    before = set(multiprocessing.active_children())
    found = asyncio.run(main())
    assert set(multiprocessing.active_children()) <= before
    return found


def test_a_worker_refuses_fails_dies_and_is_replaced() -> None:
    async def scenario(workers: Workers) -> None:
        first = await workers.ask("a")
        with pytest.raises(BadInput, match="these"):
            await workers.ask("refuse")
        with pytest.raises(RuntimeError, match="ValueError"):
            await workers.ask("fail")
        assert (await workers.ask("a")) == first
        with pytest.raises(Busy):
            await workers.ask("die")
        assert (await workers.ask("a")) != first

    run(scenario)


def test_what_takes_too_long_is_ended() -> None:
    async def scenario(workers: Workers) -> None:
        await workers.ask("a")
        workers._seconds = 0.2
        with pytest.raises(Busy) as caught:
            await workers.ask(30.0)
        assert caught.value.retry_after
        workers._seconds = 20.0
        assert b"a" in await workers.ask("a")

    run(scenario)


def test_the_line_is_bounded() -> None:
    async def scenario(workers: Workers) -> None:
        asks = [asyncio.create_task(workers.ask(f"q{i}")) for i in range(4)]
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="in line"):
            await workers.ask("too many")
        assert len(await asyncio.gather(*asks)) == 4

    run(scenario, waiting=4)


def test_the_same_question_is_made_once_and_kept() -> None:
    async def scenario(workers: Workers) -> None:
        explorers, asked_for = Explorers(workers), []
        ask = workers.ask

        async def counted(question: Any) -> bytes:
            asked_for.append(question)
            return await ask(question)

        workers.ask = counted  # type: ignore[method-assign]
        same = [asked(DAILY), asked("15mg ketamine SL tablet, every day for 2 wks")]
        left = asyncio.create_task(explorers.answer(same[0]))
        await asyncio.sleep(0.01)
        left.cancel()
        found = await asyncio.gather(*(explorers.answer(q) for q in same * 3))
        assert len(set(found)) == 1
        assert await explorers.answer(same[0]) == found[0]
        assert len(asked_for) == 1

    run(scenario)


def test_no_process_to_be_had_is_said_and_tried_again() -> None:
    async def scenario(workers: Workers) -> None:
        assert b"ok" in await workers.ask("ok")
        make, workers._make = workers._make, _no_process
        with pytest.raises(Busy):
            await workers.ask("die")
        with pytest.raises(Busy):
            await workers.ask("ok")
        workers._make = make
        assert b"ok" in await workers.ask("ok")

    run(scenario)


def _no_process() -> Any:
    raise OSError(11, "Resource temporarily unavailable")


def test_workers_may_be_closed_while_one_is_asked() -> None:
    async def scenario(workers: Workers) -> None:
        asking = [asyncio.create_task(workers.ask(30.0)) for _ in range(3)]
        await asyncio.sleep(0.5)
        await workers.close()
        # It ends as questions without an answer do, those in line among them.
        found = await asyncio.wait_for(asyncio.gather(*asking, return_exceptions=True), 20)
        assert [type(each) for each in found] == [Busy] * 3
        assert not workers._all

    run(scenario)


def test_a_plan_of_years_is_refused_and_holds_nobody_up(visitor: Any) -> None:
    answer = visitor.get(
        "/api/explore", params={"regimen": "10 mg ketamine oral, 24 times daily for 500 weeks"}
    )
    assert answer.status_code == 422
    assert "8,736 doses" in answer.json()["error"]["found"]
