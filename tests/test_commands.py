"""The contract of the command line: documented, quick to help, and plain about faults."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from chores.pages import PAGES, commands, help_of
from troche.cli import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
COMMANDS = commands()
FIELDS = {"code", "where", "found", "allowed", "meant"}


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def say(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Said]:
    """Run the command line in an empty folder, as the installed program does."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Said:
        with pytest.raises(SystemExit) as stop:
            main.run(list(words))
        captured = capsys.readouterr()
        return Said(int(stop.value.code or 0), captured.out, captured.err)

    return run


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_generated_pages_are_fresh(page: Path) -> None:
    assert page.read_text("utf-8") == PAGES[page](), f"{page.name} is stale: run `make pages`"


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "troche")
def test_commands_help_and_are_documented_with_every_option(path: tuple[str, ...]) -> None:
    text = help_of(path)
    assert "Usage: " in text
    page = (DOCS / "reference" / "commands.md").read_text("utf-8")
    assert f"`{' '.join(('troche', *path))}`" in page
    for parameter in COMMANDS[path].params:
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert re.search(rf"{re.escape(option)}\b", text), option
            assert option in page
        assert getattr(parameter, "help", None) or parameter.name == "help", parameter.name


@pytest.mark.parametrize("path", [p for p in COMMANDS if p], ids=" ".join)
def test_every_command_is_shown_in_use_on_a_page_written_by_hand(path: tuple[str, ...]) -> None:
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    written = "\n".join(p.read_text("utf-8") for p in pages if p not in PAGES)
    assert re.search(rf"\btroche {' '.join(path)}\b", written)


def test_every_command_that_gives_data_has_json() -> None:
    lacking = [
        path
        for path, command in COMMANDS.items()
        if path
        and not any("--json" in p.opts for p in command.params)
        and not getattr(command, "commands", None)
    ]
    assert lacking == []


def best_of_five(*command: str) -> float:
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def test_help_comes_at_once() -> None:
    bare = best_of_five(sys.executable, "-c", "pass")
    helped = best_of_five(sys.executable, "-c", "from troche.cli.main import run; run(['--help'])")
    # Half the goal: a busy machine is no fault. The goal itself is in benchmarks/results.
    assert helped <= 2 * (3 * bare + 0.2)


# One fault for each command and for each kind of thing that a user hands over.
FAULTS = {
    "no such command": ["simulat"],
    "no such option": ["simulate", "10 mg ketamine iv", "--patient", "3"],
    "a value that is no number": ["simulate", "10 mg ketamine iv", "--patients", "many"],
    "an argument missing": ["simulate"],
    "a regimen misspelt": ["simulate", "10 mg ketamin iv"],
    "a dose beyond sense": ["simulate", "5000 mg ketamine oral capsule"],
    "an infusion longer than its interval": [
        "regimen",
        "10 mg ketamine iv over 30 hours, daily for 2 days",
    ],
    "no patients": ["simulate", "10 mg ketamine iv", "--patients", "0"],
    "an unknown model": ["simulate", "10 mg ketamine iv", "--model", "simons"],
    "a model that does not describe the drug": [
        "simulate",
        "10 mg arketamine iv over 40 min",
        "--model",
        "simons-2022",
    ],
    "an unknown population": ["simulate", "10 mg ketamine iv", "--population", "adults"],
    "an interval backwards": ["simulate", "10 mg ketamine iv", "--auc", "6-0"],
    "a figure of another kind": ["simulate", "10 mg ketamine iv", "--figure", "figure.bmp"],
    "no patient file": ["simulate", "10 mg ketamine iv", "--patient-file", "nobody.csv"],
    "no study file": ["compare", "nothing.yaml"],
    "a folder as a study file": ["compare", "."],
    "parameters of no model": ["parameters", "nothing"],
    "no such study": ["evidence", "show", "NOBODY1900"],
    "no such route": ["evidence", "--route", "sublingaul"],
    "no such table": ["evidence", "--table", "pk"],
    "events of no regimen": ["events", "write", "every now and then"],
    "no events file": ["events", "solve", "nothing.csv"],
}


