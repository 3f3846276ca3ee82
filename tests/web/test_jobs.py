"""Runs: folders, queue, process; stopped in every way and gone on with."""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import Server
from tests.web.running import LONGER, SMALL, begun, opened, submit, until

from troche.errors import StudyError
from troche.studies.compare import compare
from troche.studies.specification import checked
from troche.studies.yaml_file import yaml_of
from troche.web.jobs.admission import admit
from troche.web.jobs.ending import ending
from troche.web.jobs.keys import keys_of
from troche.web.jobs.process import Process
from troche.web.jobs.refusals import NoRoom, TooMuch
from troche.web.jobs.state import State
from troche.web.jobs.store import STUDY, Store
from troche.web.jobs.texts import as_yaml
from troche.web.settings import Limits


def test_a_run_is_a_folder_with_the_text_as_it_was_sent(tmp_path: Path) -> None:
    text = f"# mine\n{as_yaml(SMALL)}"
    with opened(tmp_path) as browser:
        run = browser.post("/api/studies", json={"yaml": text}).json()["id"]
        assert until(browser, run, "done")["progress"] == 1
    folder = tmp_path / "runs" / run
    assert (folder / STUDY).read_text() == text
    assert (folder / "results" / STUDY).read_text() == text
    manifest = json.loads((folder / "results" / "manifest.json").read_text())
    assert {"report.html", "summary.csv", "sources.bib", "page.json"} <= set(manifest["files"])
    # Where the server keeps its runs stands in no file of the result.
    for file in (folder / "results").iterdir():
        assert str(tmp_path).encode() not in file.read_bytes(), file.name


def test_progress_never_goes_back_and_the_stream_ends_with_the_run(tmp_path: Path) -> None:
    with opened(tmp_path) as browser:
        run = submit(browser, LONGER)
        text = browser.get(f"/api/studies/{run}/events").text
    events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
    shares = [event["progress"] for event in events]
    assert shares == sorted(shares)
    assert len(set(shares)) > 3
    assert [event["state"] for event in events][-1] == "done"
    assert events[-1]["total"] == 9


def test_a_cancelled_run_keeps_what_is_done_and_goes_on_to_the_same_numbers(tmp_path: Path) -> None:
    with opened(tmp_path) as browser:
        run = submit(browser, LONGER)
        begun(browser, run)
        assert browser.post(f"/api/studies/{run}/cancel").json()["stopping"] is True
        stopped = until(browser, run, "cancelled")
        parts = list((tmp_path / "runs" / run / "results.partial").glob("*.npz"))
        assert 0 < len(parts) < 9
        assert browser.delete("/api/studies/none").status_code == 404
        assert browser.post(f"/api/studies/{run}/resume").status_code == 202
        first = begun(browser, run)
        assert first["done"] >= stopped["done"]
        until(browser, run, "done")
        text = browser.get(f"/api/studies/{run}/files/summary.csv").text
    assert text == compare(checked(LONGER, "it")).summary.to_csv(index=False)


