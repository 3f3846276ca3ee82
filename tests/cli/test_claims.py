"""`troche claims` on a command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.cli.conftest import Command
from tests.studies.claims.conftest import CLAIM

from troche.evidence import CRISIS_LINE
from troche.studies.claims import claim_names
from troche.studies.claims.comparison import VERDICTS


@pytest.fixture
def mine(tmp_path: Path) -> str:
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(CLAIM), "utf-8")
    return "mine.yaml"


def test_all_claims_are_a_table_with_a_verdict_each(troche: Command) -> None:
    ran = troche("claims")
    assert ran.code == 0
    assert ran.err == ""
    lines = ran.out.splitlines()
    for name in claim_names():
        (line,) = [line for line in lines if line.startswith(name)]
        assert any(word in line for word in VERDICTS)
    assert CRISIS_LINE in ran.out
    assert "For research and teaching about groups." in ran.out


def test_one_claim_shows_published_rows_before_the_model(troche: Command) -> None:
    out = troche("claims", "relief-within-days").out
    heads = ["1. Published rows", "2. What the model says", "3. How much is", "4. Verdict",
             "5. The rule", "6. Limits"]  # fmt: skip
    places = [out.index(head) for head in heads]
    assert places == sorted(places)
    assert "https://doi.org/" in out
    assert "read: page" in out
    assert "(a) NMDA receptor occupancy" in out
    assert "What regulators state" in out
    assert CRISIS_LINE not in out


def test_suicide_risk_begins_with_the_crisis_line_and_the_label(troche: Command) -> None:
    out = troche("claims", "acute-suicide-risk").out
    assert out.index(CRISIS_LINE) < out.index("FDASpravatoLabel2020") < out.index("Wilkinson2018")
    assert "The model is not asked" in out


def test_a_narrow_terminal_loses_no_claim(troche: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    out = troche("claims").out
    assert all(name in out for name in claim_names())


@pytest.mark.skipif(sys.platform == "win32", reason="no account of a child's time")
def test_all_claims_take_five_seconds_at_the_most() -> None:
    import resource

    def spent() -> float:
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    before = spent()
    code = "from troche.cli.main import run; run(['claims', '--json'])"
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    # Time of the processor, so that a busy machine is no fault.
    assert spent() - before < 5.0


def test_json_is_one_document(troche: Command) -> None:
    document = troche("claims", "--json").document
    assert [each["id"] for each in document["claims"]] == list(claim_names())
    assert set(document["verdicts"]) == set(VERDICTS)
    weight = next(c for c in document["claims"] if c["id"] == "acts-by-nmda-block")
    assert weight["answer"]["overall"]["p5"] is None
    relief = next(c for c in document["claims"] if c["id"] == "relief-within-days")
    tablet = relief["regimens"]["daily tablet"]
    assert tablet["low_dose"] == (tablet["peak_of_reference"] <= 1 / 3)


def test_a_file_of_ones_own_is_shown_and_kept_nowhere(
    troche: Command, mine: str, tmp_path: Path
) -> None:
    ran = troche("claims", "--add", mine, "--json")
    assert [each["id"] for each in ran.document["claims"]] == ["planted"]
    assert "planted" not in troche("claims", "--json").out
    assert [each.name for each in tmp_path.iterdir()] == ["mine.yaml"]
    assert "Supported: published rows say so" in troche("claims", "--add", mine).out


def test_a_page_holds_every_claim_and_asks_nobody(troche: Command, tmp_path: Path) -> None:
    ran = troche("claims", "--page", "claims.html")
    assert "page: claims.html" in ran.out
    page = (tmp_path / "claims.html").read_text("utf-8")
    for name in claim_names():
        assert f'id="{name}"' in page
    assert page.count(CRISIS_LINE.replace("'", "&#39;")) == 2  # above all, and in its card
    assert "Content-Security-Policy" in page
    assert 'data-figure="answer-relief-within-days"' in page
    assert 'data-figure="answer-acute-suicide-risk"' not in page


def test_faults_are_one_message(troche: Command, mine: str, tmp_path: Path) -> None:
    assert "relief-within-days" in troche("claims", "relief-within-day").message
    assert "html" in troche("claims", "--page", "claims.txt").message
    for name, text in (("empty.yaml", ""), ("bad.yaml", "id: 'a\n"), ("odd.yaml", "id: a\n")):
        (tmp_path / name).write_text(text, "utf-8")
        ran = troche("claims", "--add", name)
        assert (ran.code, ran.out) == (2, "")
        assert name in ran.message
    (tmp_path / "folder").mkdir()
    assert "folder" in troche("claims", "--add", "folder").message
    fault = troche("claims", "--add", "nothing.yaml", "--json").document["error"]
    assert fault["code"] == "bad-claim"
    shipped = CLAIM | {"id": "relief-within-days"}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(shipped), "utf-8")
    assert "no other claim" in troche("claims", "--add", mine).message
