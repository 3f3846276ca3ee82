"""No table is carried for nothing, and the list of those that wait is true."""

import ast
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from troche.evidence import tables

PACKAGE = Path(str(files("troche")))
READERS = {"load", "find", "select"}


def named_in_code(tree: ast.AST) -> Iterator[str]:
    """Yield the tables that a module names when it asks for rows.

    That is: the first argument or ``table=`` of `load`, `find` and `select`, and a key
    of some collection's ``.tables``.
    """
    for node in ast.walk(tree):
        asked: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in READERS:
                asked = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "table")]
            elif (
                name == "get" and getattr(getattr(node.func, "value", None), "attr", "") == "tables"
            ):
                asked = node.args[:1]
        elif isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == "tables":
            asked = [node.slice]
        for value in asked:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def named_in_toml(value: object) -> Iterator[str]:
    """Yield the value of every key `table`, at any depth."""
    if isinstance(value, dict):
        if isinstance(value.get("table"), str):
            yield value["table"]
        for inner in value.values():
            yield from named_in_toml(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_in_toml(inner)


def read_by_someone() -> set[str]:
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if "evidence" not in path.relative_to(PACKAGE).parts[:1]:
            found.update(named_in_code(ast.parse(path.read_text(encoding="utf-8"))))
    for path in (PACKAGE / "population" / "parameters").rglob("*.toml"):
        found.update(named_in_toml(tomllib.loads(path.read_text(encoding="utf-8"))))
    return found & set(tables())


def waiting() -> dict[str, str]:
    text = (PACKAGE / "evidence" / "usage.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["unused"]


def test_every_table_is_read_or_waits_for_an_issue():
    orphans = set(tables()) - read_by_someone() - set(waiting())
    assert orphans == set(), "use the table, or name the issue that will in evidence/usage.toml"


def test_no_table_waits_that_somebody_reads():
    stale = read_by_someone() & set(waiting())
    assert stale == set(), "delete these lines from evidence/usage.toml"


def test_the_list_names_tables_and_issues():
    assert set(waiting()) <= set(tables())
    assert all(waiting().values())


def test_the_search_can_find():
    code = 'load("arms"); evidence.find("mechanism", topic=x); e.tables["trials"]; len("guidance")'
    assert set(named_in_code(ast.parse(code))) == {"arms", "mechanism", "trials"}
    assert set(named_in_toml({"a": [{"row": {"table": "pk_facts"}}]})) == {"pk_facts"}
