"""The pages as a program on this machine asks for them, in this process."""

from __future__ import annotations

import warnings
from pathlib import Path

from troche.web.app import create_app
from troche.web.settings import Settings

with warnings.catch_warnings():
    # Starlette asks for the successor of httpx, of which the lock has none.
    warnings.filterwarnings("ignore", message=".*httpx2.*")
    from starlette.testclient import TestClient

__all__ = ["TestClient", "reader"]

AT = "http://127.0.0.1:8765"


def reader(home: Path) -> TestClient:
    """Return a reader of an application of its own."""
    return TestClient(create_app(Settings(home=home)), base_url=AT)