def test_a_server_that_is_killed_goes_on_and_ends_with_the_same_bits(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    try:
        body = json.dumps({"study": LONGER}).encode()
        kind = {"content-type": "application/json"}
        request = urllib.request.Request(f"{server.url}/api/studies", body, kind)
        with urllib.request.urlopen(request, timeout=10) as answer:
            run = json.load(answer)["id"]

        def state() -> dict[str, Any]:
            with urllib.request.urlopen(f"{server.url}/api/studies/{run}", timeout=10) as answer:
                return dict(json.load(answer))

        while state()["done"] < 1:
            time.sleep(0.02)
        server.stop(kill=True)
        assert not (tmp_path / "runs" / run / "results").exists()
        server.start()
        end = time.monotonic() + 120
        while (found := state())["state"] != "done":
            assert found["state"] in ("queued", "running"), found
            assert time.monotonic() < end, found
            time.sleep(0.1)
    finally:
        server.stop()
    results = tmp_path / "runs" / run / "results"
    alone = compare(checked(LONGER, "it"), folder=tmp_path / "alone")
    assert (results / "summary.csv").read_text() == alone.summary.to_csv(index=False)
    for name in ("patients.parquet", "curves.parquet"):
        assert (results / name).read_bytes() == (tmp_path / "alone" / name).read_bytes(), name


def test_a_server_that_stops_goes_on_when_it_is_back(tmp_path: Path) -> None:
    with opened(tmp_path) as browser:
        run = submit(browser, LONGER)
        waiting = submit(browser, SMALL)
        begun(browser, run)
    record = json.loads((tmp_path / "runs" / run / "state.json").read_text())
    assert record["state"] == "interrupted"
    with opened(tmp_path) as browser:
        until(browser, run, "done")
        until(browser, waiting, "done")


def test_a_second_server_on_the_same_folder_shows_runs_and_starts_none(tmp_path: Path) -> None:
    with opened(tmp_path) as first:
        run = submit(first, SMALL)
        with opened(tmp_path) as second:
            assert second.get(f"/api/studies/{run}").status_code == 200
            refused = second.post("/api/studies", json={"study": SMALL})
            assert refused.status_code == 503
            found = refused.json()["error"]["found"]
            assert found == "another server that works in the same folder"
            # The other server may be at work on it.
            assert second.delete(f"/api/studies/{run}").status_code == 503
            assert (tmp_path / "runs" / run / STUDY).exists()
        until(first, run, "done")


def test_the_queue_is_bounded_and_says_so(tmp_path: Path) -> None:
    with opened(tmp_path, waiting=1, kept=3) as browser:
        running = submit(browser, LONGER)
        waiting = submit(browser, SMALL)
        refused = browser.post("/api/studies", json={"study": SMALL})
        assert refused.status_code == 429
        assert refused.json()["error"]["where"] == "runs that wait"
        assert browser.get(f"/api/studies/{waiting}").json()["place"] == 1
        assert browser.post(f"/api/studies/{waiting}/cancel").json()["state"] == "cancelled"
        third = submit(browser, SMALL)
        browser.post(f"/api/studies/{third}/cancel")
        full = browser.post("/api/studies", json={"study": SMALL})
        assert full.status_code == 429
        assert full.json()["error"]["where"] == "runs on disk"
        assert browser.delete(f"/api/studies/{running}").status_code == 409
        assert browser.delete(f"/api/studies/{waiting}").status_code == 204
        assert not (tmp_path / "runs" / waiting).exists()
        assert browser.post(f"/api/studies/{waiting}/resume").status_code == 404
        browser.post(f"/api/studies/{running}/cancel")


def test_followers_are_bounded(tmp_path: Path) -> None:
    with opened(tmp_path, listeners=0) as browser:
        run = submit(browser, SMALL)
        assert browser.get(f"/api/studies/{run}/events").status_code == 429
        until(browser, run, "done")


def test_a_broken_record_is_told_in_words_and_can_be_deleted(tmp_path: Path) -> None:
    with opened(tmp_path) as browser:
        run = submit(browser, SMALL)
        until(browser, run, "done")
    (tmp_path / "runs" / run / "state.json").write_text('{"id": "')
    with opened(tmp_path) as browser:
        found = browser.get(f"/api/studies/{run}").json()
        assert (found["state"], found["error"]["code"]) == ("failed", "broken-record")
        assert browser.get(f"/compare/runs/{run}").status_code == 200
        assert browser.post(f"/api/studies/{run}/resume").status_code == 409
        assert browser.delete(f"/api/studies/{run}").status_code == 204


def test_a_full_disk_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with opened(tmp_path) as browser:
        monkeypatch.setattr(Path, "write_bytes", full)
        refused = browser.post("/api/studies", json={"study": SMALL})
        monkeypatch.undo()
        assert refused.status_code == 507
        assert refused.json()["error"]["found"] == "a full disk"
        assert str(tmp_path) not in refused.text
        assert browser.get("/api/studies").json()["runs"] == []
    store = Store(tmp_path)
    run = store.new("t", 1, 1, 1, b"x")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NoRoom, match="full disk"):
        store.save(run)
    monkeypatch.undo()
    assert store.all() == [run]


def test_a_disk_that_fills_during_a_run_fails_it_without_the_server_s_paths(tmp_path: Path) -> None:
    with opened(tmp_path) as browser:
        run = submit(browser, SMALL)
        until(browser, run, "done")
        # Something stands where the results go: the run's own folder refuses it.
        other = submit(browser, LONGER)
        (tmp_path / "runs" / other / "results").write_text("in the way")
        found = until(browser, other, "failed")
    assert "the folder of this run" in found["error"]["where"]
    assert str(tmp_path) not in json.dumps(found)