@pytest.mark.parametrize("words", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_line_and_leaves_nothing(
    say: Callable[..., Said], words: list[str], tmp_path: Path
) -> None:
    said = say(*words)
    assert said.code == 2
    assert said.out == ""
    assert re.fullmatch(r"troche: \S.*\n", said.err), said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_under_json_is_one_document(say: Callable[..., Said], words: list[str]) -> None:
    said = say(*words, "--json")
    assert said.code == 2
    assert said.out.count("\n") == 1
    document = json.loads(said.out)
    assert document.keys() == {"error"}
    assert document["error"].keys() == FIELDS
    assert all(isinstance(value, str) for value in document["error"].values())
    assert document["error"]["found"]
    assert said.err.count("\n") == 1


STUDIES: dict[str, bytes] = {
    "empty": b"",
    "a list": b"- study\n- weeks\n",
    "an unknown key": b"study: A\nweek: 1\nregimens: {a: 10 mg ketamine iv}\n",
    "a key twice": b"study: A\nweeks: 1\nweeks: 2\nregimens: {a: 10 mg ketamine iv}\n",
    "a wrong type": b"study: A\nweeks: soon\nregimens: {a: 10 mg ketamine iv}\n",
    "a truth for a number": b"study: A\nweeks: yes\nregimens: {a: 10 mg ketamine iv}\n",
    "no regimen": b"study: A\nweeks: 1\nregimens: {}\n",
    "a regimen misspelt": b"study: A\nweeks: 1\nregimens: {a: 10 mgg ketamine iv}\n",
    "not UTF-8": b"study: caf\xe9\nweeks: 1\n",
    "an alias bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nstudy: *b\n",
    "too deep": b"study: " + b"[" * 50 + b"]" * 50 + b"\n",
    "no YAML": b"study: 'A\nweeks: 1\n",
    "10 MB": b"#" * 10_000_000,
}


@pytest.mark.parametrize("content", STUDIES.values(), ids=STUDIES.keys())
def test_a_study_file_that_is_none_leaves_nothing(
    say: Callable[..., Said], content: bytes, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_bytes(content)
    said = say("compare", "mine.yaml", "--json")
    assert said.code == 2
    document: dict[str, Any] = json.loads(said.out)["error"]
    assert document["where"].startswith("mine.yaml")
    assert re.fullmatch(r"troche: mine\.yaml.*\n", said.err), said.err
    assert [item.name for item in tmp_path.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize(
    "words",
    [
        ["models"],
        ["populations"],
        ["parameters", "otto-2021"],
        ["regimen", "10 mg ketamine iv over 40 min"],
        ["evidence", "--route", "sublingual"],
        ["evidence", "show", "Simons2022"],
        ["simulate", "10 mg ketamine iv over 40 min", "--patients", "20"],
        ["events", "write", "10 mg ketamine iv over 40 min"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_json_is_one_document_and_nothing_else(say: Callable[..., Said], words: list[str]) -> None:
    said = say(*words, "--json")
    assert said.code == 0
    assert isinstance(json.loads(said.out), dict)
    assert "NaN" not in said.out


def test_a_bug_of_ours_is_one_line_and_names_the_trace(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr("troche.regimen.parse", broken)
    said = say("regimen", "10 mg ketamine iv", "--json")
    assert said.code == 70
    assert json.loads(said.out)["error"]["code"] == "bug"
    assert said.err.count("\n") == 1
    trace = Path(said.err.split()[-1])
    assert "ZeroDivisionError: on purpose" in trace.read_text("utf-8")
    trace.unlink()


def test_a_stopped_run_says_how_to_go_on(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("troche.regimen.parse", stopped)
    said = say("regimen", "10 mg ketamine iv", "--json")
    assert said.code == 3
    assert json.loads(said.out)["error"]["code"] == "interrupted"


def test_the_version_is_the_installed_one(say: Callable[..., Said]) -> None:
    import troche

    assert say("--version") == Said(0, f"troche {troche.__version__}\n", "")
