"""Peaks of sessions: those of a fine course, each in its own interval."""

from __future__ import annotations

import numpy as np

from troche.outcomes.sessions import FIRST_HOURS, SessionRecorder
from troche.population.bodies import make_bodies
from troche.population.course import course
from troche.population.drugs import delivery_of
from troche.population.patients import draw_patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.regimen import expand, parse

N = 8
PEOPLE = population("healthy adults")


def test_peaks_are_those_of_a_fine_course_and_a_missed_dose_has_none_of_its_own() -> None:
    recipe = Recipe.of("troche", PEOPLE, 9, draws=0)
    given = list(
        expand(parse("0.5 mg/kg ketamine iv over 40 min, days 1 3 5"), 168.0).administrations
    )
    ways = tuple(dict.fromkeys(delivery_of(g) for g in given))
    people = draw_patients(PEOPLE, 9, 0, N)
    bodies = make_bodies(recipe, people, np.zeros(N, dtype=np.int64), ("S", "R"), ways)
    taken = np.ones((3, N), dtype=bool)
    taken[1, 0] = False
    starts = [g.time_h for g in given]
    fine = np.unique(
        np.concatenate([np.arange(0, 168, 0.5), *(t + np.arange(0, 2, 0.01) for t in starts)])
    )
    recorder = SessionRecorder(N, starts)
    seen = []
    for segment in course(bodies, bodies.doses(given, taken), 168.0, fine.tolist()):
        recorder.see(segment)
        if segment.outputs:
            seen.append(segment.readings["effect S-ketamine"])
    values = np.concatenate(seen)
    for j, (start, stop) in enumerate(zip(starts, [*starts[1:], 168.0], strict=True)):
        inside = (fine >= start) & (fine < stop)
        # Readings every 36 s lie below a smooth peak by less than a thousandth.
        np.testing.assert_allclose(recorder.peaks("S")[j], values[inside].max(axis=0), rtol=1e-3)
    assert recorder.peaks("S")[1, 0] < 0.1 * recorder.peaks("S")[0, 0]
    assert recorder.times[0] == 0.0
    assert recorder.times[-1] <= FIRST_HOURS
    assert recorder.first.shape == (len(recorder.times), N)


def test_an_enantiomer_that_is_not_given_has_none() -> None:
    assert not SessionRecorder(2, [0.0]).peaks("R").any()
    assert SessionRecorder(2, [0.0]).first.shape == (0, 2)
