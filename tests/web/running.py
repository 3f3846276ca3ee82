"""Small studies, and a server's application in this process to run them."""

from __future__ import annotations

import time
import warnings
from pathlib import Path
from typing import Any

import pytest

from troche.web.app import create_app
from troche.web.settings import Limits, Settings

with warnings.catch_warnings():
    # Starlette asks for the successor of httpx, of which the lock has none.
    warnings.filterwarnings("ignore", message=".*httpx2.*")
    from starlette.testclient import TestClient

__all__ = ["LONGER", "SMALL", "TestClient", "begun", "opened", "submit", "until"]

SMALL: dict[str, Any] = {
    "study": "Two doses",
    "patients": {"number": 40, "seed": 3},
    "weeks": 1,
    "mood": False,
    "harm": False,
    "regimens": {"low": "10 mg ketamine oral", "high": "20 mg ketamine oral"},
}
# Three blocks of patients and three tasks a block: some are done when the rest is stopped.
LONGER = SMALL | {
    "study": "Nine parts",
    "patients": {"number": 2100, "seed": 3},
    "regimens": {
        "low": "10 mg ketamine oral, daily for 1 week",
        "high": "20 mg ketamine oral, daily for 1 week",
    },
}
LOCAL = "http://127.0.0.1:8765"


def opened(home: Path, **limits: Any) -> TestClient:
    settings = Settings(home=home, limits=Limits(**limits))
    return TestClient(create_app(settings), base_url=LOCAL)


def submit(browser: TestClient, study: dict[str, Any]) -> str:
    answer = browser.post("/api/studies", json={"study": study})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def until(browser: TestClient, run: str, *states: str, wait: float = 90.0) -> dict[str, Any]:
    end = time.monotonic() + wait
    while time.monotonic() < end:
        found: dict[str, Any] = browser.get(f"/api/studies/{run}").json()
        if found["state"] in states:
            return found
        time.sleep(0.05)
    pytest.fail(f"still {found}")


def begun(browser: TestClient, run: str) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found: dict[str, Any] = browser.get(f"/api/studies/{run}").json()
        if found["done"] > 0:
            return found
        time.sleep(0.02)
    pytest.fail(f"nothing done: {found}")
