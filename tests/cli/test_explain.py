"""`troche explain` on a command line, on truths that need no calibration."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Command

from troche.population.mood.posterior import MoodPosterior
from troche.studies.explain.knowledge import Beliefs, Knowledge

STUDY = """
study: Daily microdoses against infusions
weeks: 4
regimens:
  placebo: placebo sublingual tablet, daily for 4 weeks
  microdose: 15 mg ketamine sublingual tablet, daily for 4 weeks
  infusion: 0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks
"""

HEADINGS = (
    "The answer",
    "Structure or evidence",
    "Which assumption carries it",
    "Which studies carry it",
    "What would settle it",
    "What was tested",
)


@pytest.fixture(autouse=True)
def known(
    prior_moods: dict[str, MoodPosterior], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = Beliefs(prior_moods, {name: 1 / len(prior_moods) for name in prior_moods})
    known = Knowledge(whole, {"ARABZADEH2018": whole, "OTHER2020": whole})
    monkeypatch.setattr("troche.studies.explain.run.shipped_knowledge", lambda: known)
    (tmp_path / "study.yaml").write_text(STUDY, "utf-8")


def test_it_says_six_things_in_words(troche: Command) -> None:
    ran = troche("explain", "study.yaml")
    assert ran.code == 0
    assert ran.err == ""
    for number, heading in enumerate(HEADINGS, start=1):
        assert f"{number}. {heading}" in ran.out
    assert "off the MADRS than infusion on average" in ran.out
    assert "the evidence does not say. No trial has tested ketamine sublingual" in ran.out
    assert "the favourable trial of daily oral ketamine" in ran.out
    assert "OTHER2020" not in ran.out  # it moves nothing
    assert "For research and teaching about groups." in ran.out


def test_a_narrow_terminal_loses_no_word(troche: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    out = " ".join(troche("explain", "study.yaml").out.split())
    assert "microdose against infusion, day 28" in out
    assert "would find, points:" in out


def test_json_holds_the_same_sentences(troche: Command) -> None:
    document = troche("explain", "study.yaml", "--json").document
    assert tuple(document["words"]) == HEADINGS
    assert all(document["words"].values())
    assert document["between"] == ["microdose", "infusion"]
    assert document["observations"]["ranked"][0]["taken"] <= 1.0


def test_two_regimens_by_name(troche: Command) -> None:
    ran = troche("explain", "study.yaml", "--between", "infusion", "placebo", "--json")
    assert ran.document["between"] == ["infusion", "placebo"]
    assert "placebo holds no drug by then." in ran.document["words"]["The answer"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing.yaml",), "nothing.yaml"),
        (("study.yaml", "--between", "microdose", "infusions"), "Did you mean 'infusion'?"),
        (("study.yaml", "--between", "microdose"), "--between"),
    ],
)
def test_a_fault_is_one_line(troche: Command, words: tuple[str, ...], said: str) -> None:
    ran = troche("explain", *words)
    assert ran.code == 2
    assert said in ran.message
