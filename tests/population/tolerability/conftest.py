"""Rows of harm as the fit sees them, laid out once."""

from __future__ import annotations

import pytest

from troche.population.tolerability.calibrate import harm_rows
from troche.population.tolerability.fitted import fitted_harm
from troche.population.tolerability.layout import HarmLayout
from troche.population.tolerability.statistic import HarmStatistic


@pytest.fixture(scope="session")
def harm() -> tuple[HarmStatistic, ...]:
    return harm_rows()


@pytest.fixture(scope="session")
def fitted(harm: tuple[HarmStatistic, ...]) -> HarmLayout:
    return HarmLayout(fitted_harm(harm))
