"""The command line: parses, calls the library, turns its errors into one message.

Data goes to standard output and everything else to standard error. Exit codes: 0 done,
1 a stated requirement failed, 2 bad input, 3 interrupted and resumable, 70 a bug of ours.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING

import typer

from troche.cli.intended_use import INTENDED_USE
from troche.cli.options import fault_of
from troche.errors import BadInput, Interrupted, TrocheError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["app", "run"]

_INTERRUPTED_IN_A_SHELL = 130

app = typer.Typer(
    help=f"The open workbench for low-dose ketamine in depression.\n\n{INTENDED_USE}",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"troche {version('troche')}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


def _mount() -> None:
    from troche.cli import (
        claims,
        compare,
        events,
        evidence,
        explain,
        listing,
        plain,
        serve,
        simulate,
        validate,
    )

    app.command("simulate")(simulate.simulate)
    app.command("compare")(compare.compare)
    app.command("explain")(explain.explain)
    app.command("plain")(plain.plain)
    app.command("claims")(claims.claims)
    app.command("validate")(validate.validate)
    app.command("interactions")(validate.interactions)
    app.command("serve")(serve.serve)
    app.add_typer(evidence.app, name="evidence")
    app.add_typer(events.app, name="events")
    app.command("models")(listing.models)
    app.command("populations")(listing.populations)
    app.command("parameters")(listing.parameters)
    app.command("regimen")(listing.regimen)


_mount()


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit.

    Parameters
    ----------
    arguments
        Those of the process by default.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _encode(given)
    try:
        code = _invoke(given)
    except BrokenPipeError:
        # The reader went away; what it wanted it has.
        _drop_output()
        code = 0
    sys.exit(code)


def _drop_output() -> None:
    """Send what is still to be written nowhere, or Python tries again as it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _encode(given: Sequence[str]) -> None:
    """JSON is UTF-8 everywhere; a terminal that lacks a letter shows another."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if "--json" in given and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def _invoke(given: list[str]) -> int:
    try:
        result = app(args=given, prog_name="troche", standalone_mode=False)
        sys.stdout.flush()
        # An interrupt that nothing caught comes back from Typer as the shell's code for it.
        if result == _INTERRUPTED_IN_A_SHELL:
            return _stopped(given)
        return result if isinstance(result, int) else 0
    except TrocheError as error:
        return _say(error.as_dict(), str(error), error.exit_code, given)
    except KeyboardInterrupt:
        return _stopped(given)
    except BrokenPipeError:
        raise
    except SystemExit as stop:
        # Typer's own answer to a reader that went away is an exit with 1.
        cause = stop.__context__
        if isinstance(cause, OSError) and cause.errno == errno.EPIPE:
            raise BrokenPipeError from None
        raise
    except Exception as error:
        # Typer carries its own copy of click from some version on: known by name alone.
        kinds = {kind.__name__ for kind in type(error).__mro__}
        if "Abort" in kinds:
            return _stopped(given)
        if "NoArgsIsHelpError" in kinds and "--json" not in given:
            sys.stdout.write(f"{error}\n")
            return 0
        if "ClickException" in kinds:
            return _usage(error, given)
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return _full(error, given)
        return _bug(error, given)


def _stopped(given: list[str]) -> int:
    stopped = Interrupted("run", "stopped", "run the same command again")
    return _say(stopped.as_dict(), str(stopped), stopped.exit_code, given)


def _full(error: OSError, given: list[str]) -> int:
    _drop_output()
    place = str(error.filename or "output")
    fault = BadInput(place, error.strerror or "no space left", "a place with room to write")
    return _say(fault.as_dict(), str(fault), fault.exit_code, [g for g in given if g != "--json"])


def _usage(error: Exception, given: list[str]) -> int:
    fault, message = fault_of(error)
    return _say(fault, message, 2, given)


def _say(fault: dict[str, str], message: str, code: int, given: Sequence[str]) -> int:
    if "--json" in given:
        sys.stdout.write(json.dumps({"error": fault}, ensure_ascii=False) + "\n")
    typer.echo(f"troche: {message}", err=True)
    return code


def _bug(error: Exception, given: Sequence[str]) -> int:
    import tempfile
    import traceback

    handle, name = tempfile.mkstemp(prefix="troche-bug-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(f"troche {' '.join(given)}\n\n")
        traceback.print_exception(error, file=stream)
    fault = {
        "code": "bug",
        "where": "troche",
        "found": f"{type(error).__name__}: {error}",
        "allowed": "",
        "meant": "",
    }
    return _say(fault, f"a bug of ours ({type(error).__name__}); the trace is in {name}", 70, given)
