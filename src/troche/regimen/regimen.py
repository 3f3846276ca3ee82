"""The typed regimen: phases, each a dose and its schedule."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from troche.errors import RegimenError
from troche.regimen import rules
from troche.regimen.course import Course, courses
from troche.regimen.dose import Dose, Part
from troche.regimen.language.words import Drug, Route
from troche.regimen.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Phase:
    """One dose on one schedule.

    Raises
    ------
    troche.errors.RegimenError
        If the administration takes longer than the shortest interval between two.
    """

    dose: Dose
    schedule: Schedule

    def __post_init__(self) -> None:
        interval = self.schedule.interval_hours
        if interval is not None and self.dose.hours > interval:
            raise RegimenError(
                "regimen",
                f"an administration of {float(self.dose.hours):.6g} h, {self.schedule.rhythm}",
                f"one no longer than its shortest interval, {float(interval):.6g} h",
            )

    def __str__(self) -> str:
        return f"{self.dose}, {self.schedule}"


@dataclass(frozen=True, slots=True, repr=False)
class Regimen:
    """A regimen: what is given, when, for how long and where.

    Values come from `troche.regimen.parse`, or are put together from parts; both
    pass the same checks. ``str(regimen)`` is the canonical print.

    Raises
    ------
    troche.errors.RegimenError
        If a phase other than the last has no end, or two phases overlap.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> regimen = parse("56 mg esketamine nasal, days 1 4 8, then 84 mg esketamine nasal, weekly")
    >>> print(regimen)  # doctest: +NORMALIZE_WHITESPACE
    56 mg esketamine base nasal, days 1 4 8 in clinic,
    then 84 mg esketamine base nasal, weekly in clinic
    >>> regimen.drugs, regimen.routes, regimen.is_placebo, regimen.days
    (('esketamine',), ('nasal',), False, None)
    """

    phases: tuple[Phase, ...]

    def __post_init__(self) -> None:
        rules.count_within(len(self.phases), rules.MAX_PHASES, "phases")
        for number, phase in enumerate(self.phases[:-1], start=1):
            if phase.schedule.days is None:
                raise RegimenError(
                    f"regimen, phase {number}",
                    f"{phase.schedule.rhythm} without a span, and a phase after it",
                    "a span, such as 'for 4 weeks', in every phase but the last",
                )
        each = self.courses
        for number, (before, after) in enumerate(pairwise(range(len(each))), start=1):
            last = each[before].hour((each[before].doses or 1) - 1)
            ends, begins = last + self.phases[before].dose.hours, each[after].hour(0)
            if begins <= last or begins < ends:
                raise RegimenError(
                    f"regimen, phase {number + 1}",
                    f"a first dose at {float(begins):.6g} h, the last one of phase {number} "
                    f"running from {float(last):.6g} h to {float(ends):.6g} h",
                    "phases that do not overlap",
                )

    @property
    def courses(self) -> tuple[Course, ...]:
        """When the doses of each phase fall."""
        return courses([phase.schedule for phase in self.phases])

    @property
    def parts(self) -> tuple[Part, ...]:
        """The distinct parts, in order of first use."""
        return tuple(dict.fromkeys(part for phase in self.phases for part in phase.dose.parts))

    @property
    def drugs(self) -> tuple[Drug, ...]:
        """The distinct drugs, in order of first use; a placebo counts as one."""
        return tuple(dict.fromkeys(part.drug for part in self.parts))

    @property
    def routes(self) -> tuple[Route, ...]:
        """The distinct routes, in order of first use."""
        return tuple(dict.fromkeys(part.route for part in self.parts))

    @property
    def is_placebo(self) -> bool:
        """Whether no part holds a drug."""
        return self.drugs == ("placebo",)

    @property
    def is_weight_based(self) -> bool:
        """Whether any amount is for each kilogram of body weight."""
        return any(part.per_kg for part in self.parts)

    @property
    def days(self) -> int | None:
        """Days from the first dose to the end of the last phase; None if it has no end."""
        lengths = [phase.schedule.days for phase in self.phases]
        return None if lengths[-1] is None else sum(length or 0 for length in lengths)

    def __str__(self) -> str:
        pieces = [str(self.phases[0])]
        for before, phase in pairwise(self.phases):
            stays = phase.dose == before.dose
            pieces.append(str(phase.schedule) if stays else str(phase))
        return ", then ".join(pieces)

    def __repr__(self) -> str:
        return f"parse({str(self)!r})"
