"""An application in this process, and a browser at a server of its own.

A visit records what its pages asked for and complained of.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page, Request
from tests.web.places import HERE

import troche
from troche.web.app import create_app
from troche.web.settings import Settings

with warnings.catch_warnings():
    # Starlette asks for the successor of httpx, of which the lock has none.
    warnings.filterwarnings("ignore", message=".*httpx2.*")
    from starlette.testclient import TestClient


Serving = Callable[..., TestClient]

_BROWSER = {"page", "context", "browser"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that drive a browser, and put them last.

    The browser's driver leaves a running loop in its process, in which no other can be started.
    """
    for item in items:
        if _BROWSER & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


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


# --- a browser ---------------------------------------------------------------------------------

LOCAL = {"127.0.0.1", "localhost"}

_CLEAN = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

_PROGRAM = """
import sys
from pathlib import Path
from troche.web.serve import serve
from troche.web.settings import Settings
serve(Settings(home=Path(sys.argv[1]), port=int(sys.argv[2])))
"""


def chromium() -> str:
    """Return where the browser is; without one, fail where tests must run and skip elsewhere."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if found is None:
        say = pytest.fail if os.environ.get("CI", "").lower() in {"1", "true"} else pytest.skip
        say("no chromium: install Debian's package `chromium`, or name one in CHROMIUM")
    return str(found)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": list(_CLEAN)}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Replace the plugin's own fixture, which newer releases of pytest warn of."""


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A server in a process of its own, which a test may stop and start again on its port.

    Parameters
    ----------
    home
        Folder in which it keeps its runs.
    port
        Where it listens.
    """

    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address of the first page, without the closing slash."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, wait: float = 60.0) -> None:
        """Start, and return when it answers."""
        package = str(Path(str(troche.__file__)).parents[1])
        path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(self.home), str(self.port)],
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + wait
        while time.monotonic() < end:
            with (
                contextlib.suppress(urllib.error.URLError, OSError),
                urllib.request.urlopen(self.url + "/", timeout=5) as answer,
            ):
                if answer.status == 200:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.stop()
        pytest.fail("the server did not answer")

    def stop(self, *, kill: bool = False) -> None:
        """End this process and no other."""
        if self.process is None:
            return
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of a session; a test that stops it makes its own `Server`."""
    found = Server(tmp_path_factory.mktemp("home"))
    found.start()
    yield found
    found.stop()


@dataclass
class Visit:
    """What a page asked for and complained of while a test used it.

    Parameters
    ----------
    page
        A tab.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", self._failed)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _failed(self, error: Error) -> None:
        self.complaints.append(f"uncaught: {error}")

    def allow(self, text: str) -> None:
        """Say that a complaint with these words is what the test is about.

        A browser writes an error to the console for every answer of 400 and above.
        """
        self.allowed.append(text)

    def check(self) -> None:
        """Fail where a request left the machine or anything complained."""
        elsewhere = [
            url
            for url in self.requests
            if urlsplit(url).scheme in {"http", "https", "ws", "wss"}
            and urlsplit(url).hostname not in LOCAL
        ]
        assert not elsewhere, elsewhere
        rest = [c for c in self.complaints if not any(word in c for word in self.allowed)]
        assert not rest, rest


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """Return what a page does that keeps people out: serious and critical rules of axe."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        (each["id"], [node["html"][:120] for node in each["nodes"][:3]])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.fixture
def visited(page: Page) -> Iterator[Visit]:
    """Record a visit; after the test, nothing may have left the machine or gone wrong."""
    visit = Visit(page)
    yield visit
    visit.check()
