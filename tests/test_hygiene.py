"""What the repository promises about itself: nothing fetched, nothing leaked, nothing stale."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import troche
from troche.cli.main import INTENDED_USE as SAID_BY_COMMANDS
from troche.report import INTENDED_USE as SAID_BY_REPORTS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "troche"
VENDORED = [SOURCE / "report" / "vendored", SOURCE / "web" / "static" / "vendored"]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
USE = (
    "For research and teaching about groups. Not for diagnosis, prognosis or treatment of any "
    "person; not a medical device, and not validated as one. It must not be used to choose, "
    "change, time or combine doses for anyone, yourself included."
)
CRISIS = (
    "If you or someone else may be in danger, call your local emergency number now, or your "
    "country's crisis line"
)
# Built or made by a run: never part of the project.
MADE = {"site", "dist", "build", "results", "__pycache__", "node_modules"}


def tracked() -> list[Path]:
    """Return the project's files: git's list, or everything but what runs leave behind."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True).stdout
        files = [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]
        return [file for file in files if file.is_file()]
    return [
        file
        for file in ROOT.rglob("*")
        if file.is_file()
        and not any(p in MADE or p.startswith(".") for p in file.relative_to(ROOT).parts[:-1])
    ]


FILES = tracked()


def one_line(text: str) -> str:
    return " ".join(text.split())


# --- nothing is fetched, nothing unsafe is read ---------------------------------------------

NETWORK = {"urllib", "urllib3", "http", "requests", "httpx", "aiohttp", "socket", "ssl", "ftplib"}
# The server opens its door in one file, and asks nobody for anything.
LISTENS = {SOURCE / "web" / "listening.py": {"socket"}}
UNSAFE = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}


