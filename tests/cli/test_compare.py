"""`troche compare`: a table, a folder, a report; and study files that are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

STUDY = """\
study: Two doses
patients: {number: 30, seed: 3}
weeks: 0.5
regimens:
  low: 10 mg ketamine sublingual tablet, daily
  vein: 0.5 mg/kg ketamine iv over 40 min
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    file = tmp_path / "two doses.yaml"
    file.write_text(STUDY)
    return file


def test_a_table_and_a_folder_beside(troche: Any, study: Path, tmp_path: Path) -> None:
    ran = troche("compare", study)
    assert ran.code == 0
    assert "low" in ran.out
    assert "vein" in ran.out
    folder = tmp_path / "two-doses-results"
    assert sorted(p.name for p in folder.iterdir()) == [
        "burden.parquet", "curves.parquet", "data-dictionary.csv", "harm.parquet",
        "harm_curves.parquet", "manifest.json", "mood_curves.parquet",
        "mood_estimands.parquet", "patients.parquet", "report.html", "summary.parquet",
    ]  # fmt: skip
    assert "two-doses-results/report.html" in ran.err.replace("\\", "/")
    assert "report.html" in json.loads((folder / "manifest.json").read_text())["files"]


def test_one_document_and_the_same_numbers_again(troche: Any, study: Path) -> None:
    first = troche("compare", study, "--json", "--workers", 1).document
    again = troche("compare", study, "--json", "--workers", 2).document
    assert first["regimens"] == again["regimens"]
    assert [r["name"] for r in first["regimens"]] == ["low", "vein"]


def test_fewer_patients_for_a_look(troche: Any, study: Path) -> None:
    document = troche("compare", study, "--patients", 5, "--json").document
    assert document["patients"] == 5
    assert "--patients 5" in document["manifest"]["command"]
    assert troche("compare", study, "--patients", 0).code == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weeks: 0.5", "weeks: half", "weeks"),
        ("weeks:", "week:", "Did you mean 'weeks'"),
        ("10 mg", "10 g", "low"),
        ("10 mg ketamine sublingual tablet", "10 mg ketamine teablet", "low"),
        ("seed: 3", "seed: three", "patients.seed"),
        ("study: Two doses\n", "", "study"),
        ("seed: 3", "file: none.csv", "none.csv"),
        ("  low:", "\tlow:", "line 5"),
        (STUDY, "", "empty"),
        ("seed: 3", "&a seed: 3", "anchor"),
    ],
)
def test_a_wrong_study_is_one_line_and_writes_nothing(
    old: str, new: str, said: str, troche: Any, study: Path, tmp_path: Path
) -> None:
    assert old in STUDY
    study.write_text(STUDY.replace(old, new))
    ran = troche("compare", study)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.message
    assert [p.name for p in tmp_path.iterdir()] == [study.name]
    assert troche("compare", study, "--json").document["error"]["where"]


def test_no_file_and_no_yaml(troche: Any, tmp_path: Path) -> None:
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    for words in (["none.yaml"], ["."], ["picture.yaml"], []):
        ran = troche("compare", *words)
        assert ran.code == 2
        assert ran.message


def test_a_study_of_a_model_that_lacks_a_regimen_names_it(troche: Any, study: Path) -> None:
    study.write_text(STUDY + "model: otto-2021\n")
    message = troche("compare", study).message
    assert "low" in message
    assert "otto-2021" in message


def test_the_result_is_not_put_over_someones_files(
    troche: Any, study: Path, tmp_path: Path
) -> None:
    own = tmp_path / "two-doses-results"
    own.mkdir()
    (own / "notes.txt").write_text("precious")
    ran = troche("compare", study)
    assert ran.code == 2
    assert "notes.txt" in ran.message
    assert (own / "notes.txt").read_text() == "precious"


def test_a_document_and_figures_are_written_beside(
    troche: Any, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("docx")
    monkeypatch.setattr("troche.report.word.document.pictures_of", lambda _: ({}, "none"))
    ran = troche("compare", study, "--no-mood", "--no-harm", "--docx", "--figures", "json")
    assert ran.code == 0
    names = {p.name for p in (tmp_path / "two-doses-results").iterdir()}
    assert {"report.html", "report.docx", "figure.json", "figure-first-day.json"} <= names
    assert names - {"manifest.json"} == set(
        json.loads((tmp_path / "two-doses-results" / "manifest.json").read_text())["files"]
    )
    assert "report.docx" in ran.err


def test_what_cannot_be_written_is_said_before_anything_runs(
    troche: Any, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Did you mean 'svg'" in troche("compare", study, "--figures", "svgg").message
    monkeypatch.setattr("troche.report.figures.images.find_spec", lambda _: None)
    monkeypatch.setattr("troche.report.writing.find_spec", lambda _: None)
    for words in (["--figures", "svg"], ["--docx"]):
        ran = troche("compare", study, *words)
        assert ran.code == 2
        assert "pip install 'troche[report]'" in ran.message
        assert troche("compare", study, *words, "--json").document["error"]["code"] == (
            "missing-extra"
        )
    for words in (["--figure", "x.png"], ["--report", "x.docx"]):
        assert (
            "pip install 'troche[report]'" in troche("simulate", "1 mg ketamine iv", *words).message
        )
    assert [p.name for p in tmp_path.iterdir()] == [study.name]
