"""The application: pages, API and files, behind one set of guards."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from troche.web.pages import home
from troche.web.security.headers import SecurityHeaders
from troche.web.settings import Settings

__all__ = ["create_app"]

_ROUTERS = (home.router,)


def create_app(settings: Settings) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    settings
        What the server was told when it started.
    """
    app = FastAPI(
        title="troche",
        version=version("troche"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.settings = settings
    for router in _ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(str(files("troche.web") / "static"))))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(SecurityHeaders)
    return app
