"""Pictures of the workbench: its pages as a reader meets them, in the light theme.

The server is started on a free port of this machine, its pages are photographed with Chromium,
and it is stopped. Nothing is fetched from elsewhere.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

__all__ = ["LARGEST", "SHOTS", "photograph"]

LARGEST: Final = 200_000
"""Bytes that one picture may have; it travels with every clone."""

_PINNED: Final = "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"
_EXPLORED: Final = "15 mg ketamine sublingual tablet, daily for 4 weeks"

SHOTS: Final = {
    "workbench": ("/explore?" + urlencode({"regimen": _EXPLORED, "pin": _PINNED}), 1280, 855),
    "claims": ("/claims?wait=1", 1280, 900),
}
"""Name of the picture; address, width and height of the window."""

_SERVER: Final = """
import sys
from pathlib import Path
from troche.web.serve import serve
from troche.web.settings import Settings
serve(Settings(home=Path(sys.argv[1]), port=int(sys.argv[2])))
"""


def photograph(folder: Path, browser: str) -> list[Path]:
    """Take a picture of each page.

    Parameters
    ----------
    folder
        Where the pictures go.
    browser
        Program that takes them.
    """
    taken = []
    with tempfile.TemporaryDirectory() as scratch, _serving(Path(scratch) / "home") as address:
        for name, (page, width, height) in SHOTS.items():
            shot = Path(scratch) / f"{name}.png"
            subprocess.run(
                [
                    *(browser, "--headless", "--no-sandbox", "--disable-gpu"),
                    *("--hide-scrollbars", "--disable-background-networking"),
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                    *(f"--user-data-dir={scratch}/profile", f"--window-size={width},{height}"),
                    *("--virtual-time-budget=20000", f"--screenshot={shot}", address + page),
                ],
                check=True,
                capture_output=True,
                timeout=120,
            )
            size = shot.stat().st_size
            if size > LARGEST:
                sys.exit(f"the picture of {page} has {size:,} bytes; at most {LARGEST:,}")
            folder.mkdir(parents=True, exist_ok=True)
            taken.append(Path(shutil.copyfile(shot, folder / f"{name}.png")))
    return taken


@contextlib.contextmanager
def _serving(home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(home), str(port)],
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        # The slow pages are asked for once, so that no picture shows a page that waits.
        for page, _, _ in SHOTS.values():
            _fetched(address + page.replace("/explore", "/api/explore"), process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _fetched(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60.0
    while time.monotonic() < end and process.poll() is None:
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(address, timeout=60),
        ):
            return
        time.sleep(0.2)
    sys.exit("the server did not answer; it needs the extra `web`")
