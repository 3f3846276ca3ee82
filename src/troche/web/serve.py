"""Starting the server."""

from __future__ import annotations

from troche.web.app import create_app
from troche.web.settings import Settings

__all__ = ["serve"]


def serve(settings: Settings) -> None:
    """Serve until stopped.

    Parameters
    ----------
    settings
        Where to listen, where runs are kept, what may be asked for.
    """
    import uvicorn

    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        date_header=False,
    )
