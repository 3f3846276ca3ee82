"""A study with harm, run once, small."""

from __future__ import annotations

import pytest

from troche.studies.compare import compare
from troche.studies.results import Result
from troche.studies.simulate import simulate
from troche.studies.specification import checked

REGIMENS = {
    "placebo": "placebo sublingual, daily for 1 week",
    "microdose": "15 mg ketamine sublingual tablet, daily for 1 week",
    "infusion": "0.5 mg/kg ketamine iv over 40 min, days 1 4",
}


@pytest.fixture(autouse=True)
def _without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without plotly's megabyte and a half: they are written and read in no time."""
    monkeypatch.setattr("troche.report.page.plotly_library", lambda: "")


def study(**changes: object) -> Result:
    raw = {
        "study": "A week",
        "weeks": 1,
        "patients": {"number": 400, "seed": 7},
        "mood": False,
        "regimens": REGIMENS,
    }
    return compare(checked(raw | changes, "test"))


@pytest.fixture(scope="session")
def with_harm() -> Result:
    return study()


@pytest.fixture(scope="session")
def known() -> Result:
    return study(knowledge="typical", patients={"number": 30})


@pytest.fixture(scope="session")
def refused() -> Result:
    regimens = {"spray": "56 mg esketamine nasal"}
    return study(model="perez-ruixo-2021", patients={"number": 30}, regimens=regimens)


@pytest.fixture(scope="session")
def untold() -> Result:
    return study(harm=False, patients={"number": 30})


@pytest.fixture(scope="session")
def one() -> Result:
    return simulate("25 mg ketamine lozenge", patients=30, mood=False)
