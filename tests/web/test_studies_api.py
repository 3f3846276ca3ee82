"""Studies over HTTP: what comes in, what is refused, what may be fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from tests.web.running import SMALL, TestClient, opened, submit, until

from troche.evidence.references import parse as parse_references
from troche.studies.compare import compare
from troche.studies.document import document_of
from troche.studies.specification import checked
from troche.web.jobs.texts import as_yaml

TEXT = as_yaml(SMALL)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def finished(api: TestClient) -> str:
    """A run that is done, of a study with placebo, drug, harm and curves."""
    study = SMALL | {
        "study": "A tablet </script><b>",
        "harm": True,
        "regimens": {
            "placebo": "placebo sublingual tablet",
            "tablet": "15 mg ketamine sublingual tablet",
        },
    }
    run = submit(api, study)
    until(api, run, "done")
    return run


def test_a_study_comes_as_text_as_keys_or_as_a_file(api: TestClient) -> None:
    file = {"file": ("anything at all.txt", TEXT.encode(), "text/plain")}
    ways: list[dict[str, Any]] = [
        {"json": {"yaml": TEXT}}, {"json": {"study": SMALL}}, {"files": file},
    ]  # fmt: skip
    found = [api.post("/api/studies/check", **way) for way in ways]
    assert [answer.status_code for answer in found] == [200, 200, 200]
    assert found[0].json() == found[1].json() == found[2].json()
    read = found[0].json()
    assert (read["patients"], read["draws"], read["weeks"]) == (40, 0, 1)
    assert read["study"] == SMALL
    assert read["regimens"][0]["canonical"].startswith("10 mg ketamine base oral")
    assert read["seconds"] > 0


def test_submitting_says_where_the_run_is(api: TestClient) -> None:
    answer = api.post("/api/studies", files={"file": ("s.yaml", TEXT.encode())})
    assert answer.status_code == 202
    said = answer.json()
    assert answer.headers["location"] == said["location"] == f"/api/studies/{said['id']}"
    assert api.get(said["location"]).json()["id"] == said["id"]
    assert said["id"] in [run["id"] for run in api.get("/api/studies").json()["runs"]]
    until(api, said["id"], "done")


BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nstudy: *c\n"


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        (b"study: [1", "line", "expected"),
        (BOMB.encode(), "line 1", "anchor or alias"),
        (b"x" * 1_000_000, "body", "bytes"),
        (bytes(range(256)) * 4, "study", "byte 0x80"),
        (b"\x00\x01\x02", "study", "character"),
        (b"", "study", "an empty file"),
        (b"- a\n- b\n", "study", "a list"),
        (b"!!python/object/apply:os.system [ls]", "line 1", "tag"),
        (("a: " + "[" * 60 + "]" * 60).encode(), "line 1", "levels"),
        (f"{TEXT}patiens: 3\n".encode(), "patiens", "patiens"),
        (TEXT.replace("ketamine oral", "ketamin oral").encode(), "regimens, low", "ketamin"),
        (f"{TEXT}weeks: 3\n".encode(), "line", "second time"),
        (f"weeks: {'9' * 5000}\n".encode(), "study", "digits"),
        (TEXT.replace("number: 40", "number: 40\n  file: /etc/passwd").encode(),
         "patients.file", "name of a file"),
        (TEXT.replace("number: 40", "number: 90000").encode(), "patients.number", "90,000"),
    ],
)  # fmt: skip
def test_a_broken_file_gets_one_message(
    api: TestClient, text: bytes, where: str, found: str
) -> None:
    answers = [api.post(path, files={"file": ("study.yaml", text)})
               for path in ("/api/studies/check", "/api/studies")]  # fmt: skip
    for answer in answers:
        assert answer.status_code in (413, 422), answer.text
        error = answer.json()["error"]
        assert set(error) == {"code", "where", "found", "allowed", "meant"}
        assert where in error["where"]
        assert found in error["found"]
        assert error["allowed"]
        assert "Traceback" not in answer.text
        assert len(answer.text) < 2000


def test_a_misspelt_key_is_named_with_what_was_meant(api: TestClient) -> None:
    answer = api.post("/api/studies/check", json={"study": SMALL | {"weks": 1}})
    assert answer.json()["error"]["meant"] == "weeks"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422), (b"[]", 422), (b"{}", 422), (b'{"yaml": 3}', 422), (b'{"study": []}', 422),
        (b'{"yaml": "a", "study": {}}', 422), (b'{"else": 1}', 422),
        (b'{"study": {"study": "\\ud800"}}', 422), (b"[" * 100_000, 422), (b"\xff\xfe", 422),
        (b'{"study": ' + b'{"a": ' * 50 + b"1" + b"}" * 51, 422),
    ],
)  # fmt: skip
def test_a_body_that_is_no_study_is_refused(api: TestClient, body: bytes, status: int) -> None:
    answer = api.post("/api/studies", content=body, headers={"content-type": "application/json"})
    # Before the route a guard may find the same body too deep.
    assert answer.status_code in (status, 413)
    assert answer.json()["error"]["code"]


def test_other_kinds_of_body_are_refused(api: TestClient) -> None:
    answer = api.post("/api/studies", content=TEXT, headers={"content-type": "text/yaml"})
    assert answer.status_code == 415
    two = {"file": ("a", b"a"), "other": ("b", b"b")}
    assert api.post("/api/studies", files=two).status_code in (400, 422)


def test_the_result_is_the_document_of_the_command_line(api: TestClient, finished: str) -> None:
    document = api.get(f"/api/studies/{finished}/result").json()
    study = document["manifest"]["study"]
    study["patients"].pop("age")
    alone = document_of(compare(checked(study, "it")))
    assert set(document) == set(alone)
    for name in ("regimens", "harm", "mood", "methods", "sources", "assumptions", "cohort"):
        assert document[name] == alone[name], name
    assert document["folder"] == ""


def test_every_file_of_the_list_can_be_fetched(api: TestClient, finished: str) -> None:
    listed = api.get(f"/api/studies/{finished}/files").json()
    names = {file["name"] for file in listed}
    assert {
        "report.html", "summary.csv", "curves.csv", "patients.parquet", "summary.parquet",
        "curves.parquet", "study.yaml", "manifest.json", "sources.bib", "data-dictionary.csv",
    } <= names  # fmt: skip
    assert "figure.json" in names
    for file in listed:
        answer = api.get(file["location"])
        assert answer.status_code == 200
        assert len(answer.content) == file["bytes"]
        assert answer.headers["content-type"] == file["kind"]
        shown = file["name"] == "report.html"
        assert ("attachment" in answer.headers.get("content-disposition", "")) is not shown
    content = api.get(f"/api/studies/{finished}/files/summary.csv").content
    units = pd.read_csv(io.BytesIO(content))
    assert {"regimen", "quantity", "unit", "median"} <= set(units)
    assert set(units.loc[units["quantity"] == "ketamine cmax", "unit"]) == {"ng/mL"}


def test_sources_are_those_of_the_run(api: TestClient, finished: str) -> None:
    text = api.get(f"/api/studies/{finished}/files/sources.bib").text
    cited = api.get(f"/api/studies/{finished}/result").json()["sources"]
    assert {source["key"] for source in cited} <= set(parse_references(text).references)


@pytest.mark.parametrize(
    "name",
    ["state.json", "page.json", "../state.json", "..%2Fstate.json", "%2e%2e%2fstate.json",
     "....//state.json", "/etc/passwd", "%2Fetc%2Fpasswd", "report.html%00", "REPORT.HTML",
     "figure-../../state.json", "figure-%2e%2e.json", "lock.tmp", "results", "C:\\x", "%5c..%5c"],
)  # fmt: skip
def test_a_name_outside_the_list_is_not_found(api: TestClient, finished: str, name: str) -> None:
    answer = api.get(f"/api/studies/{finished}/files/{name}")
    assert answer.status_code == 404, answer.text
    assert b'"submitted"' not in answer.content


@pytest.mark.parametrize("name", ["..%2f..", "none", "a" * 24, "%00", "A" * 99])
def test_a_run_that_is_not_known_is_not_found(api: TestClient, name: str) -> None:
    for path in ("", "/result", "/files", "/files/report.html", "/events"):
        assert api.get(f"/api/studies/{name}{path}").status_code == 404
    for action in ("cancel", "resume"):
        assert api.post(f"/api/studies/{name}/{action}").status_code == 404


def test_nothing_is_fetched_before_the_run_is_done(api: TestClient) -> None:
    run = submit(api, SMALL)
    assert api.get(f"/api/studies/{run}/files").json() == []
    assert api.get(f"/api/studies/{run}/result").status_code == 404
    until(api, run, "done")
    assert api.post(f"/api/studies/{run}/cancel").status_code == 409
    assert api.post(f"/api/studies/{run}/resume").status_code == 409


def test_a_report_is_shown_in_a_sandbox_under_its_own_policy(
    api: TestClient, finished: str
) -> None:
    answer = api.get(f"/api/studies/{finished}/files/report.html")
    policy = answer.headers["content-security-policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert "'sha256-" in scripts
    assert "unsafe" not in scripts
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    page = api.get(f"/compare/runs/{finished}").text
    frame = page[page.index("<iframe") :]
    assert 'sandbox="allow-scripts' in frame[: frame.index(">")]
    assert "allow-same-origin" not in page


def test_words_of_a_study_are_never_markup(api: TestClient, finished: str) -> None:
    page = api.get(f"/compare/runs/{finished}").text
    assert "</script><b>" not in page
    assert "A tablet &lt;/script&gt;&lt;b&gt;" in page


def test_the_description_of_the_api_names_every_answer(api: TestClient) -> None:
    paths = api.get("/api/openapi.json").json()["paths"]
    submit_answers = paths["/api/studies"]["post"]["responses"]
    assert {"202", "413", "415", "422", "429", "503", "507"} <= set(submit_answers)
    assert set(paths["/api/studies"]["post"]["requestBody"]["content"]) == {
        "application/json", "multipart/form-data",
    }  # fmt: skip
    events = paths["/api/studies/{id}/events"]["get"]["responses"]
    assert "text/event-stream" in events["200"]["content"]
