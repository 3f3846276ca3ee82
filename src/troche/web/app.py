"""The application: pages, API and files, behind one set of guards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from troche.web.api.answers import GUARDS, TAGS
from troche.web.description import DESCRIPTION, name_routes
from troche.web.documents import Documents
from troche.web.explorers import explorers
from troche.web.jobs.queue import keep_jobs
from troche.web.problems import handle_errors
from troche.web.routers import ROUTERS
from troche.web.security.access import AccessLog
from troche.web.security.bodies import BodyCheck
from troche.web.security.bugs import BugCatch
from troche.web.security.crowd import Crowd
from troche.web.security.guard import Door, TokenCheck
from troche.web.security.headers import SecurityHeaders
from troche.web.security.heads import HeadAsGet
from troche.web.security.hosts import HostCheck
from troche.web.security.origins import OriginCheck
from troche.web.settings import Settings

__all__ = ["create_app"]

# What runs beside the requests, from the start of the server to its end: each is a function
# of the application that returns an asynchronous context manager. They start in this order
# and stop in the reverse one. Each keeps what it holds under a name of its own in
# `app.state`, and finds the settings in `app.state.settings`.
_PARTS: tuple[Callable[[FastAPI], AbstractAsyncContextManager[None]], ...] = (
    explorers,
    keep_jobs,
)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        # Made here and not once for all: an application may be started again after its end.
        app.state.documents = Documents(app.state.settings.limits.wait_seconds)
        stack.callback(app.state.documents.close)
        try:
            for part in _PARTS:
                await stack.enter_async_context(part(app))
        except Exception as error:
            # The server logs this and ends; whoever started it wants the error itself.
            app.state.fault_at_start = error
            raise
        yield


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
        description=DESCRIPTION,
        openapi_tags=TAGS,
        responses=GUARDS,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.documents = Documents(settings.limits.wait_seconds)
    app.state.door = Door(settings.token) if settings.token is not None else None
    app.state.fault_at_start = None
    app.state.routes = [route for router in ROUTERS for route in router.routes]
    for router in ROUTERS:
        name_routes(router)
        app.include_router(router)
    handle_errors(app)
    _guard(app, settings)
    return app


def _guard(app: FastAPI, settings: Settings) -> None:
    """Put the guards before the routes; a request meets the last one first."""
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyCheck, limits=settings.limits)
    if app.state.door is not None:
        app.add_middleware(TokenCheck, door=app.state.door)
    app.add_middleware(OriginCheck)
    app.add_middleware(HostCheck, settings=settings)
    app.add_middleware(Crowd, most=settings.limits.at_once)
    app.add_middleware(BugCatch, home=settings.home)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog)
