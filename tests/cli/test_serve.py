"""`troche serve`: it says where it listens, ends calmly, and refuses in one line."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

TROCHE = [sys.executable, "-c", "from troche.cli.main import run; run()"]
TOKEN = "a-token-for-the-tests-alone"
# Starting imports NumPy, SciPy and pandas; a machine shared by many takes its time.
PATIENCE = 60.0


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "TROCHE_TOKEN"}
    return {**kept, **more}


@contextmanager
def started(home: Path, *words: str, **more: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Start a server, and give its process and what it said first."""
    process = subprocess.Popen(
        [*TROCHE, "serve", "--port", "0", "--home", str(home), "--json", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**more),
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read() if process.stderr else ""
        yield process, json.loads(line)
    finally:
        process.kill()
        process.communicate()


def ended(process: Any) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_ends_calmly(number: signal.Signals, tmp_path: Path) -> None:
    with started(tmp_path / "home") as (process, said):
        assert said["address"] == f"http://127.0.0.1:{said['port']}/"
        assert said["token_needed"] is False
        assert "Not for diagnosis" in said["intended_use"]
        # It said so when it could be reached, so the first request finds it.
        answer = httpx.get(f"{said['address']}api/version", timeout=PATIENCE)
        assert answer.status_code == 200
        assert "server" not in answer.headers
        process.send_signal(number)
        assert ended(process) == (0, "", "")
    assert (tmp_path / "home").is_dir()


def test_it_ends_at_once_when_told_before_the_first_request(tmp_path: Path) -> None:
    with started(tmp_path) as (process, _):
        process.send_signal(signal.SIGINT)
        begin = time.monotonic()
        assert ended(process)[0] == 0
        assert time.monotonic() - begin < PATIENCE / 2


def test_open_to_a_network_it_warns_and_asks_for_the_token(tmp_path: Path) -> None:
    words = ("--host", "0.0.0.0", "--log")
    with started(tmp_path, *words, TROCHE_TOKEN=TOKEN) as (process, said):
        assert said["open_to_the_network"] is True
        assert said["token_needed"] is True
        assert TOKEN not in json.dumps(said)
        url = f"http://127.0.0.1:{said['port']}/api/version"
        assert httpx.get(url, timeout=PATIENCE).status_code == 401
        bearer = {"authorization": f"Bearer {TOKEN}"}
        assert httpx.get(f"{url}?secret=1", headers=bearer, timeout=PATIENCE).status_code == 200
        process.send_signal(signal.SIGINT)
        code, out, err = ended(process)
    assert (code, out) == (0, "")
    assert "others on the network can reach this server" in err
    assert "GET /api/version 200" in err
    assert TOKEN not in err
    assert "secret" not in err


def test_a_port_that_is_taken_names_the_next_free_one(troche: Any, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = troche("serve", "--port", port, "--home", tmp_path, "--json")
    assert ran.code == 2
    assert f"{port}, taken" in ran.message
    error = ran.document["error"]
    assert error["where"] == "--port"
    free = int(error["meant"].removeprefix("--port "))
    assert free > port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", free))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_another_address_needs_a_token(
    host: str, troche: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TROCHE_TOKEN", raising=False)
    ran = troche("serve", "--host", host, "--home", tmp_path)
    assert ran.code == 2
    assert "TROCHE_TOKEN" in ran.message
    assert "secrets.token_urlsafe" in ran.message
    assert ran.out == ""


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (["--token", "short"], "token"),
        (["--token", "a token with spaces in it"], "token"),
        (["--token", "schlüssel-mit-umlaut-lang"], "token"),
        (["--host", "192.0.2.1", "--token", TOKEN], "--host"),  # nobody's address
        (["--host", "nobody.invalid", "--token", TOKEN], "--host"),
    ],
)
def test_what_cannot_be_used(words: list[str], where: str, troche: Any, tmp_path: Path) -> None:
    ran = troche("serve", *words, "--port", 0, "--home", tmp_path, "--json")
    assert ran.code == 2
    assert ran.document["error"]["where"] == where
    assert "short" not in ran.message or where != "token"


@pytest.mark.parametrize("words", [["--port", "70000"], ["--port", "x"], ["--most-patients", "0"]])
def test_options_out_of_bounds(words: list[str], troche: Any) -> None:
    assert troche("serve", *words).code == 2


def test_a_home_that_cannot_be_written(troche: Any, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    ran = troche("serve", "--home", file / "home", "--port", 0)
    assert ran.code == 2
    assert "--home" in ran.message


@pytest.mark.parametrize("name", ["fastapi", "uvicorn"])
def test_without_the_extra_it_says_what_installs_it(
    name: str, troche: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [m for m in sys.modules if m.split(".")[0] == name or m.startswith("troche.web")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, name, None)
    ran = troche("serve", "--json", "--port", 0)
    assert ran.code == 2
    assert ran.document["error"]["code"] == "missing-extra"
    assert "pip install 'troche[web]'" in ran.message


def test_a_name_of_a_server_in_front_needs_a_token(
    troche: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TROCHE_TOKEN", raising=False)
    ran = troche("serve", "--allow-host", "troche.example", "--home", tmp_path)
    assert ran.code == 2
    assert "--allow-host" in ran.message
    assert "TROCHE_TOKEN" in ran.message
