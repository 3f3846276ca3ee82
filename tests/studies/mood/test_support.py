"""What lies outside of what mood is fitted to is computed only when a study asks for it."""

from __future__ import annotations

import pytest

from troche.errors import BadInput
from troche.studies.compare import compare
from troche.studies.specification import StudySpec, checked


def spec_of(**changes: object) -> StudySpec:
    raw = {
        "study": "Asleep",
        "weeks": 1,
        "patients": {"number": 40, "seed": 7},
        "regimens": {"deep": "3 mg/kg ketamine iv over 40 min, once"},
    }
    return checked(raw | changes, "test")


def test_doses_of_anaesthesia_have_no_mood_unless_asked() -> None:
    found = compare(spec_of()).mood
    assert found is not None
    assert "anaesthesia" in found.why_not
    assert "beyond support" in found.why_not
    assert found.regimens == ()


def test_asked_for_they_are_computed_and_marked() -> None:
    found = compare(spec_of(mood="beyond support")).mood
    assert found is not None
    assert found.why_not == ""
    assert "beyond what the model supports" in found["deep"].extrapolated[0]


@pytest.mark.parametrize(
    "change",
    [
        {"mood": "beyond suport"},
        {"patients": {"number": 40, "population": "children with depression"}},
        {"patients": {"number": 40, "population": "adults with bipolar depression"}},
        {"patients": {"number": 40, "age": "12-17"}},
    ],
)
def test_other_people_and_words_are_refused_with_one_message(change: dict[str, object]) -> None:
    with pytest.raises(BadInput) as caught:
        compare(spec_of(**change))
    assert caught.value.allowed
