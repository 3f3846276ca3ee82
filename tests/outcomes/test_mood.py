"""What becomes of one person, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from troche.outcomes.mood import estimands_for, person_estimands

DAYS = [24.0 * day for day in range(0, 57)]


def course(*stretches: tuple[int, float]) -> np.ndarray:
    """Return scores that stay for so many days, one person."""
    return np.concatenate([np.full(days, score) for days, score in stretches])[:, None]


def test_every_number_is_named() -> None:
    for horizon, last in ((12.0, None), (30.0, 0.0), (1344.0, None), (1344.0, 600.0)):
        times = [*(t for t in DAYS if t < horizon), horizon]
        found = person_estimands(np.full((len(times), 2), 30.0), times, last)
        assert list(found) == [e.name for e in estimands_for(horizon, last)]


def test_a_person_who_gets_well_and_relapses() -> None:
    scores = course((4, 32.0), (25, 9.0), (10, 15.0), (18, 25.0))
    found = {n: float(v[0]) for n, v in person_estimands(scores, DAYS, 588.0).items()}
    assert found["change at 24 h"] == 0.0
    assert found["change at day 7"] == found["change at day 28"] == -23.0
    assert found["change at end"] == -7.0
    assert (found["response at day 28"], found["remission at day 28"]) == (1.0, 1.0)
    assert (found["response at end"], found["remission at end"]) == (0.0, 0.0)
    assert found["time to response"] == 4.0
    assert found["time well"] == 25 / 56
    assert found["relapse after stopping"] == 1.0


def test_one_good_day_is_no_response_and_one_bad_day_no_relapse() -> None:
    scores = course((3, 32.0), (1, 10.0), (53, 32.0))
    found = person_estimands(scores, DAYS, 588.0)
    assert found["ever response"][0] == 0.0
    assert np.isnan(found["time to response"][0])
    assert np.isnan(found["relapse after stopping"][0])
    scores = course((3, 32.0), (30, 10.0), (1, 30.0), (23, 10.0))
    assert person_estimands(scores, DAYS, 588.0)["relapse after stopping"][0] == 0.0


def test_scores_are_whole_points_on_paper() -> None:
    scores = np.array([[30.0, 30.0], [10.4, 10.6], [10.4, 10.6]])
    found = person_estimands(scores, [0.0, 24.0, 48.0], None)
    assert found["remission at end"].tolist() == [1.0, 0.0]


def test_a_relapse_needs_two_weeks_off_drug() -> None:
    names = [e.name for e in estimands_for(1344.0, 1100.0)]
    assert "relapse after stopping" not in names
    assert "relapse after stopping" in [e.name for e in estimands_for(1344.0, 1008.0)]


@pytest.mark.parametrize("last", [0.0, 24.0, 25.0])
def test_the_day_of_the_last_dose_is_the_next_whole_one(last: float) -> None:
    scores = course((2, 30.0), (55, 10.0))
    found = person_estimands(scores, DAYS, last)["relapse after stopping"][0]
    assert np.isnan(found) if last <= 24.0 else found == 0.0
