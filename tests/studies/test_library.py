"""The library in three lines, as a reader of the README types it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import troche as t

IV = "0.5 mg/kg ketamine iv over 40 min"


def test_three_lines(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(
        "study: One infusion\nweeks: 0.5\npatients: {number: 40}\n"
        f"regimens: {{infusion: {IV}, lozenge: '30 mg ketamine lozenge, daily'}}\n"
    )
    result = t.compare(t.read_study(file))
    assert isinstance(result, t.StudyResult)
    assert list(result.summary["regimen"].unique()) == ["infusion", "lozenge"]
    assert isinstance(result.curves, pd.DataFrame)
    assert result["lozenge"].label == "low dose"
    assert "<table" in result._repr_html_()
    assert result.figure().data
    page = result.report(tmp_path / "report.html")
    assert page.stat().st_size > 10_000
    assert result.as_dict()["kind"] == "compare"


def test_a_mapping_does_as_well_as_a_file() -> None:
    result = t.compare({"study": "s", "weeks": 0.2, "patients": {"number": 5},
                        "regimens": {"a": IV}})  # fmt: skip
    assert result.regimens[0].name == "a"


@pytest.mark.parametrize("study", [None, [], "study.yaml", {}, {"study": "s"}, 5])
def test_what_is_no_study_is_one_message(study: object) -> None:
    with pytest.raises(t.BadInput) as caught:
        t.compare(study)  # type: ignore[arg-type]
    assert caught.value.where


def test_a_name_that_is_not_there_says_which_are() -> None:
    result = t.simulate(IV, patients=5)
    with pytest.raises(KeyError, match="regimen"):
        result["nonsense"]


@pytest.mark.parametrize(
    "options",
    [
        {"patients": "10"},
        {"patients": 0},
        {"patients": 2.5},
        {"patients": True},
        {"seed": -1},
        {"seed": 1.5},
        {"weeks": "two"},
        {"weeks": float("nan")},
        {"level": -1},
        {"knowledge": "none"},
        {"adherence": "some"},
        {"model": 5},
        {"population": None},
        {"patient_file": "none.csv"},
    ],
)
def test_wrong_options_are_one_message(options: dict[str, object]) -> None:
    with pytest.raises(t.BadInput) as caught:
        t.simulate(IV, **{"patients": 5, **options})  # type: ignore[arg-type]
    assert caught.value.exit_code == 2


def test_nothing_is_written_without_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    t.simulate(IV, patients=5)
    assert list(tmp_path.iterdir()) == []
    t.simulate(IV, patients=5, folder="here")
    assert [p.name for p in tmp_path.iterdir()] == ["here"]
