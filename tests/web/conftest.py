"""A server's application in this process, asked as a program on this machine asks it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.web.places import HERE

from troche.web.app import create_app
from troche.web.settings import Settings

with warnings.catch_warnings():
    # Starlette asks for the successor of httpx, of which the lock has none.
    warnings.filterwarnings("ignore", message=".*httpx2.*")
    from starlette.testclient import TestClient


Serving = Callable[..., TestClient]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Folder of a server."""
    return tmp_path / "home"


@pytest.fixture
def serving(home: Path) -> Iterator[Serving]:
    """Start applications with settings of one's own; they end with the test."""
    with ExitStack() as stack:

        def start(*, prepare: Callable[[Any], None] | None = None, **settings: Any) -> TestClient:
            app = create_app(Settings(**{"home": home, **settings}))
            if prepare is not None:
                prepare(app)
            client = TestClient(
                app, base_url=HERE, follow_redirects=False, raise_server_exceptions=True
            )
            return stack.enter_context(client)

        yield start


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One application for tests that only read."""
    app = create_app(Settings(home=tmp_path_factory.mktemp("home")))
    with TestClient(app, base_url=HERE, follow_redirects=False) as found:
        yield found
