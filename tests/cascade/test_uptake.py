"""Doses that overlap, are missed, or are taken up in each patient's own time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troche.cascade import Chain, Dose, Filter, Nodes, solve

PATIENTS = 3
TIMES = [0.0, 0.4, 1.0, 2.5, 4.0, 6.0, 9.0, 13.0, 20.0, 24.0, 30.0]
# DOP853 at rtol 1e-12 restarted at each corner is good to about 1e-11 of the peak here.
REFEREE = 1e-10


@pytest.fixture(scope="module")
def matrix():
    rng = np.random.default_rng(11)
    k = np.zeros((PATIENTS, 3, 3))
    ka, ke, q = (rng.uniform(lo, hi, PATIENTS) for lo, hi in ((0.5, 2), (0.2, 0.6), (0.3, 1)))
    k[:, 0, 0], k[:, 1, 0] = -ka, 0.8 * ka
    k[:, 1, 1], k[:, 2, 1], k[:, 1, 2], k[:, 2, 2] = -(ke + q), q, 0.5 * q, -0.5 * q
    return k


def check(chain, doses, explicit, worst, times=TIMES, tolerance=REFEREE, **options):
    record = {"depot": {0: 1.0}, "C": {1: 0.1}}
    answer = solve(chain, doses, times, record, **options)
    for patient in range(chain.matrix.shape[0]):
        exact = explicit(chain, doses, times, record, patient)
        for name, truth in exact.items():
            if np.abs(truth).max() > 0:
                assert worst(answer[name][:, patient], truth) < tolerance, (name, patient)
    return answer


def test_overlapping_infusions(matrix, explicit, worst):
    doses = [
        Dose(0.0, 1, 5.0, duration=6.0),
        Dose(2.5, 1, 9.0, duration=6.5),
        Dose(2.5, 0, 3.0),
        Dose(4.0, 2, 2.0, duration=1.0),
        Dose(6.0, 1, np.array([1.0, 0.0, 4.0]), duration=20.0),
    ]
    check(Chain(matrix), doses, explicit, worst)


@pytest.mark.parametrize("method", ["modal", "exponential"])
def test_own_lags_and_durations(matrix, explicit, worst, method):
    doses = [
        Dose(0.0, 0, 5.0, lag=np.array([0.1, 1.0, 3.0])),
        Dose(0.0, 1, 5.0, duration=np.array([0.0, 0.7, 26.0]), lag=0.5),
        Dose(
            4.0,
            1,
            np.array([1.0, 0.0, 2.0]),
            duration=np.array([1.0, 1.0, 9.0]),
            lag=np.array([0.3, 1.1, 3.7]),
        ),
        Dose(9.0, 2, 1.0, duration=2.0),
    ]
    check(Chain(matrix), doses, explicit, worst, method=method)


@pytest.mark.parametrize("method", ["modal", "exponential"])
def test_the_last_to_take_up_a_lagged_dose_does_not_lose_it(explicit, worst, method, matrix):
    # An interval ends where the last patient's dose enters. Clock times of later days round:
    # (24 + lag) - 24 - lag is not always zero, and the dose must count whichever way it falls.
    lag = np.array([0.3, 0.1 + 0.2, 0.7])
    chain = TestResponseIsKeptOnlyWhereNothingMoved().chain(matrix)
    doses = [Dose(24.0 * d + 0.1, 0, 10.0, lag=lag) for d in range(4)]
    record = {"C": {1: 0.1}}
    times = [0.0, 0.8, 10.0, 25.0, 49.0, 73.0, 80.0, 96.0]
    answer = solve(chain, doses, times, record, method=method)["C"]
    for patient in range(PATIENTS):
        exact = explicit(chain, doses, times, record, patient)["C"]
        assert worst(answer[:, patient], exact) < REFEREE


def test_own_lags_and_durations_below_filters(explicit, worst, matrix):
    # Each patient's uptake leaves a corner in the drive, where convergence is algebraic; here
    # no effect site rounds it off. Three times the nodes divide the error by more than ten.
    chain = TestResponseIsKeptOnlyWhereNothingMoved().chain(matrix)
    own = np.array([0.2, 0.6, 1.5])
    for timing in ({"lag": own}, {"duration": own}, {"lag": own, "duration": own[::-1].copy()}):
        doses = [Dose(24.0 * day, 0, 10.0, **timing) for day in range(2)]
        times = list(range(49))
        check(chain, doses, explicit, worst, times=times, tolerance=3e-4)
        check(chain, doses, explicit, worst, times=times, tolerance=2e-5, nodes=Nodes(72, 30))


def test_a_window_of_no_length_is_a_bolus(matrix):
    own = [Dose(1.0, 0, 2.0, lag=np.zeros(3), duration=np.zeros(3))]
    record = {"C": {1: 1.0}}
    a = solve(Chain(matrix), own, TIMES, record)["C"]
    b = solve(Chain(matrix), [Dose(1.0, 0, 2.0)], TIMES, record)["C"]
    assert np.allclose(a, b, rtol=0, atol=1e-14)


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_any_order_of_doses_is_the_sum_of_each(data):
    matrix = np.array([[[-1.1, 0.0], [0.9, -0.3]], [[-0.7, 0.0], [0.2, -0.5]]])
    number = data.draw(st.integers(1, 5))
    hours = st.floats(0.0, 12.0)
    doses = []
    for _ in range(number):
        own = data.draw(st.booleans())
        pair = st.tuples(hours, hours).map(np.array)
        doses.append(
            Dose(
                data.draw(hours),
                data.draw(st.integers(0, 1)),
                data.draw(st.floats(0.0, 10.0)),
                duration=data.draw(pair if own else st.sampled_from([0.0, 1.0, 7.5])),
                lag=data.draw(pair if own else st.sampled_from([0.0, 0.25])),
            )
        )
    times = [0.0, 3.0, 8.0, 12.5, 30.0]
    chain, record = Chain(matrix), {"x": {1: 1.0}}
    together = solve(chain, doses, times, record)["x"]
    apart = sum(solve(chain, [dose], times, record)["x"] for dose in doses)
    assert np.allclose(together, apart, rtol=0, atol=1e-11)
    assert np.array_equal(together, solve(chain, doses[::-1], times, record)["x"]) or np.allclose(
        together, solve(chain, doses[::-1], times, record)["x"], rtol=0, atol=1e-12
    )


class TestResponseIsKeptOnlyWhereNothingMoved:
    """With a filter below: reuse must notice doses, lags and infusions that differ."""

    def chain(self, matrix):
        occupancy = Filter("RO", 0.3, lambda x, q: x["C"] / (q["K"] + x["C"]), ("C",), {"K": 0.2})
        slow = Filter("S", 0.02, lambda x, _: np.sqrt(1 + x["RO"]), ("RO",))
        return Chain(matrix, {"C": {1: 0.1}}, [occupancy, slow])

    def regimen(self, days=12, seed=4):
        rng = np.random.default_rng(seed)
        lag, length = rng.uniform(0.1, 1, PATIENTS), rng.uniform(0.2, 2, PATIENTS)
        other = lag + 0.5
        doses = []
        for day in range(days):
            amount = 10.0 * (rng.random(PATIENTS) > 0.3)
            doses.append(Dose(24.0 * day, 0, amount, lag=lag, duration=length))
            if day % 4 == 3:
                doses.append(Dose(24.0 * day, 1, 5.0, lag=other, duration=length))
            if day % 5 == 1:
                doses.append(Dose(24.0 * day + 6.0, 1, 2.0, duration=18.0))
        return doses

    def test_against_no_reuse(self, matrix):
        chain, doses = self.chain(matrix), self.regimen()
        times = list(np.arange(0.0, 289.0, 6.0))
        kept = solve(chain, doses, times, reuse=1e-9)
        fresh = solve(chain, doses, times, reuse=None)
        assert fresh.fresh == 1.0
        for name in ("RO", "S"):
            scale = np.abs(fresh[name]).max(axis=0)
            # Twelve intervals may each add a movement of 1e-9.
            assert (np.abs(kept[name] - fresh[name]).max(axis=0) <= 2e-8 * scale).all()

    def test_identical_days_are_kept_even_with_windows_of_their_own(self, matrix):
        lag = np.array([0.1, 0.2, 0.3])
        doses = [Dose(24.0 * d, 0, 10.0, lag=lag, duration=lag) for d in range(60)]
        answer = solve(self.chain(matrix), doses, np.arange(0.0, 1441.0, 24.0), reuse=1e-8)
        # Terminal half-lives here are up to 20 h: about two weeks to stand still to 1e-8.
        assert answer.fresh < 0.4

    def test_zero_tolerance_stops_too_and_changes_nothing(self, matrix):
        chain, times = self.chain(matrix), np.arange(0.0, 1921.0, 24.0)
        doses = [Dose(24.0 * d, 0, 10.0) for d in range(80)]
        kept, fresh = (solve(chain, doses, times, reuse=r) for r in (0.0, None))
        assert kept.fresh < 1.0
        for name in ("RO", "S"):
            # Not bit for bit: a product over some patients rounds unlike one over all.
            assert np.allclose(kept[name], fresh[name], rtol=1e-13, atol=0)


def test_irregular_and_missed_doses_against_the_referee(matrix, explicit, worst):
    rng = np.random.default_rng(7)
    starts = np.sort(rng.uniform(0, 80, 9))
    doses = [Dose(float(t), 0, 20.0 * (rng.random(PATIENTS) > 0.3)) for t in starts]
    chain = TestResponseIsKeptOnlyWhereNothingMoved().chain(matrix)
    times = list(np.arange(0.0, 97.0, 4.0))
    # Between doses the default nodes give 1e-5 (`refinement_error` tells), finer ones more.
    check(chain, doses, explicit, worst, times=times, tolerance=1e-5)
    check(chain, doses, explicit, worst, times=times, tolerance=1e-9, nodes=Nodes(48, 24))
