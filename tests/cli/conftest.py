"""The command line in this process, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from troche.cli import main


@dataclass(frozen=True)
class Ran:
    """What one command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        document = json.loads(self.out)
        assert self.out.endswith("\n")
        return document

    @property
    def message(self) -> str:
        """The one line on standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        assert lines[0].startswith("troche: ")
        return lines[0]


Command = Callable[..., Ran]


@pytest.fixture
def troche(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    monkeypatch.chdir(tmp_path)
    # Wide enough that no table folds a word that a test looks for.
    monkeypatch.setenv("COLUMNS", "200")

    def ran(*words: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main.run([str(word) for word in words])
        captured = capsys.readouterr()
        return Ran(int(stop.value.code or 0), captured.out, captured.err)

    return ran
