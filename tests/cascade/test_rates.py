"""Rates that coincide, nearly coincide, turn complex, or are zero."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy.linalg import expm

from troche.cascade import Chain, Dose, decompose, solve
from troche.cascade.propagators import (
    ExponentialPropagator,
    MixedPropagator,
    ModalPropagator,
    propagator_for,
)
from troche.cascade.structure import blocks_of, pattern_of

TIMES = np.array([0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 12.0, 24.0])
GAPS = [0.0, *(10.0**e for e in range(-12, -2))]
# What the modal form may lose before it hands over: see SOUND_GROWTH in soundness.py.
BY_AUTO = 1e-9


def bateman(ka, ke, t):
    """Return the amount in the second state, without cancellation at any gap."""
    z = -(ka - ke) * t
    mean = np.where(z == 0, 1.0, np.expm1(z) / np.where(z == 0, 1.0, z))
    return ka * t * np.exp(-ke * t) * mean


def transit(rate, n):
    return np.diag([-rate] * n) + np.diag([rate] * (n - 1), -1)


@pytest.mark.parametrize("gap", GAPS)
def test_nearly_equal_rates(gap):
    ka, ke = 1.3 * (1 + gap), 1.3
    matrix = np.array([[[-ka, 0.0], [ka, -ke]]])
    found = solve(Chain(matrix), [Dose(0.0, 0, 1.0)], TIMES, {"x": {1: 1.0}})["x"][:, 0]
    exact = bateman(ka, ke, TIMES)
    assert np.abs(found - exact).max() <= BY_AUTO * exact.max()


@pytest.mark.parametrize("gap", GAPS)
def test_nearly_equal_rates_three_deep(gap):
    # Depot, central, effect site: two small gaps divide, their errors multiply.
    a, b, c = 2.0, 2.0 * (1 + gap), 2.0 * (1 - gap)
    matrix = np.array([[[-a, 0, 0], [a, -b, 0], [0, b, -c]]])
    found = solve(Chain(matrix), [Dose(0.0, 0, 1.0)], TIMES, {"x": {2: 1.0}})["x"][:, 0]
    assert np.abs(found - three_in_series(a, b, c)).max() <= BY_AUTO * found.max()


def three_in_series(*rates):
    """Return the third amount by the textbook's sum, with 80 digits to cancel."""
    with localcontext() as context:
        context.prec = 80
        a, b, c = (Decimal(float(rate)) for rate in rates)
        if len({a, b, c}) < 3:  # only where all are equal
            return np.array([float(a) ** 2 * t**2 / 2 * np.exp(-float(a) * t) for t in TIMES])
        return np.array(
            [
                float(
                    a
                    * b
                    * sum(
                        (-k * Decimal(float(t))).exp() / ((m - k) * (n - k))
                        for k, m, n in ((a, b, c), (b, a, c), (c, a, b))
                    )
                )
                for t in TIMES
            ]
        )


@pytest.mark.parametrize("gap", GAPS)
def test_states_listed_downstream_first(gap):
    # The matrix is then upper triangular, where SciPy's own shortcut loses the digits.
    ka, ke = 1.3 * (1 + gap), 1.3
    matrix = np.array([[[-ke, ka], [0.0, -ka]]])
    doses = [Dose(0.0, 1, 1.0, lag=np.array([0.5]), duration=np.array([0.0]))]
    times = np.append(0.0, TIMES + 0.5)
    for method in ("auto", "exponential"):
        found = solve(Chain(matrix), doses, times, {"x": {0: 1.0}}, method=method)["x"][1:, 0]
        exact = bateman(ka, ke, TIMES)
        assert np.abs(found - exact).max() <= BY_AUTO * exact.max()


def test_the_modal_form_refuses_what_it_would_get_wrong():
    # Not a tautology: at a gap of 1e-10 the modal answer itself is off by more than BY_AUTO.
    ka, ke = 1.3 * (1 + 1e-10), 1.3
    matrix = np.array([[[-ka, 0.0], [ka, -ke]]])
    chain, doses = Chain(matrix), [Dose(0.0, 0, 1.0)]
    modal = solve(chain, doses, TIMES, {"x": {1: 1.0}}, method="modal")["x"][:, 0]
    assert np.abs(modal - bateman(ka, ke, TIMES)).max() > BY_AUTO
    assert not decompose(matrix).sound[0]


