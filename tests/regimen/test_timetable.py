"""What a regimen means: dose times, devices, horizon, and the account of every milligram."""

from __future__ import annotations

import math
import time
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from regimen_strategies import regimens

from troche.errors import RegimenError
from troche.regimen import Regimen, Timetable, expand, parse

WEEK = 168.0


def times(line: str, horizon: float = 52 * WEEK) -> list[float]:
    return [each.time_h for each in expand(parse(line), horizon).administrations]


def days(line: str, horizon: float = 52 * WEEK) -> list[int]:
    """Days with a dose, counted from 1, written out in the tests by hand."""
    return [int(hour // 24) + 1 for hour in times(line, horizon)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1 mg ketamine oral", [1]),
        ("1 mg ketamine oral, weekly for 4 weeks", [1, 8, 15, 22]),
        ("1 mg ketamine oral, twice weekly for 2 weeks", [1, 4, 8, 11]),
        ("1 mg ketamine oral, 3 times weekly for 2 weeks", [1, 3, 5, 8, 10, 12]),
        ("1 mg ketamine oral, 4 times weekly for 1 week", [1, 2, 4, 6]),
        ("1 mg ketamine oral, 5 times weekly for 1 week", [1, 2, 3, 5, 6]),
        ("1 mg ketamine oral, 6 times weekly for 1 week", [1, 2, 3, 4, 5, 6]),
        ("1 mg ketamine oral, 7 times weekly for 1 week", [1, 2, 3, 4, 5, 6, 7]),
        ("1 mg ketamine oral, every 3 days for 10 days", [1, 4, 7, 10]),
        ("1 mg ketamine oral, every 2 weeks for 5 weeks", [1, 15, 29]),
        ("1 mg ketamine oral, twice weekly for 10 days", [1, 4, 8]),
        ("1 mg ketamine oral, weekly for 1 month, then weekly for 1 week", [1, 8, 15, 22, 29]),
        ("1 mg ketamine oral, daily for 4 weeks, then once", [*range(1, 29), 29]),
        ("1 mg ketamine oral, weekly for 4 weeks, then once", [1, 8, 15, 22, 29]),
        ("1 mg ketamine oral, then once, then once", [1, 2, 3]),
        ("1 mg ketamine oral, days 1 4 8, then daily for 2 days", [1, 4, 8, 9, 10]),
        ("1 mg ketamine oral, days 1 4 8 for 2 weeks, then once", [1, 4, 8, 15]),
        ("1 mg ketamine oral, days 1 4 8 for 3 doses, then once", [1, 4, 8, 9]),
        ("1 mg ketamine oral, daily for 3 doses, then once", [1, 2, 3, 4]),
        ("1 mg ketamine oral, weekly for 4 doses, then once", [1, 8, 15, 22, 29]),
        ("1 mg ketamine oral, twice weekly for 3 doses, then once", [1, 4, 8, 11]),
        ("1 mg ketamine oral, every 3 days for 2 doses, then once", [1, 4, 7]),
        ("1 mg ketamine oral, twice daily for 3 doses, then once", [1, 1, 2, 3]),
        ("1 mg ketamine oral, twice daily for 4 doses, then once", [1, 1, 2, 2, 3]),
        ("1 mg ketamine oral, every 3 days for 3 days, then every 4 days for 4 days", [1, 4]),
    ],
)  # fmt: skip
def test_days_with_a_dose(line: str, expected: list[int]) -> None:
    assert days(line) == expected


def test_hours_of_a_day() -> None:
    assert times("1 mg ketamine oral, 3 times daily for 2 days") == [0, 8, 16, 24, 32, 40]
    assert times("1 mg ketamine oral, twice daily for 2 days at 08:00 18:00") == [0, 10, 24, 34]
    assert times("1 mg ketamine oral, days 1 3 at 21:30") == [0, 48]


def test_clocks_of_later_phases_count_from_the_first_clock_named() -> None:
    evening = "1 mg ketamine oral, daily for 2 days at 20:00, then daily for 2 days at 08:00"
    assert times(evening) == [0, 24, 36, 60]  # day 3 at 08:00 is 36 h after day 1 at 20:00
    morning = "1 mg ketamine oral, daily for 2 days at 08:00, then daily for 2 days"
    assert times(morning) == [0, 24, 48, 72]
    later = "1 mg ketamine oral, daily for 2 days, then twice daily for 1 day at 08:00 20:00"
    assert times(later) == [0, 24, 48, 60]


def test_an_evening_dose_of_the_phase_before_may_not_meet_the_next_phase() -> None:
    line = (
        "1 mg ketamine oral, daily for 1 day at 20:00, then twice daily for 1 day, "
        "then daily at 08:00"
    )
    with pytest.raises(RegimenError, match="do not overlap"):
        parse(line)  # the second of phase 2 is at 08:00 of day 3, and so is phase 3


def test_parts_start_where_the_one_before_ends() -> None:
    table = expand(parse("1 mg ketamine iv bolus + 2 mg over 30 min + 3 mg over 1 h"), WEEK)
    assert [(each.part, each.time_h, each.duration_h) for each in table.administrations] == [
        (1, 0.0, 0.0),
        (2, 0.0, 0.5),
        (3, 0.5, 1.0),
    ]
    held = expand(parse("1 mg ketamine lozenge held 15 min + 1 mg ketamine oral"), WEEK)
    assert [each.time_h for each in held.administrations] == [0.0, 0.25]
    assert (held.administrations[0].hold_h, held.administrations[0].after) == (0.25, "swallowed")


