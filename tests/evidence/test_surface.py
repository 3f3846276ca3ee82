"""The page about the tables is true, and the layer costs nothing to import."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from troche.cli.evidence import app
from troche.evidence import builtin, load, tables

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "evidence.md"


def test_page_counts_the_rows():
    counts = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE))
    assert counts == {table: str(len(load(table))) for table in tables()}


def commands():
    lines = re.findall(r"^    troche evidence(.*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    return [re.split(r"  | > ", line)[0] for line in lines]


@pytest.mark.parametrize("line", commands())
def test_commands_of_the_page_run(line):
    result = CliRunner().invoke(app, shlex.split(line))
    assert result.exit_code == 0
    assert result.stdout


def test_ids_named_on_the_page_exist():
    known = {cell for table in tables() for row in load(table) for cell in row.cells.values()}
    section = PAGE.read_text("utf-8").split("## Do not count twice")[1].split("\n## ")[0]
    named = [name for code in re.findall(r"`([A-Z][\w/]+)`", section) for name in code.split("/")]
    assert len(named) >= 8
    assert set(named) <= known


def test_import_reads_nothing_and_pulls_in_nothing_heavy():
    code = (
        "import sys, troche.evidence as e;"
        "heavy = {'pandas', 'pyarrow', 'numpy', 'scipy', 'pydantic', 'rich'} & set(sys.modules);"
        "assert not heavy, heavy; assert e.builtin.cache_info().currsize == 0;"
        "e.builtin(); assert not {'pandas', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_rows_can_be_kept_in_sets():
    arms = load("arms")
    assert len(set(arms)) == len(arms)
    assert builtin() is builtin()
