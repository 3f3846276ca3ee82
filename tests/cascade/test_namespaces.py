"""The same code on other arrays: array-api-strict and JAX give NumPy's answer."""

import numpy as np
import pytest

from troche.cascade import Chain, Dose, Filter, Nodes, Proportional, solve

# A few ulps: other libraries order their sums, and round exp, in their own way.
SAME = 1e-12
PATIENTS = 3
NODES = Nodes(12, 6, 4.0)  # the grading stated, since traced arrays cannot choose it
TIMES = [0.0, 1.0, 12.0, 16.0, 30.0]
PATTERN = np.array([[1, 0, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0], [0, 1, 0, 1]], dtype=bool)
RNG = np.random.default_rng(2)
PARAMETERS = {
    "ka": RNG.uniform(0.8, 2.0, PATIENTS),
    "ke": RNG.uniform(0.2, 0.6, PATIENTS),
    "EC50": RNG.uniform(0.1, 0.3, PATIENTS),
    "kd": RNG.uniform(0.004, 0.008, PATIENTS),
    "far": RNG.uniform(0.05, 1.5, PATIENTS),
    "lag": RNG.uniform(0.0, 1.0, PATIENTS),
    "length": RNG.uniform(0.0, 2.0, PATIENTS),
    "amount": RNG.uniform(1.0, 9.0, PATIENTS),
}


def answer(p, xp, **options):
    """Solve a model that uses every part of the cascade, in the namespace of `p`."""
    ka, ke = p["ka"], p["ke"]
    zero = ka * 0.0
    rows = [
        [-ka, zero, zero, zero],
        [0.7 * ka, -(ke + 0.4), zero + 0.2, zero],
        [zero, zero + 0.4, zero - 0.2, zero],
        [zero, zero + 3.0, zero, zero - 4.0],
    ]
    matrix = xp.stack([xp.stack(row, axis=-1) for row in rows], axis=-2)

    def burst(x, q):
        occupancy = x["Ce"] / (q["EC50"] + x["Ce"])
        return occupancy * xp.sqrt(xp.abs(occupancy))

    filters = [
        Filter("W", 0.5, burst, ("Ce",), {"EC50": p["EC50"]}),
        Filter("P", p["kd"], Proportional("W", 0.05 + zero)),
        Filter("B", p["far"], lambda x, _: x["W"] * x["Ce"], ("W", "Ce"), start=1.0),
        Filter("D", 0.03, lambda x, _: 0.9 / (1.0 + 0.8 * x["P"]), ("P",), start=30.0, slow=True),
    ]
    doses = [
        Dose(0.0, 0, 10.0),
        Dose(12.0, 1, p["amount"], duration=4.0),
        Dose(16.0, 0, p["amount"], lag=p["lag"], duration=p["length"]),
    ]
    chain = Chain(matrix, {"Ce": {3: 0.1}}, filters)
    record = {"C": {1: 0.1}, "all": {0: 1.0, 1: 1.0, 2: zero + 1.0}}
    return solve(chain, doses, TIMES, record, nodes=NODES, **options).values


@pytest.fixture(scope="module")
def oracle():
    return answer(PARAMETERS, np, reuse=None)


@pytest.fixture(scope="module")
def jax():
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    return jax


def check(found, oracle, tolerance=SAME):
    assert set(found) == set(oracle)
    for name, exact in oracle.items():
        value = np.asarray(found[name])
        assert value.dtype == np.float64
        assert np.abs(value - exact).max() <= tolerance * np.abs(exact).max(), name


def test_array_api_strict(oracle):
    strict = pytest.importorskip("array_api_strict")
    check(answer({k: strict.asarray(v) for k, v in PARAMETERS.items()}, strict), oracle)


def test_jax(jax, oracle):
    xp = jax.numpy
    check(answer({k: xp.asarray(v) for k, v in PARAMETERS.items()}, xp), oracle)


def traced(jax, p):
    return answer(p, jax.numpy, method="modal", pattern=PATTERN)


def test_jax_under_jit(jax, oracle):
    # Lags, durations and rates of filters are closed over: what is traced flows through.
    fixed = ("lag", "length", "kd", "far")
    held = {k: PARAMETERS[k] for k in fixed}
    compiled = jax.jit(lambda p: traced(jax, p | held))
    check(
        compiled({k: jax.numpy.asarray(v) for k, v in PARAMETERS.items() if k not in fixed}), oracle
    )


def test_jax_with_everything_traced(jax, oracle):
    compiled = jax.jit(lambda p: traced(jax, p))
    found = compiled({k: jax.numpy.asarray(v) for k, v in PARAMETERS.items()})
    # Uptake times are not known while tracing, so no interval ends where uptake does:
    # below the linear part compare what lies before the dose with a window of its own.
    early = slice(0, TIMES.index(16.0) + 1)
    for names, tolerance, rows in (
        (("C", "all"), SAME, slice(None)),
        (("W",), SAME, early),
        # Rates of each patient's own are solved panel by panel: another quadrature of the
        # same integral, and with 12 nodes both are good to 1e-6.
        (("P", "B", "D"), 1e-6, early),
    ):
        check({n: found[n][rows] for n in names}, {n: oracle[n][rows] for n in names}, tolerance)


def test_a_gradient_against_finite_differences(jax):
    xp = jax.numpy

    def mood(log_parameters):
        p = {k: xp.exp(v) for k, v in log_parameters.items()}
        return xp.sum(traced(jax, p)["D"][-1, ...])

    value = jax.jit(mood)
    point = {k: xp.asarray(np.log(v)) for k, v in PARAMETERS.items()}
    gradient = jax.jit(jax.grad(mood))(point)
    # The nodes are fixed, so there is no step-size noise: central differences with
    # h = 1e-4 leave h^2 = 1e-8 of curvature.
    for name in PARAMETERS:
        h = 1e-4
        up, down = (value(point | {name: point[name] + s}) for s in (h, -h))
        assert float(xp.sum(gradient[name])) == pytest.approx(
            float(up - down) / (2 * h), rel=1e-5, abs=1e-8
        )


def test_traced_arrays_cannot_choose_a_method(jax):
    with pytest.raises(ValueError, match="use 'modal'"):
        jax.jit(lambda p: answer(p, jax.numpy, pattern=PATTERN))(
            {k: jax.numpy.asarray(v) for k, v in PARAMETERS.items()}
        )
