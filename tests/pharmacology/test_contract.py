"""One contract, run over every model: troche's own and the published ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from troche.errors import ModelError
from troche.pharmacology.enantiomers import side_by_side
from troche.pharmacology.published import PUBLISHED
from troche.pharmacology.system import Delivery, Model
from troche.pharmacology.troche import Troche, of_enantiomer
from troche.population.bodies import make_bodies
from troche.population.equal_rates import APART, set_apart
from troche.population.parameters import read_parameters
from troche.population.patients import draw_patients
from troche.population.populations import population
from troche.population.recipes import Recipe, model_names
from troche.regimen.language.words import ROUTES
from troche.units import INNER

MODELS: tuple[Model, ...] = (Troche(), *PUBLISHED.values())
EVERY_WAY = (
    Delivery("iv"),
    Delivery("iv", duration=2 / 3),
    Delivery("im"),
    Delivery("sc"),
    Delivery("nasal", "spray"),
    Delivery("nasal", "spray", device=3),
    Delivery("sublingual", "film", hold=10 / 60),
    Delivery("buccal", "film", hold=10 / 60),
    Delivery("buccal", "lozenge", hold=0.25, swallowed=False),
    Delivery("oral", "solution"),
    Delivery("oral", "prolonged-release tablet"),
    Delivery("rectal", "suppository"),
)
PATIENTS = 7


def described(model: Model, p: dict[str, Any]) -> list[Delivery]:
    found = []
    for delivery in EVERY_WAY:
        try:
            model.entries(p, delivery)
        except ModelError:
            continue
        found.append(delivery)
    return found


@pytest.fixture(params=MODELS, ids=lambda m: m.name)
def model(request: Any) -> Model:
    return request.param


@pytest.fixture
def p(model: Model) -> dict[str, Any]:
    people = population("healthy adults")
    recipe = Recipe.of(model.name, people, seed=3, draws=5)
    patients = draw_patients(people, 3, 0, PATIENTS)
    return recipe.parameters(patients, np.arange(PATIENTS) % 5)[0]


def test_the_names_are_those_a_study_may_use() -> None:
    assert tuple(m.name for m in MODELS) == model_names()


def test_it_says_what_it_describes(model: Model) -> None:
    assert set() < set(model.enantiomers) <= {"S", "R"}
    assert set() < set(model.routes) <= set(ROUTES)
    assert model.site in ("arterial", "venous")
    assert read_parameters(model.name).title


def test_every_route_that_it_names_has_a_way(model: Model, p: dict[str, Any]) -> None:
    assert {d.route for d in described(model, p)} == set(model.routes)


def test_what_it_does_not_describe_is_one_message(model: Model, p: dict[str, Any]) -> None:
    with pytest.raises(ModelError) as caught:
        model.entries(p, Delivery("ear"))
    assert caught.value.exit_code == 2
    assert caught.value.allowed


def test_matrix_conserves_or_loses_and_never_makes(model: Model, p: dict[str, Any]) -> None:
    ways = described(model, p)
    system = model.system(p, ways)
    n = len(system.states)
    matrix = np.broadcast_to(system.matrix, (PATIENTS, n, n))
    assert len(set(system.states)) == n
    assert np.isfinite(matrix).all()
    own = np.diagonal(matrix, 0, 1, 2)
    assert (own <= 0).all()
    off = matrix - own[:, :, None] * np.eye(n)
    assert (off >= 0).all()
    # A venous delay is a concentration and gains without a loss; its row carries no mass.
    mass = [i for i, s in enumerate(system.states) if "delay" not in s]
    made = matrix[:, mass].sum(axis=1)
    # Norketamine to hydroxynorketamine adds an oxygen: 239.7/223.7 mg per mg at most.
    assert (made <= -own * (239.7 / 223.7 - 1) + 1e-9).all()


def test_entries_name_states_that_are_there(model: Model, p: dict[str, Any]) -> None:
    ways = described(model, p)
    system = model.system(p, ways)
    for delivery in ways:
        # The same streams with the depots of this way alone.
        alone = model.system(p, [delivery])
        for entry in model.entries(p, delivery):
            assert entry.state in system.states
            assert entry.state in alone.states
            for number in (entry.fraction, entry.lag, entry.duration):
                assert np.shape(number) in ((), (PATIENTS,))
                assert np.isfinite(number).all()
                assert (np.asarray(number) >= 0).all()


def test_observations_read_known_states_in_milligrams_per_litre(
    model: Model, p: dict[str, Any]
) -> None:
    system = model.system(p, described(model, p))
    assert {"ketamine", "norketamine"} <= set(system.observations)
    for analyte in system.observations:
        weights = system.weights(analyte)
        assert weights.shape[-1] == len(system.states)
        assert (weights >= 0).all()
        assert (weights > 0).any(axis=-1).all()


def test_one_patient_alone_is_the_same_as_in_a_batch(model: Model, p: dict[str, Any]) -> None:
    ways = described(model, p)
    n = len(model.system(p, ways).states)
    whole = np.broadcast_to(model.system(p, ways).matrix, (PATIENTS, n, n))
    third = {k: np.asarray(v)[2] if np.ndim(v) else np.asarray(v) for k, v in p.items()}
    np.testing.assert_array_equal(model.system(third, ways).matrix, whole[2])


def test_parameters_have_inner_units_and_a_source_or_an_assumption(model: Model) -> None:
    for table in (read_parameters(model.name), read_parameters("receptor")):
        for parameter in table:
            assert all(unit in INNER.values() for unit in parameter.unit.split(" per "))
            assert parameter.sources or parameter.assumption or parameter.fitted


def test_side_by_side_does_not_mix(p: dict[str, Any], model: Model) -> None:
    if model.enantiomers != ("S", "R"):
        return
    ways = [Delivery("iv"), Delivery("oral")]
    parts = {e: model.system(of_enantiomer(p, e), ways) for e in "SR"}
    both = side_by_side(parts)
    n = len(parts["S"].states)
    assert not both.matrix[:, :n, n:].any()
    assert not both.matrix[:, n:, :n].any()


# Equal rates of published chains.


def test_rates_set_apart_keep_mass_mean_transit_and_everyone_else() -> None:
    k = np.array([2.0, 3.0])
    matrix = np.zeros((2, 4, 4))
    for i, rate in enumerate((k, k, k + 1)):
        matrix[:, i, i] -= rate
        matrix[:, i + 1, i] += rate
    apart = set_apart(matrix)
    np.testing.assert_allclose(apart.sum(axis=1), 0.0, atol=1e-15)
    first, second = -apart[:, 0, 0], -apart[:, 1, 1]
    assert (abs(first / k - 1) <= APART * 1.01).all()
    assert (first > second).all()
    np.testing.assert_allclose(1 / first + 1 / second, 2 / k, rtol=1e-14)
    np.testing.assert_array_equal(apart[:, 2:, 2:], matrix[:, 2:, 2:])


def test_distinct_rates_stay_as_they_are() -> None:
    matrix = np.array([[[-2.0, 0.0], [2.0, -2.5]], [[-2.0, 0.0], [2.0, -2.0]]])
    assert set_apart(matrix) is matrix  # equal in one patient alone is left to the exponential


def test_set_apart_moves_the_published_model_by_two_millionths(cohort: Any) -> None:
    from scipy.linalg import expm

    made = cohort("50 mg esketamine sublingual film", 48.0, model="simons-2022")
    bodies = made.bodies
    (way,) = {d for d in EVERY_WAY if d.route == "sublingual"}
    published = bodies.model.system(bodies.parameters["S"], [way])
    n = len(published.states)
    matrix = np.broadcast_to(published.matrix, (1, n, n))[0]
    times = np.array([0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 24.0, 40.0])
    for analyte in ("ketamine", "norketamine", "hydroxynorketamine"):
        exact = np.zeros(len(times))
        for entry in bodies.model.entries(bodies.parameters["S"], way):
            # A constant input is one more state that never changes.
            i, length = published.index(entry.state), float(np.max(entry.duration))
            wide = np.zeros((n + 1, n + 1))
            wide[:n, :n] = matrix
            wide[i, n] = 50.0 * float(np.max(entry.fraction)) / length
            for k, t in enumerate(times):
                x = expm(wide * min(t, length))[:n, n]
                x = expm(matrix * max(t - length, 0.0)) @ x
                exact[k] += float(np.reshape(published.weights(analyte), -1) @ x)
        found = made.at(times.tolist(), f"S-{analyte}")[:, 0]
        # The bound stated for `APART`; ketamine stands above the chains, and loses only the
        # digits that the modal form may (1e-10 of a peak, `modes.SOUND_GROWTH`).
        limit = 1e-9 if analyte == "ketamine" else 2e-6
        assert abs(found - exact).max() < limit * exact.max()


def test_published_ranges_of_make_bodies(model: Model, p: dict[str, Any]) -> None:
    """Any model gives finite, non-negative courses to patients who differ."""
    people = population("healthy adults")
    recipe = Recipe.of(model.name, people, seed=3, draws=5)
    patients = draw_patients(people, 3, 0, PATIENTS)
    ways = described(model, p)
    draw = np.arange(PATIENTS) % 5
    bodies = make_bodies(recipe, patients, draw, model.enantiomers, ways)
    for delivery in ways:
        for analyte in ("ketamine", "norketamine"):
            for e in model.enantiomers:
                area = bodies.exposure_of(e, delivery, analyte)
                assert np.isfinite(area).all()
                assert (area >= 0).all()
