"""The API says what the layers below say."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from typing import Any

import pytest

from troche.evidence import CRISIS_LINE, bibliography, load, select
from troche.evidence.codebook import TABLES
from troche.population.populations import population_names
from troche.report.prose import INTENDED_USE
from troche.studies.claims import claim_names
from troche.studies.validate import validate

CLAIM = files("troche.studies.claims") / "files" / "16-acute-suicide-risk.yaml"


def test_version_says_what_it_is_and_how_much_may_be_asked(serving: Any) -> None:
    from troche.web.settings import Limits

    said = serving(limits=Limits(patients=123)).get("/api/version").json()
    assert said["version"] == version("troche")
    assert said["intended_use"] == INTENDED_USE
    assert said["limits"]["patients"] == 123


def test_models_and_populations(client: Any) -> None:
    found = client.get("/api/populations").json()["populations"]
    assert [each["name"] for each in found] == list(population_names())
    models = client.get("/api/models").json()["models"]
    assert models[0]["model"] == "troche"
    for model in models:
        table = client.get("/api/parameters", params={"model": model["model"]}).json()
        assert table["parameters"]
        # Every number has a row, is fitted to many, or is marked as an assumption.
        for p in table["parameters"]:
            assert p["source"] or p["assumption"] or (p["fitted"] and "observations" in p["basis"])


def test_a_regimen_is_read_back(client: Any) -> None:
    text = "15 mg ketamine sublingual tablet, daily for 8 weeks"
    said = client.get("/api/regimens/check", params={"text": text, "weeks": 8}).json()
    assert said["doses"] == 56
    assert said["administrations_in_all"] == 56
    assert said["administrations"][0]["amount"] == 15.0
    assert "840 mg planned, 840 mg given" in said["ledger"][0]
    again = client.get("/api/regimens/check", params={"text": said["regimen"]}).json()
    assert again["regimen"] == said["regimen"]


def test_the_most_doses_that_can_be_asked_for_are_cut_in_the_answer(client: Any) -> None:
    text = "1 mg ketamine iv, 24 times daily for 104 weeks"
    said = client.get("/api/regimens/check", params={"text": text, "weeks": 104}).json()
    assert said["administrations_in_all"] == 24 * 7 * 104
    assert len(said["administrations"]) == 200


def test_tables_have_their_columns_and_rows(client: Any) -> None:
    found = client.get("/api/evidence/tables").json()["tables"]
    assert [each["table"] for each in found] == list(TABLES)
    assert [each["rows"] for each in found] == [len(load(table)) for table in TABLES]
    assert all(c["meaning"] for each in found for c in each["columns"])


def test_rows_pass_filters_and_come_in_pages(client: Any) -> None:
    wanted = select(route="sublingual", table="pk_observations")
    whole = client.get("/api/evidence/pk_observations", params={"route": "sublingual"}).json()
    assert whole["count"] == len(wanted) > 2
    assert [row["row"] for row in whole["findings"]] == [each.row for each in wanted]
    assert all(row["reading"] for row in whole["findings"])
    query = {"route": "sublingual", "limit": 1, "offset": 1}
    page = client.get("/api/evidence/pk_observations", params=query).json()
    assert page["count"] == whole["count"]
    assert page["findings"] == whole["findings"][1:2]
    everything = client.get("/api/evidence/all", params={"limit": 1000}).json()
    assert everything["count"] == len(select())


def test_rows_about_suicidality_bring_the_crisis_line(client: Any) -> None:
    told = client.get("/api/evidence/all", params={"text": "suicid"}).json()
    assert told["notice"] == CRISIS_LINE
    other = client.get("/api/evidence/pk_models").json()
    assert other["notice"] is None


def test_sources_and_their_file(client: Any) -> None:
    found = client.get("/api/evidence/sources").json()["sources"]
    assert len(found) == len(bibliography().references)
    answer = client.get("/api/sources.bib")
    assert answer.headers["content-type"].startswith("application/x-bibtex")
    assert answer.text.count("@misc{") == len(found)


def test_claims_one_and_all(client: Any) -> None:
    whole = client.get("/api/claims").json()
    assert [each["id"] for each in whole["claims"]] == list(claim_names())
    (one,) = client.get("/api/claims/less-dissociation").json()["claims"]
    assert one in whole["claims"]


def test_a_claim_of_ones_own_is_weighed_and_kept_nowhere(client: Any) -> None:
    text = CLAIM.read_text("utf-8").replace("id: acute-suicide-risk", "id: mine")
    said = client.post("/api/claims/check", json={"text": text})
    assert said.status_code == 200
    (claim,) = said.json()["claims"]
    assert claim["verdict"] == "no evidence"
    assert claim["crisis"] == CRISIS_LINE
    assert '"id":"mine"' not in client.get("/api/claims").text


@pytest.mark.parametrize(
    ("text", "where"),
    [("id: x", "claim.yaml, wording"), ("a: &a [*a]", "claim.yaml, line 1"), ("- 1", "claim.yaml"),
     ("a: !!python/object/apply:os.system [x]", "claim.yaml, line 1"), ("\x00", "claim.yaml"),
     ("[" * 2000, "claim.yaml, line 1")],
)  # fmt: skip
def test_wrong_files_are_told_where(text: str, where: str, client: Any) -> None:
    answer = client.post("/api/claims/check", json={"text": text})
    assert answer.status_code == 422
    assert answer.json()["error"]["where"].startswith(where)


def test_validation_is_that_of_the_shipped_refits(client: Any) -> None:
    said = client.get("/api/validation").json()
    found = validate()
    assert {table: len(said[table]) for table in found.rows} == {
        table: len(rows) for table, rows in found.rows.items()
    }
    assert said["summary"]["pk_gmfe_auc"] == pytest.approx(found.summary["pk_gmfe_auc"])
    summary = client.get("/api/validation/summary").json()["summary"]
    assert summary == said["summary"]
    assert said["evidence"] == "built-in"


def test_the_plain_page_as_data(client: Any) -> None:
    said = client.get("/api/plain").json()
    assert said["intended_use"] == INTENDED_USE
    assert any(section["key"] == "danger" for section in said["sections"])


def test_openapi_says_who_it_is_for(client: Any) -> None:
    schema = client.get("/api/openapi.json").json()
    assert schema["info"]["version"] == version("troche")
    assert INTENDED_USE in schema["info"]["description"]
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    tags = {tag["name"] for tag in schema["tags"]}
    for path, methods in schema["paths"].items():
        assert path.startswith("/api/"), path
        for operation in methods.values():
            assert set(operation["tags"]) <= tags, path
            assert " " in operation["summary"], path  # words, not a function's name
            assert {"400", "401", "422", "503"} <= set(operation["responses"]), path


def test_the_page_of_the_api_runs_our_script_alone(client: Any) -> None:
    page = client.get("/api").text
    assert "/static/api.js" in page
    assert "<script>" not in page
    assert 'href="/"' in page
