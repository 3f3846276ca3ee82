"""The README and every page: their examples run, their links lead somewhere, nothing is fetched.

A block is run by its language. `sh` lines are commands of troche, run in a folder that has
the examples; `yaml` and `csv` blocks with a title are files in it; `python` and `pycon`
blocks of one page share their names.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from chores.pages import PAGES
from chores.pictures import LARGEST, PICTURE
from troche.cli import main
from troche.outcomes.exposure import METRICS
from troche.studies.specification import PatientsSpec, StudySpec, checked

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
WRITTEN = [ROOT / "README.md", *sorted(p for p in DOCS.rglob("*.md") if p not in PAGES)]
# Their own layers' tests run these pages.
ELSEWHERE = {"regimen-language.md", "published-models.md"}
# Lines that prepare a machine: they would install, or change the shell.
PREPARING = ("source ", "python -m venv ", ".venv/bin/python -m pip ")


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    title: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    fence = r'^```(\w*)(?: title="([^"]+)")?\n(.*?)^```$'
    for match in re.finditer(fence, text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(match[1], match[2] or "", match[3], line)


def run_command(line: str) -> None:
    """Run one line as a shell would, in this process."""
    if line.startswith(PREPARING):
        return
    if line.startswith("make "):
        targets = (ROOT / "Makefile").read_text("utf-8")
        assert re.search(rf"^{line.split()[1]}:", targets, re.MULTILINE), line
        return
    assert line.startswith("troche "), f"no rule to run {line!r}"
    words = shlex.split(line)[1:]
    place = words.pop(words.index(">") + 1) if ">" in words else None
    words = [word for word in words if word != ">"]
    said = io.StringIO()
    with (
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(io.StringIO()) as errors,
        pytest.raises(SystemExit) as stop,
    ):
        main.run(words)
    assert not stop.value.code, f"{line}: {errors.getvalue()}"
    assert said.getvalue() or place or "--out" in words, f"{line}: said nothing"
    if "--json" in words:
        json.loads(said.getvalue())
    if place:
        Path(place).write_text(said.getvalue(), "utf-8")


def run_examples(text: str, page: Path, line: int, names: dict[str, Any]) -> None:
    test = doctest.DocTestParser().get_doctest(text, names, page.name, str(page), line)
    out = io.StringIO()
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=out.write, clear_globs=False)
    names |= test.globs
    assert runner.summarize(verbose=False).failed == 0, out.getvalue()


@pytest.mark.parametrize(
    "page",
    [p for p in WRITTEN if p.name not in ELSEWHERE and any(blocks(p))],
    ids=lambda page: page.name,
)
def test_examples_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    names: dict[str, Any] = {}
    for block in blocks(page):
        if block.title:
            Path(block.title).write_text(block.text, "utf-8")
        if block.language == "yaml":
            checked(yaml.safe_load(block.text), f"{page.name}, line {block.line}", tmp_path)
        elif block.language == "json":
            json.loads(block.text)
        elif block.language in ("python", "pycon") and ">>>" in block.text:
            run_examples(block.text, page, block.line, names)
        elif block.language == "python":
            exec(compile(block.text, f"{page.name}:{block.line}", "exec"), names)
        elif block.language == "sh":
            for line in block.text.strip().splitlines():
                run_command(line)
        else:
            assert block.language in ("csv", "text"), f"{page.name}:{block.line}"


@pytest.mark.parametrize("page", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.name)
def test_example_studies_are_studies(page: Path) -> None:
    from troche import read_study
    from troche.studies.plan import lay_out

    assert len(lay_out(read_study(page)).regimens) > 1
    assert page.name in "".join(p.read_text("utf-8") for p in WRITTEN)


@pytest.mark.parametrize("page", [ROOT / "CONTRIBUTING.md", *WRITTEN], ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        assert not target.startswith("http:"), target
        if not target.startswith("https:"):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_the_readme_shows_every_command_and_the_picture() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert str(PICTURE.relative_to(ROOT)) in text
    assert 0 < PICTURE.stat().st_size <= LARGEST
    for name in ("simulate", "compare", "models", "populations", "parameters", "regimen"):
        assert f"| `troche {name}" in text
    for name in ("evidence`", "evidence show", "events write", "events solve"):
        assert f"| `troche {name}" in text


def test_the_page_of_the_study_file_has_every_key_and_limit() -> None:
    from troche.studies import specification, yaml_file

    text = (DOCS / "reference" / "study-file.md").read_text("utf-8")
    limits = (f"{yaml_file.LARGEST:,} bytes", f"{yaml_file.DEEPEST} levels")
    for limit in (*limits, f"1 to {specification.MAX_PATIENTS:,}"):
        assert limit in text
    assert specification.SHORTEST_WEEKS == 1 / 168
    keys = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert sorted(keys) == sorted([*StudySpec.model_fields, *PatientsSpec.model_fields])


def test_the_page_of_patients_has_every_column() -> None:
    from troche.population import patients

    page = (DOCS / "reference" / "patients-file.md").read_text("utf-8")
    keys = re.findall(r"^\| `(\w+)` \| (.*?) \|", page, re.MULTILINE)
    words = patients._WORDS
    assert {key for key, _ in keys} == {"id", *patients.COLUMNS, *words}
    for key, values in keys:
        if key in patients.COLUMNS:
            _, low, high = patients.COLUMNS[key]
            assert values.startswith(f"{low:g} to {high:g}"), key
        if key in words:
            assert values == ", ".join(f"`{word}`" for word in words[key][1])


def test_the_page_of_results_has_every_quantity_and_column(tmp_path: Path) -> None:
    from troche import simulate

    text = (DOCS / "reference" / "results.md").read_text("utf-8")
    simulate("10 mg ketamine iv over 40 min", patients=20, level=10.0, folder=tmp_path / "one")
    metrics = {metric.name for metric in METRICS}
    lines = (tmp_path / "one" / "data-dictionary.csv").read_text("utf-8").splitlines()[1:]
    for line in lines:
        file, column = line.split(",")[:2]
        if file == "patients.parquet" and column.split(" ")[-1] in metrics:
            column = column.split(" ")[-1]
        assert f"`{file}`" in text
        assert f"`{column}`" in text, column
    for name in metrics:
        assert f"`{name}`" in text, name


def test_the_page_of_errors_has_every_code() -> None:
    from troche import errors

    text = (DOCS / "reference" / "errors.md").read_text("utf-8")
    for name in errors.__all__:
        kind = getattr(errors, name)
        if isinstance(kind, type):
            assert f"`{kind.code}`" in text, name
            assert f"\n| {kind.exit_code} |" in text


def test_the_page_of_benchmarks_has_every_field() -> None:
    from benchmarks.measure import FIELDS

    text = (DOCS / "reference" / "benchmarks.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(FIELDS)


def test_decisions_are_listed_once_and_numbered_in_order() -> None:
    pages = sorted(p.name for p in (DOCS / "decisions").glob("0*.md"))
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    index = (DOCS / "decisions" / "index.md").read_text("utf-8")
    assert re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", index) == pages


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does, which refuses missing pages and broken links."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_the_site_asks_nobody_for_anything(site: Path) -> None:
    outside = []
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        tags = re.findall(r"<(?:script|link|img|iframe|source|object)\b[^>]*>", text)
        loads = re.compile(r'(?:src|href|data)="?(?:https?:)?//')
        outside += [f"{page.name}: {tag}" for tag in tags if loads.search(tag)]
        assert "fonts.g" not in text
    for sheet in site.rglob("*.css"):
        found = re.findall(
            r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^)'\"]*", sheet.read_text("utf-8")
        )
        outside += [f"{sheet.name}: {place}" for place in found]
    assert outside == []
    # What Material's script would fetch: a repository's stars, and diagrams.
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert "repo_url" not in config
    assert "mermaid" not in config


def test_formulas_of_the_site_are_drawn_without_a_script(site: Path) -> None:
    text = (site / "ideas" / "variability.html").read_text("utf-8")
    assert text.count("<math ") >= 8
    for page in site.rglob("*.html"):
        assert 'class="arithmatex"' not in page.read_text("utf-8"), page.name
