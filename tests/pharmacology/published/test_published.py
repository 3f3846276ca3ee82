"""One contract for all published models: scope, use of parameters, balance, arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import array_api_strict
import numpy as np
import pytest

from troche.cascade import Chain, Dose
from troche.cascade import solve as closed_form
from troche.errors import ModelError
from troche.pharmacology.published import PUBLISHED, published_model
from troche.pharmacology.system import Delivery, Model
from troche.population.parameters import read_parameters
from troche.units import MOLAR_MASS

NAMES = list(PUBLISHED)
PEOPLE = {"weight": 74.0, "age": 66.0, "asian": 1.0, "japanese": 1.0}
DELIVERIES = {
    "iv": Delivery("iv", duration=0.5),
    "nasal": Delivery("nasal", "spray", device=2),
    "oral": Delivery("oral", "solution"),
    "sublingual": Delivery("sublingual", "film", hold=10 / 60),
    "buccal": Delivery("buccal", "film", hold=10 / 60),
}
ROUTES = [(name, route) for name in NAMES for route in PUBLISHED[name].routes]
# Where the paper lets mass leave: eliminated, or turned into what it does not follow.
LEAKS = {
    "perez-ruixo-2021": {"liver", "norketamine"},
    "ashraf-2018": {"depot", "central", "norketamine"},  # norketamine's own first pass
    "simons-2022": {"hepatic2", "oxidation2", "hydroxynorketamine"},
    "otto-2021": {"norketamine"},
}


def person(name: str, weight: float = 70.0) -> dict[str, Any]:
    return read_parameters(name).typical(weight) | {k: np.asarray(v) for k, v in PEOPLE.items()}


def all_deliveries(model: Model) -> list[Delivery]:
    return [DELIVERIES[route] for route in model.routes]


class Recorder(Mapping[str, Any]):
    """Parameters that remember which of them were asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values_, self.asked = values, set[str]()

    def __getitem__(self, symbol: str) -> Any:
        self.asked.add(symbol)
        return self.values_[symbol]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_used_and_every_use_is_a_parameter(name: str) -> None:
    model, p = PUBLISHED[name], Recorder(person(name))
    model.system(p, all_deliveries(model))
    for delivery in all_deliveries(model):
        model.entries(p, delivery)
    covariates: tuple[str, ...] = model.covariates  # type: ignore[attr-defined]
    assert p.asked == {*read_parameters(name).symbols, *covariates}


@pytest.mark.parametrize("name", NAMES)
def test_describes_itself(name: str) -> None:
    model = published_model(name)
    assert model.name == name
    assert model.enantiomers == ("S",)
    assert model.site in ("arterial", "venous")
    assert "iv" in model.routes


def test_an_unknown_model_names_the_nearest() -> None:
    with pytest.raises(ModelError, match="Did you mean 'simons-2022'"):
        published_model("simon-2022")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("route", ["im", "sc", "rectal", "nasal", "sublingual", "oral"])
def test_a_route_that_was_not_studied_is_refused(name: str, route: str) -> None:
    model = PUBLISHED[name]
    if route in model.routes:
        return
    with pytest.raises(ModelError) as caught:
        model.entries(person(name), Delivery(route))
    assert caught.value.allowed == ", ".join(model.routes)


@pytest.mark.parametrize(
    ("name", "delivery", "allowed"),
    [
        ("simons-2022", Delivery("sublingual", "tablet", hold=1 / 6), "film"),
        ("simons-2022", Delivery("sublingual", "film", hold=5 / 60), "10 min"),
        ("simons-2022", Delivery("buccal", "film"), "10 min"),
        ("simons-2022", Delivery("buccal", "film", hold=1 / 6, swallowed=False), "swallowed"),
        ("perez-ruixo-2021", Delivery("oral", "prolonged-release tablet"), "solution"),
        ("perez-ruixo-2021", Delivery("nasal", "spray", duration=0.1), "no duration"),
        ("ashraf-2018", Delivery("oral", "capsule"), "solution"),
        ("otto-2021", Delivery("iv", "solution"), "no product"),
    ],
)
def test_a_form_that_was_not_studied_is_refused(
    name: str, delivery: Delivery, allowed: str
) -> None:
    with pytest.raises(ModelError) as caught:
        PUBLISHED[name].entries(person(name), delivery)
    assert caught.value.allowed.startswith(allowed)


