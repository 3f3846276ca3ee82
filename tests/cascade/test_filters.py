"""Filters on their own: quadrature against closed forms and the referee."""

import numpy as np
import pytest
from scipy.integrate import quad

from troche.cascade import Chain, Dose, Filter, Nodes, Proportional, refinement_error, solve
from troche.cascade.convolution import FarRates, NearRates, SharedRate, convolution_for
from troche.cascade.nodes import filter_operator, graded_grid

RECORD = {"C": {1: 0.1}}


def random_chain(seed, patients=2):
    """Draw a depot, two compartments and a chain of four filters of every kind."""
    rng = np.random.default_rng(seed)
    k = np.zeros((patients, 3, 3))
    ka, ke, q12, q21 = (rng.uniform(*r, patients) for r in ((0.4, 3), (0.2, 2), (0.1, 2), (0.1, 1)))
    k[:, 0, 0], k[:, 1, 0], k[:, 1, 1] = -ka, ka, -(ke + q12)
    k[:, 2, 1], k[:, 1, 2], k[:, 2, 2] = q12, q21, -q21
    own = {"K": rng.uniform(0.1, 0.5, patients)}
    filters = [
        Filter("G", 0.6, lambda x, q: 2.0 * x["C"] / (q["K"] + x["C"]), ("C",), own),
        Filter(
            "F", rng.uniform(0.02, 0.05, patients), Proportional("G", rng.uniform(0.5, 1, patients))
        ),
        Filter("P", 0.01, Proportional("F", 0.1)),
        Filter("D", 0.05, lambda x, _: 1.0 / (1.0 + 0.3 * x["F"]), ("F",), start=20.0),
        Filter(
            "B",
            rng.uniform(0.1, 0.3, patients),
            lambda x, _: x["G"] * x["C"],
            ("G", "C"),
            start=1.0,
        ),
    ]
    return Chain(k, {"C": {1: 0.1}}, filters)


def doses_of(seed):
    rng = np.random.default_rng(seed + 100)
    doses = [Dose(float(t), 0, rng.uniform(2, 20, 2)) for t in (0.0, 9.0, 24.0, 31.0)]
    doses.append(Dose(12.0, 1, 8.0, duration=2.0))
    doses.append(Dose(24.0, 1, 3.0, lag=rng.uniform(0, 1, 2), duration=rng.uniform(0.5, 3, 2)))
    return doses


def error(chain, doses, times, explicit, nodes, patients=2):
    answer = solve(chain, doses, times, RECORD, nodes=nodes, reuse=None)
    worst = {}
    for patient in range(patients):
        for name, truth in explicit(chain, doses, times, RECORD, patient).items():
            gap = np.abs(answer[name][:, patient] - truth).max() / np.abs(truth).max()
            worst[name] = max(worst.get(name, 0.0), gap)
    return worst


@pytest.mark.parametrize("seed", range(4))
def test_random_systems_against_the_referee(seed, explicit):
    times = list(np.arange(0.0, 49.0, 3.0))
    worst = error(random_chain(seed), doses_of(seed)[:-1], times, explicit, Nodes(64, 32))
    assert worst.pop("C") < 1e-10
    # Quadrature converges spectrally; 64 nodes on intervals of 2 to 17 h leave below 1e-8.
    assert max(worst.values()) < 1e-8, worst


def test_own_windows_kink_the_drive_and_the_estimate_says_so(explicit):
    # A window's corners lie inside an interval, at another time for each patient, so the
    # drive is not analytic there and convergence is algebraic: 1e-4, and known to be.
    chain, doses, times = random_chain(1), doses_of(1), list(np.arange(0.0, 49.0, 3.0))
    worst = error(chain, doses, times, explicit, Nodes(40, 16))
    estimate = refinement_error(chain, doses, times, nodes=Nodes(40, 16))
    assert worst["C"] < 1e-10
    assert all(worst[name] < 3 * estimate[name] + 1e-9 for name in estimate)


