"""No search seeks a felt effect, and none seeks suicidality in any direction."""

from __future__ import annotations

import pytest

from troche.errors import BadInput, StudyError
from troche.studies.objectives import FELT, check_objective


@pytest.mark.parametrize("word", [word for words in FELT.values() for word in words])
def test_nothing_that_is_felt_is_maximised(word: str) -> None:
    with pytest.raises(StudyError, match="harm is only ever minimised"):
        check_objective("maximise", word)
    check_objective("minimise", word)


@pytest.mark.parametrize(
    "quantity",
    [
        "CADSS", "CADSS total at 40 min", "share with CADSS > 4", "Dissociation", "DISSOCIATION_AE",
        "sedation (MOAA/S)", "felt effects", "felt-effects", "drug high", "VAS_high", "high",
        "Euphoria", "euphoric mood", "drug liking", "K-hole", "psychedelic experience", " rush ",
        "trip", "hallucinations", "loss of consciousness",
    ],
)  # fmt: skip
@pytest.mark.parametrize("direction", ["maximise", "maximize", "Max", " increase "])
def test_any_wording_is_known(quantity: str, direction: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_objective(direction, quantity)
    fault = refused.value.as_dict()
    assert quantity.strip() in fault["found"]
    assert fault["meant"].startswith("minimise ")


@pytest.mark.parametrize(
    "quantity",
    ["suicidality", "suicidal ideation", "SSI", "C-SSRS", "CGI-SS-r", "SIBAT risk", "self-harm",
     "Suicide attempts"],
)  # fmt: skip
@pytest.mark.parametrize("direction", ["maximise", "minimise"])
def test_suicidality_is_no_objective_either_way(quantity: str, direction: str) -> None:
    with pytest.raises(StudyError, match="never an objective and never forecast"):
        check_objective(direction, quantity)


@pytest.mark.parametrize(
    "quantity", ["people without dissociation", "absence of sedation", "CADSS-free sessions"]
)
def test_turning_it_round_does_not_help(quantity: str) -> None:
    with pytest.raises(StudyError, match="only ever minimised"):
        check_objective("minimise", quantity)


@pytest.mark.parametrize(
    ("direction", "quantity"),
    [
        ("maximise", "benefit on the MADRS"),
        ("maximise", "response"),
        ("maximise", "remission at week 4"),
        ("maximise", "days with high adherence"),
        ("minimise", "visits"),
        ("minimise", "systolic pressure"),
        ("minimise", "CADSS"),
        ("least", "nausea"),
    ],
)
def test_what_may_be_sought(direction: str, quantity: str) -> None:
    check_objective(direction, quantity)


@pytest.mark.parametrize(
    ("direction", "quantity", "where"),
    [
        ("maximse", "response", "objective, direction"),
        ("", "response", "objective, direction"),
        ("maximise", " ", "objective, quantity"),
    ],
)
def test_what_is_no_objective(direction: str, quantity: str, where: str) -> None:
    with pytest.raises(StudyError) as refused:
        check_objective(direction, quantity)
    assert refused.value.as_dict()["where"] == where


def test_a_misspelt_direction_is_guessed() -> None:
    with pytest.raises(StudyError, match="Did you mean 'maximise'"):
        check_objective("maximse", "response")
