"""The course in pieces: cuts change nothing, areas are exact, whoever misses gets nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from troche.population.bodies import Bodies, make_bodies
from troche.population.course import course
from troche.population.drugs import delivery_of
from troche.population.patients import draw_patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.regimen import Administration, expand, parse

N = 16
PEOPLE = population("healthy adults")


def made(text: str, horizon: float, model: str = "troche") -> tuple[Bodies, list[Administration]]:
    recipe = Recipe.of(model, PEOPLE, 9, draws=4)
    given = list(expand(parse(text), horizon).administrations)
    ways = tuple(dict.fromkeys(delivery_of(g) for g in given))
    both = ("S", "R") if " ketamine" in text else ("S",)
    patients = draw_patients(PEOPLE, 9, 0, N)
    return make_bodies(recipe, patients, np.arange(N) % 4, both, ways), given


CASES = [
    ("30 mg ketamine sublingual tablet, twice daily", "troche"),
    ("0.5 mg/kg ketamine iv over 40 min, days 1 2", "troche"),
    ("80 mg ketamine oral prolonged-release tablet, daily", "troche"),
    ("50 mg esketamine sublingual film, daily", "simons-2022"),
    ("56 mg esketamine nasal, days 1 2", "perez-ruixo-2021"),
    ("14 mg esketamine oral solution, daily", "ashraf-2018"),
]


@pytest.mark.parametrize(("text", "model"), CASES)
def test_marks_and_outputs_change_no_area_and_no_value(text: str, model: str) -> None:
    bodies, given = made(text, 48.0, model)
    doses = bodies.doses(given)
    times = [0.0, 0.3, 1.0, 7.0, 24.0, 25.0, 48.0]
    plain = list(course(bodies, doses, 48.0, times))
    cut = list(course(bodies, doses, 48.0, times, marks=[0.05, 0.3, 5.5, 24.0, 30.1]))
    assert len(cut) > len(plain)
    for found in (plain, cut):
        assert [s.start for s in found[1:]] == [s.stop for s in found[:-1]]
        assert (found[0].start, found[-1].stop) == (0.0, 48.0)
        assert [t for s in found for t in s.outputs] == pytest.approx(times)
    for name in plain[0].areas:
        one, other = (sum(s.areas[name] for s in found) for found in (plain, cut))
        # Exact areas but for digits lost to modes that cancel, up to 1e-10 of the peak; under
        # occupancy the quadrature, 30 graded nodes on up to a day.
        np.testing.assert_allclose(other, one, rtol=1e-4 if name == "occupancy" else 1e-8)
    for name in plain[0].readings:
        one, other = (
            np.concatenate([s.readings[name] for s in found if s.outputs]) for found in (plain, cut)
        )
        top = np.abs(one).max(axis=0)
        assert (abs(one - other) <= 1e-8 * top).all()
        assert (one >= -1e-9 * top).all()


def test_who_misses_a_dose_has_the_course_of_the_others() -> None:
    bodies, given = made("30 mg ketamine sublingual tablet, daily", 72.0)
    taken = np.ones((3, N), dtype=bool)
    taken[1, :8] = False
    taken[:, 15] = False
    times = [12.0, 30.0, 60.0]

    def at(doses: list) -> np.ndarray:
        found = course(bodies, doses, 72.0, times)
        return np.concatenate([s.readings["ketamine"] for s in found if s.outputs])

    missed, all_taken = at(bodies.doses(given, taken)), at(bodies.doses(given))
    skipped = at(bodies.doses([g for g in given if g.number != 2]))
    np.testing.assert_array_equal(missed[:, 8:15], all_taken[:, 8:15])
    np.testing.assert_allclose(missed[:, :8], skipped[:, :8], rtol=1e-9)
    np.testing.assert_array_equal(missed[:, 15], 0.0)


def test_whoever_stands_beside_a_patient_changes_no_bit() -> None:
    """Within one width; across widths BLAS may differ, and blocks see to that."""
    bodies, given = made("28 mg esketamine nasal, days 1 2", 48.0)
    recipe = Recipe.of("troche", PEOPLE, 9, draws=4)
    other = draw_patients(PEOPLE, 10, 0, N)
    mixed = replace(
        bodies.patients,
        **{
            name: np.concatenate([getattr(bodies.patients, name)[:8], getattr(other, name)[8:]])
            for name in ("weight", "height", "age", "sex", "cyp2b6", "liver")
        },
    )
    beside = make_bodies(recipe, mixed, np.arange(N) % 4, ("S",), tuple(bodies_ways(given)))
    one, two = (
        np.concatenate([s.values["ketamine"] for s in course(b, b.doses(given), 48.0)])[:, :8]
        for b in (bodies, beside)
    )
    np.testing.assert_array_equal(one.max(axis=0) > 0, True)
    # The grading of the nodes follows the cohort's median rate, so peaks may be read at other
    # times; areas may not move.
    a, b = (
        sum(s.areas["ketamine"] for s in course(x, x.doses(given), 48.0))[:8]
        for x in (bodies, beside)
    )
    np.testing.assert_array_equal(a, b)
    assert one.shape == two.shape


def bodies_ways(given: list[Administration]) -> list:
    return list(dict.fromkeys(delivery_of(g) for g in given))


def test_a_dose_at_the_horizon_is_not_given() -> None:
    bodies, _ = made("10 mg ketamine iv bolus, daily", 48.0)
    longer = list(expand(parse("10 mg ketamine iv bolus, daily"), 72.0).administrations)
    assert longer[-1].time_h == 48.0
    found = list(course(bodies, bodies.doses(longer), 48.0, [48.0]))
    # A day after 10 mg; a dose given would stand near 0.8 mg/L.
    np.testing.assert_array_less(found[-1].readings["ketamine"], 0.01)