@pytest.mark.parametrize(
    ("code", "last", "state"),
    [
        (-9, {}, State.FAILED),
        (3, {"interrupted": True}, State.FAILED),
        (2, {"error": dict.fromkeys(("code", "where", "found", "allowed"), "x")}, State.FAILED),
        (2, {"error": {"odd": 1}}, State.FAILED),
        (0, {}, State.FAILED),
    ],
)  # fmt: skip
def test_an_end_without_results_is_no_success(
    code: int, last: dict[str, Any], state: State
) -> None:
    found = ending(code, last, whole=False, stopping=False, closing=False)
    assert found.state is state
    assert found.message
    assert ending(code, last, whole=False, stopping=True, closing=False).state is State.CANCELLED
    assert ending(code, last, whole=True, stopping=True, closing=True).state is State.DONE


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"patients": {"number": 20_001}}, "patients.number"),
        ({"weeks": 105}, "weeks"),
        ({"regimens": {f"r{i}": "10 mg ketamine oral" for i in range(13)}}, "regimens"),
        ({"patients": {"number": 20_000}, "weeks": 104, "regimens": {
            f"r{i}": "10 mg ketamine oral" for i in range(12)}}, "patients, regimens and weeks"),
    ],
)  # fmt: skip
def test_studies_beyond_the_limits_are_refused(change: dict[str, Any], place: str) -> None:
    with pytest.raises(TooMuch) as caught:
        admit(checked(SMALL | change, "study"), Limits())
    assert caught.value.where == f"study, {place}"
    assert "at most" in caught.value.allowed


def test_patients_times_truths_are_bounded_and_typical_values_carry_none() -> None:
    study = SMALL | {"patients": {"number": 8000}}
    with pytest.raises(TooMuch, match="truths"):
        admit(checked(study, "study"), Limits(patient_draws=1_000_000))
    sure = checked(study | {"knowledge": "typical"}, "study")
    assert admit(sure, Limits(patient_draws=1_000_000)).draws == 0


def test_a_study_that_names_a_file_of_patients_is_refused() -> None:
    study = SMALL | {"patients": {"number": 40, "file": "/etc/passwd"}}
    with pytest.raises(StudyError, match=r"patients\.file"):
        admit(checked(study, "study"), Limits())


@pytest.mark.parametrize(
    "text",
    ["plain", "a: b", "a #b", "# a", "1e3", "8", "1.5", ".inf", "yes", "null", "~", "", "é ü",
     "a\nb", "- a", "50%", "0.5 mg/kg ketamine iv over 40 min, twice weekly", "\u2028", "\x00",
     "'q\"", "{a: b}", "[x]", "*alias", "&anchor", "!tag", "a ", "? a", "@x", "`x"],
)  # fmt: skip
def test_any_text_comes_back_from_a_study_file(text: str) -> None:
    study = {"study": text, "weeks": 1.5, "regimens": {text or "x": text}, "none": {}, "on": True}
    assert yaml_of(as_yaml(study).encode(), "it", "keys") == study


def test_keys_are_those_that_were_given() -> None:
    study = SMALL | {"patients": {"number": 40, "age": "18-65"}, "level": 20.0}
    assert keys_of(checked(study, "it")) == study | {"weeks": 1.0}


@pytest.mark.parametrize("broken", [{"submitted": "2026-01-01T00:00:00"}, {"weeks": "NaN"}])
def test_a_record_changed_by_hand_keeps_no_server_from_starting(
    tmp_path: Path, broken: dict[str, str]
) -> None:
    store = Store(tmp_path)
    good = store.new("One", 40, 1, 1.0, b"")
    bad = store.new("Two", 40, 1, 1.0, b"")
    good.state = bad.state = State.CANCELLED
    store.save(good)
    store.save(bad)
    place = tmp_path / "runs" / bad.id / "state.json"
    record = json.dumps(json.loads(place.read_text()) | broken).replace('"NaN"', "NaN")
    place.write_text(record)
    found = {run.id: run for run in store.all()}
    assert found[good.id].error is None
    assert found[bad.id].error.code == "broken-record"


def test_a_fault_of_ours_ends_the_run_and_the_next_one_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("nobody expected this")

    with opened(tmp_path) as browser:
        monkeypatch.setattr(Process, "run", broken)
        runs = [submit(browser, SMALL) for _ in range(2)]
        for run in runs:
            found = until(browser, run, "failed", wait=10)
            assert found["error"]["code"] == "bug"
            assert "nobody expected this" not in json.dumps(found)
            name = found["error"]["allowed"].rpartition("/")[2]
            assert "nobody expected this" in (tmp_path / "bugs" / name).read_text()
