"""The pages of the documentation that the program writes itself.

`python -m chores.pages` writes them; a test fails when one is stale.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chores.docstrings import described, signature_of

__all__ = ["PAGES", "commands", "commands_page", "python_page", "write"]

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"


def commands() -> Mapping[tuple[str, ...], Any]:
    """Return every command and group by its path, such as ``("evidence", "show")``."""
    import typer.main

    from troche.cli.main import app

    found: dict[tuple[str, ...], Any] = {}

    def visit(path: tuple[str, ...], command: Any) -> None:
        found[path] = command
        for name, inner in getattr(command, "commands", {}).items():
            visit((*path, name), inner)

    visit((), typer.main.get_command(app))
    return found


def help_of(path: tuple[str, ...]) -> str:
    """Return what ``--help`` prints, 88 columns wide."""
    from typer.testing import CliRunner

    from troche.cli.main import app

    width = {"COLUMNS": "88", "TERMINAL_WIDTH": "88", "NO_COLOR": "1"}
    result = CliRunner().invoke(app, [*path, "--help"], prog_name="troche", env=width)
    if result.exit_code != 0:
        raise RuntimeError(result.output)
    return "\n".join(line.rstrip() for line in result.stdout.strip().splitlines())


def commands_page() -> str:
    """Return the page of all commands, made of their help."""
    parts = [
        "# Commands\n\n"
        "Written by `make pages` from what `--help` prints. Data goes to standard output; "
        "progress, messages and the places of files go to standard error. What the exit codes "
        "mean stands in [Errors and exit codes](errors.md)."
    ]
    for path in commands():
        title = " ".join(("troche", *path))
        parts.append(
            f"{'##' if len(path) < 2 else '###'} `{title}`\n\n```text\n{help_of(path)}\n```"
        )
    return "\n\n".join(parts) + "\n"


def python_page() -> str:
    """Return the page of the public names, made of their docstrings."""
    import troche

    parts = [
        "# Python\n\n"
        "Written by `make pages` from the docstrings. These names are what `import troche` "
        "promises; what lies deeper may move. Every example is executed by the tests."
    ]
    for name in troche.__all__:
        thing = getattr(troche, name)
        parts.append(f"## `{name}`\n\n```python\n{signature_of(thing, name)}\n```")
        parts.append(described(thing))
        if inspect.isclass(thing):
            parts += _members(thing)
    return "\n\n".join(part for part in parts if part) + "\n"


def _members(kind: type) -> Iterator[str]:
    for name, member in vars(kind).items():
        if name.startswith("_") or not inspect.getdoc(member) or isinstance(member, staticmethod):
            continue
        if isinstance(member, property):
            yield f"### `{kind.__name__}.{name}`\n\n{described(member)}"
        elif inspect.isfunction(member):
            yield (
                f"### `{kind.__name__}.{name}`\n\n"
                f"```python\n{signature_of(member, name)}\n```\n\n{described(member)}"
            )


PAGES = {REFERENCE / "commands.md": commands_page, REFERENCE / "python.md": python_page}
"""Each generated page and what writes it."""


def write() -> None:
    """Write every generated page."""
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    os.environ.pop("COLUMNS", None)
    write()
