"""`troche validate` and `troche interactions` on a command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Command

from troche.evidence import load


def one_row(folder: Path) -> Path:
    import csv

    folder.mkdir()
    row = next(r for r in load("pk_observations") if r.source == "Otto2021")
    with (folder / "pk_observations.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(row.cells))
        writer.writeheader()
        writer.writerow(dict(row.cells))
    return folder


def test_it_says_how_well_it_goes(troche: Command) -> None:
    ran = troche("validate")
    assert ran.code == 0
    assert "of 219 rows predicted" in ran.out
    assert "geometric mean fold error of AUC" in ran.out
    assert "furthest off:" in ran.out
    assert ran.err == ""


def test_json_is_one_document_and_the_page_is_written(troche: Command, tmp_path: Path) -> None:
    ran = troche("validate", "--json", "--out", "page.html")
    assert set(ran.document) >= {"pk", "outcomes", "tolerability", "summary"}
    assert ran.document["requirements_failed"] == []
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "Validation against published rows" in page
    assert "Intended use" in page
    assert "http" not in page.split("<script>")[0].replace("http-equiv", "")


def test_a_folder_of_ones_own(troche: Command, tmp_path: Path) -> None:
    ran = troche("validate", "--evidence", one_row(tmp_path / "mine"), "--json")
    assert ran.code == 0
    (element,) = ran.document["pk"]
    assert element["why_not"] is None
    assert element["left_out_by"] == "refit"


def test_a_requirement_that_fails_ends_with_1_and_still_one_document(
    troche: Command, tmp_path: Path
) -> None:
    (tmp_path / "r.yaml").write_text("pk_gmfe: {at_most: 1.01}\n", "utf-8")
    ran = troche("validate", "--require", "r.yaml", "--json")
    assert ran.code == 1
    assert len(ran.document["requirements_failed"]) == 1
    assert "pk_gmfe" in ran.message
    (tmp_path / "r.yaml").write_text("pk_gmfe: {at_most: 2}\n", "utf-8")
    assert troche("validate", "--require", "r.yaml").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--evidence", "nowhere"), "nowhere"),
        (("--evidence", "."), "no CSV file"),
        (("--require", "nothing.yaml"), "nothing.yaml"),
        (("--out", "page.pdf"), ".html"),
        (("--out", "no/such/page.html"), "no/such"),
        (("--evidnce", "x"), "evid"),
    ],
)
def test_wrong_words_get_one_message(troche: Command, words: tuple[str, ...], said: str) -> None:
    ran = troche("validate", *words)
    assert ran.code == 2
    assert said in ran.message


def test_interactions_are_shown_as_a_risk(troche: Command) -> None:
    ran = troche("interactions")
    assert ran.code == 0
    assert "rifampicin" in ran.out
    assert "Shown as risks" in ran.out
    document = troche("interactions", "--json").document
    assert len(document["interactions"]) == 8
    for each in document["interactions"]:
        assert each["p5"] < each["predicted"] < each["p95"]
        assert each["risk"]
