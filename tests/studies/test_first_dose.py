"""How many doses a week brings: the average of a rhythm, the count of what is none."""

from __future__ import annotations

import pytest

from troche.regimen import parse
from troche.studies.first_dose import doses_a_week

DOSE = "10 mg ketamine oral capsule"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("once", 1.0),
        ("daily for 4 weeks", 7.0),
        ("daily", 7.0),
        ("daily for 7 days", 7.0),
        ("daily for 3 days", 3.0),
        ("2 times daily for 3 days", 6.0),
        ("2 times weekly for 4 weeks", 2.0),
        ("every 2 weeks", 0.5),
        ("days 1 3 5", 3.0),
        ("days 1 3 5 10", 3.0),
        ("days 1 8 15", 1.0),
    ],
)
def test_a_week_of_a_rhythm_or_of_a_list(when: str, expected: float) -> None:
    assert doses_a_week(parse(f"{DOSE}, {when}")) == expected


def test_a_first_phase_shorter_than_a_week_is_followed_by_the_next() -> None:
    spray = "56 mg esketamine nasal spray, once, then 84 mg esketamine nasal spray"
    # On day 1, then twice a week from day 2 on: days 2 and 5.
    assert doses_a_week(parse(f"{spray}, 2 times weekly for 3 weeks")) == 3.0


def test_placebo_is_no_dose_and_the_week_begins_with_the_drug() -> None:
    late = f"placebo oral capsule, daily for 2 weeks, then {DOSE}, days 1 3 5"
    assert doses_a_week(parse(late)) == 3.0
    assert doses_a_week(parse(f"{DOSE}, daily for 2 days, then placebo oral capsule, daily")) == 2.0
