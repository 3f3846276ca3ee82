"""What a request brings: too much, too deep, too slow, of the wrong kind."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from troche.web.app import create_app
from troche.web.security.bodies import depth_of
from troche.web.settings import Limits, Settings

URL = "/api/claims/check"
JSON = {"content-type": "application/json"}
MOST = Limits().body_bytes


def error(answer: Any) -> dict[str, str]:
    found: dict[str, str] = answer.json()["error"]
    return found


def test_a_length_that_is_declared_is_refused_before_it_is_read(client: Any) -> None:
    answer = client.post(URL, content=b"x" * (MOST + 1), headers=JSON)
    assert answer.status_code == 413
    assert error(answer)["code"] == "too-large"
    assert answer.headers["connection"] == "close"


def test_a_length_that_is_not_declared_is_counted(client: Any) -> None:
    sent = 0

    def parts() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 10_000
            yield b"x" * 10_000

    answer = client.post(URL, content=parts(), headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 40, "x", "٣"])
def test_lengths_that_are_none(length: str, serving: Any) -> None:
    async def ask() -> int:
        app = create_app(serving().app.state.settings)
        headers = [(b"host", b"127.0.0.1:8765"), (b"content-length", length.encode("utf-8"))]
        status, _ = await asked(app, headers, [b"x"])
        return status

    assert asyncio.run(ask()) in (400, 413)


def test_as_much_as_is_allowed_passes(client: Any) -> None:
    text = json.dumps({"text": "x", "more": "y" * (MOST - 100)})
    answer = client.post(URL, content=text, headers=JSON)
    assert answer.status_code == 422  # read, and found wanting


@pytest.mark.parametrize(
    "text",
    [b"[" * 100_000, b'{"a":' * 17 + b"1" + b"}" * 17, b'[{"a":' * 40_000],
)  # fmt: skip
def test_deep_json_is_refused(text: bytes, client: Any) -> None:
    answer = client.post(URL, content=text, headers=JSON)
    assert answer.status_code == 413
    assert "levels" in error(answer)["found"]


@pytest.mark.parametrize("text", [b'"' + b'\\"' * 130_000, b'\\"' * 130_000, b'"[' * 130_000])
def test_depth_is_found_in_linear_time(text: bytes) -> None:
    begin = time.perf_counter()
    depth_of(text)
    # A quadratic search would take minutes; half a second is a slow machine's linear one.
    assert time.perf_counter() - begin < 0.5


def test_brackets_in_strings_are_no_depth() -> None:
    assert depth_of(json.dumps({"a": "[[[[", "b": ["\\", '"[', "]"]}).encode()) == 2


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/jsonx",
                                  "text/plain; application/json"])  # fmt: skip
def test_other_kinds_are_not_read(kind: str, client: Any) -> None:
    answer = client.post(URL, content=b"{}", headers={"content-type": kind})
    assert answer.status_code == 415
    assert error(answer)["code"] == "wrong-content"


async def asked(
    app: Any, headers: list[tuple[bytes, bytes]], parts: list[bytes], pause: float = 0.0
) -> tuple[int, bytes]:
    """Ask the application as a server does, with a body that comes in parts and never ends."""
    coming: AsyncIterator[bytes]

    async def slowly() -> AsyncIterator[bytes]:
        for part in parts:
            yield part
            await asyncio.sleep(pause)
        await asyncio.sleep(3600)

    coming = slowly()
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": await anext(coming), "more_body": True}

    async def send(message: Any) -> None:
        answers.append(dict(message))

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "path": URL, "raw_path": URL.encode(), "query_string": b"", "root_path": "",
        "scheme": "http", "headers": headers, "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8765),
    }  # fmt: skip
    await app(scope, receive, send)
    return answers[0]["status"], b"".join(a.get("body", b"") for a in answers)


@pytest.mark.parametrize("length", [(), ((b"content-length", b"1000"),)])
def test_a_body_that_never_ends_is_not_waited_for(length: Any, home: Any) -> None:
    app = create_app(Settings(home, limits=Limits(upload_seconds=0.3)))
    headers = [(b"host", b"127.0.0.1:8765"), (b"content-type", b"application/json"), *length]
    begin = time.monotonic()
    # Each part comes well within the time: it is the whole that must.
    status, body = asyncio.run(asked(app, headers, [b"x"] * 1000, pause=0.05))
    assert status == 408
    assert json.loads(body)["error"]["code"] == "too-slow"
    assert time.monotonic() - begin < 5.0  # of which importing takes most on a busy machine
