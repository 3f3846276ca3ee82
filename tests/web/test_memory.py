"""A server that has answered many requests holds no more memory than after a few."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
ASKED = (
    "/",
    "/api/version",
    "/api/regimens/check?text=15%20mg%20ketamine%20sublingual%20tablet,%20daily",
    "/api/regimens/check?text=15%20mg%20ketamin%20iv",
    "/api/evidence/outcomes?limit=50",
    "/api/claims/less-dissociation",
    "/static/app.css",
    "/nowhere",
)
PROGRAM = [sys.executable, "-c", "from troche.cli.main import run; run()", "serve", "--json"]

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """Number of the process, and address."""
    words = ["--port", "0", "--home", str(tmp_path)]
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.pid, json.loads(process.stdout.readline())["address"].rstrip("/")
        process.terminate()


def megabytes(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE / 1e6


@pytest.mark.parametrize("number", [300, pytest.param(2000, marks=pytest.mark.slow)])
def test_memory_is_stable(number: int, server: Any) -> None:
    process, address = server
    with httpx.Client(base_url=address, timeout=120) as client:

        def ask(times: int) -> None:
            for turn in range(times):
                answer = client.get(ASKED[turn % len(ASKED)])
                assert answer.status_code in (200, 404, 422)

        # Tables, templates and the threads of the pool come with the first requests.
        ask(120)
        before = megabytes(process)
        ask(number)
        grown = megabytes(process) - before
    # An answer of 30 kB that was kept would make 9 MB of 300 requests.
    assert grown < 6.0, f"{grown:.1f} MB more after {number} requests"
