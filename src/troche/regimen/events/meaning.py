"""What one row says: NONMEM's meaning of EVID, AMT, RATE, II, ADDL, SS and CMT.

Source: NONMEM Users Guide, part VI (PREDPP), chapter V. Two things differ, and
are refused with a message: compartments are never switched off (negative CMT),
and ADDL is not negative (the empirical steady state of NONMEM 7.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from troche.errors import EventsError, nearest
from troche.regimen.events.columns import RESERVED, Row
from troche.regimen.events.record import EventRecord, Evid

_DOSE_ITEMS: Final = ("AMT", "RATE", "ADDL", "II", "SS")
MODELLED_RATE: Final = -1
MODELLED_DURATION: Final = -2
MAX_ADDITIONAL: Final = 100_000
"""Most additional doses of one row: ten years, every hour."""


@dataclass(frozen=True)
class Compartments:
    """The compartments that a table may name, and what its rows leave to the caller.

    Attributes
    ----------
    names
        In order; the first has number 1.
    default
        Where a dose goes whose row has no CMT, or 0; None to refuse such rows.
    modelled_rate : mg/h
        For each compartment, the rate that RATE -1 stands for.
    modelled_duration : h
        For each compartment, the duration that RATE -2 stands for.
    """

    names: tuple[str, ...]
    default: str | None = None
    modelled_rate: Mapping[str, float] = field(default_factory=dict)
    modelled_duration: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.names or len(set(self.names)) < len(self.names):
            raise EventsError("compartments", str(self.names), "distinct names, at least one")
        named = [self.default] if self.default is not None else []
        for name in [*named, *self.modelled_rate, *self.modelled_duration]:
            self.check(name)

    def check(self, name: str) -> None:
        """Refuse a name that is no compartment."""
        if name not in self.names:
            raise EventsError("compartments", name, self.listed, nearest(name, self.names))

    @property
    def listed(self) -> str:
        """The compartments as messages list them: 1 depot, 2 central."""
        return ", ".join(f"{number} {name}" for number, name in enumerate(self.names, start=1))


def record_of(row: Row, compartments: Compartments) -> EventRecord:
    """Return the event of a row.

    Raises
    ------
    troche.errors.EventsError
        If the row has no meaning; the message names row and column.
    """
    evid = _evid(row)
    time_h = _time(row)
    cmt = _compartment(row, compartments, evid)
    others = {name: cell for name, cell in row.cells.items() if name not in RESERVED}
    if evid not in (Evid.DOSE, Evid.RESET_AND_DOSE):
        for column in _DOSE_ITEMS:
            if row.number_in(column) != 0:
                raise EventsError(
                    row.where(column),
                    row.cells[column],
                    f"0 or missing where EVID is {int(evid)}",
                    "EVID 1, if this is a dose",
                )
        return EventRecord(time_h, evid, cmt=cmt, row=row.number, cells=others)
    assert cmt is not None
    ss = row.whole_in("SS", (0, 1, 2))
    amt = row.number_in("AMT")
    if amt < 0:
        raise EventsError(row.where("AMT"), row.cells["AMT"], "an amount above zero")
    rate = _rate(row, cmt, amt, compartments)
    if amt == 0 and not (ss > 0 and rate > 0):
        raise EventsError(
            row.where("AMT"),
            row.cells["AMT"],
            "an amount above zero, or 0 with RATE above 0 and SS 1 or 2: a constant infusion",
        )
    ii, addl = _repeats(row, ss=ss, constant=amt == 0)
    return EventRecord(time_h, evid, amt, rate, ii, addl, ss, cmt, row.number, 0, others)


def _evid(row: Row) -> Evid:
    if not row.is_missing("EVID"):
        return Evid(row.whole_in("EVID", tuple(Evid)))
    if any(row.number_in(column) != 0 for column in _DOSE_ITEMS):
        return Evid.DOSE
    return Evid.OTHER if row.number_in("MDV") == 1 else Evid.OBSERVATION


def _time(row: Row) -> float:
    text = row.cells["TIME"]
    if ":" in text or "/" in text or text.count("-") > 1:
        hour, _, minute = text.partition(":")
        clock = hour.isdigit() and minute.isdigit() and len(minute) == 2
        meant = f"{int(hour) + int(minute) / 60:g} hours" if clock else ""
        raise EventsError(row.where("TIME"), text, "hours, not a clock time or a date", meant)
    if row.is_missing("TIME"):
        raise EventsError(row.where("TIME"), text or "nothing", "a time in hours")
    time_h = row.number_in("TIME")
    if time_h < 0:
        raise EventsError(row.where("TIME"), text, "a time of zero or more hours")
    return time_h


def _compartment(row: Row, compartments: Compartments, evid: Evid) -> str | None:
    gives = evid in (Evid.DOSE, Evid.RESET_AND_DOSE)
    text = "0" if row.is_missing("CMT") else row.cells["CMT"]
    if text in compartments.names:
        return text
    allowed = f"one of the compartments {compartments.listed}"
    try:
        number = row.whole_in("CMT")
    except EventsError:
        meant = nearest(text, compartments.names)
        raise EventsError(row.where("CMT"), text, allowed, meant) from None
    if number == 0:
        if gives and compartments.default is None:
            found = "a dose without a compartment"
            raise EventsError(row.where("CMT"), found, f"{allowed}, or a default given by you")
        return compartments.default if gives else None
    if number < 0:
        raise EventsError(row.where("CMT"), text, f"{allowed}; none can be switched off")
    if number > len(compartments.names):
        raise EventsError(row.where("CMT"), text, allowed)
    return compartments.names[number - 1]


def _rate(row: Row, cmt: str, amt: float, compartments: Compartments) -> float:
    rate = row.number_in("RATE")
    if rate >= 0:
        return rate
    known, what = compartments.modelled_rate, "rate"
    if rate == MODELLED_DURATION:
        known, what = compartments.modelled_duration, "duration"
    elif rate != MODELLED_RATE:
        raise EventsError(
            row.where("RATE"), row.cells["RATE"], "0, a rate above 0, -1 or -2 (modelled)"
        )
    if cmt not in known or not known[cmt] > 0:
        raise EventsError(
            row.where("RATE"),
            row.cells["RATE"],
            f"a number, unless you supply modelled_{what} for {cmt}, above zero",
        )
    return known[cmt] if what == "rate" else amt / known[cmt]


def _repeats(row: Row, *, ss: int, constant: bool) -> tuple[float, int]:
    ii, addl = row.number_in("II"), row.whole_in("ADDL")
    if ii < 0:
        raise EventsError(row.where("II"), row.cells["II"], "an interval of zero or more hours")
    if not 0 <= addl <= MAX_ADDITIONAL:
        allowed = f"a number of doses from 0 to {MAX_ADDITIONAL:,}"
        raise EventsError(row.where("ADDL"), row.cells["ADDL"], allowed)
    if constant and (ii or addl):
        column = "II" if ii else "ADDL"
        raise EventsError(row.where(column), row.cells[column], "0 for a constant infusion")
    if ss and not constant and ii == 0:
        raise EventsError(row.where("II"), "no interval with SS", "an interval above zero hours")
    if addl and ii == 0:
        raise EventsError(row.where("II"), "no interval with ADDL", "an interval above zero hours")
    return ii, addl
