"""A file imports from its own layer or lower ones, and strangers do not know each other.

The imports are read from the source, those inside functions and under TYPE_CHECKING too:
a name that only a type checker sees is still knowledge.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
PACKAGE = SOURCE / "troche"

# Lowest first. Names on one line stand at one height: those in a set are strangers to each
# other, those in a tuple may know each other.
ORDER: tuple[tuple[str, ...] | frozenset[str], ...] = (
    ("errors", "units"),
    frozenset({"evidence", "regimen", "pharmacology"}),
    ("cascade",),
    ("population",),
    ("engine",),
    ("outcomes",),
    ("studies",),
    ("report",),
    frozenset({"library", "cli", "web"}),
    ("__init__",),
)
HEIGHT = {name: height for height, names in enumerate(ORDER) for name in names}
STRANGERS = [names for names in ORDER if isinstance(names, frozenset)]

# One command starts the skin that stands beside it; no other file of either knows the other.
DOORS = {("troche.cli.serve", "troche.web.serve"), ("troche.cli.serve", "troche.web.settings")}

# What a layer has no use for, because it is the business of another one.
FOREIGN = {
    "evidence": {"numpy", "scipy", "pandas", "array_api_compat"},  # equations
    "regimen": {"numpy", "scipy", "pandas", "array_api_compat"},  # bodies
    "pharmacology": {"numpy", "scipy", "csv", "json", "tomllib", "pathlib", "random"},  # data
    "cascade": {"csv", "json", "tomllib", "pathlib", "random", "pandas"},  # data, chance
    "population": {"threading", "concurrent", "multiprocessing", "pyarrow"},  # scale
    "engine": {"scipy", "pandas", "pyarrow"},  # what a number means
    "outcomes": {"concurrent", "plotly", "rich"},  # how it was computed
    "studies": {"plotly", "jinja2", "rich", "typer"},  # pixels
}


MODULES = {
    ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
}


def layer_of(module: str) -> str:
    """Return the layer that `troche.layer.and.so.on` belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def modules_imported(tree: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    """Yield the full name of every module imported anywhere in `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                kept = parts[: len(parts) - node.level + (1 if is_package else 0)]
                base = ".".join([*kept, base]).rstrip(".")
            # `from troche import units` names a module, `from troche import compare` a thing
            # of the root.
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield full if full in MODULES else base


def breaches(tree: ast.AST, module: str, is_package: bool = False) -> list[str]:
    """Return what in a file's imports goes against the order."""
    own = layer_of(module)
    found = []
    for name in modules_imported(tree, module, is_package):
        if name.split(".")[0] in FOREIGN.get(own, ()):
            found.append(f"{module}: {own} has no use for {name}")
        if name.split(".")[0] != "troche":
            continue
        other = layer_of(name)
        if other == own:
            continue
        if other not in HEIGHT:
            found.append(f"{module} imports {name}, of no known layer")
        elif HEIGHT[other] > HEIGHT[own]:
            found.append(f"{module} imports {name}, from above")
        elif (module, name) in DOORS:
            continue
        elif any({own, other} <= names for names in STRANGERS):
            found.append(f"{module} imports {name}, a stranger")
    return found


def test_every_file_belongs_to_a_layer() -> None:
    assert {layer_of(module) for module in MODULES} <= set(HEIGHT)
    assert len(MODULES) > 100  # the guard looks at something


def test_imports_go_downwards() -> None:
    found = [
        breach
        for module, file in MODULES.items()
        for breach in breaches(
            ast.parse(file.read_text("utf-8")), module, file.name == "__init__.py"
        )
    ]
    assert found == []


def test_no_import_hides_from_the_guard() -> None:
    """Only the root imports by name as text, and its names are checked elsewhere."""
    hidden = [
        f"{module}:{node.lineno}"
        for module, file in MODULES.items()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if module != "troche"
        and isinstance(node, ast.Call)
        and "import" in ast.unparse(node.func).split(".")[-1]
    ]
    assert hidden == []


def test_files_do_not_import_in_a_circle() -> None:
    """At module level, where a circle breaks the import; __init__ files stand for their folder."""
    edges = {}
    for module, file in MODULES.items():
        body = [n for n in ast.parse(file.read_text("utf-8")).body if not isinstance(n, ast.If)]
        tree = ast.Module(body=[n for n in body if isinstance(n, ast.Import | ast.ImportFrom)])
        imported = set(modules_imported(tree, module, file.name == "__init__.py"))
        edges[module] = {n for n in imported if n in MODULES and n != module}
    finished: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path[path.index(module) :], module))
        if module not in finished:
            for other in sorted(edges[module]):
                visit(other, (*path, module))
            finished.add(module)

    for module in sorted(edges):
        visit(module, ())


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("troche.evidence.rows", "from troche.regimen import parse"),
        ("troche.regimen.dose", "import troche.pharmacology.receptor"),
        ("troche.pharmacology.troche", "from troche.evidence import find"),
        ("troche.pharmacology.receptor", "import numpy as np"),
        ("troche.errors", "from troche.evidence import load"),
        ("troche.units", "def f():\n    from troche.population import bodies"),
        ("troche.cascade.solve", "if TYPE_CHECKING:\n    from troche.engine.pool import Progress"),
        ("troche.studies.run", "from troche.report import figure"),
        ("troche.studies.run", "import plotly.graph_objects as go"),
        ("troche.studies.run", "from troche import compare"),
        ("troche.population.course", "from ..outcomes.exposure import METRICS"),
        ("troche.cli.main", "from troche.library.studies import compare"),
        ("troche.library.studies", "from troche.cli.main import run"),
        ("troche.cli.compare", "from troche.web.serve import serve"),
        ("troche.cli.serve", "from troche.web.app import create_app"),
        ("troche.web.serve", "from troche.cli.serve import serve"),
        ("troche.studies.run", "from troche.helpers import anything"),
    ],
)
def test_the_guard_can_fail(module: str, line: str) -> None:
    assert len(breaches(ast.parse(line), module)) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("troche.evidence.rows", "from troche.units import to_inner"),
        ("troche.studies.run", "from troche import units"),
        ("troche.population.bodies", "from troche.evidence import find\nimport numpy as np"),
        ("troche.cascade.events.body", "from ..doses import Dose"),
        ("troche.report.page", "from troche.studies.results import Result\nimport plotly"),
        ("troche.cli.serve", "from troche.web.serve import serve"),
    ],
)
def test_the_guard_lets_pass_what_is_allowed(module: str, line: str) -> None:
    assert breaches(ast.parse(line), module) == []
