"""NONMEM's event records: worked cases, and any records against a long explicit run-up."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from troche.cascade.events import solve_events, solve_records
from troche.errors import EventsError
from troche.regimen.events import EventRecord, Evid

STATES = ("depot", "central", "peripheral")
K = np.array([[-1.2, 0.0, 0.0], [0.9, -0.7, 0.3], [0.0, 0.4, -0.3]])
ONE, RATE = [[-0.1]], 0.1
TIMES = [0.0, 1.0, 5.0, 12.0, 13.5, 24.0, 40.0]


def dose(time, amt, evid=Evid.DOSE, cmt="central", **rest):
    return EventRecord(time, evid, amt=amt, cmt=cmt, **rest)


def one(records, times, **options):
    """Solve in one compartment of rate 0.1 per hour, where everything has a formula."""
    return solve_events(ONE, ["central"], records, times, **options)[:, 0]


def decay(t):
    return np.exp(-RATE * np.asarray(t))


def repeated(tau):
    """Accumulation to steady state."""
    return 1 / (1 - np.exp(-RATE * tau))


class TestWorkedCases:
    """A table of small cases with their formulas."""

    @pytest.mark.parametrize(
        ("records", "times", "exact"),
        [
            pytest.param([], [0.0, 3.0], [0, 0], id="nothing"),
            pytest.param([dose(2, 10)], [0, 2, 5], [0, 10, 10 * decay(3)], id="bolus"),
            pytest.param(
                [dose(0, 10, rate=5)],
                [1, 2, 4],
                [50 * (1 - decay(1)), 50 * (1 - decay(2)), 50 * (1 - decay(2)) * decay(2)],
                id="infusion",
            ),
            pytest.param(
                [dose(0, 10, addl=2, ii=6)],
                [6, 12, 18],
                [
                    10 * (1 + decay(6)),
                    10 * (1 + decay(6) + decay(12)),
                    10 * decay([18, 12, 6]).sum(),
                ],
                id="additional",
            ),
            pytest.param(
                [dose(0, 10), EventRecord(3, Evid.RESET), EventRecord(4, Evid.OTHER)],
                [2.9, 3, 9],
                [10 * decay(2.9), 0, 0],
                id="reset",
            ),
            pytest.param(
                [dose(0, 10), dose(3, 4, Evid.RESET_AND_DOSE)],
                [2.9, 3, 9],
                [10 * decay(2.9), 4, 4 * decay(6)],
                id="reset and dose",
            ),
            pytest.param(
                [dose(0, 10, rate=1, addl=3, ii=24), EventRecord(5, Evid.RESET)],
                [5, 24, 30],
                [0, 0, 0],
                id="reset ends an infusion and calls off additional doses",
            ),
            pytest.param(
                [dose(0, 99), dose(8, 10, ss=1, ii=12)],
                [8, 20],
                [10 * repeated(12), 10 * repeated(12) * decay(12)],
                id="steady state replaces",
            ),
            pytest.param(
                [dose(0, 99), dose(8, 10, ss=2, ii=12)],
                [8, 20],
                [
                    10 * repeated(12) + 99 * decay(8),
                    (10 * repeated(12) + 99 * decay(8)) * decay(12),
                ],
                id="steady state adds",
            ),
            pytest.param(
                [dose(0, 10, ss=1, ii=12, addl=1)],
                [12, 24],
                [10 * repeated(12), 10 * repeated(12) * decay(12)],
                id="additional doses keep it up",
            ),
            pytest.param(
                [dose(4, 0, rate=7, ss=1)],
                [4, 10],
                [70, 70 * decay(6)],
                id="constant infusion ends at the record",
            ),
            pytest.param(
                [dose(0, 10), dose(4, 0, rate=7, ss=2)],
                [4, 10],
                [70 + 10 * decay(4), (70 + 10 * decay(4)) * decay(6)],
                id="constant infusion added",
            ),
            pytest.param(
                [dose(0, 120, rate=10, ss=1, ii=12)],
                [0, 5, 12, 20],
                [100, 100, 100, 100 * decay(8)],
                id="infusions back to back are a constant infusion, until the last ends",
            ),
            pytest.param(
                [dose(0, 240, rate=10, ss=1, ii=12)],
                [0, 12, 24],
                # Two overlap; after the record one runs on for 12 h and one for 24 h.
                [
                    200,
                    200 * decay(12) + 200 * (1 - decay(12)),
                    200 * decay(12) + 100 * (1 - decay(12)),
                ],
                id="infusions longer than the interval overlap",
            ),
        ],
    )
    def test_case(self, records, times, exact):
        # Few exponentials each: 1e-12 is some thousand ulps.
        assert np.allclose(one(records, times), exact, rtol=1e-12, atol=1e-12)

    def test_lag(self):
        found = one([dose(0, 10)], [0, 1.9, 2, 5], lag={"central": 2.0})
        assert np.allclose(found, [0, 0, 10, 10 * decay(3)], rtol=1e-12)

    def test_doses_of_two_lags_share_a_compartment(self):
        records = [dose(0, 10, lag_h=3.0), dose(0, 20, lag_h=1.0), dose(0, 5)]
        found = one(records, [0, 1.5, 5], lag={"central": 1.0})
        exact = [0, 5 * decay(0.5), 10 * decay(1) + 20 * decay(3) + 5 * decay(4)]
        assert np.allclose(found, exact, rtol=1e-12)
        # Each of the additional doses has it, and the steady state of a lagged dose.
        found = one([dose(0, 10, addl=1, ii=6, lag_h=2.0)], [7.9, 8])
        assert np.allclose(found, 10 * np.array([decay(5.9), decay(6) + 1]), rtol=1e-12)
        own, all_ = (
            one([dose(0, 10, ss=1, ii=12, **each)], TIMES, **every)
            for each, every in (({"lag_h": 3.0}, {}), ({}, {"lag": {"central": 3.0}}))
        )
        assert np.array_equal(own, all_)

    def test_reset_calls_off_a_lagged_dose(self):
        found = one([dose(0, 10), EventRecord(1.0, Evid.RESET)], [5.0], lag={"central": 2.0})
        assert found[0] == 0.0

    def test_steady_state_with_lag_is_late_in_its_cycle(self):
        found = one([dose(0, 10, ss=1, ii=12)], [0, 3, 14], lag={"central": 3.0})
        exact = 10 * repeated(12) * np.array([decay(9), 1.0, decay(11)])
        assert np.allclose(found, exact, rtol=1e-12)

    def test_a_lag_longer_than_the_interval(self):
        # At the record the doses of this and the last two intervals are still to enter.
        found = one([dose(0, 10, ss=1, ii=12)], [0, 3, 15, 27, 39], lag={"central": 27.0})
        level = 10 * repeated(12)
        assert np.allclose(found, level * np.array([decay(9), 1, 1, 1, decay(12)]), rtol=1e-12)

    def test_a_lag_puts_off_the_end_of_a_constant_infusion(self):
        found = one([dose(0, 0, rate=7, ss=1)], [0, 2, 5], lag={"central": 2.0})
        assert np.allclose(found, [70, 70, 70 * decay(3)], rtol=1e-12)

    def test_bioavailability_shortens_an_infusion(self):
        found = one([dose(0, 10, rate=5)], [1, 2], bioavailability={"central": 0.5})
        assert np.allclose(found, [50 * (1 - decay(1)), 50 * (1 - decay(1)) * decay(1)], rtol=1e-12)

    def test_bioavailability_scales_boluses_and_steady_state_but_no_constant_infusion(self):
        half = {"central": 0.5}
        assert one([dose(0, 10)], [0.0], bioavailability=half) == pytest.approx(5.0)
        found = one([dose(0, 10, ss=1, ii=12)], [0.0], bioavailability=half)
        assert found == pytest.approx(5 * repeated(12))
        assert one([dose(0, 0, rate=7, ss=1)], [0.0], bioavailability=half) == pytest.approx(70.0)

    def test_records_at_one_time_count_in_their_order(self):
        see = EventRecord(6.0, Evid.OBSERVATION)
        records = [dose(0, 10, addl=1, ii=6), see, dose(6, 4), see]
        found = solve_records(ONE, ["central"], records)[:, 0]
        after = 10 * (1 + decay(6))  # additional doses come before the rows of their time
        assert np.allclose(found, [10, after, after + 4, after + 4], rtol=1e-12)

    def test_steady_state_of_one_route_leaves_a_sink_elsewhere_alone(self):
        k = np.array([[-0.5, 0.0, 0.0], [0.0, -0.2, 0.0], [0.5, 0.0, 0.0]])
        names = ["a", "b", "urine of a"]
        found = solve_events(k, names, [dose(0, 1.0, cmt="b", ss=1, ii=12)], [0.0])
        assert found[0] == pytest.approx([0, 1 / (1 - np.exp(-2.4)), 0])


class TestRefusals:
    def refuse(self, match, records, times=(1.0,), matrix=ONE, states=("central",), **options):
        with pytest.raises(EventsError, match=match):
            solve_events(matrix, states, records, times, **options)

    def test_steady_state_that_does_not_exist(self):
        k = [[-0.5, 0.0], [0.5, 0.0]]
        for record in (
            dose(0, 1.0, cmt="central", ss=1, ii=12, row=3),
            dose(0, 0.0, cmt="central", ss=1, rate=2.0, row=3),
        ):
            self.refuse("row 3, column SS.*urine, which", [record], (1.0,), k, ("central", "urine"))

    def test_unknown_compartment(self):
        self.refuse("Did you mean 'central'", [dose(0, 1.0, cmt="centrl")])

    def test_unknown_compartment_of_a_lag(self):
        self.refuse("Did you mean 'central'", [], lag={"centrel": 1.0})

    def test_times_that_run_backward(self):
        self.refuse("0 h after 2 h", [], (2.0, 0.0))

    def test_records_that_run_backward(self):
        self.refuse("row 2", [dose(3, 1.0, row=1), dose(1, 1.0, row=2)])

    @pytest.mark.parametrize("value", [-0.1, np.nan, np.inf])
    def test_values_without_meaning(self, value):
        self.refuse("lag of central", [], lag={"central": value})
        self.refuse("bioavailability of central", [], bioavailability={"central": value})
        self.refuse("lag of events, row 4", [dose(0, 1.0, lag_h=value, row=4)])


def superposed(records, times, lag, bioavailability, run_up=90):
    """Add every dose ever given, one by one: implied doses of 90 intervals back too."""
    # The slowest rate of K is 0.1 and II >= 4 h: 90 intervals leave exp(-36) = 2e-16.
    given, rows = [], []

    def left(time):
        total = np.zeros(3)
        for entry, place, amount, rate in given:
            since = time - entry
            if since < -1e-9:
                continue
            unit = np.zeros(3)
            unit[place] = 1.0
            if rate == 0.0:
                total += expm(K * since) @ unit * amount
                continue
            wide = np.zeros((4, 4))
            wide[:3, :3], wide[:3, 3] = K, unit * rate
            running = min(max(since, 0.0), amount / rate)
            total += expm(K * (since - running)) @ expm(wide * running)[:3, 3]
        return total

    pending = list(records)
    for time in times:
        while pending and pending[0].time_h <= time:
            record = pending.pop(0)
            place = STATES.index(record.cmt) if record.cmt else 0
            if record.is_reset or record.ss == 1:
                given.clear()
            if record.is_dose:
                late = lag.get(record.cmt, 0.0)
                amount = record.amt * bioavailability.get(record.cmt, 1.0)
                back = run_up if record.ss else 0
                given += [
                    (record.time_h - k * record.ii + late, place, amount, record.rate)
                    for k in range(back, -1, -1)
                ]
        rows.append(left(time))
    return np.array(rows)


@st.composite
def tables(draw):
    number = draw(st.integers(1, 5))
    times = sorted(draw(st.lists(st.integers(0, 60), min_size=number, max_size=number)))
    records = []
    for row, time in enumerate(times, start=1):
        evid = draw(st.sampled_from([Evid.DOSE, Evid.DOSE, Evid.RESET, Evid.RESET_AND_DOSE]))
        if evid is Evid.RESET:
            records.append(EventRecord(time / 2, evid, row=row))
            continue
        ss = draw(st.sampled_from([0, 0, 1, 2]))
        records.append(
            EventRecord(
                time / 2,
                evid,
                amt=draw(st.sampled_from([1.0, 10.0])),
                rate=draw(st.sampled_from([0.0, 0.0, 0.7, 4.0])),
                ii=draw(st.sampled_from([4.0, 7.5, 12.0])) if ss else 0.0,
                ss=ss,
                cmt=draw(st.sampled_from(STATES)),
                row=row,
            )
        )
    return records


@settings(max_examples=60, deadline=None)
@given(
    records=tables(),
    lag=st.dictionaries(st.sampled_from(STATES), st.sampled_from([0.25, 3.0, 9.0])),
    bioavailability=st.dictionaries(st.sampled_from(STATES), st.sampled_from([0.3, 1.0])),
)
def test_any_records_against_superposition(records, lag, bioavailability):
    found = solve_events(K, STATES, records, TIMES, lag=lag, bioavailability=bioavailability)
    exact = superposed(records, TIMES, lag, bioavailability)
    # Sums of up to 90 doses of 10 mg: rounding of a few hundred terms.
    assert np.allclose(found, exact, rtol=1e-10, atol=1e-10)


@settings(max_examples=15, deadline=None)
@given(
    start=st.integers(0, 10),
    ii=st.sampled_from([1.0, 6.0, 8.0]),
    addl=st.integers(0, 6),
    rate=st.sampled_from([0.0, 2.0]),
    other=st.integers(0, 20),
    ss=st.sampled_from([0, 1, 2]),
)
def test_additional_doses_are_doses(start, ii, addl, rate, other, ss):
    short = [
        dose(0.0, 3.0, cmt="depot"),
        dose(start, 5.0, ii=ii, addl=addl, rate=rate, ss=ss, row=1),
    ]
    long = [short[0], dose(start, 5.0, ii=ii if ss else 0.0, rate=rate, ss=ss, row=1)]
    long += [dose(start + k * ii, 5.0, rate=rate) for k in range(1, addl + 1)]
    if start + other > max(r.time_h for r in long):
        short.append(dose(start + other, 2.0))
        long.append(dose(start + other, 2.0))
    a, b = (solve_events(K, STATES, records, TIMES) for records in (short, long))
    assert np.allclose(a, b, rtol=1e-12, atol=1e-12)


def test_steady_state_of_overlapping_infusions_against_a_run_up_by_dop853():
    rate, duration, ii, lag = 3.0, 17.0, 6.0, 2.5
    starts = np.arange(-80, 1) * ii + lag
    edges = np.unique(np.concatenate([starts, starts + duration, [0.0, 30.0]]))
    edges = edges[(edges >= starts[0]) & (edges <= 30.0)]
    y, rows, want = np.zeros(3), [], [0.0, 4.0, 9.0, 20.0, 30.0]
    edges = np.unique(np.concatenate([edges, want]))
    for a, b in itertools.pairwise(edges):
        if a in want:
            rows.append(y)
        running = ((starts <= a) & (a < starts + duration)).sum()
        inputs = np.array([0.0, rate * running, 0.0])
        run = solve_ivp(
            lambda _, v, u: K @ v + u, (a, b), y, "DOP853", rtol=1e-12, atol=1e-12, args=(inputs,)
        )
        y = run.y[:, -1]
    rows.append(y)
    record = dose(0.0, rate * duration, rate=rate, ss=1, ii=ii)
    found = solve_events(K, STATES, [record], want, lag={"central": lag})
    # The run-up of 80 intervals leaves exp(-0.09 * 480) of a transient; DOP853 1e-10.
    assert np.allclose(found, rows, rtol=1e-9)
