"""Exposure in a month: counted by hand, with its rows, and never as a prediction."""

from __future__ import annotations

import pytest

from troche.evidence import bibliography
from troche.regimen import expand, parse
from troche.studies.harm.cumulative import cumulative_flags, most_in_a_month
from troche.studies.results import Result


@pytest.mark.parametrize(
    ("text", "hours", "most"),
    [
        ("15 mg ketamine sublingual tablet, daily for 8 weeks", 1344.0, 28 * 15.0),
        ("0.5 mg/kg ketamine iv over 40 min, twice weekly for 8 weeks", 1344.0, 8 * 40.0),
        ("placebo iv", 168.0, 0.0),
        # The densest four weeks are not the first.
        ("10 mg ketamine oral capsule, weekly for 4 weeks, then 10 mg ketamine oral capsule, "
         "daily for 4 weeks", 1344.0, 280.0),
    ],
)  # fmt: skip
def test_the_most_in_four_weeks(text: str, hours: float, most: float) -> None:
    given = expand(parse(text), hours).administrations
    assert most_in_a_month(given, 80.0) == pytest.approx(most)


def test_repeated_doses_carry_a_flag_with_its_rows(harmed: Result) -> None:
    for regimen in harmed.regimens:
        flags = [f for f in regimen.flags if f.kind == "cumulative"]
        assert bool(flags) == (regimen.name in ("microdose", "infusion", "spray"))
        assert all("and not a prediction" in flag.message for flag in flags)
    organs = [f for f in harmed.flags if f.kind == "cumulative"]
    assert [f.message.split(":")[0] for f in organs] == ["Bladder", "Liver", "Dependence"]
    known = bibliography().references
    for flag in organs:
        assert "No row gives a threshold for low doses taken daily" in flag.message
        assert flag.sources
        assert set(flag.sources) <= set(known)
    for source in ("WINSTOCKQ", "ANDERSON2022", "JNJURO2025"):
        assert source in organs[0].message
    assert "JNJHEP" in organs[1].message


def test_nothing_is_said_where_nothing_repeats() -> None:
    assert cumulative_flags(()) == ()
