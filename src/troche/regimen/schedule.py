"""A schedule: rhythm, span, clock and place, and what follows from them by counting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from troche.errors import RegimenError, nearest
from troche.regimen import rules
from troche.regimen.language.words import SPAN_UNITS, Place, SpanUnit
from troche.regimen.rhythm import Every, Once, OnDays, Rhythm, TimesDaily, TimesWeekly, even_hours

DAYS_PER: Final[dict[SpanUnit, int]] = {"days": 1, "weeks": 7, "months": 28}
"""Days in each unit of a span; a month is 28 days."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a rhythm lasts: a number of days, weeks, months (28 days) or doses.

    Examples
    --------
    >>> print(Span(4, "weeks")), Span(4, "weeks").days
    for 4 weeks
    (None, 28)
    """

    number: int
    unit: SpanUnit

    def __post_init__(self) -> None:
        if self.unit not in SPAN_UNITS:
            meant = nearest(str(self.unit), SPAN_UNITS)
            raise RegimenError("regimen", str(self.unit), ", ".join(SPAN_UNITS), meant)
        if self.number < 1:
            raise RegimenError("regimen", str(self), "a span of at least 1")
        if self.days is not None and self.days > rules.MAX_DAYS:
            raise _too_long(str(self))

    @property
    def days(self) -> int | None:
        """The length in days; None for a number of doses."""
        per = DAYS_PER.get(self.unit)
        return None if per is None else self.number * per

    def __str__(self) -> str:
        return f"for {self.number} {self.unit}"


@dataclass(frozen=True, slots=True, order=True)
class ClockTime:
    """A time of day, hh:mm.

    Examples
    --------
    >>> print(ClockTime.read("08:00")), ClockTime.read("20:30").hours
    08:00
    (None, Fraction(41, 2))
    """

    minutes: int

    @classmethod
    def read(cls, text: str) -> ClockTime:
        """Return the time that `text` writes as hh:mm, from 00:00 to 23:59."""
        match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text)
        hour, minute = (int(match[1]), int(match[2])) if match else (24, 60)
        if hour > 23 or minute > 59 or len(text) != 5:
            meant = f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
            raise RegimenError("regimen", text, "a clock time hh:mm from 00:00 to 23:59", meant)
        return cls(60 * hour + minute)

    @property
    def hours(self) -> Fraction:
        """Hours since midnight."""
        return Fraction(self.minutes, 60)

    def __str__(self) -> str:
        return f"{self.minutes // 60:02}:{self.minutes % 60:02}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When and where a dose is given.

    Parameters
    ----------
    rhythm
        How doses repeat.
    place
        ``"home"`` or ``"clinic"``.
    span
        How long the rhythm lasts; None for `Once`, for listed days that end by
        themselves, and for a rhythm that runs to the horizon.
    clock
        Times of day, rising: one for each dose of a day. Empty if not said.

    Raises
    ------
    troche.errors.RegimenError
        If the clock or the span contradicts the rhythm, or the span is too long.

    Examples
    --------
    >>> schedule = Schedule(TimesDaily(2), "home", Span(2, "weeks"))
    >>> print(schedule)
    2 times daily for 2 weeks at home
    >>> schedule.doses, schedule.days, schedule.doses_per_week
    (28, 14, 14.0)
    """

    rhythm: Rhythm
    place: Place
    span: Span | None = None
    clock: tuple[ClockTime, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.rhythm, Every) and self.rhythm.number == 1:
            same = TimesDaily(1) if self.rhythm.unit == "days" else TimesWeekly(1)
            object.__setattr__(self, "rhythm", same)
        self._check_clock()
        self._check_span()

    def _check_clock(self) -> None:
        if not self.clock:
            return
        said = " ".join(str(time) for time in self.clock)
        if isinstance(self.rhythm, Once):
            raise RegimenError("regimen", f"once at {said}", "a clock with a rhythm, not with once")
        for before, after in pairwise(self.clock):
            if after <= before:
                rising = " ".join(str(time) for time in sorted(set(self.clock)))
                raise RegimenError(
                    "regimen", f"at {said}", "clock times in rising order, each once", rising
                )
        if len(self.clock) != self.rhythm.pattern.times:
            need = self.rhythm.pattern.times
            meant = str(TimesDaily(len(self.clock))) if isinstance(self.rhythm, TimesDaily) else ""
            raise RegimenError(
                "regimen",
                f"{len(self.clock)} clock time{'s' * (len(self.clock) > 1)} for {self.rhythm}",
                f"{need} clock time{'s' * (need > 1)}, one for each dose of a day",
                meant,
            )

    def _check_span(self) -> None:
        if self.span is None:
            return
        if isinstance(self.rhythm, Once):
            raise RegimenError("regimen", f"once {self.span}", "once, without a span")
        if isinstance(self.rhythm, OnDays):
            listed, last = len(self.rhythm.days), self.rhythm.days[-1]
            if self.span.days is None and self.span.number != listed:
                found = f"{listed} listed days {self.span}"
                raise RegimenError("regimen", found, f"no span, or for {listed} doses")
            if self.span.days is not None and self.span.days < last:
                found = f"day {last} in a list {self.span}"
                raise RegimenError("regimen", found, f"a span of at least {last} days")
        if self.days is not None and self.days > rules.MAX_DAYS:
            raise _too_long(f"{self.rhythm} {self.span}")

    @property
    def doses(self) -> int | None:
        """How many doses are planned; None for a rhythm that runs to the horizon."""
        pattern = self.rhythm.pattern
        if pattern.cycle is None:
            return len(pattern.days)
        if self.span is None:
            return None
        if self.span.days is None:
            return self.span.number
        cycles, rest = divmod(self.span.days, pattern.cycle)
        per_cycle = len(pattern.days)
        return pattern.times * (cycles * per_cycle + sum(day < rest for day in pattern.days))

    @property
    def days(self) -> int | None:
        """Days from the phase's first day to the next phase's; None if it has no end.

        A span in days, weeks or months is that long. Listed days and `Once` end
        the day after the last dose. A number of doses ends on the day on which
        the rhythm would have brought the next one, or the day after if that
        is not the first dose of its day.
        """
        pattern = self.rhythm.pattern
        if self.span is not None and self.span.days is not None:
            return self.span.days
        if pattern.cycle is None:
            return pattern.days[-1] + 1
        if self.span is None:
            return None
        cycles, slot = divmod(self.span.number, len(pattern.days) * pattern.times)
        day, within = divmod(slot, pattern.times)
        return cycles * pattern.cycle + pattern.days[day] + (1 if within else 0)

    @property
    def doses_per_week(self) -> float | None:
        """Doses in an average week; None for `Once` and for listed days."""
        pattern = self.rhythm.pattern
        if pattern.cycle is None:
            return None
        return 7 * len(pattern.days) * pattern.times / pattern.cycle

    @property
    def interval_hours(self) -> Fraction | None:
        """The shortest time between two doses; None for a single dose."""
        pattern = self.rhythm.pattern
        gap = pattern.gap_days
        if pattern.times == 1 or gap is None:
            return None if gap is None else Fraction(24 * gap)
        day = [time.hours for time in self.clock] or list(even_hours(pattern.times))
        return min(after - before for before, after in pairwise([*day, day[0] + 24 * gap]))

    def __str__(self) -> str:
        pieces = [str(self.rhythm)]
        if self.span is not None:
            pieces.append(str(self.span))
        if self.clock:
            pieces.append("at " + " ".join(str(time) for time in self.clock))
        pieces.append({"home": "at home", "clinic": "in clinic"}[self.place])
        return " ".join(pieces)


def _too_long(found: str) -> RegimenError:
    return RegimenError("regimen", found, f"a span of at most ten years ({rules.MAX_DAYS:,} days)")