@pytest.mark.parametrize(
    ("line", "amounts"),
    [
        ("84 mg esketamine nasal", [28, 28, 28]),
        ("56000 ug esketamine nasal spray", [28, 28]),
        ("70 mg esketamine nasal", [28, 28, 14]),
        ("14 mg esketamine nasal", [14]),
        ("64.6 mg esketamine HCl nasal", [32.3 / 1.153, 32.3 / 1.153]),
        ("84 mg ketamine nasal", [84]),
        ("84 mg esketamine nasal over 20 min", [84]),
        ("2 mg/kg esketamine nasal", [2]),
        ("84 mg esketamine oral", [84]),
    ],
)
def test_devices_of_nasal_esketamine(line: str, amounts: list[float]) -> None:
    given_ = expand(parse(line), WEEK).administrations
    assert [each.amount for each in given_] == pytest.approx(amounts, rel=1e-15)  # one rounding
    assert [each.device for each in given_] == list(range(1, len(amounts) + 1))
    assert [each.time_h for each in given_] == [5 / 60 * k for k in range(len(amounts))]


def test_a_dose_at_the_horizon_is_not_given_and_is_named() -> None:
    table = expand(parse("10 mg ketamine oral, weekly for 4 weeks"), 2 * WEEK)
    assert [each.time_h for each in table.administrations] == [0, WEEK]
    assert [each.time_h for each in table.not_given] == [2 * WEEK, 3 * WEEK]
    (entry,) = table.ledger.entries
    assert (entry.planned, entry.given, entry.not_given) == (40, 20, 20)
    assert entry.times_not_given == (2 * WEEK, 3 * WEEK)
    assert "20 mg not given (beyond 336 h)" in str(table.ledger)


def test_an_infusion_begun_before_the_horizon_is_given_in_full() -> None:
    table = expand(parse("10 mg ketamine iv over 2 h + 5 mg over 1 h"), 1.0)
    assert [each.amount for each in table.administrations] == [10]
    assert [(each.time_h, each.amount) for each in table.not_given] == [(2.0, 5)]


def test_a_phase_without_end_beyond_the_horizon_is_named() -> None:
    ledger = expand(parse("10 mg ketamine oral, daily for 2 weeks, then weekly"), WEEK).ledger
    assert ledger.phases_not_reached == (2,)
    assert "phase 2: not reached" in str(ledger)


def test_mg_and_mg_per_kg_are_kept_apart_until_a_weight_is_given() -> None:
    table = expand(parse("10 mg ketamine iv bolus + 0.5 mg/kg over 1 h, daily"), 2 * 24)
    assert {entry.unit: float(entry.given) for entry in table.ledger.entries} == {
        "mg": 20.0,
        "mg/kg": 1.0,
    }
    weighed = table.for_weight(80)
    (entry,) = weighed.ledger.entries
    assert (entry.unit, entry.given) == ("mg", 100)
    with pytest.raises(RegimenError, match="body weight"):
        table.for_weight(0)
    with pytest.raises(RegimenError, match="was applied"):
        weighed.for_weight(70)


def test_a_placebo_is_on_the_timetable_and_holds_nothing() -> None:
    table = expand(parse("placebo sublingual, daily for 3 days"), WEEK)
    assert [(each.drug, each.amount) for each in table.administrations] == [("placebo", 0.0)] * 3
    assert table.ledger.total("placebo").planned == 0


@pytest.mark.parametrize("horizon", [0, -1, math.nan, math.inf, 1e9, True])
def test_horizons_that_are_none(horizon: float) -> None:
    with pytest.raises(RegimenError, match="horizon"):
        expand(parse("10 mg ketamine oral"), horizon)


def test_ten_years_three_times_a_day() -> None:
    begins = time.perf_counter()
    table = expand(parse("10 mg ketamine lozenge tid for 3652 days"), 3652 * 24)
    assert table.ledger.total("ketamine").given == 3652 * 3 * 10
    assert len(table.administrations) == 10_956
    assert time.perf_counter() - begins < 5  # takes 0.1 s; the margin is for a busy machine


def by_stepping(regimen: Regimen) -> int:
    """Count the doses of an ended regimen day by day, from the page's own words."""
    count = 0
    for phase in regimen.phases:
        schedule = phase.schedule
        pattern, span = schedule.rhythm.pattern, schedule.span
        if span is not None and span.unit == "doses":
            count += span.number
        elif pattern.cycle is None or span is None:
            count += len(pattern.days)
        else:
            length = span.days or 0
            count += sum(
                pattern.times for day in range(length) if day % pattern.cycle in pattern.days
            )
    return count


@given(regimens(), st.floats(0.5, 4000))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_account_balances(regimen: Regimen, horizon: float) -> None:
    table = expand(regimen, horizon)
    everything = table.administrations + table.not_given
    for entry in table.ledger.entries:
        mine = [
            each
            for each in everything
            if (each.phase, each.drug, each.amount_unit) == (entry.phase, entry.drug, entry.unit)
        ]
        assert sum((each.exact for each in mine), Fraction(0)) == entry.planned
        assert entry.planned == entry.given + entry.not_given
    assert all(each.time_h < horizon for each in table.administrations)
    assert all(each.time_h >= horizon for each in table.not_given)
    if regimen.days is not None:
        assert len({each.number for each in everything}) == by_stepping(regimen)
        last = max((each.time_h for each in everything), default=0.0)
        assert last <= 24 * (regimen.days + 2) + 20  # a clock shifts a phase by a day at most


@given(regimens(), st.floats(10, 3000))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_administrations_never_overlap(regimen: Regimen, horizon: float) -> None:
    table: Timetable = expand(regimen, horizon)
    assert not table.administrations or table.administrations[0].time_h == 0.0
    ends, before = 0.0, 0
    for each in table.administrations:
        assert each.time_h >= ends - 1e-9  # times are hours up to 1e5, rounded once: 1e-11
        assert each.number >= before
        ends, before = each.time_h + each.duration_h + each.hold_h, each.number
