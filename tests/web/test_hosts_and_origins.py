"""Names of other sites and their pages: refused, whichever way they try."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from troche.web.security.hosts import answers_to
from troche.web.settings import Settings

OWN = "127.0.0.1:8765"
CHECK = {"text": "x"}


@pytest.mark.parametrize("host", [OWN, "localhost:8765", "LOCALHOST:8765", "[::1]:8765"])
def test_the_server_answers_under_its_own_names(host: str, client: Any) -> None:
    assert client.get("/api/version", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example:8765", "evil.example", "127.0.0.1", "127.0.0.1:80",
     "localhost.evil.example:8765", "127.0.0.1:8765@evil.example", "", "[", "192.168.0.7:8765"],
)  # fmt: skip
def test_a_name_turned_to_this_machine_is_refused(host: str, client: Any) -> None:
    for path in ("/api/version", "/", "/static/app.css", "/healthz"):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 400
    assert (
        client.get("/api/version", headers={"host": host}).json()["error"]["code"] == "wrong-host"
    )


def test_open_to_a_network_any_number_passes_and_no_name() -> None:
    wide = Settings(Path(), host="0.0.0.0", allow_hosts=("troche.example",))
    assert answers_to("192.168.0.7:8765", wide)
    assert answers_to("[fd00::7]:8765", wide)
    assert answers_to("troche.example", wide)
    assert answers_to("Troche.example:443", wide)
    assert not answers_to("evil.example:8765", wide)
    assert not answers_to("192.168.0.7:80", wide)
    assert not answers_to("nottroche.example", wide)


BROWSER = {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:8765"},  # asked as 127.0.0.1: another origin
        {"sec-fetch-site": "cross-site", **BROWSER},
        {"sec-fetch-site": "same-site", **BROWSER},
        {"sec-fetch-site": "none", **BROWSER},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
        # A browser that says both never contradicts itself; where it does, the worse counts.
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"origin": f"http://{OWN}", "sec-fetch-site": "cross-site"},
        {"origin": f"ftp://{OWN}"},
    ],
)
def test_what_another_sites_page_sends_is_refused(headers: dict[str, str], client: Any) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.request(method, "/api/claims/check", headers=headers, json=CHECK)
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "forbidden"


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": f"http://{OWN}"}, {"sec-fetch-site": "same-origin", **BROWSER},
     {"origin": f"http://{OWN}", "sec-fetch-site": "same-origin"}],
)  # fmt: skip
def test_our_own_page_and_programs_pass(headers: dict[str, str], client: Any) -> None:
    answer = client.post("/api/claims/check", headers=headers, json=CHECK)
    assert answer.json()["error"]["code"] == "bad-claim"  # it was read


@pytest.mark.parametrize(
    ("mode", "site", "status"),
    [("navigate", "cross-site", 200), ("no-cors", "cross-site", 403), ("cors", "cross-site", 403),
     ("no-cors", "same-site", 403), ("no-cors", "same-origin", 200), ("navigate", "none", 200)],
)  # fmt: skip
def test_links_are_welcome_and_embedding_is_not(
    mode: str, site: str, status: int, client: Any
) -> None:
    headers = {"sec-fetch-mode": mode, "sec-fetch-site": site}
    assert client.get("/api/version", headers=headers).status_code == status
