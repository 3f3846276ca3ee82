"""A small study with harm, run once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from troche.studies.compare import compare
from troche.studies.results import Result
from troche.studies.specification import StudySpec, checked

REGIMENS = {
    "placebo": "placebo sublingual, daily for 1 week",
    "microdose": "15 mg ketamine sublingual tablet, daily for 1 week",
    "infusion": "0.5 mg/kg ketamine iv over 40 min, days 1 4",
    "half": "0.25 mg/kg ketamine iv over 40 min",
    "spray": "56 mg esketamine nasal, days 1 4",
}


def spec_of(number: int = 400, **changes: object) -> StudySpec:
    raw = {
        "study": "Small",
        "weeks": 1,
        "patients": {"number": number, "seed": 7},
        "mood": False,
        "regimens": REGIMENS,
    }
    return checked(raw | changes, "test")


@pytest.fixture(scope="session")
def harm_spec() -> Callable[..., StudySpec]:
    return spec_of


@pytest.fixture(scope="session")
def harm_stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """A whole comparison with its folder, 400 patients in 20 truths."""
    folder = tmp_path_factory.mktemp("harm") / "results"
    return compare(spec_of(), folder=folder), folder


@pytest.fixture(scope="session")
def harmed(harm_stored: tuple[Result, Path]) -> Result:
    return harm_stored[0]
