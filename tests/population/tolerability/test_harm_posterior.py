"""The shipped draws of harm: made by this model, through the gate, for every family."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from troche.population.posterior.read import file_of
from troche.population.tolerability.fitted import left_out_with, predicted_families
from troche.population.tolerability.kinds import REPORTED
from troche.population.tolerability.layout import HarmLayout
from troche.population.tolerability.posterior import read_tolerability, tolerability_manifest
from troche.population.tolerability.ship import SHIPPED_DRAWS, SHIPPED_REFITS
from troche.population.tolerability.statistic import HarmStatistic
from troche.population.tolerability.work import harm_hashes

FOLDER = Path(str(files("troche.population.tolerability.posterior")))


def test_the_draws_are_those_of_this_model() -> None:
    assert tolerability_manifest()["hashes"] == harm_hashes(), "run 'make calibrate'"


def test_the_whole_passed_the_gate() -> None:
    found = tolerability_manifest()["diagnostics"]
    assert found["rhat"] <= 1.01
    assert min(found["ess_bulk"], found["ess_tail"]) >= 400


def test_every_family_that_is_predicted_has_draws_without_it(
    harm: tuple[HarmStatistic, ...], fitted: HarmLayout
) -> None:
    manifest = tolerability_manifest()
    for family in predicted_families(harm):
        out = left_out_with(family)
        if set(out) & set(fitted.families):
            assert (FOLDER / "left_out" / file_of(family)).is_file(), family
            assert manifest["left_out_with"][family] == list(out)
            assert read_tolerability(family).way == "refit"
            assert read_tolerability(family).draws == SHIPPED_REFITS


def test_draws_are_usable_numbers() -> None:
    posterior = read_tolerability()
    assert posterior.draws == SHIPPED_DRAWS
    columns = [*posterior.values.values(), *posterior.C50.values(), *posterior.background.values()]
    assert all(np.isfinite(c).all() and (c > 0).all() for c in columns)
    assert set(posterior.C50) == set(posterior.background) == {e.name for e in REPORTED}
    assert all((c < 1).all() for c in posterior.background.values())


@pytest.mark.parametrize("symbol", ["slope_systolic", "one_term", "between_studies_background"])
def test_the_rows_told_something(symbol: str) -> None:
    assert tolerability_manifest()["informed"][symbol] > 0.1