@pytest.mark.parametrize("nodes", [Nodes(8, 4), Nodes(12, 6), Nodes(16, 6), Nodes(24, 10)])
@pytest.mark.parametrize("seed", [0, 2])
def test_refinement_predicts_the_error(seed, nodes, explicit):
    chain, doses, times = random_chain(seed), doses_of(seed)[:-1], list(np.arange(0.0, 49.0, 2.0))
    worst = error(chain, doses, times, explicit, nodes)
    estimate = refinement_error(chain, doses, times, nodes=nodes)
    for name, found in estimate.items():
        # The finer solution has an error too, so the estimate may be off, by a factor
        # of 1.5 where it is far from converged; 1e-10 is the referee's own error.
        assert worst[name] < 1.5 * found + 1e-10
        assert found < 1.5 * worst[name] + 1e-10


def test_convergence_is_spectral(explicit):
    chain, doses, times = random_chain(3), doses_of(3)[:-1], list(np.arange(0.0, 49.0, 4.0))
    errors = [max(error(chain, doses, times, explicit, Nodes(n, n)).values()) for n in (10, 20, 40)]
    assert errors[1] < errors[0] / 30
    assert errors[2] < errors[1] / 30


class TestConvolution:
    """Three forms of one integral."""

    GRID = graded_grid(24.0, 48, 4.0)
    TARGETS = np.array([0.001, 0.3, 2.0, 7.7, 23.0, 24.0])

    def drive(self):
        return lambda t: np.exp(-0.4 * t) * (1 + np.sin(0.3 * t))

    def exact(self, rate, target):
        def kernel(u):
            return np.exp(-rate * (target - u)) * self.drive()(u)

        near = max(0.0, target - 30 / rate) if rate else 0.0
        middle = max(near, target - 3 / rate) if rate else near
        return sum(
            quad(kernel, a, b, epsabs=1e-14, epsrel=1e-13)[0]
            for a, b in ((near, middle), (middle, target))
        )

    @pytest.mark.parametrize("rate", [0.0, 0.0058, 0.5, 4.0, 60.0, 2000.0])
    def test_operator(self, rate):
        found = filter_operator(self.GRID, rate, self.TARGETS) @ self.drive()(self.GRID.times)
        exact = [self.exact(rate, t) for t in self.TARGETS]
        # 48 nodes interpolate this drive to 1e-12 of its peak; the filter inherits that.
        assert np.abs(found - exact).max() < 1e-12

    @pytest.mark.parametrize(
        ("rates", "form"),
        [
            ([0.004, 0.0058, 0.02], NearRates),
            ([1.0, 1.04, 0.98], NearRates),
            ([0.0, 0.5, 2.0], FarRates),
            ([0.01, 5.0, 40.0], FarRates),
        ],
    )
    def test_own_rates(self, rates, form):
        rates = np.array(rates)
        convolve = convolution_for(self.GRID, rates, self.TARGETS, np, np.float64)
        assert type(convolve) is form
        drive = self.drive()(self.GRID.times)[:, None] * np.array([1.0, 2.0, 0.5])
        found = convolve(drive)
        for p, rate in enumerate(rates):
            exact = np.array([self.exact(rate, t) for t in self.TARGETS]) * [1.0, 2.0, 0.5][p]
            assert np.abs(found[:, p] - exact).max() < 1e-11
        columns = np.array([0, 2])
        assert np.allclose(convolve(drive[:, columns], columns), found[:, columns], rtol=1e-13)

    def test_a_shared_rate_of_any_shape_of_number(self):
        for rate in (0.5, np.float64(0.5), np.array(0.5)):
            convolve = convolution_for(self.GRID, rate, self.TARGETS, np, np.float64)
            assert isinstance(convolve, SharedRate)

    def test_hopelessly_fast_rates_are_refused(self):
        with pytest.raises(ValueError, match="make so fast a filter a state"):
            convolution_for(self.GRID, np.array([1.0, 500.0]), self.TARGETS, np, np.float64)

    @pytest.mark.parametrize("length", [24.0, 240.0, 1344.0])
    def test_long_intervals_with_rates_of_own(self, length, explicit):
        # The naive tables exp(rate * t) reach e^1344 here.
        matrix = np.array([[[-1.2, 0.0], [1.2, -0.4]]] * 3)
        rate = np.array([0.001, 0.1, 1.0])
        filters = [Filter("y", rate, lambda x, _: x["C"] / (0.2 + x["C"]), ("C",))]
        chain = Chain(matrix, {"C": {1: 0.1}}, filters)
        doses, times = [Dose(0.0, 0, 10.0)], list(np.linspace(0, length, 9))
        answer = solve(chain, doses, times, nodes=Nodes(48))
        for patient in range(3):
            truth = explicit(chain, doses, times, {}, patient)["y"]
            # The drive lies between 0 and 1 and rises above 0.5: that is the scale at rate 1.
            assert np.abs(answer["y"][:, patient] - truth).max() < 1e-6 * max(truth.max(), 0.5)


