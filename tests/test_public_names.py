"""What is visible is what is promised: the root's names, their homes, their docstrings."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import troche

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "troche"
PAGE = ROOT / "docs" / "reference" / "python.md"

FUNCTIONS = [name for name in troche.__all__ if inspect.isfunction(getattr(troche, name))]


def test_names_are_sorted_importable_and_listed_by_dir() -> None:
    assert troche.__all__ == sorted(troche.__all__)
    assert dir(troche) == sorted([*troche.__all__, "__version__"])
    for name in troche.__all__:
        assert getattr(troche, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        troche.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_a_type_checker_sees_the_names_that_run_time_gives() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {
        alias.asname: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }
    assert sorted(name for name in seen if name) == troche.__all__
    for name, module in seen.items():
        assert name is not None
        assert module is not None
        assert getattr(importlib.import_module(module), name) is getattr(troche, name)


def test_the_page_documents_exactly_the_public_names() -> None:
    headings = re.findall(r"^## `(\w+)`$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(headings) == troche.__all__


def test_importing_troche_brings_in_nothing_heavy() -> None:
    code = "import sys, troche; print(*{m.split('.')[0] for m in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    heavy = {"numpy", "scipy", "pandas", "pyarrow", "plotly", "pydantic", "typer", "rich", "yaml"}
    assert heavy & set(loaded.stdout.split()) == set()


def undocumented(function: Callable[..., Any]) -> list[str]:
    """Return what a NumPy-style docstring of `function` lacks."""
    text = inspect.getdoc(function) or ""
    found = [] if text else ["no docstring"]
    parameters = [p for p in inspect.signature(function).parameters if p not in ("self", "cls")]
    section = re.search(r"^Parameters\n-+\n(.*?)(?=^\S+\n-+\n|\Z)", text, re.DOTALL | re.MULTILINE)
    lines = re.findall(r"^(?=\S)(.+)$", section[1], re.MULTILINE) if section else []
    named = {name.strip("* ") for line in lines for name in line.split(":")[0].split(",")}
    found += [f"parameter {name}" for name in parameters if name not in named]
    found += [f"no such parameter {name}" for name in sorted(named - set(parameters))]
    if ">>>" not in text:
        found.append("no example")
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_public_functions_state_parameters_and_show_an_example(name: str) -> None:
    assert undocumented(getattr(troche, name)) == []


def test_that_check_can_fail() -> None:
    def half(a: int, b: int) -> None:
        """Do it.

        Parameters
        ----------
        a, c
            Numbers.
        """

    assert undocumented(half) == ["parameter b", "no such parameter c", "no example"]


def modules() -> list[tuple[Path, ast.Module]]:
    """Return every file of the package, parsed."""
    return [(file, ast.parse(file.read_text("utf-8"))) for file in sorted(PACKAGE.rglob("*.py"))]


def test_every_module_says_what_it_is() -> None:
    assert [str(file) for file, tree in modules() if not ast.get_docstring(tree)] == []


def test_nothing_private_leaves_its_folder() -> None:
    leaks = []
    for file, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("troche"):
                leaks += [
                    f"{file.relative_to(PACKAGE)}: {node.module}.{alias.name}"
                    for alias in node.names
                    if alias.name.startswith("_") and not alias.name.startswith("__")
                ]
    assert leaks == []


def test_what_a_module_promises_it_has_and_is_not_private() -> None:
    for file, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                names = ast.literal_eval(node.value)
                parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
                module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
                assert [n for n in names if not hasattr(module, n)] == [], file
                assert [n for n in names if n.startswith("_")] == [], file
                assert len(set(names)) == len(names), file


def test_no_name_of_a_package_is_hidden_by_a_module_that_loads_later() -> None:
    """Loading `a.b` sets `b` on `a`: over a function of that name, unless it was loaded first."""
    hidden = []
    for file, tree in modules():
        if file.name != "__init__.py" or file.parent == PACKAGE:
            continue
        package = ".".join(file.relative_to(PACKAGE.parent).parent.parts)
        beside = {p.stem for p in file.parent.glob("*.py")}
        beside |= {p.parent.name for p in file.parent.glob("*/__init__.py")}
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    name = alias.asname or alias.name
                    if name in beside and node.module != f"{package}.{name}":
                        hidden.append(f"{package}.{name}, from {node.module}")
    assert hidden == []


def test_a_run_leaves_the_names_of_packages_alone() -> None:
    code = (
        "import troche.evidence as e, troche; names = {n: getattr(e, n) for n in dir(e)};"
        "troche.simulate('10 mg ketamine iv', patients=20);"
        "assert all(getattr(e, n) is thing for n, thing in names.items())"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
