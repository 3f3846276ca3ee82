"""Fifty people explore at once: nobody is refused, answers come in time, memory is stable."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
SERVE = [sys.executable, "-c", "from troche.cli.main import run; run()", "serve", "--json"]
VISIT = [sys.executable, "-m", "tests.web.visitors"]
PEOPLE = 50
GOAL = 1.0
"""Seconds in which 95 % of answers come, on a machine of two cores that does nothing else."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """Number of the process, and address."""
    words = ["--port", "0", "--home", str(tmp_path)]
    with subprocess.Popen([*SERVE, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"].rstrip("/")
        try:
            # Both workers are warm when each has answered one.
            for line in ("7 mg ketamine oral", "8 mg ketamine oral", "9 mg ketamine oral"):
                httpx.get(f"{address}/api/explore", params={"regimen": line}, timeout=120)
            yield process.pid, address
        finally:
            process.terminate()


def megabytes(process: int) -> float:
    """Return what a process and its children hold."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    held = int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE / 1e6
    return held + sum(megabytes(int(child)) for child in children)


def visited(address: str, seconds: float) -> dict[str, Any]:
    ran = subprocess.run(
        [*VISIT, address, str(PEOPLE), str(seconds)],
        capture_output=True, text=True, check=True, timeout=300,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("seconds", [6.0, pytest.param(20.0, marks=pytest.mark.slow)])
def test_fifty_people_explore_at_once(
    seconds: float, server: tuple[int, str], record_property: Any
) -> None:
    process, address = server
    before = megabytes(process)
    found = visited(address, seconds)
    # What is still being computed for people who left would be counted for it.
    time.sleep(1.0)
    found["megabytes_more"] = round(megabytes(process) - before, 1)
    found["load"] = os.getloadavg()
    record_property("load", found)
    print(found)
    assert set(found["statuses"]) == {"200"}, found
    assert found["requests"] >= PEOPLE * seconds / 4, found
    # Others may use the machine while the suite runs: half as fast as the goal fails.
    assert found["p95"] < 2 * GOAL, found
    # 500 answers of 50 kB may be kept, and workers keep a few hundred doses: 100 MB were seen.
    assert found["megabytes_more"] < 200, found