@pytest.mark.parametrize("n", [2, 5, 12])
def test_transit_chain_of_equal_rates(n):
    rate = 3.0
    found = solve(Chain(transit(rate, n)[None]), [Dose(0.0, 0, 1.0)], TIMES, {"x": {n - 1: 1.0}})[
        "x"
    ][:, 0]
    exact = (rate * TIMES) ** (n - 1) / math.factorial(n - 1) * np.exp(-rate * TIMES)
    assert np.abs(found - exact).max() <= 1e-12 * exact.max()


def test_one_way_loop_with_complex_rates():
    # x -> y -> z -> x in one direction: a rotation, rates are complex; exponential path.
    k = np.array([[-1.0, 0.0, 1.0], [1.0, -1.0, 0.0], [0.0, 1.0, -1.1]])
    assert np.abs(np.linalg.eigvals(k).imag).max() > 0.5
    (block,) = blocks_of(pattern_of(k))
    assert block.tree is None
    assert type(propagator_for(k[None])).__name__ == "ExponentialPropagator"
    doses = [Dose(0.0, 0, 1.0), Dose(1.0, 1, 2.0, duration=0.5)]
    found = solve(Chain(k[None]), doses, TIMES, {"z": {2: 1.0}})["z"][:, 0]
    exact = np.zeros(len(TIMES))
    for i, t in enumerate(TIMES):
        exact[i] = expm(k * t)[2, 0]
        u = np.linspace(0, min(max(t - 1, 0), 0.5), 2001)
        if u[-1] > 0:
            # Trapezoid on 2,000 panels of 0.25 ms^-1 scale: 1e-8 of the answer.
            late = [expm(k * (t - 1 - s))[2, 1] for s in u[::40]]
            exact[i] += np.trapezoid(4.0 * np.array(late), u[::40])
    assert np.abs(found - exact).max() < 2e-5


def test_a_loop_in_an_exchanging_block_is_exact():
    # Three compartments that all exchange: a cycle of pairs, so no tree, though rates are real.
    k = np.array([[-3.0, 0.4, 0.3], [1.0, -0.9, 0.2], [0.5, 0.1, -0.6]])
    found = solve(Chain(k[None]), [Dose(0.0, 0, 1.0)], TIMES, {"x": {1: 1.0}})["x"][:, 0]
    exact = [expm(k * t)[1, 0] for t in TIMES]
    assert np.allclose(found, exact, rtol=0, atol=1e-14)


@pytest.mark.parametrize("method", ["auto", "exponential"])
def test_sinks_collect_what_was_eliminated(method):
    # Urine from the central compartment, and a second sink below the first depot.
    matrix = np.array([[[-2.0, 0, 0, 0], [1.5, -0.5, 0, 0], [0, 0.5, 0, 0], [0.5, 0, 0, 0]]])
    doses = [Dose(0.0, 0, 10.0), Dose(3.0, 1, 4.0, duration=2.0)]
    record = {"all": dict.fromkeys(range(4), 1.0), "urine": {2: 1.0}}
    answer = solve(Chain(matrix), doses, [0.0, 4.0, 100.0], record, method=method)
    assert np.allclose(answer["all"][:, 0], [10.0, 12.0, 14.0], rtol=1e-13)
    assert answer["urine"][-1, 0] == pytest.approx(7.5 + 4.0, rel=1e-12)


def test_a_sink_below_a_sink_has_two_equal_rates():
    matrix = np.array([[[-1.0, 0, 0], [1.0, 0.0, 0], [0, 0.2, 0.0]]])
    found = solve(Chain(matrix), [Dose(0.0, 0, 1.0)], [5.0], {"x": {2: 1.0}})["x"][0, 0]
    assert found == pytest.approx(0.2 * (5 - (1 - np.exp(-5))), rel=1e-12)


