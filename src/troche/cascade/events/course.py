r"""One individual's dosing records, solved exactly: EVID, ADDL, SS, lag and all.

The meaning of the records is NONMEM's [1]_, [2]_:

- A dose enters at its time plus the lag of its compartment and its own (`lag_h`), so that
  doses of two kinds may share a depot. Of `amt` the compartment's bioavailability F arrives.
  An infusion keeps its RATE and lasts F AMT / RATE.
- ADDL further doses follow every II hours; the state at their times includes them.
- Records at one time count in the order in which they stand: an observation before a
  dose does not see it, one after it does.
- SS 1: all that earlier records gave is cancelled, lagged and running doses included,
  and the amounts are those of the dose given every II hours since ever, the record's
  own dose the last. SS 2: the same is added to what is there.
- SS with AMT 0 and RATE above 0: an infusion since ever, which ends at the record (a lag
  puts off the end); bioavailability does not apply to it.
- EVID 3 empties the body and cancels what is under way or pending; EVID 4 does so and
  then gives a dose; EVID 2 does nothing to the body.

Infusions longer than II overlap, and those begun before the record go on after it. With a
lag, steady state is that of the lagged doses: at the record the body is where it is II - lag
after the last one entered (mrgsolve does the same since 0.10).

References
----------
.. [1] NONMEM Users Guide, part VI (PREDPP), chapter V.
.. [2] NONMEM help pages "dose event record", "SS dose event record", "SS data item".
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from troche.cascade.doses import SAME_TIME
from troche.cascade.events.body import Body, Flow
from troche.cascade.events.steady import NoSteadyState, add_constant, add_repeated
from troche.errors import EventsError, nearest
from troche.regimen.events.additional import with_additional
from troche.regimen.events.record import EventRecord, Individual

__all__ = ["solve_events", "solve_records"]

Floats = NDArray[np.float64]


def solve_events(
    matrix: ArrayLike,
    states: Sequence[str],
    records: Sequence[EventRecord],
    times: Sequence[float],
    *,
    lag: Mapping[str, float] | None = None,
    bioavailability: Mapping[str, float] | None = None,
) -> Floats:
    """Return the amounts of one individual at `times`.

    Parameters
    ----------
    matrix : 1/h, shape (state, state)
        Rate matrix of any linear system.
    states
        Names of its states; records name their compartment (`cmt`) by them.
    records
        In order of time, as `troche.regimen.events.read_events` gives them; additional
        doses may be written out or not.
    times : h
        Non-decreasing. At the time of records the state after all of them is returned.
    lag : h
        By compartment, how much later its doses enter; zero where not named.
    bioavailability
        By compartment, the fraction of a dose that arrives; one where not named.

    Returns
    -------
    mg, shape (time, state)

    Raises
    ------
    troche.errors.EventsError
        If records or times run backward, name no state, or ask for a steady state that
        there is none of.

    Examples
    --------
    Ten milligrams every 12 h at steady state, in one compartment of rate 0.1 per hour:

    >>> import numpy as np
    >>> from troche.regimen.events import EventRecord, Evid
    >>> dose = EventRecord(0.0, Evid.DOSE, amt=10.0, ii=12.0, ss=1, cmt="central")
    >>> solve_events([[-0.1]], ["central"], [dose], [0.0, 12.0])[:, 0].round(3)
    array([14.31,  4.31])
    >>> round(float(10 / (1 - np.exp(-1.2))), 3)
    14.31
    """
    course = _Course(matrix, states, lag or {}, bioavailability or {})
    waiting = list(_in_order(records))
    rows = []
    for before, time in itertools.pairwise([-np.inf, *times]):
        if not before <= time < np.inf:
            raise EventsError("times", f"{time:g} h after {before:g} h", "finite, non-decreasing")
        while waiting and waiting[0].time_h <= time + SAME_TIME:
            course.take(waiting.pop(0))
        rows.append(course.at(time))
    return np.array(rows).reshape(len(rows), len(states))


def solve_records(
    matrix: ArrayLike,
    states: Sequence[str],
    records: Sequence[EventRecord],
    *,
    lag: Mapping[str, float] | None = None,
    bioavailability: Mapping[str, float] | None = None,
) -> Floats:
    """Return the amounts of one individual at each record, once it has had its effect.

    Parameters are those of `solve_events`. A row for each of `records`: at a dose the
    state after it, at an observation what the records before it have made. Additional
    doses have no row of their own unless `records` holds them written out; at the time of a
    record they come before it.

    Returns
    -------
    mg, shape (record, state)

    Raises
    ------
    troche.errors.EventsError
        As `solve_events`.

    Examples
    --------
    An observation before the dose at the same time, and one after:

    >>> from troche.regimen.events import EventRecord, Evid
    >>> seen, dose = EventRecord(0.0, Evid.OBSERVATION), EventRecord(0.0, Evid.DOSE, 10.0, cmt="c")
    >>> solve_records([[-0.1]], ["c"], [seen, dose, seen])[:, 0]
    array([ 0., 10., 10.])
    """
    course = _Course(matrix, states, lag or {}, bioavailability or {})
    written_out = any(record.additional for record in records)
    rows = []
    for record in _in_order(records):
        course.take(record)
        if written_out or not record.additional:
            rows.append(course.at(record.time_h))
    return np.array(rows).reshape(len(rows), len(states))


def _in_order(records: Sequence[EventRecord]) -> tuple[EventRecord, ...]:
    for before, after in itertools.pairwise(records):
        if after.time_h < before.time_h:
            raise EventsError(
                f"events, row {after.row}, column TIME",
                f"{after.time_h:g} h after {before.time_h:g} h",
                "times of one individual in order",
            )
    return with_additional(Individual("", tuple(records))).records


class _Course:
    """A body, and what a record does to it."""

    def __init__(
        self,
        matrix: ArrayLike,
        states: Sequence[str],
        lag: Mapping[str, float],
        bioavailability: Mapping[str, float],
    ) -> None:
        square = np.asarray(matrix, dtype=np.float64)
        self._states = tuple(states)
        if square.shape != (len(self._states), len(self._states)):
            raise ValueError(f"{len(self._states)} states, but a matrix of shape {square.shape}")
        self._lag, self._bioavailability = lag, bioavailability
        for what, values in (("lag", lag), ("bioavailability", bioavailability)):
            for name, value in values.items():
                self._index(name, what)
                if not 0.0 <= value < np.inf:
                    raise EventsError(f"{what} of {name}", value, "a finite number, zero or more")
        self._flow = Flow(square)
        self._body: Body | None = None

    def _index(self, name: str | None, where: str) -> int:
        if name not in self._states:
            listed = ", ".join(self._states)
            raise EventsError(where, name, f"one of {listed}", nearest(name or "", self._states))
        return self._states.index(name)

    def at(self, time: float) -> Floats:
        """Return the amounts at `time`, not before the last one asked for."""
        if self._body is None:
            return np.zeros(len(self._states))
        self._body.advance(time)
        return self._body.amounts.copy()

    def take(self, record: EventRecord) -> None:
        """Let one record have its effect."""
        if self._body is None:
            self._body = Body(self._flow, record.time_h, np.zeros(len(self._states)))
        body = self._body
        body.advance(record.time_h)
        if record.is_reset:
            body.empty()
        if not record.is_dose:
            return
        where = f"events, row {record.row}"
        state = self._index(record.cmt, f"{where}, column CMT")
        if not 0.0 <= record.lag_h < np.inf:
            raise EventsError(f"lag of {where}", record.lag_h, "a finite number, zero or more")
        lag = self._lag.get(self._states[state], 0.0) + record.lag_h
        amount = record.amt * self._bioavailability.get(self._states[state], 1.0)
        if record.ss == 1:
            body.empty()
        try:
            if record.is_constant_infusion:
                add_constant(body, state, record.rate, lag)
            elif record.ss:
                add_repeated(body, state, amount, record.rate, record.ii, lag)
            else:
                body.give(body.time + lag, state, amount, record.rate)
        except NoSteadyState as none:
            raise EventsError(
                f"{where}, column SS",
                f"{record.ss}, with a dose that reaches {self._states[none.state]}, which "
                "only collects",
                "a steady state of compartments that are emptied",
            ) from None
