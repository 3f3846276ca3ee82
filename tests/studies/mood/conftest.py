"""Small studies of mood, on truths that no calibration changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from troche.population.mood.posterior.read import MoodPosterior
from troche.studies.compare import compare
from troche.studies.mood import plan as mood_plan
from troche.studies.mood.results import MoodResult
from troche.studies.results import Result
from troche.studies.specification import StudySpec, checked

REGIMENS = {
    "tablet placebo": "placebo sublingual, daily for 5 weeks",
    "tiny": "0.5 mg ketamine sublingual tablet, daily for 2 weeks",
    "infusion": "0.5 mg/kg ketamine iv over 40 min, twice weekly for 2 weeks",
    "half": "0.25 mg/kg ketamine iv over 40 min, twice weekly for 2 weeks",
    "drip placebo": "placebo iv, twice weekly for 2 weeks",
}


def spec_of(number: int = 400, **changes: object) -> StudySpec:
    raw = {
        "study": "Small",
        "weeks": 5,
        "patients": {"number": number, "seed": 7},
        "regimens": REGIMENS,
    }
    return checked(raw | changes, "test")


@pytest.fixture(autouse=True, scope="module")
def _priors_for_draws(prior_moods: dict[str, MoodPosterior]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mood_plan, "read_mood", prior_moods.__getitem__)
        even = dict.fromkeys(prior_moods, 1.0 / len(prior_moods))
        patch.setattr(mood_plan, "weights_of_mechanisms", lambda: even)
        yield


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """A whole comparison with its folder, 400 patients in 20 truths."""
    folder = tmp_path_factory.mktemp("mood") / "results"
    return compare(spec_of(), folder=folder), folder


@pytest.fixture(scope="module")
def mood(stored: tuple[Result, Path]) -> MoodResult:
    found = stored[0].mood
    assert found is not None
    return found