class TestThreeWaysOneAnswer:
    """The contract of the propagators, held over all three."""

    def random_matrices(self, seed=3, patients=6):
        rng = np.random.default_rng(seed)
        k = np.zeros((patients, 5, 5))

        def flow(j, i):
            rate = rng.uniform(0.05, 3.0, patients)
            k[:, j, j] -= rate
            if i is not None:
                k[:, i, j] += rate

        for j, i in ((0, 1), (1, 2), (2, 1), (1, None), (1, 3), (3, 4), (4, 3), (3, None)):
            flow(j, i)
        return k

    def three(self, matrix):
        modal = ModalPropagator(decompose(matrix))
        others = np.array([1, 4])
        exact = ExponentialPropagator(matrix)
        return modal, exact, MixedPropagator(modal, ExponentialPropagator(matrix[others]), others)

    def test_every_question(self):
        matrix = self.random_matrices()
        assert decompose(matrix).sound.all()
        rng = np.random.default_rng(0)
        patients = len(matrix)
        elapsed, duration = rng.uniform(-1, 5, patients), np.array([0.0, 0.5, 1, 2, 3, 9])
        weights = {1: rng.uniform(1, 2, patients), 4: 0.3}
        columns = np.array([0, 1, 3])
        answers = []
        for p in self.three(matrix):
            row, table = p.row(weights), p.table([0.0, 0.3, 2.0, 7.0])
            y = p.entry(0) * 2.0 + p.window(3, elapsed + 1.0, duration)
            rate = p.entry(1) * 0.7
            grid = elapsed + np.array([[0.0], [1.5]])
            answers.append(
                [
                    p.observe(table, row, y, None),
                    p.observe(table, row, y, rate),
                    p.observe(table, row, y, rate, slice(1, 3)),
                    p.observe(table, row, y, rate, slice(0, 3), columns),
                    p.at(row, p.advance(table, y, rate)),
                    p.at(row, p.advance(table, p.zeros(), None)),
                    p.at(row, p.window(0, elapsed, duration)),
                    p.at(row, p.window(0, grid, duration)),
                    p.at(row, p.window(0, grid, duration)[..., columns], columns),
                    p.area(row, y, rate, 7.0),
                    p.area(row, y, None, 0.1),
                    p.at(row, p.window_area(1, elapsed, duration)),
                ]
            )
        for modal, exact, mixed in zip(*answers, strict=True):
            assert modal.shape == exact.shape == mixed.shape
            # Random rates lie apart; a few digits are lost to their differences.
            assert np.allclose(modal, exact, rtol=1e-11, atol=1e-12)
            assert np.allclose(mixed, exact, rtol=1e-11, atol=1e-12)

    def test_shift_bounds_every_later_movement(self):
        matrix = self.random_matrices(seed=8)
        for p in self.three(matrix):
            row, table = p.row({4: 1.0}), p.table(list(np.linspace(0, 20, 60)))
            before, after = p.entry(0) * 2.0, p.entry(0) * 2.0 + p.entry(3) * 0.5
            moved = p.observe(table, row, after, None) - p.observe(table, row, before, None)
            bound = p.shift(row, after - before)
            assert (np.abs(moved).max(axis=0) <= bound * (1 + 1e-12)).all()
            assert (p.shift(row, before - before) == 0.0).all()

    def test_one_patient_with_equal_rates_among_sound_ones(self):
        rng = np.random.default_rng(1)
        ka = rng.uniform(0.5, 3, 7)
        ke = np.where(np.arange(7) == 3, ka, ka * 0.4)
        matrix = np.zeros((7, 2, 2))
        matrix[:, 0, 0], matrix[:, 1, 0], matrix[:, 1, 1] = -ka, ka, -ke
        assert isinstance(propagator_for(matrix), MixedPropagator)
        doses = [
            Dose(0.0, 0, 1.0),
            Dose(2.0, 0, rng.uniform(0, 1, 7), lag=rng.uniform(0, 1, 7), duration=np.full(7, 0.5)),
            Dose(6.0, 1, 3.0, duration=2.0),
        ]
        record = {"x": {1: 1.0}}
        auto = solve(Chain(matrix), doses, TIMES, record)["x"]
        exact = solve(Chain(matrix), doses, TIMES, record, method="exponential")["x"]
        assert np.allclose(auto, exact, rtol=0, atol=1e-11)


def test_traced_free_arrays_that_need_the_exponential_are_told_so():
    strict = pytest.importorskip("array_api_strict")
    matrix = strict.asarray([[[-2.0, 0.0], [2.0, -2.0]]])
    with pytest.raises(ValueError, match="nearly coincide"):
        propagator_for(matrix)
    with pytest.raises(ValueError, match="takes NumPy arrays"):
        propagator_for(matrix, method="exponential")
