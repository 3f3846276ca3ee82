"""Small studies, run once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from troche.studies.compare import compare
from troche.studies.results import Result
from troche.studies.specification import StudySpec, checked

REGIMENS = {
    "placebo": "placebo sublingual, daily for 2 weeks",
    "microdose": "15 mg ketamine sublingual tablet, daily for 2 weeks",
    "infusion": "0.5 mg/kg ketamine iv over 40 min, twice weekly for 2 weeks",
    "spray": "56 mg esketamine nasal, twice weekly for 2 weeks",
    "lozenge": "100 mg ketamine lozenge held 0.5 min then swallowed, days 1 8",
}


def spec_of(**changes: Any) -> StudySpec:
    raw: dict[str, Any] = {
        "study": "A small study",
        "patients": {"number": 400, "seed": 7},
        "weeks": 2,
        "regimens": REGIMENS,
    }
    return checked(raw | changes, "test")


@pytest.fixture(scope="session")
def spec() -> Callable[..., StudySpec]:
    return spec_of


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """A whole comparison with its folder, 400 patients in 20 truths."""
    folder = tmp_path_factory.mktemp("study") / "results"
    return compare(spec_of(level=50.0), folder=folder), folder
