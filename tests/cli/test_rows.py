"""Rows on a wide terminal, a narrow one and in a pipe: the same words in each."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console
from rich.text import Text

from troche.cli.rows import print_rows

WORDS = "sampled from an artery, film held 10 min without swallowing, fifteen under the tongue"
ROWS = [
    {"row": Text("14"), "value": Text("96 ng/mL"), "what": Text(f"{WORDS} [3H]MK-801"),
     "given": Text("50 mg esketamine sublingual/buccal"), "n": Text("19"), "at": Text("")},
    {"row": Text("15"), "value": Text("18.8 min"), "what": Text("Tmax\n0-6 h"),
     "given": Text(""), "n": Text("8"), "at": Text("")},
]  # fmt: skip


def printed(width: int, terminal: bool) -> str:
    file = StringIO()
    console = Console(file=file, width=width, force_terminal=terminal, color_system=None)
    print_rows(console, ROWS)
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 109, 110, 200])
def test_a_terminal_shows_every_word_whole(width: int) -> None:
    text = printed(width, terminal=True)
    assert max(map(len, text.splitlines())) <= width
    shown = text.split()
    for row in ROWS:
        for cell in row.values():
            assert set(cell.plain.split()) <= {word.rstrip(";") for word in shown}
    assert "at" not in shown


def test_a_narrow_terminal_has_a_block_for_each_row() -> None:
    lines = printed(80, terminal=True).splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert heads == ["row 14  96 ng/mL", "row 15  18.8 min"]
    # What is short stands side by side.
    assert "  given: 50 mg esketamine sublingual/buccal; n: 19" in [x.rstrip() for x in lines]


def test_a_pipe_has_one_line_for_each_row() -> None:
    lines = printed(80, terminal=False).splitlines()
    assert lines[0].split("\t") == ["row", "value", "what", "given", "n"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["14", "15"]
    assert lines[1].split("\t")[2] == f"{WORDS} [3H]MK-801"
    assert lines[2].split("\t")[2:] == ["Tmax 0-6 h", "", "8"]


def test_no_rows_print_nothing() -> None:
    file = StringIO()
    print_rows(Console(file=file), [])
    assert file.getvalue() == ""


def test_parameters_and_evidence_are_flat_in_a_pipe(troche: Any) -> None:
    lines = troche("parameters", "otto-2021").out.splitlines()
    assert len({line.count("\t") for line in lines}) == 1
    shown = troche("evidence", "show", "Simons2022").out.splitlines()
    rows = [line for line in shown if line.startswith("14\t")]
    assert rows[0].split("\t")[1] == "96 ng/mL"
