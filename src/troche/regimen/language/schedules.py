"""The rules of the grammar for a schedule: rhythm, span, clock and place."""

from __future__ import annotations

from typing import cast

from troche.regimen import rules
from troche.regimen.language.line import Line
from troche.regimen.language.words import PLACES, SPAN_UNITS, Place, SpanUnit
from troche.regimen.rhythm import Every, Once, OnDays, Rhythm, TimesDaily, TimesWeekly
from troche.regimen.schedule import ClockTime, Schedule, Span


def begins_schedule(line: Line) -> bool:
    """Return whether a schedule, and not a dose, begins here."""
    if line.here.kind == "number":
        return line.ahead.text == "times"
    return line.at("once", "daily", "weekly", "every", "days")


def read_schedule(line: Line, usual: Place) -> Schedule:
    """Read ``rhythm [ span ] [ clock ] [ place ]``; the place is the `usual` one if not said."""
    start = line.here
    rhythm = _rhythm(line)
    span = _span(line)
    clock = _clock(line)
    said = line.take(*PLACES)
    if line.at("for", "at", *PLACES):
        line.refuse("span, clock and place once each, in this order: for 2 weeks at 08:00 at home")
    with line.placed(start):
        return Schedule(rhythm, PLACES[said] if said else usual, span, clock)


def _rhythm(line: Line) -> Rhythm:
    start = line.here
    with line.placed(start):
        if line.take("once"):
            return Once()
        if line.take("daily"):
            return TimesDaily(1)
        if line.take("weekly"):
            return TimesWeekly(1)
        if line.take("every"):
            return _every(line)
        if line.take("days"):
            return _days(line)
        number = line.need_whole("a number of times daily or weekly")
        line.need("times")
        if line.need("daily", "weekly") == "daily":
            return TimesDaily(number)
        return TimesWeekly(number)


def _every(line: Line) -> Every:
    number = line.need_whole("a number of days or weeks")
    if line.at("h") and 0 < number <= 24 and 24 % number == 0:
        line.refuse("'days' or 'weeks'", str(TimesDaily(24 // number)))
    return Every(number, "days" if line.need("days", "weeks") == "days" else "weeks")


def _days(line: Line) -> OnDays:
    days = [line.need_whole("the days, such as 1 4 8")]
    while line.here.kind == "number" and len(days) <= rules.MAX_LISTED_DAYS:
        days.append(line.need_whole("a day"))
    return OnDays(tuple(days))


def _span(line: Line) -> Span | None:
    start = line.here
    if not line.take("for"):
        return None
    number = line.need_whole("a number of days, weeks, months or doses")
    unit = cast(SpanUnit, line.need(*SPAN_UNITS))
    with line.placed(start):
        return Span(number, unit)


def _clock(line: Line) -> tuple[ClockTime, ...]:
    if not line.take("at"):
        return ()
    times: list[ClockTime] = []
    while not times or line.here.kind == "clock":
        if len(times) == rules.MAX_TIMES_DAILY:
            line.refuse(f"at most {rules.MAX_TIMES_DAILY} clock times")
        term = line.need_kind("clock", "a clock time hh:mm")
        with line.placed(term):
            times.append(ClockTime.read(term.text))
    return tuple(times)