def unwanted(tree: ast.AST) -> set[str]:
    """Return the imports that would fetch something or read code as data."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found & (NETWORK | UNSAFE)


def test_nothing_is_fetched_and_nothing_is_unpickled() -> None:
    for file in SOURCE.rglob("*.py"):
        text = file.read_text("utf-8")
        assert unwanted(ast.parse(text)) == LISTENS.get(file, set()), file
        assert "allow_pickle=True" not in text, file
        assert not re.search(r"\b(eval|exec)\(", text), file
    for file in LISTENS:
        assert "connect(" not in file.read_text("utf-8")


@pytest.mark.parametrize("line", ["import pickle", "from urllib.request import urlopen"])
def test_that_check_can_fail(line: str) -> None:
    assert unwanted(ast.parse(line))


# --- nothing is leaked -----------------------------------------------------------------------

# Put together here, so that this file does not hold what it looks for.
PLACES = ["/" + name + "/" for name in ("root", "work", "opt", "Users", "home")]
LEAKS = re.compile(
    "|".join(
        [
            *(rf"(?<![\w.:/-]){place}\w" for place in PLACES),
            "gh" + r"[pousr]_[A-Za-z0-9]{30,}",
            "AK" + "IA[0-9A-Z]{16}",
            "-----BEGIN" + " [A-Z ]*PRIVATE KEY",
            r"https?://[^\s/]*:[^\s/@]+@",
            r"(?:index-url|extra-index|trusted-host|find-links)" + r"\s*=",
        ]
    )
)
TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".txt", ".cff", ".csv", ".json", ".j2", ".js"}


def test_no_file_names_a_machine_or_holds_a_secret() -> None:
    assert len(FILES) > 200  # the guard looks at something
    for file in FILES:
        if file.suffix in TEXT or file.name in ("Makefile", "run", ".gitignore"):
            found = LEAKS.search(file.read_text("utf-8"))
            assert found is None, f"{file.relative_to(ROOT)}: {found and found[0]!r}"


@pytest.mark.parametrize(
    "text", [f"see {PLACES[0]}x.py", f"in {PLACES[1]}main", "gh" + "p_" + "a" * 36]
)
def test_that_guard_can_fail(text: str) -> None:
    assert LEAKS.search(text)


def test_that_guard_lets_addresses_pass() -> None:
    assert not LEAKS.search("https://example.org" + PLACES[4] + "page, /" + "api/x")


def test_files_are_small_and_none_is_made_by_a_run() -> None:
    tables = SOURCE / "evidence" / "tables"
    for file in FILES:
        carried = file.is_relative_to(tables) or file.parent in VENDORED
        assert file.stat().st_size <= 1_000_000 or carried, file
    names = {part for file in FILES for part in file.relative_to(ROOT).parts}
    assert not names & {".venv", "__pycache__", "uv.lock", "site", ".DS_Store"}


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parent.name)
def test_carried_libraries_are_what_their_list_says(folder: Path) -> None:
    rows = re.findall(
        r"\| (\S+) \| (\S+) \| .*`(\w{64})` \|", (folder / "LIBRARIES.txt").read_text()
    )
    assert rows
    for name, package, digest in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
        assert (folder / f"LICENSE-{package}.txt").is_file()
    scripts = {f.name for f in folder.iterdir() if f.suffix in (".js", ".css")}
    assert scripts == {name for name, _, _ in rows}


# --- nothing is stale ------------------------------------------------------------------------


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    assert troche.__version__ == version, "the environment is stale: run make again"
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[{re.escape(version)}\]", changes, re.MULTILINE)


def test_the_citation_is_in_step_with_the_project() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = PROJECT["project"]
    assert {"cff-version", "message", "title", "authors", "type"} <= cited.keys()
    assert cited["cff-version"] == "1.2.0"
    assert cited["version"] == project["version"]
    assert cited["license"] == project["license"] == "Apache-2.0"
    assert [a["name"] for a in cited["authors"]] == [a["name"] for a in project["authors"]]
    assert cited["title"].startswith("troche")
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")


def test_the_intended_use_is_said_in_the_same_words_everywhere() -> None:
    assert SAID_BY_COMMANDS == SAID_BY_REPORTS == USE
    assert troche.__doc__
    for text in (
        troche.__doc__,
        *((ROOT / name).read_text("utf-8") for name in ("README.md", "INTENDED_USE.md")),
        (ROOT / "docs" / "index.md").read_text("utf-8"),
    ):
        assert USE in one_line(text)
    assert CRISIS in one_line((ROOT / "INTENDED_USE.md").read_text("utf-8"))


def named(requirements: list[Any]) -> set[str]:
    """Return the distributions that a list of requirements names."""
    words = [r for r in requirements if isinstance(r, str)]
    return {re.split(r"[\s<>=!~\[;]", word)[0].lower().replace("_", "-") for word in words}


def test_every_dependency_is_in_the_lock_and_the_lock_has_no_address() -> None:
    lines = (ROOT / "requirements" / "lock.txt").read_text("utf-8").splitlines()
    for line in lines:
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*==[\w.]+( ; [\w .<>='!()]+)?", line), line
    locked = {line.split("==")[0] for line in lines}
    project = PROJECT["project"]
    asked = named(project["dependencies"])
    for group in PROJECT["dependency-groups"].values():
        asked |= named(group)
    for extra in project.get("optional-dependencies", {}).values():
        asked |= named(extra)
    assert asked - locked == set(), "run `make lock`"


# --- the chores ------------------------------------------------------------------------------

CHORES = ("demo", "test", "lint", "bench", "docs", "slow", "calibrate", "loso", "pages", "pictures")


def made(*words: str) -> subprocess.CompletedProcess[str]:
    """Run make without what an outer make hands down."""
    outer = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "TESTS", "PATIENTS")
    inner = {name: value for name, value in os.environ.items() if name not in outer}
    return subprocess.run(["make", *words], cwd=ROOT, env=inner, capture_output=True, text=True)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_knows_every_chore_and_explains_it() -> None:
    planned = made("-n", *CHORES)
    assert planned.returncode == 0, planned.stderr
    listed = made().stdout
    for chore in CHORES:
        assert re.search(rf"^{chore} +\w", listed, re.MULTILINE), chore


def test_the_gate_runs_what_the_readme_says() -> None:
    gate = ROOT / ".ci" / "run"
    text = gate.read_text("utf-8")
    assert os.access(gate, os.X_OK)
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
    for line in ("make lint", "make demo", "make test", "set -eu"):
        assert line in text
    if shutil.which("bash"):
        subprocess.run(["bash", "-n", str(gate)], check=True)


def test_contributing_explains_every_chore() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for chore in CHORES:
        assert f"`make {chore}`" in text
