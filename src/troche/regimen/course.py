"""When the doses of each phase fall, in exact hours since the first dose.

Time 0 is the first dose of the regimen, and its day is day 1. A phase begins on
a whole day. If any phase names a clock, the first time named in the line is
taken to be the hour of the first dose; a phase without a clock begins each of
its days at that hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from troche.regimen.rhythm import Pattern, even_hours
from troche.regimen.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Course:
    """The dose times of one phase.

    Parameters
    ----------
    first_day
        Days from the first dose of the regimen to the phase's first day.
    pattern
        Days with a dose.
    offsets
        Hours of each dose of such a day, from the hour of the regimen's first dose.
    doses
        How many doses; None for a phase that runs to the horizon.
    """

    first_day: int
    pattern: Pattern
    offsets: tuple[Fraction, ...]
    doses: int | None

    def hour(self, index: int) -> Fraction:
        """Return the time of dose `index` (from 0) of the phase, h since the first dose."""
        day_index, time = divmod(index, self.pattern.times)
        cycle, day = divmod(day_index, len(self.pattern.days))
        days = self.first_day + cycle * (self.pattern.cycle or 0) + self.pattern.days[day]
        return 24 * days + self.offsets[time]

    def begun_before(self, horizon: Fraction) -> int:
        """Return how many doses of the phase begin before `horizon`, by bisection."""
        low, high = 0, 1
        if self.doses is not None:
            high = self.doses
        else:
            while self.hour(high - 1) < horizon:
                high *= 2
        while low < high:
            middle = (low + high) // 2
            if self.hour(middle) < horizon:
                low = middle + 1
            else:
                high = middle
        return low


def courses(schedules: Sequence[Schedule]) -> tuple[Course, ...]:
    """Return the course of each phase; only the last may have no end.

    Examples
    --------
    >>> from troche.regimen.language.phases import parse
    >>> line = "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks, then weekly"
    >>> first, second = courses([phase.schedule for phase in parse(line).phases])
    >>> first.doses, [int(first.hour(k)) for k in range(3)], int(second.hour(0)) // 24 + 1
    (8, [0, 72, 168], 29)
    """
    named = [time for schedule in schedules for time in schedule.clock]
    reference = named[0].hours if named else Fraction(0)
    found, first_day = [], 0
    for schedule in schedules:
        pattern = schedule.rhythm.pattern
        clock = tuple(time.hours - reference for time in schedule.clock)
        found.append(Course(first_day, pattern, clock or even_hours(pattern.times), schedule.doses))
        first_day += schedule.days or 0
    return tuple(found)
