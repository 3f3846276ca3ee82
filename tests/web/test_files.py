"""Files of the pages: only those of the package, asked for again only if changed."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from troche.report.library import plotly_library
from troche.web.files import static_file, static_names

PLOTLY = "/static/vendored/plotly.js"


def test_every_file_is_served_with_its_kind(client: Any) -> None:
    assert {"app.css", "app.js", "api.js", "vendored/plotly.js", "icon.svg"} <= static_names()
    for name in static_names():
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        assert answer.content == static_file(name).content
        assert answer.headers["content-type"] != "application/octet-stream", name


def test_the_drawing_library_comes_compressed_and_asks_nobody(client: Any) -> None:
    answer = client.get(PLOTLY)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == plotly_library()
    assert "plot.ly" not in answer.text
    plain = client.get(PLOTLY, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != answer.headers["etag"]
    # 1.5 MB compressed is what a whole page may take; the library leaves room for the rest.
    assert int(answer.headers["content-length"]) < 600_000
    assert gzip.decompress(static_file("vendored/plotly.js").zipped or b"") == plain.content


def test_what_did_not_change_is_not_sent_again(client: Any) -> None:
    first = client.get(PLOTLY)
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(PLOTLY, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert "content-security-policy" in again.headers
    other = client.get(PLOTLY, headers={"if-none-match": '"other"'})
    assert other.status_code == 200


def test_only_an_address_with_the_hash_may_be_kept_for_ever(client: Any) -> None:
    version = static_file("app.css").version
    kept = client.get(f"/static/app.css?v={version}")
    assert kept.headers["cache-control"].endswith("immutable")
    assert client.get("/static/app.css?v=1").headers["cache-control"] == "no-cache"


def test_a_head_is_a_get_without_its_body(client: Any) -> None:
    answer = client.head("/static/app.css")
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize(
    "name",
    ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "%2fetc/passwd", "vendored", "", "app.css/",
     "vendored/../app.css", "app.css%00", "..\\app.py"],
)  # fmt: skip
def test_no_path_of_a_caller_is_looked_up(name: str, client: Any) -> None:
    answer = client.get(f"/static/{name}")
    # The client itself takes dots out of an address; what is left is ours or nothing.
    assert answer.status_code == 404 or answer.content == static_file("app.css").content
