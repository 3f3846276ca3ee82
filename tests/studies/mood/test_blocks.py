"""One block of patients, and the truths made of all."""

from __future__ import annotations

import numpy as np
import pytest

from troche.engine.blocks import Block
from troche.errors import StudyError
from troche.studies.mood.block import run_mood_block
from troche.studies.mood.plan import MoodPlan, plan_mood
from troche.studies.mood.truths import Truths, mixed, truths_from
from troche.studies.plan import lay_out
from troche.studies.specification import checked

STUDY = {
    "study": "One",
    "weeks": 1,
    "patients": {"number": 1000, "seed": 7},
    "regimens": {"micro": "15 mg ketamine sublingual tablet, daily for 1 week"},
}


def test_a_patient_is_the_same_in_any_crowd() -> None:
    plan = lay_out(checked(STUDY | {"knowledge": "typical"}, "test"), curves=False)
    mood = plan_mood(plan)
    assert isinstance(mood, MoodPlan)
    few, many = (run_mood_block(plan, mood, 0, Block(0, count)) for count in (30, 300))
    for name in few:
        if "estimand" in name:
            assert np.array_equal(few[name], many[name][:30], equal_nan=True)


def test_a_faulty_word_is_named_with_what_is_allowed() -> None:
    with pytest.raises(StudyError) as fault:
        checked(STUDY | {"beside": "an antidepressant"}, "test")
    assert "beside" in fault.value.where
    assert fault.value.allowed == "'stable treatment' or 'new antidepressant'"
    with pytest.raises(StudyError) as fault:
        checked(STUDY | {"moood": False}, "test")
    assert fault.value.meant == "mood"
    with pytest.raises(StudyError) as fault:
        checked(STUDY | {"mood": "no"}, "test")
    assert fault.value.allowed == "true or false"


def test_scatter_of_small_groups_is_taken_out() -> None:
    rng = np.random.default_rng(2)
    truth = rng.normal(size=400)
    people = truth + 3.0 * rng.normal(size=(20, 400))
    found = truths_from(np.full(400, 20.0), people.sum(axis=0), float((people**2).sum()))
    assert found is not None
    assert found.between == pytest.approx(1.0, rel=0.2)
    assert found.within == pytest.approx(9.0, rel=0.05)
    raw = float(people.mean(axis=0).var())
    assert raw > 1.35


def test_mechanisms_are_mixed_by_weight() -> None:
    low = Truths(np.zeros(10), np.full(10, 0.1), 1.0)
    high = Truths(np.ones(50), np.full(50, 0.02), 3.0)
    found = mixed([(0.25, low), (0.75, high)])
    assert found is not None
    assert found.mean == pytest.approx(0.75)
    assert found.within == pytest.approx(2.5)
    assert found.share_below(0.5) == pytest.approx(0.25)
    limits = [found.share_below(limit) for limit in (-1.0, 0.0, 0.5, 1.0, 2.0)]
    assert limits == sorted(limits)
    assert mixed([(1.0, None)]) is None
