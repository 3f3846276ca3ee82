"""`troche serve`: the workbench in a browser, and its API, on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from troche.web.settings import Settings

__all__ = ["serve"]

_MODULES = ("fastapi", "multipart", "python_multipart", "starlette", "uvicorn")


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen at; any but this machine's own needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes one that is free.", min=0, max=65535)] = (
        8765
    ),
    home: Annotated[
        Path | None,
        typer.Option(help="Folder in which runs are kept; that of your own data by default."),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            help="What a caller must show; better given in the environment as TROCHE_TOKEN, "
            "which others on the machine cannot read.",
            envvar="TROCHE_TOKEN",
            show_envvar=False,
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            help="A further name under which it answers, behind another server; needs a token."
        ),
    ] = None,
    most_patients: Annotated[
        int, typer.Option(help="Virtual patients that one study may have.", min=1, max=1_000_000)
    ] = 20_000,
    browser: Annotated[
        bool | None,
        typer.Option(
            "--open/--no-browser", help="Open a browser; by default on a terminal of this machine."
        ),
    ] = None,
    log: Annotated[
        bool, typer.Option("--log", help="Write a line for each request, without its query.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON document, then serve.")
    ] = False,
) -> None:
    """Serve the workbench to a browser, until Ctrl+C."""
    run, settings_of, limits_of = _web()
    settings: Settings = settings_of(
        home=home or _home(),
        host=host,
        port=port,
        token=token,
        allow_hosts=tuple(allow_host or ()),
        log=log,
        limits=limits_of(patients=most_patients),
    )

    def say(listening: Settings, address: str) -> None:
        _say(listening, address, as_json)
        if _opens(browser, as_json):
            _open(address)

    run(settings, say)


def _web() -> tuple[Any, Any, Any]:
    """Return what starts a server, or say which extra it needs."""
    from troche.errors import MissingExtra

    try:
        from troche.web.serve import serve as run
        from troche.web.settings import Limits, Settings
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _MODULES:
            raise
        raise MissingExtra.of("web", "troche serve") from None
    return run, Settings, Limits


def _home() -> Path:
    import platformdirs

    return platformdirs.user_data_path("troche", appauthor=False)


def _say(settings: Settings, address: str, as_json: bool) -> None:
    import sys
    from importlib.metadata import version

    from troche.cli.intended_use import INTENDED_USE

    outside = settings.for_others
    if as_json:
        from troche.cli.json_document import write_json

        write_json(
            {
                "address": address,
                "host": settings.host,
                "port": settings.port,
                "home": str(settings.home),
                "token_needed": settings.token is not None,
                "open_to_the_network": outside,
                "version": version("troche"),
                "intended_use": INTENDED_USE,
            },
            indent=None,
        )
        sys.stdout.flush()
    else:
        typer.echo(f"troche listens at {address}")
        typer.echo(
            f"Runs are kept in {settings.home}. Ctrl+C ends it; runs go on at the next start."
        )
        typer.echo(f"\n{INTENDED_USE}")
        sys.stdout.flush()
    if outside:
        typer.echo(
            "\ntroche: warning: others on the network can reach this server. Whoever has the token "
            "can use it, and what is sent is not encrypted: put a server with TLS before it.",
            err=True,
        )


def _opens(browser: bool | None, as_json: bool) -> bool:
    import sys

    return browser if browser is not None else sys.stdout.isatty() and not as_json


def _open(address: str) -> None:
    """Open a browser beside the server: one in a terminal would hold it up."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