class TestProportional:
    """The closed form for a filter under a filter, and the general path, agree."""

    def both(self, rate_w, rate_p, gain, days=3, start=2.0):
        matrix = np.array([[[-1.2, 0.0], [1.2, -0.4]]] * 2)

        def burst(x, _):
            return x["C"] / (0.2 + x["C"])

        chains = []
        for drive, needs in (
            (Proportional("W", gain), ()),
            (lambda x, q: q["gain"] * x["W"], ("W",)),
        ):
            filters = [
                Filter("W", rate_w, burst, ("C",), start=start),
                Filter("P", rate_p, drive, needs, {"gain": gain} if needs else {}),
            ]
            chains.append(Chain(matrix, {"C": {1: 0.1}}, filters))
        doses = [Dose(24.0 * d, 0, np.array([10.0, 3.0])) for d in range(days)]
        times = list(np.arange(0.0, 24.0 * days + 1, 3.0))
        return [solve(c, doses, times, nodes=Nodes(48), reuse=None)["P"] for c in chains]

    @pytest.mark.parametrize(
        ("rate_w", "rate_p"),
        [
            (0.5, np.array([0.0058, 0.004])),
            (0.5, 0.5),
            (0.5, 0.5 * (1 + 1e-9)),
            (0.5, np.array([0.5, 0.5 * (1 + 1e-4)])),
            (np.array([0.3, 0.9]), np.array([0.3, 0.02])),
            (0.05, 3.0),
            (0.0, 0.1),
            (0.0, 0.0),
        ],
    )
    def test_equal_near_and_far_rates(self, rate_w, rate_p):
        closed, general = self.both(rate_w, rate_p, np.array([0.05, 0.2]))
        # Both are quadratures on 48 nodes, of different integrands.
        assert np.allclose(closed, general, rtol=0, atol=1e-8 * np.abs(general).max())

    def test_very_fast_source_does_not_overflow(self):
        closed, general = self.both(80.0, 0.01, 0.5)
        assert np.isfinite(closed).all()
        assert np.allclose(closed, general, rtol=0, atol=1e-4 * np.abs(general).max())

    def test_proportional_to_proportional_takes_the_general_path(self, explicit):
        chain = random_chain(0)
        names = {f.name: chain.depends_only_on_linear(f) for f in chain.filters}
        assert names == {"G": True, "F": True, "P": False, "D": False, "B": False}


class TestChain:
    def test_names_must_be_known_and_new(self):
        matrix = np.array([[[-1.0]]])
        with pytest.raises(ValueError, match=r"reads \['C'\]"):
            Chain(matrix, {}, [Filter("y", 1.0, lambda x, _: x["C"], ("C",))])
        with pytest.raises(ValueError, match="already taken"):
            Chain(matrix, {"y": {0: 1.0}}, [Filter("y", 1.0, lambda x, _: x["y"], ("y",))])

    def test_a_filter_that_reads_upward_is_refused(self):
        with pytest.raises(ValueError, match="not above it"):
            Chain(
                np.array([[[-1.0]]]),
                {"C": {0: 1.0}},
                [
                    Filter("a", 1.0, Proportional("b", 1.0)),
                    Filter("b", 1.0, Proportional("C", 1.0)),
                ],
            )

    def test_proportional_to_a_linear_signal(self, explicit):
        # A blood-pressure site of its own rate, written as a filter and not as a state.
        chain = Chain(
            np.array([[[-0.5]]]), {"C": {0: 0.1}}, [Filter("bp", 2.0, Proportional("C", 4.0))]
        )
        times = [0.0, 0.5, 2.0, 9.0]
        found = solve(chain, [Dose(0.0, 0, 10.0)], times)["bp"][:, 0]
        t = np.array(times)
        exact = 4.0 / 1.5 * (np.exp(-0.5 * t) - np.exp(-2.0 * t))
        assert np.allclose(found, exact, rtol=0, atol=1e-8)
