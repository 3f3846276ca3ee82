"""Every table, row and study of the evidence is reachable, and filters do what they say."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from importlib.resources import files

import pytest
from tests.web.reading import TestClient, reader

from troche.evidence import CRISIS_LINE, findings, load, select, tables
from troche.evidence.suicidality import about_suicidality
from troche.report.pictures.forest import KINDS, MOST, findings_of
from troche.web.pages.paging import ROWS


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with reader(tmp_path_factory.mktemp("home")) as found:
        yield found


def _rows(text: str) -> list[tuple[str, int]]:
    part = text.partition('<div id="rows">')[2]
    found = re.findall(r'<th scope="row"[^>]*><a href="/evidence/(\w+)/(\d+)">', part)
    return [(table, int(row)) for table, row in found]


def test_the_list_names_every_table_with_its_count(client: TestClient) -> None:
    text = client.get("/evidence").text
    for table in tables():
        assert f'href="/evidence/{table}"' in text
        assert f'<td data-label="Rows">{len(load(table))}</td>' in text


@pytest.mark.parametrize("table", tables())
@pytest.mark.parametrize("view", ["short", "all"])
def test_the_pages_of_a_table_hold_each_row_once(client: TestClient, table: str, view: str) -> None:
    count = len(load(table))
    found = []
    for at in range(1, -(-count // ROWS) + 1):
        found += _rows(client.get(f"/evidence/{table}", params={"page": at, "view": view}).text)
    assert found == [(table, row) for row in range(1, count + 1)]


@pytest.mark.parametrize("table", tables())
def test_every_row_shows_every_cell(client: TestClient, table: str) -> None:
    for row in load(table)[::7]:
        answer = client.get(f"/evidence/{table}/{row.row}")
        text = unescape(answer.text)
        assert answer.status_code == 200
        assert all(value in text for value in row.cells.values())


def test_every_study_and_family_has_its_page(client: TestClient) -> None:
    names = {f.source for f in findings()} | {f.family for f in findings()}
    for name in sorted(names)[::6]:
        answer = client.get(f"/evidence/studies/{name}")
        assert answer.status_code == 200, name
        assert name in unescape(answer.text)


def test_a_study_comes_with_its_sources_as_bibtex(client: TestClient) -> None:
    text = client.get("/evidence/studies/FAVA2020.bib").text
    assert text.startswith("@misc{")
    assert "10.1038/s41380-018-0256-5" in text


def test_filters_give_what_the_library_gives(client: TestClient) -> None:
    asked = {"route": "sublingual", "drug": "ketamine"}
    text = client.get("/evidence/pk_observations", params=asked).text
    wanted = select(route="sublingual", drug="ketamine", table="pk_observations")
    assert 0 < len(wanted) <= ROWS
    assert _rows(text) == [(f.table, f.row) for f in wanted]


def test_a_design_filters_the_outcomes_of_its_trials(client: TestClient) -> None:
    text = client.get("/evidence/outcomes", params={"design": "crossover"}).text
    shown = {row for _, row in _rows(text)}
    designs = {t.cells["trial_id"]: t.cells["design"].casefold() for t in load("trials")}
    outcomes = {r.row: designs[r.cells["trial_id"]] for r in load("outcomes")}
    assert shown
    assert all("crossover" in outcomes[row] for row in shown)


def test_words_are_found_in_all_tables(client: TestClient) -> None:
    text = client.get("/evidence", params={"text": "bladder"}).text
    wanted = [(f.table, f.row) for f in select(text="bladder")]
    assert wanted
    assert _rows(text) == wanted[:ROWS]


def test_the_csv_is_the_file_of_the_package(client: TestClient) -> None:
    for table in tables():
        shipped = (files("troche.evidence") / "tables" / f"{table}.csv").read_text("utf-8")
        answer = client.get(f"/evidence/{table}.csv")
        assert answer.headers["content-type"].startswith("text/csv")
        got, wanted = (list(csv.reader(io.StringIO(t))) for t in (answer.text, shipped))
        assert got == wanted


def test_the_csv_follows_the_filters(client: TestClient) -> None:
    answer = client.get("/evidence/arms.csv", params={"drug": "esketamine"}).text
    lines = list(csv.DictReader(io.StringIO(answer)))
    assert len(lines) == len(select(drug="esketamine", table="arms"))


def test_rows_about_suicidality_stand_beside_the_crisis_line(client: TestClient) -> None:
    finding = next(f for f in findings() if about_suicidality(f))
    other = next(f for f in findings() if not about_suicidality(f))
    shown = unescape(client.get(f"/evidence/{finding.table}/{finding.row}").text)
    assert CRISIS_LINE in shown
    assert finding.value in shown
    assert CRISIS_LINE not in unescape(client.get(f"/evidence/{other.table}/{other.row}").text)
    listed = client.get(f"/evidence/{finding.table}", params={"study": finding.source})
    assert CRISIS_LINE in unescape(listed.text)


@pytest.mark.parametrize(
    ("path", "status", "meant"),
    [
        ("/evidence/outcome", 404, "outcomes"),
        ("/evidence/outcomes/0", 404, "1 to"),
        ("/evidence/outcomes/9999999", 404, "1 to"),
        ("/evidence/outcomes/x", 404, "1 to"),
        ("/evidence/outcome.csv", 404, "outcomes"),
        ("/evidence/studies/LAPIDUS201", 404, "Lapidus2014"),
        ("/evidence/forest?of=diference", 404, "difference"),
        ("/evidence/forest?route=nosal", 422, "nasal"),
        ("/evidence/outcomes?route=nosal", 422, "nasal"),
        ("/evidence/outcomes?drug=esketamin", 422, "esketamine"),
        ("/evidence/outcomes?reading=pages", 422, "page"),
    ],
)
def test_wrong_names_are_answered_in_words(
    client: TestClient, path: str, status: int, meant: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "There is no such" in answer.text
    assert meant in answer.text


def test_no_row_is_an_answer(client: TestClient) -> None:
    text = client.get("/evidence/outcomes", params={"text": "nobody wrote this"}).text
    assert "No published row is an answer too." in text


@pytest.mark.parametrize("name", ["text", "study", "population", "design"])
def test_what_a_query_says_is_never_markup(client: TestClient, name: str) -> None:
    said = '"><script>alert(1)</script>'
    for path in ("/evidence", "/evidence/outcomes", "/evidence/forest"):
        text = client.get(path, params={name: said}).text
        assert "<script>alert" not in text
    assert "<script>alert" not in client.get(f"/evidence/studies/{said}").text


@pytest.mark.parametrize("key", list(KINDS))
def test_a_forest_plot_holds_its_rows_up_to_the_most(client: TestClient, key: str) -> None:
    found = findings_of(KINDS[key])
    text = client.get("/evidence/forest", params={"of": key}).text
    marks = len(re.findall(r'<path class="dot ', text))
    assert found
    assert marks == min(len(found), MOST)
    assert ("Only the first" in text) == (len(found) > MOST)
    for f in found[:MOST]:
        if len(found) <= MOST:
            assert f'href="/evidence/{f.table}/{f.row}"' in text


def test_a_forest_plot_keeps_a_family_together(client: TestClient) -> None:
    text = client.get("/evidence/forest", params={"of": "dizziness"}).text
    families = re.findall(r'scope="rowgroup".*?/studies/([^"]+)"', text)
    assert len(families) == len(set(families)) > 1
