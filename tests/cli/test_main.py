"""The door: help, versions, closed pipes, full disks, bugs of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

COMMANDS = ["simulate", "compare", "models", "populations", "parameters", "regimen", "evidence",
            "events"]  # fmt: skip
IV = "10 mg ketamine iv over 40 min"
TROCHE = [sys.executable, "-c", "from troche.cli.main import run; run()"]


def test_help_lists_the_commands_and_the_intended_use(troche: Any) -> None:
    ran = troche("--help")
    assert ran.code == 0
    for command in COMMANDS:
        assert command in ran.out
    assert "Not for diagnosis" in " ".join(ran.out.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, troche: Any) -> None:
    ran = troche(command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: troche {command}")
    assert ran.err == ""


def test_no_arguments_are_help(troche: Any) -> None:
    assert troche().code == 0
    assert troche().out.startswith("Usage: troche")


def test_version(troche: Any) -> None:
    assert troche("--version").out == f"troche {version('troche')}\n"


def test_an_unknown_command_is_one_line(troche: Any) -> None:
    ran = troche("simualte", IV)
    assert ran.code == 2
    assert "simualte" in ran.message
    assert troche("simualte", "--json").document["error"]["code"] == "bad-option"


@pytest.mark.parametrize("json", [[], ["--json"]])
def test_a_bug_of_ours_is_exit_70_with_its_trace_in_a_file(
    json: list[str], troche: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret\nof two lines")

    monkeypatch.setattr("troche.studies.simulate.run", broken)
    ran = troche("simulate", IV, "--patients", 20, *json)
    assert ran.code == 70
    trace = Path(ran.message.split()[-1])
    text = trace.read_text()
    trace.unlink()
    assert "Traceback" in text
    assert "ZeroDivisionError" in text
    assert IV in text
    if json:
        assert ran.document["error"]["code"] == "bug"
    else:
        assert ran.out == ""


def test_an_interrupt_is_exit_3(troche: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("troche.studies.simulate.run", stop)
    ran = troche("simulate", IV, "--json")
    assert ran.code == 3
    assert ran.message
    assert ran.document["error"]["code"] == "interrupted"


@pytest.mark.parametrize(
    "words", [["models"], ["simulate", IV, "--patients", "20", "--json"], ["--help"]]
)
def test_a_reader_that_goes_away_is_no_fault(words: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run([*TROCHE, *words], stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert ran.returncode == 0
    assert ran.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run([*TROCHE, "models"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "No space left" in ran.stderr


@pytest.mark.parametrize("json", [[], ["--json"]])
def test_a_terminal_without_letters_gets_what_it_has(json: list[str]) -> None:
    words = ["simulate", IV, "--patients", "20", *json]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run([*TROCHE, *words], capture_output=True, env=environment)
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert "ketamine" in ran.stdout.decode("utf-8" if json else "ascii")


def test_progress_goes_to_standard_error_alone(
    troche: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from troche.cli import progress

    monkeypatch.setattr(progress, "_EVERY", -1.0)
    ran = troche("simulate", IV, "--patients", 20, "--json")
    assert ran.code == 0
    assert ran.document
    assert "parts" in ran.err
    assert "\x1b" not in ran.err  # no terminal, no codes for one


def test_progress_on_a_terminal_is_one_line_that_is_wiped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from troche.cli.progress import progress
    from troche.engine.pool import Progress

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with progress("comparing") as show:
        show(Progress(1, 4, 75.4))
        show(Progress(4, 4, 0.0))
    said = capsys.readouterr().err
    assert "1 of 4 parts, 1:15 left" in said
    assert said.endswith("\r\x1b[2K")
    assert "\n" not in said
