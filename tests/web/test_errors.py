"""Errors: one shape for programs, a page for people, a file for us; headers on all of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from troche.errors import MissingExtra, RegimenError, TrocheError
from troche.web import faults
from troche.web.faults import Busy, NotFound, status_of
from troche.web.security.bugs import keep_trace
from troche.web.settings import Limits

FIELDS = {"code", "where", "found", "allowed", "meant"}
GOOD = "15 mg ketamine sublingual tablet, daily for 8 weeks"

ANSWERS = [
    ("GET", "/", 200), ("GET", "/api", 200), ("GET", "/healthz", 200),
    ("GET", "/static/app.css", 200), ("GET", "/static/nothing.css", 404),
    ("GET", "/api/version", 200), ("GET", "/nowhere", 404), ("GET", "/api/nowhere", 404),
    ("POST", "/api/version", 405), ("PUT", "/", 405), ("GET", "/api/regimens/check", 422),
    ("GET", "/api/evidence/nothing", 404), ("GET", "/api/claims/nothing", 404),
    ("POST", "/api/claims/check", 422),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_has_the_guarding_headers(
    method: str, path: str, status: int, client: Any
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "cache-control" in answer.headers
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(("method", "path", "status"), [a for a in ANSWERS if a[2] >= 400])
def test_every_error_has_its_shape(method: str, path: str, status: int, client: Any) -> None:
    answer = client.request(method, path)
    if path.startswith("/api/"):
        assert answer.headers["content-type"] == "application/json"
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == FIELDS
    else:
        assert answer.headers["content-type"].startswith("text/html")
        assert "What was found" in answer.text
        assert "What is allowed" in answer.text
        assert "<script>" not in answer.text
    if status == 405:
        assert answer.headers["allow"]


def test_errors_teach(client: Any) -> None:
    error = client.get("/api/regimens/check", params={"text": "15 mg ketamin iv"}).json()["error"]
    assert error["code"] == "bad-regimen"
    assert error["meant"] == "ketamine"
    assert client.get("/api/claims/relief-in-days").json()["error"]["meant"] == "relief-within-days"
    assert client.get("/api/evidence/outcome").json()["error"]["meant"] == "outcomes"
    page = client.get("/claim").text
    assert '<a href="/claims">/claims</a>' in page


@pytest.mark.parametrize(
    ("query", "where", "found"),
    [("", "query, text", "nothing"), ("?text=" + "x" * 3000, "query, text", "xxx"),
     ("?text=a&weeks=many", "query, weeks", "many"), ("?text=a&weeks=0", "query, weeks", "0"),
     ("?text=a&weeks=nan", "query, weeks", "nan")],
)  # fmt: skip
def test_what_fastapi_finds_has_the_same_shape(
    query: str, where: str, found: str, client: Any
) -> None:
    answer = client.get(f"/api/regimens/check{query}")
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "bad-input"
    assert error["where"] == where
    assert error["found"].startswith(found)
    assert len(error["found"]) <= 200


def test_words_of_the_address_are_never_markup(client: Any) -> None:
    page = client.get("/<script>alert(1)</script>")
    assert page.status_code == 404
    assert "<script>alert" not in page.text


def test_halves_of_letters_do_no_harm(client: Any) -> None:
    answer = client.post(
        "/api/claims/check",
        content=b'{"text": "\\ud800"}',
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 422
    assert client.get("/api/claims/%ED%A0%80").status_code == 404


def broken(app: Any) -> None:
    def fail() -> None:
        raise ZeroDivisionError("a secret number")

    app.add_api_route("/api/broken", fail)
    app.add_api_route("/broken", fail)


def test_a_bug_of_ours_is_told_without_its_trace(serving: Any, home: Path) -> None:
    client = serving(prepare=broken)
    answer = client.get("/api/broken?secret=1")
    assert answer.status_code == 500
    error = answer.json()["error"]
    assert error["code"] == "bug"
    assert "x-content-type-options" in answer.headers
    page = client.get("/broken")
    assert page.status_code == 500
    for text in (answer.text, page.text):
        assert "Traceback" not in text
        assert "a secret number" not in text
        assert str(home) not in text
    (name,) = re.findall(r"bugs/([\w.-]+\.txt)", error["allowed"])
    trace = (home / "bugs" / name).read_text()
    assert "ZeroDivisionError: a secret number" in trace
    assert trace.startswith("GET '/api/broken'\n")
    assert "secret=1" not in trace


def test_an_error_that_is_no_users_fault_is_a_bug(serving: Any, home: Path) -> None:
    def prepare(app: Any) -> None:
        def fail() -> None:
            raise TrocheError("inside", "a", "b")

        app.add_api_route("/api/broken", fail)

    assert serving(prepare=prepare).get("/api/broken").status_code == 500
    assert len(list((home / "bugs").iterdir())) == 1


def test_the_newest_fifty_traces_are_kept_and_a_full_disk_is_no_further_fault(
    tmp_path: Path,
) -> None:
    for _ in range(53):
        keep_trace(ValueError("x"), "GET /", tmp_path)
    assert len(list((tmp_path / "bugs").iterdir())) == 50
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert keep_trace(ValueError("x"), "GET /", blocked)


def test_too_many_at_once_are_told_to_come_back(serving: Any) -> None:
    client = serving(limits=Limits(at_once=0))
    answer = client.get("/api/version")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "busy"
    assert answer.headers["retry-after"] == "1"


def test_statuses() -> None:
    assert status_of(RegimenError("a", "b", "c")) == 422
    assert status_of(NotFound("a", "b", "c")) == 404
    assert status_of(Busy("a", "b", "c")) == 503
    assert status_of(MissingExtra.of("report", "x")) == 503
    assert status_of(TrocheError("a", "b", "c")) == 500


def test_every_status_of_a_guard_is_documented() -> None:
    from troche.web.api.answers import GUARDS, NOT_FOUND

    kinds = [getattr(faults, name) for name in faults.__all__]
    statuses = {k.status for k in kinds if isinstance(k, type) and issubclass(k, faults.Fault)}
    # 405 belongs to methods that the description does not list.
    assert statuses - {405} <= {*GUARDS, *NOT_FOUND}


@pytest.mark.parametrize("path", ["/", "/evidence", "/api/version", "/static/app.css", "/nowhere"])
def test_head_is_the_answer_to_get_without_its_body(path: str, client: Any) -> None:
    asked, got = client.head(path), client.get(path)
    assert asked.status_code == got.status_code
    assert asked.content == b""
    for name in ("content-type", "content-security-policy", "content-length"):
        assert asked.headers.get(name) == got.headers.get(name), name


def test_a_method_that_is_not_taken_names_those_that_are(client: Any) -> None:
    assert client.put("/api/studies").headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/claims/{}", "/evidence/{}", "/evidence/forest?of={}"])
def test_a_long_name_is_not_given_back_whole(path: str, client: Any) -> None:
    assert len(client.get(path.format("a" * 20_000)).text) < 10_000


def test_a_button_beyond_the_rows_changes_nothing(client: Any) -> None:
    fields = {"name": ["a", "b"], "text": ["x", "y"]}
    for action in ("remove:000999", "up:" + "0" * 5000, "remove:\u0661", "down:9", "remove:"):
        answer = client.post("/compare", data={**fields, "action": action})
        assert answer.status_code == 200, action
        assert answer.text.count('name="text"') == 2, action
