"""The token: right, wrong, missing, too often; and nowhere that others could read it."""

from __future__ import annotations

import hmac
import logging
import re
from typing import Any

import pytest
from tests.web.places import HERE, TOKEN

from troche.web.security import tokens
from troche.web.security.tokens import Failures, Sessions

PAGES = {"accept": "text/html"}
OWN = {"origin": HERE, "sec-fetch-site": "same-origin"}


@pytest.fixture
def guarded(serving: Any) -> Any:
    return serving(token=TOKEN)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_without_a_token_nothing_is_told(guarded: Any) -> None:
    for path in ("/api/version", "/api/openapi.json", "/api/claims", "/api/nowhere"):
        answer = guarded.get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["error"]["code"] == "no-token"
    assert guarded.post("/api/claims/check", json={"text": "x"}).status_code == 401
    assert guarded.post("/", data={"a": "b"}).status_code == 401


def test_what_needs_no_token(guarded: Any) -> None:
    for path in ("/healthz", "/static/app.css", "/login"):
        assert guarded.get(path).status_code == 200


def test_the_right_token_opens_and_a_wrong_one_does_not(guarded: Any) -> None:
    assert guarded.get("/api/version", headers=bearer(TOKEN)).status_code == 200
    for wrong in ("", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "\xff" * 30):
        headers = {"authorization": f"Bearer {wrong}".encode("latin-1")}
        assert guarded.get("/api/version", headers=headers).status_code in (401, 429)
    assert guarded.get(f"/api/version?token={TOKEN}").status_code == 401
    assert (
        guarded.get("/api/version", headers={"authorization": f"Basic {TOKEN}"}).status_code == 401
    )