@pytest.mark.parametrize("name", NAMES)
def test_depots_are_there_only_when_needed(name: str) -> None:
    model, p = PUBLISHED[name], person(name)
    least = model.system(p, [DELIVERIES["iv"]])
    most = model.system(p, all_deliveries(model))
    assert most.states[: len(least.states)] == least.states
    assert np.array_equal(most.matrix[: len(least.states), : len(least.states)], least.matrix)
    for delivery in all_deliveries(model):
        states = model.system(p, [delivery]).states
        assert {entry.state for entry in model.entries(p, delivery)} <= set(states)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_appears_and_nothing_leaves_but_where_the_paper_says(name: str) -> None:
    """Columns of the matrix, in the model's own amounts: Simons counts moles, the others mg."""
    model = PUBLISHED[name]
    system = model.system(person(name), all_deliveries(model))
    per = np.array([1 / molar_mass(state) for state in system.states])
    if name != "simons-2022":
        per = np.ones_like(per)
    net = (per @ system.matrix) / per / -np.diag(system.matrix)
    leaking = {state for state, loss in zip(system.states, net, strict=True) if loss < -1e-9}
    # Rates of one state add up to its own loss to rounding: 1e-12 of the largest term.
    assert net.max() < 1e-12
    assert leaking == LEAKS[name]


def molar_mass(state: str) -> float:
    if state.startswith("hydroxynorketamine"):
        return MOLAR_MASS["hydroxynorketamine"]
    if state.startswith(("norketamine", "oxidation")):
        return MOLAR_MASS["norketamine"]
    return MOLAR_MASS["ketamine"]


@pytest.mark.parametrize(("name", "route"), ROUTES)
def test_concentrations_are_linear_in_the_dose(
    name: str, route: str, solve: Callable[..., Any]
) -> None:
    times = np.linspace(0, 4, 17)
    one, five = (
        solve(PUBLISHED[name], person(name), [(0.0, dose, DELIVERIES[route])], times)
        for dose in (10.0, 50.0)
    )
    for analyte in one.system.observations:
        # Not rounding but the referee: between its steps it interpolates, to about 1e-5 where
        # the system is stiff.
        np.testing.assert_allclose(
            five.concentration(analyte), 5 * one.concentration(analyte), rtol=1e-4, atol=1e-6
        )


@pytest.mark.parametrize("name", NAMES)
def test_a_batch_is_its_people_one_by_one(name: str) -> None:
    model = PUBLISHED[name]
    rng = np.random.default_rng(1)
    batch = {k: v * rng.uniform(0.5, 1.0, 3) for k, v in person(name).items()}
    together = model.system(batch, all_deliveries(model))
    assert together.matrix.shape[0] == 3
    for i in range(3):
        alone = model.system({k: v[i] for k, v in batch.items()}, all_deliveries(model))
        np.testing.assert_allclose(together.matrix[i], alone.matrix, rtol=1e-14)
        for analyte in alone.observations:
            np.testing.assert_allclose(
                together.weights(analyte)[i], alone.weights(analyte), rtol=1e-14
            )


@pytest.mark.parametrize("name", NAMES)
def test_equations_hold_in_any_array_namespace(name: str) -> None:
    model, numbers = PUBLISHED[name], person(name)
    strict = {k: array_api_strict.asarray(float(v)) for k, v in numbers.items()}
    expected = model.system(numbers, all_deliveries(model))
    found = model.system(strict, all_deliveries(model))
    # The same operations in the same order: equal to the last bits of a power.
    np.testing.assert_allclose(np.asarray(found.matrix), expected.matrix, rtol=1e-14)
    for delivery in all_deliveries(model):
        pairs = zip(model.entries(strict, delivery), model.entries(numbers, delivery), strict=True)
        for one, other in pairs:
            assert float(one.fraction) == pytest.approx(float(other.fraction), rel=1e-14)


@pytest.mark.parametrize(("name", "route"), ROUTES)
def test_the_closed_form_is_the_integrated_course(
    name: str, route: str, solve: Callable[..., Any]
) -> None:
    """The package's own solver, on transit chains with equal rates among them."""
    model, p, times = PUBLISHED[name], person(name), np.linspace(0, 12, 25)
    schedule = [(0.0, 28.0, DELIVERIES[route]), (4.0, 28.0, DELIVERIES[route])]
    expected = solve(model, p, schedule, times)
    system = expected.system
    doses = [
        Dose(time, system.index(e.state), amount * e.fraction, duration=e.duration, lag=e.lag)
        for time, amount, delivery in schedule
        for e in model.entries(p, delivery)
    ]
    record = {
        analyte: {system.index(state): weight for state, weight in terms.items()}
        for analyte, terms in system.observations.items()
    }
    found = closed_form(Chain(system.matrix[None]), doses, list(times), record)
    for analyte in record:
        reference = expected.concentration(analyte) / 1000
        # The referee's interpolation again, about 1e-5 where the system is stiff.
        np.testing.assert_allclose(
            found[analyte][1:, 0], reference[1:], rtol=1e-4, atol=1e-4 * reference.max()
        )
