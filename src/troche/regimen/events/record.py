"""What a table of dosing events holds, once each row has been given its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Evid(IntEnum):
    """The kinds of event, with NONMEM's numbers."""

    OBSERVATION = 0
    DOSE = 1
    OTHER = 2
    RESET = 3
    RESET_AND_DOSE = 4


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event of one individual.

    Attributes
    ----------
    time_h : h
        Time of the event.
    evid
        Its kind.
    amt : mg
        Amount of a dose; 0 for a constant infusion to steady state.
    rate : mg/h
        Rate of an infusion; 0 for a bolus. Modelled rates and durations have
        been resolved to numbers.
    ii : h
        Interval between additional doses, or of the steady state.
    addl
        Number of additional doses after this one.
    ss
        0 no steady state; 1 the state becomes the steady state, and earlier doses,
        running infusions and pending additional doses are cancelled; 2 the
        steady state is added to the state.
    cmt
        Name of the compartment; None where the row gives none.
    row
        The row of the table, from 1, headings not counted.
    additional
        0 for the dose of the row itself, else which additional dose this is.
    cells
        The other columns of the row, as they were read.
    lag_h : h
        How much later the dose enters, besides the lag of its compartment. No column
        holds it: whoever divides a dose into streams says it of each.
    """

    time_h: float
    evid: Evid
    amt: float = 0.0
    rate: float = 0.0
    ii: float = 0.0
    addl: int = 0
    ss: int = 0
    cmt: str | None = None
    row: int = 0
    additional: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)
    lag_h: float = 0.0

    @property
    def is_dose(self) -> bool:
        """Whether anything is given."""
        return self.evid in (Evid.DOSE, Evid.RESET_AND_DOSE)

    @property
    def is_reset(self) -> bool:
        """Whether all compartments are emptied first."""
        return self.evid in (Evid.RESET, Evid.RESET_AND_DOSE)

    @property
    def is_constant_infusion(self) -> bool:
        """Whether this is an infusion since ever, which ends at `time_h` (SS, AMT 0)."""
        return self.is_dose and self.ss > 0 and self.amt == 0

    @property
    def duration_h(self) -> float:
        """Length of the infusion, AMT/RATE; 0 for a bolus and for a constant infusion."""
        return self.amt / self.rate if self.rate > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Individual:
    """The events of one individual, in order.

    Attributes
    ----------
    id
        As written in the table.
    records
        The events.
    cancelled
        Additional doses that never come, because a reset or a steady state
        (SS 1) came first. Empty until `troche.regimen.expand_addl`.
    """

    id: str
    records: tuple[EventRecord, ...]
    cancelled: tuple[EventRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class EventTable:
    """A table of dosing events.

    Attributes
    ----------
    individuals
        In the order of the table.
    compartments
        The names that CMT was read against; the first has number 1.
    columns
        The other columns, kept as they are: DV, MDV, covariates.
    notes
        What stands in the table and has no effect, one line each.
    """

    individuals: tuple[Individual, ...]
    compartments: tuple[str, ...]
    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
