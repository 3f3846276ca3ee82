"""The pages of the documentation that the program writes itself.

`python -m chores.pages` writes them; a test fails when one is stale.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chores.api_page import api_page
from chores.docstrings import described, signature_of
from chores.mood_page import mood_page

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


def calibration_page() -> str:
    """Return the page of what the data identify, made of the shipped draws."""
    import numpy as np

    from troche.population.calibration.observed import observe
    from troche.population.parameters import from_scale, read_parameters
    from troche.population.parameters.read import informed_by
    from troche.population.posterior import manifest, read_posterior

    posterior, made = read_posterior(), manifest()
    if posterior is None:
        raise RuntimeError("no shipped draws: make calibrate")
    shifts = made["prior_sensitivity"]["shift"]
    parts = [
        "# What the data identify\n\n"
        "Written by `make pages` from the shipped draws. *Told by rows* is the share of the "
        "prior's standard deviation that the rows took away; below 20 % a parameter is known "
        "from its prior alone, and is listed as an assumption on every output. *Prior shift* is "
        "how far the value moves, in standard deviations, when every prior is "
        f"{made['prior_sensitivity']['priors']}. [How the fit works](../ideas/calibration.md)."
    ]
    for name, title in (
        ("troche", "Disposition, routes and devices"),
        ("interactions", "Beside other drugs"),
    ):
        rows: dict[str, list[str]] = {}
        for spec in informed_by(name):
            cells = spec.row.cells
            where = cells.get("source_id", cells.get("fact", ""))
            rows.setdefault(spec.of, []).append(f"{where}: {cells.get('parameter', 'fact')}")
        lines = [
            "| symbol | is | unit | prior, 90 % | typical value, 90 % | one more study, 90 % | "
            "told by rows | prior shift | published parameters |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        fitted, prior = read_parameters(name), read_parameters(name, fitted=False)
        for p in (p for p in fitted if p.fitted):
            ends = np.quantile(posterior.values[p.symbol], [0.05, 0.5, 0.95])
            low, middle, high = (from_scale(float(e), p.transform) for e in ends)
            before, study = prior[p.symbol].range or (0, 0), p.range or (0, 0)
            told = f"{100 * max(0.0, p.informed):.0f} %" + ("" if p.informed >= 0.2 else " (prior)")
            lines.append(
                f"| `{p.symbol}` | {p.meaning} | {p.unit} | {before[0]:.3g} to {before[1]:.3g} | "
                f"{middle:.3g} ({low:.3g} to {high:.3g}) | {study[0]:.3g} to {study[1]:.3g} | "
                f"{told} | {shifts[p.symbol]:+.2f} | {'; '.join(rows.get(p.symbol, [])) or '–'} |"
            )
        parts.append(f"## {title}\n\n" + "\n".join(lines))
        derived = {of: said for of, said in rows.items() if of not in fitted.symbols}
        if derived:
            told_by = "; ".join(f"{of} by {', '.join(said)}" for of, said in derived.items())
            parts.append(f"Told of quantities that several parameters make up: {told_by}.")
    counts: dict[str, int] = {}
    for each in observe():
        counts[each.family] = counts.get(each.family, 0) + 1
    lines = ["| family | observations | left out by | Pareto k |", "|---|---|---|---|"]
    lines += [
        f"| {family} | {counts[family]} | {each['way']} | "
        f"{'–' if each['pareto_k'] is None else each['pareto_k']} |"
        for family, each in made["families"].items()
    ]
    parts.append("## Families\n\n" + "\n".join(lines))
    d = made["diagnostics"]
    parts.append(
        f"Made {made['made']} with seed {made['seed']}: {made['chains']['number']} chains, "
        f"R-hat to {d['rhat']:.3f}, effective sample sizes from {d['ess_bulk']:.0f} (bulk) and "
        f"{d['ess_tail']:.0f} (tail), {d['divergences']:.0f} divergences, {made['seconds']:.0f} s."
    )
    return "\n\n".join(parts) + "\n"


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


PAGES = {
    REFERENCE / "api.md": api_page,
    REFERENCE / "commands.md": commands_page,
    REFERENCE / "python.md": python_page,
    REFERENCE / "calibration.md": calibration_page,
    REFERENCE / "mood.md": mood_page,
}
"""Each generated page and what writes it."""


def write() -> None:
    """Write every generated page."""
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    os.environ.pop("COLUMNS", None)
    write()
