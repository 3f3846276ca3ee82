"""`troche events`: one document or one table, with what to know before using it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from troche.cli.intended_use import INTENDED_USE
from troche.report import INTENDED_USE as REPORTED

TABLE = "ID,TIME,AMT,RATE,EVID,CMT,F1\n1,0,500,.,1,nasal,1\n1,1,.,.,0,.,1\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "doses.csv"
    path.write_text(TABLE)
    return path


def test_the_sentence_of_the_reports() -> None:
    assert INTENDED_USE == REPORTED


def test_flags_notes_and_intended_use_go_with_the_numbers(troche: Any, table: Path) -> None:
    plain, ran = troche("events", "solve", table), troche("events", "solve", table, "--json")
    document = ran.document
    assert plain.code == ran.code == 0
    assert document["intended_use"] == INTENDED_USE
    assert any("above the studied" in flag["message"] for flag in document["flags"])
    assert any("column F1" in note for note in document["notes"])
    assert len(document["rows"]) == len(plain.out.splitlines()) - 1 == 2
    for said in (plain, ran):
        assert said.err.count(INTENDED_USE) == 1
        assert "500 mg ketamine nasal is above the studied" in said.err
        assert "column F1" in said.err


def test_what_cannot_be_solved_is_one_whole_document(troche: Any, tmp_path: Path) -> None:
    (tmp_path / "huge.csv").write_text(TABLE.replace("500", "1e308"))
    ran = troche("events", "solve", "huge.csv", "--json")
    assert ran.code == 2
    assert ran.document["error"]["where"] == "huge.csv, row 1, column AMT"
    missing = troche("events", "solve", "nothing.csv")
    assert "Errno" not in missing.message
    assert "No such file" in missing.message


def test_a_number_that_json_cannot_hold_leaves_no_half_document(
    troche: Any, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from troche.studies import event_run

    whole = event_run.solve_table(table)
    row = whole.rows[0]
    row.concentrations["ketamine"] = float("inf")
    monkeypatch.setattr(event_run, "solve_table", lambda *_, **__: whole)
    ran = troche("events", "solve", table, "--json")
    assert ran.code == 70
    assert list(json.loads(ran.out)) == ["error"]


def test_lag_and_bioavailability_by_route(troche: Any, table: Path) -> None:
    def level(*options: str) -> float:
        rows = troche("events", "solve", table, "--json", *options).document["rows"]
        return float(rows[-1]["concentrations"]["ketamine"])

    assert level("--bioavailability", "nasal=0.5") == pytest.approx(level() / 2, rel=1e-12)
    assert level("--lag", "nasal=2") == 0.0


@pytest.mark.parametrize(
    "options",
    [
        ("--lag", "nasal"),
        ("--lag", "nasal=soon"),
        ("--lag", "nasal=nan"),
        ("--lag", "nose=1"),
        ("--lag", "nasal=1", "--lag", "nasal=2"),
        ("--bioavailability", "nasal=-1"),
        ("--bioavailability", "nasal=inf"),
        ("--drug", "placebo"),
    ],
)
def test_wrong_options(troche: Any, table: Path, options: tuple[str, ...]) -> None:
    ran = troche("events", "solve", table, *options)
    assert ran.code == 2
    assert ran.out == ""
    assert "allowed" in ran.message


def test_what_is_written_is_solved(troche: Any, tmp_path: Path) -> None:
    regimen = "30 mg ketamine buccal lozenge held 20 min then spat out, daily for 2 days"
    ran = troche("events", "write", regimen, "--out", "w.csv", "--json")
    assert ran.document["table"] == (tmp_path / "w.csv").read_text()
    assert "buccal" in ran.err
    solved = troche("events", "solve", "w.csv")
    assert solved.code == 0
    assert "no DRUG" not in solved.err
    assert "no HOLD" not in solved.err
