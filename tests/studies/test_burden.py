"""Burden counted by hand, and what it rests on."""

from __future__ import annotations

import pytest

from troche.regimen import parse
from troche.studies.burden import BurdenLine, burden_of
from troche.studies.plan import plan_regimen

WEEKS = 168.0


def burden(text: str, weeks: float) -> dict[str, BurdenLine]:
    lines = burden_of(plan_regimen("r", text, parse(text), weeks * WEEKS))
    return {line.name: line for line in lines}


@pytest.mark.parametrize(
    ("text", "weeks", "visits", "hours", "home", "days"),
    [
        # Eight weeks at home, one dose a day.
        ("15 mg ketamine sublingual tablet, daily for 8 weeks", 8, 0, 0.0, 56, 56),
        # 2 a week for 4 weeks, 1 a week for 4: 12 visits of 40 min and 2 h.
        (
            "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks, then weekly for 4 weeks",
            8, 12, 12 * (2 + 40 / 60), 0, 12,
        ),
        # Two devices 5 minutes apart, then 2 h.
        ("56 mg esketamine nasal, twice weekly for 4 weeks", 4, 8, 8 * (2 + 5 / 60), 0, 8),
        # Two doses a day at home are one day each.
        ("10 mg ketamine oral capsule, twice daily for 1 week", 2, 0, 0.0, 14, 7),
        # A placebo is given and supervised, and leaves everyone fit to drive.
        ("placebo iv, twice weekly for 2 weeks", 2, 4, 8.0, 0, 0),
    ],
)  # fmt: skip
def test_counts_by_hand(
    text: str, weeks: float, visits: int, hours: float, home: int, days: int
) -> None:
    found = burden(text, weeks)
    assert found["visits"].value == visits
    assert found["supervised time"].value == pytest.approx(hours)
    assert found["home doses"].value == home
    assert found["days not fit to drive"].value == days


def test_the_horizon_ends_the_count() -> None:
    assert (
        burden("15 mg ketamine sublingual tablet, daily for 8 weeks", 2)["home doses"].value == 14
    )


def test_every_number_has_its_row_or_is_marked_as_assumed() -> None:
    spray = burden("56 mg esketamine nasal, twice weekly for 4 weeks", 4)
    assert "FDA (Spravato label) (2019)" in spray["supervised time"].basis
    assert "until the day after dosing" in spray["days not fit to drive"].basis
    assert not any(line.assumption for line in spray.values())
    assert spray["supervised time"].sources
    drip = burden("0.5 mg/kg ketamine iv over 40 min, weekly for 2 weeks", 2)
    assert "ketamine iv" in drip["supervised time"].assumption
    assert "ketamine iv" in drip["days not fit to drive"].assumption
    assert all(line.unit and line.meaning for line in drip.values())
