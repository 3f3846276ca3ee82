"""How doses repeat: daily, n times daily, every n days, n times weekly, listed days, once.

Each rhythm is a small value that states its `Pattern`: the days of one cycle on
which there is a dose, and how many doses such a day has.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from troche.errors import RegimenError, nearest
from troche.regimen import rules


@dataclass(frozen=True, slots=True)
class Pattern:
    """The days with a dose, counted from 0, within one cycle.

    Parameters
    ----------
    days
        Days of the cycle that have a dose, increasing, the first 0.
    cycle
        Length of the cycle, days; None if the days do not come again.
    times
        Doses on each such day.
    """

    days: tuple[int, ...]
    cycle: int | None
    times: int = 1

    @property
    def gap_days(self) -> int | None:
        """The shortest gap between two days with a dose; None if there is one day only."""
        gaps = [after - before for before, after in pairwise(self.days)]
        if self.cycle is not None:
            gaps.append(self.cycle + self.days[0] - self.days[-1])
        return min(gaps, default=None)


@dataclass(frozen=True, slots=True)
class Once:
    """A single dose.

    Examples
    --------
    >>> print(Once())
    once
    """

    @property
    def pattern(self) -> Pattern:
        """One day, never again."""
        return Pattern((0,), None)

    def __str__(self) -> str:
        return "once"


@dataclass(frozen=True, slots=True)
class TimesDaily:
    """`number` doses on every day.

    Examples
    --------
    >>> print(TimesDaily(1)), print(TimesDaily(2))
    daily
    2 times daily
    (None, None)
    """

    number: int

    def __post_init__(self) -> None:
        rules.count_within(self.number, rules.MAX_TIMES_DAILY, "a number of times daily")

    @property
    def pattern(self) -> Pattern:
        """Every day."""
        return Pattern((0,), 1, self.number)

    def __str__(self) -> str:
        return "daily" if self.number == 1 else f"{self.number} times daily"


@dataclass(frozen=True, slots=True)
class TimesWeekly:
    """`number` doses a week, on days 1 + floor(7 k / number) for k = 0, 1, ….

    This gives the language's days 1 and 4 for two, and 1, 3, 5 for three; four
    are 1, 2, 4, 6, five 1, 2, 3, 5, 6, six 1 to 6, seven every day.

    Examples
    --------
    >>> TimesWeekly(3).pattern.days
    (0, 2, 4)
    """

    number: int

    def __post_init__(self) -> None:
        meant = ""
        if self.number > 0 and self.number % 7 == 0:
            meant = f"{self.number // 7} times daily"
        rules.count_within(self.number, rules.MAX_TIMES_WEEKLY, "a number of times weekly", meant)

    @property
    def pattern(self) -> Pattern:
        """The days of one week."""
        return Pattern(tuple(7 * k // self.number for k in range(self.number)), 7)

    def __str__(self) -> str:
        return "weekly" if self.number == 1 else f"{self.number} times weekly"


@dataclass(frozen=True, slots=True)
class Every:
    """One dose every `number` days or weeks.

    Examples
    --------
    >>> print(Every(2, "weeks")), Every(2, "weeks").pattern.cycle
    every 2 weeks
    (None, 14)
    """

    number: int
    unit: Literal["days", "weeks"]

    def __post_init__(self) -> None:
        if self.unit not in ("days", "weeks"):
            meant = nearest(str(self.unit), ("days", "weeks"))
            raise RegimenError("regimen", str(self.unit), "'every' n days or weeks", meant)
        largest = rules.MAX_DAYS // (7 if self.unit == "weeks" else 1)
        rules.count_within(self.number, largest, f"a number of {self.unit}")

    @property
    def pattern(self) -> Pattern:
        """The first day of each cycle."""
        return Pattern((0,), self.number * (7 if self.unit == "weeks" else 1))

    def __str__(self) -> str:
        return f"every {self.number} {self.unit}"


@dataclass(frozen=True, slots=True)
class OnDays:
    """One dose on each listed day of the phase, the first being day 1.

    Examples
    --------
    >>> print(OnDays((1, 4, 8)))
    days 1 4 8
    """

    days: tuple[int, ...]

    def __post_init__(self) -> None:
        rules.count_within(len(self.days), rules.MAX_LISTED_DAYS, "a number of listed days")
        if self.days[0] != 1:
            raise RegimenError(
                "regimen", str(self), "a list that begins with day 1, the day of the first dose"
            )
        for before, after in pairwise(self.days):
            if after <= before:
                raise RegimenError(
                    "regimen",
                    f"day {after} after day {before}",
                    "days in rising order, each once",
                    "days " + " ".join(str(day) for day in sorted(set(self.days))),
                )
        if self.days[-1] > rules.MAX_DAYS:
            raise RegimenError(
                "regimen", f"day {self.days[-1]}", f"days up to {rules.MAX_DAYS:,} (ten years)"
            )

    @property
    def pattern(self) -> Pattern:
        """The listed days, never again."""
        return Pattern(tuple(day - 1 for day in self.days), None)

    def __str__(self) -> str:
        return "days " + " ".join(str(day) for day in self.days)


Rhythm = Once | TimesDaily | TimesWeekly | Every | OnDays


def even_hours(times: int) -> tuple[Fraction, ...]:
    """Return the hours of a day, from its first dose, that spread `times` doses evenly.

    Examples
    --------
    >>> [float(hour) for hour in even_hours(3)]
    [0.0, 8.0, 16.0]
    """
    return tuple(Fraction(24 * k, times) for k in range(times))