def test_the_comparison_takes_the_same_time_whatever_is_shown(
    guarded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def watched(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return hmac.compare_digest(one, other)

    watcher = type("hmac", (), {"compare_digest": staticmethod(watched), "digest": hmac.digest})
    monkeypatch.setattr(tokens, "hmac", watcher)
    guarded.get("/api/version", headers=bearer("wrong"))
    guarded.get("/api/version", headers=bearer(TOKEN))
    assert compared == [(b"wrong", TOKEN.encode()), (TOKEN.encode(), TOKEN.encode())]


def test_after_five_wrong_tokens_not_even_the_right_one_is_looked_at(guarded: Any) -> None:
    for _ in range(5):
        assert guarded.get("/api/version", headers=bearer("wrong")).status_code == 401
    refused = guarded.get("/api/version", headers=bearer(TOKEN))
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "too-many"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    form = guarded.post("/login", data={"token": TOKEN}, headers=OWN)
    assert form.status_code == 429


def test_a_minute_later_it_is_looked_at_again() -> None:
    clock = [0.0]
    failures = Failures(lambda: clock[0])
    for _ in range(5):
        failures.add("one")
    assert failures.wait("one") == 60
    assert failures.wait("other") == 0
    clock[0] = 59.0
    assert failures.wait("one") == 1
    clock[0] = 60.0
    assert failures.wait("one") == 0


def test_callers_beyond_a_thousand_are_forgotten() -> None:
    failures = Failures()
    for number in range(3000):
        failures.add(str(number))
    assert len(failures._times) == 1000


def test_a_page_sends_to_the_login_and_back(guarded: Any) -> None:
    sent = guarded.get("/api?x=1&y=%2F", headers=PAGES)
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/login?next=")
    form = guarded.get(sent.headers["location"])
    assert 'value="/api?x=1&amp;y=%2F"' in form.text
    entered = guarded.post("/login", data={"token": TOKEN, "next": "/api?x=1&y=%2F"}, headers=OWN)
    assert entered.status_code == 303
    assert entered.headers["location"] == "/api?x=1&y=%2F"
    cookie = entered.headers["set-cookie"]
    assert re.search(r"HttpOnly", cookie)
    assert re.search(r"SameSite=strict", cookie, re.IGNORECASE)
    assert "Secure" not in cookie  # plain HTTP would never send it back
    assert TOKEN not in cookie
    assert guarded.get("/api", headers=PAGES).status_code == 200


def test_behind_tls_the_cookie_stays_there(serving: Any) -> None:
    guarded = serving(token=TOKEN, allow_hosts=("troche.example",))
    headers = {"host": "troche.example", "origin": "https://troche.example"}
    entered = guarded.post("/login", data={"token": TOKEN}, headers=headers)
    assert "Secure" in entered.headers["set-cookie"]


@pytest.mark.parametrize("further", ["//evil.example", "https://evil.example", "/\\evil.example",
                                     "javascript:alert(1)", "/\tx", "evil"])  # fmt: skip
def test_the_login_leads_nowhere_else(further: str, guarded: Any) -> None:
    entered = guarded.post("/login", data={"token": TOKEN, "next": further}, headers=OWN)
    assert entered.headers["location"] == "/"


def test_a_session_counts_only_where_the_browser_vouches_for_the_page(guarded: Any) -> None:
    guarded.post("/login", data={"token": TOKEN}, headers=OWN)
    assert guarded.get("/api/version").status_code == 200
    own = guarded.post("/api/claims/check", json={"text": "x"}, headers=OWN)
    assert own.status_code == 422
    assert guarded.post("/api/claims/check", json={"text": "x"}).status_code == 401
    other = guarded.post(
        "/login", data={"token": TOKEN}, headers={"origin": "https://evil.example"}
    )
    assert other.status_code == 403
    assert guarded.post("/logout", headers=OWN).headers["location"] == "/login"
    assert guarded.get("/api/version").status_code == 401


def test_a_session_ends_and_cannot_be_made_by_others() -> None:
    clock = [1000.0]
    sessions = Sessions(TOKEN, lambda: clock[0])
    value = sessions.open()
    assert sessions.holds(value)
    assert Sessions(TOKEN, lambda: clock[0]).holds(value)  # after a restart
    assert not Sessions(TOKEN + "x", lambda: clock[0]).holds(value)
    end, nonce, signature = value.split(".")
    assert not sessions.holds(f"{int(end) + 1}.{nonce}.{signature}")
    for wrong in ("", ".", "..", "x", f"{end}.{nonce}.", f"{end}.{nonce}.{signature}x", "٣.a.b"):
        assert not sessions.holds(wrong)
    clock[0] += Sessions.seconds
    assert not sessions.holds(value)


def test_the_token_is_in_no_answer_and_no_log(
    guarded: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("troche.web.access").setLevel(logging.INFO)
    answers = [
        guarded.get("/api/version", headers=bearer(TOKEN)),
        guarded.get("/api/version?secret=1", headers=bearer(TOKEN + "x")),
        guarded.post("/login", data={"token": TOKEN}, headers=OWN),
        guarded.post("/login", data={"token": TOKEN + "x"}, headers=OWN),
        guarded.post("/login", data={"token": TOKEN + "x" * 3000}, headers=OWN),
        guarded.get("/"),
    ]
    for answer in answers:
        assert TOKEN not in answer.text
        assert TOKEN not in str(answer.headers)
    said = capsys.readouterr()
    lines = [r.getMessage() for r in caplog.records if r.name == "troche.web.access"]
    assert any(line.startswith("GET /api/version 200") for line in lines)
    for text in (caplog.text, said.out, said.err):
        # The test's own client logs the addresses that it asks for.
        kept = "\n".join(line for line in text.splitlines() if "HTTP Request" not in line)
        assert TOKEN not in kept
        assert "secret" not in kept
    assert TOKEN not in repr(guarded.app.state.settings)


def test_without_a_token_there_is_no_login(client: Any) -> None:
    assert client.get("/login").headers["location"] == "/"
    assert client.post("/login", data={"token": "x"}).headers["location"] == "/"


def test_a_login_takes_an_address_of_any_length(guarded: Any) -> None:
    sent = guarded.get("/explore", params={"regimen": "x" * 3000})
    assert sent.headers["location"] == "/login?next=%2F"
    assert guarded.get(sent.headers["location"]).status_code == 200


def test_a_page_says_who_can_reach_it(serving: Any, client: Any) -> None:
    assert "runs on this machine alone" in client.get("/api").text
    alone = serving(token=TOKEN).get("/login").text
    assert "runs on this machine alone" in alone
    assert "because others" not in alone
    for settings in ({"host": "0.0.0.0"}, {"allow_hosts": ("troche.example",)}):
        text = serving(token=TOKEN, **settings).get("/login").text
        assert "others can reach this server and see its runs" in text
        assert "because others can reach it" in text
        assert "this machine alone" not in text
