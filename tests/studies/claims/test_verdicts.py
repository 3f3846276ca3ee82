"""Each verdict is reached by planted evidence, and no file lifts the limits of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.studies.claims.conftest import FAVA, STANDARD, bearing

from troche.studies.claims import ClaimResult
from troche.studies.claims.comparison import VERDICTS
from troche.studies.claims.estimands import ESTIMANDS, Answer
from troche.studies.claims.read import claim_of
from troche.studies.claims.verdict import Counts, verdict_of
from troche.studies.explain.spread import Estimate

Evaluated = Callable[..., ClaimResult]
HIGH, LOW = "0.5 times the reference infusion", "0.1 times the reference infusion"

# The peak is 0.2 in every truth, so that what decides is what was planted.
PLANTED: dict[str, dict[str, Any]] = {
    "supported": {"worth": LOW, "evidence": bearing("supports", "supports")},
    "weakly supported": {"worth": LOW, "evidence": bearing("supports")},
    "undecided": {"worth": LOW, "evidence": bearing("supports", "against")},
    "weakly contradicted": {"worth": HIGH, "evidence": bearing("against")},
    "contradicted": {"worth": HIGH, "evidence": bearing("against", "against")},
    "no evidence": {
        "estimand": "none",
        "regimens": None,
        "worth": None,
        "evidence": [{"row": STANDARD, "bears": "supports", "because": "Planted."}],
        "rule": {"weakly supported": ["studies for >= 1"]},
    },
}


@pytest.mark.parametrize("word", VERDICTS)
def test_every_verdict_is_reached(word: str, evaluated: Evaluated) -> None:
    assert evaluated(**PLANTED[word]).verdict.word == word


def test_the_model_alone_goes_no_further_than_undecided(evaluated: Evaluated) -> None:
    beyond = [{"row": STANDARD, "bears": "supports", "because": "A standard dose."}]
    found = evaluated(evidence=beyond)
    assert found.answer is not None
    assert found.answer.overall.low > 0.1
    assert found.verdict.word == "undecided"
    assert "the model alone" in found.verdict.why[0]
    assert evaluated(evidence=beyond, doses="any").verdict.word == "weakly supported"


def test_a_row_that_says_neither_does_not_open_the_model(evaluated: Evaluated) -> None:
    assert evaluated(evidence=bearing("neither")).verdict.word == "undecided"


def test_rows_of_one_family_count_once(evaluated: Evaluated) -> None:
    relapse = {
        "table": "outcomes",
        "trial_id": "FAVA2020",
        "arm_id": "k0.1",
        "outcome": "relapse",
    }
    found = evaluated(
        evidence=[
            {"row": FAVA, "bears": "supports", "because": "Planted."},
            {"row": relapse, "bears": "supports", "because": "Two rows of the same people."},
        ]
    )
    assert len(found.rows) == 3
    assert found.counts.supporting == 1


MOOD: dict[str, Any] = {
    "id": "planted",
    "wording": "Mood",
    "question": "How much?",
    "estimand": {"kind": "benefit", "at": "24 h"},
    "regimens": {"small": "0.1 mg/kg ketamine iv over 40 min"},
    "doses": "any",
    "evidence": bearing("against"),
    "limits": "None.",
}


@pytest.mark.parametrize(("upper", "word"), [(1.9, "contradicted"), (2.1, "weakly contradicted")])
def test_contradicted_needs_a_bound_below_two_points_whatever_the_file_says(
    upper: float, word: str
) -> None:
    # The file asks for ten points, which would be excluded by both bounds.
    rule = {"contradicted": ["upper bound < worth"]}
    claim = claim_of(MOOD | {"worth": "10 points", "rule": rule}, "test")
    answer = Answer("points", Estimate(0.0, -1.0, upper), True, (), ())
    assert verdict_of(claim, Counts(0, 1, 0, 1, 0), answer).word == word


@pytest.mark.parametrize(
    ("rule", "counts", "mean"),
    [
        ({"weakly supported": ["mean > worth"]}, Counts(0, 1, 0, 0, 0), 9.0),
        ({"weakly contradicted": ["mean < worth"]}, Counts(1, 0, 0, 0, 0), 0.0),
    ],
)
def test_a_verdict_needs_a_row_of_its_own_direction(
    rule: dict[str, list[str]], counts: Counts, mean: float
) -> None:
    claim = claim_of(MOOD | {"worth": "2 points", "rule": rule}, "test")
    answer = Answer("points", Estimate(mean, mean - 1, mean + 1), True, (), ())
    assert verdict_of(claim, counts, answer).word == "undecided"


def test_every_estimand_has_a_unit_and_a_meaning() -> None:
    for estimand in ESTIMANDS.values():
        assert estimand.meaning
        assert bool(estimand.unit) == (estimand.of != "nothing")
