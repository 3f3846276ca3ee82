"""Textbook solutions, superposition, and what goes in must come out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troche.cascade import Chain, Dose, Nodes, solve
from troche.cascade.propagators import propagator_for
from troche.cascade.walk import Look, walk

# Sums of a few exponentials in double precision; 1e-12 leaves room for a few hundred ulps.
EXACT = 1e-12
TIMES = [0.0, 0.25, 1.0, 3.0, 7.0, 12.0, 30.0]

rates = st.floats(0.01, 5.0)


def amounts(matrix, doses, times=TIMES, state=0, **options):
    """Return the amount in one state of one patient at `times`."""
    answer = solve(Chain(np.asarray(matrix)[None]), doses, times, {"x": {state: 1.0}}, **options)
    return answer["x"][:, 0]


def two_compartments(CL=80.0, V1=60.0, Q=100.0, V2=120.0):
    k10, k12, k21 = CL / V1, Q / V1, Q / V2
    return np.array([[-(k10 + k12), k21], [k12, -k21]])


def two_compartment_curve(times, CL=80.0, V1=60.0, Q=100.0, V2=120.0, duration=0.0):
    """Return the amount per mg by the formula of the textbooks, bolus or infusion."""
    k10, k12, k21 = CL / V1, Q / V1, Q / V2
    root = np.sqrt((k10 + k12 + k21) ** 2 - 4 * k10 * k21)
    fast, slow = (k10 + k12 + k21 + root) / 2, (k10 + k12 + k21 - root) / 2
    curve = 0.0
    for lam, other in ((fast, slow), (slow, fast)):
        weight = (lam - k21) / (lam - other)
        if duration:
            given = np.minimum(times, duration)
            weight = weight / (lam * duration) * (1 - np.exp(-lam * given))
            curve = curve + weight * np.exp(-lam * np.maximum(times - duration, 0.0))
        else:
            curve = curve + weight * np.exp(-lam * times)
    return curve


@pytest.mark.parametrize("method", ["modal", "exponential"])
class TestTextbook:
    def test_one_compartment_bolus(self, method):
        found = amounts([[-0.3]], [Dose(0.0, 0, 10.0)], method=method)
        assert np.allclose(found, 10 * np.exp(-0.3 * np.array(TIMES)), rtol=EXACT, atol=0)

    def test_one_compartment_infusion(self, method):
        found = amounts([[-0.3]], [Dose(0.0, 0, 10.0, duration=3.0)], method=method)
        t = np.array(TIMES)
        exact = 10 / (3 * 0.3) * (1 - np.exp(-0.3 * np.minimum(t, 3)))
        exact *= np.exp(-0.3 * np.maximum(t - 3, 0))
        assert np.allclose(found, exact, rtol=EXACT, atol=0)

    def test_bateman(self, method):
        ka, ke = 1.3, 0.4
        found = amounts([[-ka, 0], [ka, -ke]], [Dose(0.0, 0, 1.0)], state=1, method=method)
        t = np.array(TIMES)
        exact = ka / (ka - ke) * (np.exp(-ke * t) - np.exp(-ka * t))
        assert np.allclose(found, exact, rtol=EXACT, atol=1e-15)

    @pytest.mark.parametrize("duration", [0.0, 40 / 60, 2.0])
    def test_two_compartments(self, method, duration):
        found = amounts(two_compartments(), [Dose(0.0, 0, 1.0, duration=duration)], method=method)
        exact = two_compartment_curve(np.array(TIMES), duration=duration)
        # The slow exponential is what is left at 30 h, 1e-6 of the peak: judge by the peak.
        assert np.max(np.abs(found - exact)) < EXACT

    def test_zero_order_absorption_with_lag(self, method):
        found = amounts(
            [[-0.3]],
            [Dose(0.0, 0, 10.0, duration=np.array([3.0]), lag=np.array([0.5]))],
            method=method,
        )
        shared = amounts([[-0.3]], [Dose(0.5, 0, 10.0, duration=3.0)], method=method)
        assert np.allclose(found, shared, rtol=EXACT, atol=1e-15)


class TestSuperposition:
    @settings(max_examples=25, deadline=None)
    @given(
        CL=st.floats(20, 200),
        V1=st.floats(10, 200),
        Q=st.floats(10, 200),
        V2=st.floats(20, 400),
        gap=st.floats(0.0, 30.0),
        scale=st.floats(0.1, 100),
        duration=st.floats(0.0, 4.0),
    )
    def test_doses_add_and_scale(self, CL, V1, Q, V2, gap, scale, duration):
        matrix = two_compartments(CL, V1, Q, V2)
        first, second = Dose(0.0, 0, 1.0, duration=duration), Dose(gap, 0, 1.0)
        both = amounts(matrix, [first, Dose(gap, 0, scale)])
        apart = amounts(matrix, [first]) + scale * amounts(matrix, [second])
        assert np.allclose(both, apart, rtol=0, atol=1e-12 * (1 + scale))

    @settings(max_examples=20, deadline=None)
    @given(ka=rates, ke=rates, tau=st.floats(2.0, 36.0))
    def test_accumulation_to_steady_state(self, ka, ke, tau):
        number = int(np.ceil(40 / (min(ka, ke) * tau)))  # exp(-40) is below rounding
        if number > 400:
            number = 400
        doses = [Dose(i * tau, 1, 1.0) for i in range(number)]
        last = (number - 1) * tau
        found = amounts([[-ka, 0], [ka, -ke]], doses, [last, last + tau * 0.999], state=1)
        factor = (1 - np.exp(-number * ke * tau)) / (1 - np.exp(-ke * tau))
        assert np.allclose(found, factor * np.exp(-ke * np.array([0, 0.999 * tau])), rtol=1e-10)


class TestAreas:
    MATRIX = np.array([[-1.3, 0, 0], [1.0, -3.5, 0.8], [0, 1.5, -0.8]])

    def intervals(self, matrix, doses, horizon, method="auto"):
        propagator = propagator_for(matrix, None, method)

        def look(start, length):
            times = np.linspace(0.0, length, 401)
            return Look(tuple(times), propagator.table(times))

        return propagator, list(walk(propagator, doses, horizon, look))

    @pytest.mark.parametrize("method", ["modal", "exponential"])
    def test_mass_balance(self, method):
        # Elimination from state 1 is 3.5 - 1.5 per h; 0.3 of the depot is lost on the way.
        doses = [Dose(0.0, 0, 10.0), Dose(5.0, 1, 4.0, duration=2.0), Dose(6.0, 1, 1.0)]
        propagator, intervals = self.intervals(self.MATRIX[None], doses, 400.0, method)
        area = sum(i.area(propagator.row({1: 1.0}))[0] for i in intervals)
        entered = 10.0 / 1.3 + 4.0 + 1.0
        assert area * 2.0 == pytest.approx(entered, rel=1e-11)

    @pytest.mark.parametrize("method", ["modal", "exponential"])
    def test_against_quadrature(self, method):
        rng = np.random.default_rng(5)
        matrix = self.MATRIX * rng.uniform(0.5, 2.0, size=(4, 1, 1))
        lag, duration = rng.uniform(0, 3, 4), np.array([0.0, 0.7, 2.0, 9.0])
        doses = [
            Dose(0.0, 0, 5.0),
            Dose(1.0, 1, rng.uniform(0, 3, 4), duration=duration, lag=lag),
            Dose(2.0, 1, 2.0, duration=3.0),
            Dose(4.0, 2, 1.0, lag=lag),
        ]
        propagator, intervals = self.intervals(matrix, doses, 12.0, method)
        row = propagator.row({1: 1.0, 2: 0.5})
        exact = sum(i.area(row) for i in intervals)
        # Quadrature across the windows' own corners on 2,000 points: good to about 3e-4.
        fine = np.linspace(0, 12.0, 2001)
        answer = solve(Chain(matrix), doses, fine, {"x": {1: 1.0, 2: 0.5}}, method=method)["x"]
        assert np.allclose(exact, np.trapezoid(answer, fine, axis=0), rtol=1e-3)

    @pytest.mark.parametrize("method", ["modal", "exponential"])
    def test_a_sink_has_an_area_too(self, method):
        matrix = np.array([[[-0.5, 0.0], [0.5, 0.0]]])
        propagator, intervals = self.intervals(
            matrix, [Dose(0.0, 0, 1.0), Dose(2.0, 0, 3.0, duration=4.0)], 10.0, method
        )
        area = sum(i.area(propagator.row({1: 1.0}))[0] for i in intervals)
        # The sink holds what was given less what is left; both integrals in closed form.
        left = (1 - np.exp(-5.0)) / 0.5
        ramp = 3.0 * (4.0 / 2 + 4.0)
        k = 0.5
        during = 0.75 / k * (4.0 - (1 - np.exp(-k * 4)) / k)
        after = 0.75 / k * (1 - np.exp(-k * 4)) * (1 - np.exp(-k * 4)) / k
        assert area == pytest.approx(10.0 - left + ramp - during - after, rel=1e-11)

    def test_slow_modes_keep_their_digits(self):
        # Area by differences of amounts would lose eps / (rate * length), here 1e-6.
        matrix = np.array([[[-1e-10]]])
        propagator, (interval,) = self.intervals(matrix, [Dose(0.0, 0, 1.0)], 1.0)
        assert interval.area(propagator.row({0: 1.0}))[0] == pytest.approx(1 - 5e-11, rel=1e-15)


class TestEdges:
    def test_state_after_the_dose_is_reported(self):
        found = amounts([[-0.5]], [Dose(0.0, 0, 1.0), Dose(2.0, 0, 1.0)], [0.0, 2.0, 4.0])
        second = 1 + np.exp(-1.0)
        assert np.allclose(found, [1.0, second, second * np.exp(-1.0)], rtol=EXACT)

    @pytest.mark.parametrize("time", [4.0, 4.0 + 1e-12, 5.0, 1e6])
    def test_a_dose_at_or_after_the_horizon_is_not_given(self, time):
        with_it = amounts([[-0.5]], [Dose(0.0, 0, 1.0), Dose(time, 0, 9.0)], [0.0, 4.0])
        assert np.array_equal(with_it, amounts([[-0.5]], [Dose(0.0, 0, 1.0)], [0.0, 4.0]))

    def test_an_infusion_may_outlast_the_horizon(self):
        found = amounts([[-0.5]], [Dose(1.0, 0, 10.0, duration=100.0)], [0.0, 4.0])
        assert found[1] == pytest.approx(0.1 / 0.5 * (1 - np.exp(-1.5)), rel=EXACT)

    def test_a_lag_beyond_the_horizon(self):
        doses = [Dose(1.0, 0, 10.0, lag=5.0), Dose(1.0, 0, 10.0, lag=np.array([5.0]))]
        assert np.array_equal(amounts([[-0.5]], doses, [0.0, 4.0]), [0.0, 0.0])

    def test_repeated_and_late_times(self):
        found = amounts([[-0.5]], [Dose(0.0, 0, 1.0)], [1.0, 1.0, 2.0, 2.0])
        assert np.allclose(found, np.exp([-0.5, -0.5, -1.0, -1.0]), rtol=EXACT)

    def test_no_dose_and_time_zero_only(self):
        assert amounts([[-0.5]], [], [0.0, 9.0]).tolist() == [0.0, 0.0]
        assert amounts([[-0.5]], [Dose(0.0, 0, 1.0)], [0.0]).tolist() == [0.0]

    @pytest.mark.parametrize("times", [[], [1.0, 0.5], [-1.0, 0.0], [0.0, np.nan], [0.0, np.inf]])
    def test_bad_times_are_refused(self, times):
        with pytest.raises(ValueError, match="times must be finite"):
            amounts([[-0.5]], [], times)

    @pytest.mark.parametrize(
        "fault", [{"time": -1.0}, {"lag": -0.1}, {"duration": np.nan}, {"lag": np.array([1.0, -1])}]
    )
    def test_bad_doses_are_refused(self, fault):
        with pytest.raises(ValueError, match="cannot be negative"):
            Dose(**({"time": 0.0, "state": 0, "amount": 1.0} | fault))

    def test_unknown_filters_and_methods_are_refused(self):
        with pytest.raises(ValueError, match="no filter is called 'mood'"):
            solve(Chain(np.array([[[-0.5]]])), [], [1.0], filters=["mood"])
        with pytest.raises(ValueError, match="'modal' or 'exponential'"):
            solve(Chain(np.array([[[-0.5]]])), [], [1.0], method="euler")

    def test_into_is_written_and_checked(self):
        chain, ready = Chain(np.array([[[-0.5]]])), {"x": np.full((2, 1), np.nan)}
        answer = solve(chain, [Dose(0.0, 0, 1.0)], [0.0, 1.0], {"x": {0: 1.0}}, into=ready)
        assert answer["x"] is ready["x"]
        assert ready["x"][0, 0] == 1.0
        with pytest.raises(ValueError, match="has shape"):
            solve(chain, [], [0.0, 1.0], {"x": {0: 1.0}}, into={"x": np.empty((3, 1))})

    def test_refined_nodes(self):
        assert Nodes(16, 6, 4.0).refined() == Nodes(24, 9, 4.0)
