"""One row by its cells, and the help when it is not one."""

import pytest

from troche.errors import EvidenceError
from troche.evidence import find, load


def test_finds_by_text_and_by_number():
    row = find("arms", trial_id="FAVA2020", dose_value=0.5)
    assert row.cells["arm_id"] == "k0.5"
    assert find("arms", trial_id="FAVA2020", arm_id="k0.5") is row


@pytest.mark.parametrize(
    ("table", "cells", "where", "meant"),
    [
        ("pk_model", {}, "evidence table", "pk_models"),
        ("arms", {"trial": "FAVA2020"}, "arms, column", "trial_id"),
        ("arms", {"trial_id": "FAVA2002"}, "column trial_id", "FAVA2020"),
        ("arms", {"trial_id": "FAVA2020", "arm_id": "k0.50"}, "column arm_id", "k0.5"),
    ],
)
def test_a_miss_says_which_value_and_the_nearest(table, cells, where, meant):
    with pytest.raises(EvidenceError) as caught:
        find(table, **cells)
    assert where in caught.value.where
    assert caught.value.meant == meant


def test_several_rows_are_no_row_and_the_differing_columns_are_named():
    with pytest.raises(EvidenceError, match=r"6 rows with trial_id='FAVA2020'") as caught:
        find("arms", trial_id="FAVA2020")
    assert "arm_id" in caught.value.allowed


def test_a_number_is_never_made_of_a_range_or_of_nothing():
    film = next(r for r in load("pk_observations") if r.cells["dose_value"] == "50-100")
    with pytest.raises(EvidenceError, match="50-100"):
        film.number("dose_value")
    with pytest.raises(EvidenceError, match="one number"):
        film.number("infusion_min")
    with pytest.raises(EvidenceError, match="dose_value"):
        film.number("dose_valu")


def test_units_stand_beside_the_number():
    row = find("arms", trial_id="FAVA2020", arm_id="k0.5")
    assert row.unit_of("dose_value") == "mg/kg"
    assert row.unit_of("baseline_mean") == "points"
    with pytest.raises(EvidenceError, match="column of numbers"):
        row.unit_of("drug")


def test_reading_grade_shows_a_transcription():
    assert find("pk_models", source_id="Simons2022", parameter="VK1").reading == "page, secondary"
    assert find("arms", trial_id="MURROUGH2013", arm_id="ket").reading == "memory"
    assert load("trials")[0].reading == "not stated"
    assert load("guidance")[0].family == load("guidance")[0].source
