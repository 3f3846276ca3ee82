"""`troche simulate`: tables and documents, and what is wrong in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

IV = "10 mg ketamine iv over 40 min"
FEW = ("--patients", "20")


def test_a_table_for_people(troche: Any) -> None:
    ran = troche("simulate", IV, *FEW)
    assert ran.code == 0
    assert "10 mg ketamine base iv over 40 min, once in clinic" in ran.out
    for said in ("ketamine cmax", "ng/mL", "occupancy peak", "research and teaching"):
        assert said in ran.out
    assert ran.err == ""


def test_one_document_for_programs(troche: Any) -> None:
    ran = troche("simulate", IV, *FEW, "--json")
    assert ran.code == 0
    assert ran.err == ""
    document = ran.document
    assert document["regimens"][0]["text"] == "10 mg ketamine base iv over 40 min, once in clinic"
    assert document["regimens"][0]["quantities"]["ketamine cmax"]["unit"] == "ng/mL"


def test_options_reach_the_study(troche: Any, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("weight_kg\n60\n80\n")
    ran = troche(
        "simulate", "20 mg ketamine oral capsule, daily", "--patients", 2, "--seed", 2**63 - 1,
        "--population", "healthy adults", "--patient-file", "people.csv", "--weeks", 0.5,
        "--auc", "0-6", "--auc", "6-12.5", "--above", 5, "--typical", "--adherence", "as drawn",
        "--workers", 1, "--json",
    )  # fmt: skip
    document = ran.document
    assert ran.code == 0
    assert document["seed"] == 2**63 - 1
    assert document["draws"] == 0
    assert document["population"] == "healthy adults"
    assert document["horizon"]["value"] == 84.0
    quantities = document["regimens"][0]["quantities"]
    assert {"ketamine auc_0_6h", "ketamine auc_6_12.5h", "ketamine hours_above"} <= set(quantities)
    assert "file of 2 patients" in document["methods"][0]
    command = document["manifest"]["command"]
    for word in ("--patient-file people.csv", "--auc 6-12.5", "--typical", "--above 5"):
        assert word in command


def test_the_manifests_command_gives_the_same_numbers(troche: Any) -> None:
    import shlex

    first = troche(
        "simulate", IV, *FEW, "--weeks", 0.3, "--auc", "1-2", "--typical", "--json"
    ).document
    words = shlex.split(first["manifest"]["command"])
    again = troche(*words[1:], "--json").document
    assert again["regimens"] == first["regimens"]


def test_files_are_written_where_they_were_asked(troche: Any, tmp_path: Path) -> None:
    ran = troche(
        "simulate", IV, *FEW, "--figure", "f.html", "--report", "r.html", "--out", "data", "--json"
    )
    assert ran.code == 0
    assert ran.document["folder"] == "data"
    assert [line.split()[-1] for line in ran.err.splitlines()] == ["f.html", "r.html", "data"]
    assert (tmp_path / "f.html").stat().st_size > 1000
    assert (tmp_path / "r.html").stat().st_size > 1000
    assert len(pd.read_parquet(tmp_path / "data" / "patients.parquet")) == 20


def test_files_in_the_folder_of_results_are_among_its_own(troche: Any, tmp_path: Path) -> None:
    words = ("simulate", IV, *FEW, "--figure", "data/f.json", "--report", "data/r.html")
    for _ in range(2):  # the second run takes the place of the first
        assert troche(*words, "--out", "data").code == 0
    manifest = json.loads((tmp_path / "data" / "manifest.json").read_text())
    assert {"f.json", "r.html"} <= set(manifest["files"])


WRONG = {
    "no regimen": [""],
    "words": ["take two aspirin"],
    "misspelt drug": ["10 mg ketamin iv"],
    "misspelt route": ["10 mg ketamine sublingaul"],
    "no unit": ["10 ketamine iv"],
    "grams": ["1 g ketamine iv"],
    "decimal comma": ["0,5 mg/kg ketamine iv"],
    "negative": ["-10 mg ketamine iv"],
    "exponent": ["1e3 mg ketamine iv"],
    "absurd": ["2001 mg ketamine oral"],
    "absurd by weight": ["31 mg/kg ketamine iv"],
    "infusion longer than its interval": ["10 mg ketamine iv over 13 hours, twice daily"],
    "bolus by mouth": ["10 mg ketamine oral bolus"],
    "eleven years": ["10 mg ketamine oral, daily for 11 years"],
    "overlapping clocks": ["10 mg ketamine iv over 120 min, twice daily at 8:00 9:00"],
    "null byte": ["10 mg\x00 ketamine iv"],
    "emoji": ["10 mg ketamine iv 💉"],
    "long": ["10 mg ketamine iv + " * 10_000],
    "newline": ["10 mg\nketamin iv"],
    "nobody": [IV, "--patients", "0"],
    "half a patient": [IV, "--patients", "1.5"],
    "too many": [IV, "--patients", "2000001"],
    "words for patients": [IV, "--patients", "many"],
    "negative seed": [IV, "--seed", "-1"],
    "huge seed": [IV, "--seed", str(2**63)],
    "endless seed": [IV, "--seed", "9" * 400],
    "no weeks": [IV, "--weeks", "0"],
    "nan weeks": [IV, "--weeks", "nan"],
    "inf weeks": [IV, "--weeks", "inf"],
    "a blink": [IV, "--weeks", "1e-9"],
    "a century": [IV, "--weeks", "5200"],
    "level below zero": [IV, "--above", "-5"],
    "nan level": [IV, "--above", "nan"],
    "interval of one time": [IV, "--auc", "6"],
    "interval backwards": [IV, "--auc", "6-0"],
    "interval in words": [IV, "--auc", "a-b"],
    "interval below zero": [IV, "--auc", "-1-5"],
    "interval beyond the horizon": [IV, "--auc", "0-500"],
    "nan interval": [IV, "--auc", "0-nan"],
    "endless interval": [IV, "--auc", "0-inf"],
    "population": [IV, "--population", "martians"],
    "model": [IV, "--model", "simons"],
    "receptor is no model": [IV, "--model", "receptor"],
    "model without the drug": [IV, "--model", "otto-2021"],
    "model without the route": ["10 mg esketamine im", "--model", "otto-2021"],
    "adherence": [IV, "--adherence", "sometimes"],
    "no threads": [IV, "--workers", "0"],
    "patient file": [IV, "--patient-file", "none.csv"],
    "unknown option": [IV, "--dose", "5"],
    "two regimens": [IV, IV],
    "nothing": [],
    "figure of no kind": [IV, *FEW, "--figure", "x.bmp", "--out", "new"],
    "figure without a suffix": [IV, *FEW, "--figure", "x", "--report", "r.html"],
    "report of no kind": [IV, *FEW, "--report", "r.pdf", "--out", "new"],
    "report over the figure": [IV, *FEW, "--report", "x.html", "--figure", "./x.html"],
    "figure nowhere": [IV, *FEW, "--figure", "none/x.html"],
    "report nowhere": [IV, *FEW, "--report", "none/x.html"],
    "folder in a file": [IV, *FEW, "--out", "file/below"],
    "folder is a file": [IV, *FEW, "--out", "file"],
    "folder is here": [IV, *FEW, "--out", "."],
    "folder of one's own": [IV, *FEW, "--out", "thesis"],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_one_line_and_nothing_is_written(
    name: str, troche: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("precious")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "notes.txt").write_text("precious")
    ran = troche("simulate", *WRONG[name])
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.message) < 2500
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "thesis"]
    assert (tmp_path / "file").read_text() == "precious"
    assert (tmp_path / "thesis" / "notes.txt").read_text() == "precious"
    fault = troche("simulate", *WRONG[name], "--json").document["error"]
    assert set(fault) == {"code", "where", "found", "allowed", "meant"}
    assert fault["where"]
    assert fault["allowed"]
    json.dumps(fault)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--patients", "many"], "simulate, --patients: found 'many'; allowed: a whole number."),
        (["--above", "1x"], "simulate, --above: found '1x'; allowed: a number."),
        (["--workers", "0"], "simulate, --workers: found '0'; allowed: a number, 1 or more."),
        (["--patients", "0"], "found 0; allowed: a whole number of patients from 1 to 2,000,000."),
        (["--weeks", "0.001"], "allowed: a number of weeks, from 1 hour (1/168) to 520 weeks."),
    ],
)
def test_limits_are_said_in_the_units_of_people(words: list[str], said: str, troche: Any) -> None:
    message = troche("simulate", IV, *words).message
    assert message.endswith(said)


def test_suggestions_are_made_and_never_taken(troche: Any) -> None:
    assert "Did you mean 'ketamine'?" in troche("simulate", "10 mg ketamin iv").message
    assert "Did you mean 'sublingual'?" in troche("simulate", "10 mg ketamine sublingaul").message
    assert "simons-2022" in troche("simulate", IV, "--model", "simons2022").message


def test_a_dose_above_its_route_is_computed_and_flagged(troche: Any) -> None:
    ran = troche("simulate", "1500 mg ketamine oral capsule", *FEW)
    assert ran.code == 0
    assert "above the studied" in " ".join(ran.out.split())
    flags = troche("simulate", "1500 mg ketamine oral capsule", *FEW, "--json").document
    assert "extrapolation" in {f["kind"] for f in flags["regimens"][0]["flags"]}
