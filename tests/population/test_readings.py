"""Rows of blood: what is understood, and every reason for which a row is not."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from troche.evidence import PkObservation, load, read_directory
from troche.population.readings import WHY_NOT, Reading, Refusal, read_row
from troche.population.readings.people import are_children

BASE = {
    "source_id": "Mine", "citation": "Mine 2026", "population": "healthy adults", "n": "12",
    "weight_kg": "70", "drug": "esketamine", "route": "IV", "formulation": "infusion",
    "analyte": "S-ketamine", "metric": "Cmax", "interval": "", "statistic": "mean",
    "value": "50", "unit": "ng/mL", "verified": "page", "study_family": "MINE",
    "sampling_site": "venous", "regimen": "10 mg esketamine iv over 30 min",
}  # fmt: skip


@pytest.fixture
def row(tmp_path: Path) -> Any:
    def make(**cells: str) -> PkObservation:
        header = list(load("pk_observations")[0].cells)
        with (tmp_path / "pk_observations.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, header, restval="")
            writer.writeheader()
            writer.writerow(BASE | cells)
        (found,) = load("pk_observations", read_directory(tmp_path))
        return found

    return make


def test_the_shipped_rows_are_read_or_refused_for_a_listed_reason() -> None:
    read = [read_row(row) for row in load("pk_observations")]
    refused = [r for r in read if isinstance(r, Refusal)]
    assert {r.why_not for r in refused} <= set(WHY_NOT)
    # Issue: of adults with a number and a stated regimen, nine in ten.
    adults = [
        r.row
        for r in read
        if not are_children(r.row) and r.row.cells["regimen"] and r.row.value is not None
    ]
    predicted = [r for r in read if isinstance(r, Reading)]
    assert len(predicted) >= 0.9 * len(adults)


@pytest.mark.parametrize(
    ("cells", "why_not"),
    [
        ({"population": "children 2-9 y"}, "child"),
        ({"population": "healthy boys"}, "child"),
        ({"population": "volunteers 8-14 years"}, "child"),
        ({"population": "surgical patients"}, "anaesthetic dose"),
        ({"regimen": "2.5 mg/kg ketamine iv bolus"}, "anaesthetic dose"),
        ({"regimen": "1.5 mg/kg esketamine iv bolus"}, "anaesthetic dose"),
        ({"analyte": "S-dehydronorketamine"}, "analyte not modelled"),
        ({"analyte": "R-ketamine"}, "analyte not modelled"),  # not given
        ({"metric": "renal clearance", "unit": "L/h"}, "quantity not modelled"),
        ({"unit": "mg"}, "broken row"),
        ({"metric": "C(t)"}, "quantity not modelled"),  # a concentration without its time
        ({"regimen": ""}, "regimen not stated"),
        ({"regimen": "placebo iv"}, "regimen not stated"),
        ({"value": "proportional to the dose"}, "qualitative"),
        ({"value": ""}, "broken row"),
        ({"regimen": "10 mg esketamin iv"}, "broken row"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_predicted_says_why(row: Any, cells: Any, why_not: str) -> None:
    refusal = read_row(row(**cells))
    assert isinstance(refusal, Refusal)
    assert refusal.why_not == why_not
    assert refusal.detail


def test_units_for_each_kilogram_take_the_weight(row: Any) -> None:
    reading = read_row(row(metric="CL", unit="mL/min/kg", value="20", weight_kg="60"))
    assert reading.value == pytest.approx(20 * 0.06 * 60)
    other = read_row(row(metric="CL", unit="mL/kg/min", value="20", weight_kg="60"))
    assert other.value == reading.value


@pytest.mark.parametrize(
    ("unit", "value", "inner"),
    [
        ("ng*min/mL", "6000", 0.1), ("ug/L", "50", 0.05), ("ng*h/mL", "100", 0.1),
        ("ng·h/mL", "100", 0.1), ("nmol/mL", "0.2", 0.2 * 0.23773), ("umol/L", "0.2", 0.0475),
    ],
)  # fmt: skip
def test_units_are_converted(row: Any, unit: str, value: str, inner: float) -> None:
    metric = "AUC" if "h" in unit or "min" in unit else "Cmax"
    assert read_row(row(unit=unit, value=value, metric=metric)).value == pytest.approx(
        inner, rel=1e-2
    )


def test_ranges_count_as_the_middle_of_their_logarithms(row: Any) -> None:
    assert read_row(row(value="28-63")).value == pytest.approx(0.042)
    assert read_row(row(value="74 (median)")).value == pytest.approx(0.074)


def test_intervals_and_times(row: Any) -> None:
    reading = read_row(row(metric="AUC", unit="ng*h/mL", interval="0-6 h"))
    assert (reading.start, reading.stop) == (0.0, 6.0)
    point = read_row(row(metric="C(t)", interval="t=30 min"))
    assert point.start == point.stop == 0.5
    minutes = read_row(row(metric="AUC", unit="ng*h/mL", interval="0-360 min"))
    assert minutes.stop == pytest.approx(6.0)


def test_what_a_row_leaves_open_widens_it(row: Any) -> None:
    plain = read_row(row())
    assert plain.vagueness == 0.0
    assert read_row(row(statistic="mean approx")).vagueness > 0.1
    assert read_row(row(sampling_site="not stated")).vagueness > 0.05
    assert read_row(row(weight_kg="")).vagueness > 0.1
    half_life = {"metric": "t1/2", "unit": "h", "value": "5"}
    assert read_row(row(**half_life)).vagueness > 0.3
    assert read_row(row(**half_life, interval="4-12 h")).vagueness == 0.0


def test_a_bolus_peak_without_a_first_sample_is_never_a_point(row: Any) -> None:
    bolus = {"regimen": "10 mg esketamine iv bolus"}
    assert read_row(row(**bolus)).vagueness >= 0.5
    assert read_row(row(**bolus, notes="first sample at 2 min")).vagueness < 0.5
    assert read_row(row(regimen="10 mg esketamine iv over 2 min")).vagueness >= 0.5


def test_the_assay_sees_what_was_given(row: Any) -> None:
    both = {"drug": "racemic ketamine", "regimen": "20 mg ketamine iv over 30 min"}
    assert read_row(row(analyte="ketamine", **both)).enantiomers == ("S", "R")
    assert read_row(row(analyte="R-norketamine", **both)).enantiomers == ("R",)
    assert read_row(row(analyte="norketamine")).enantiomers == ("S",)
    assert read_row(row(analyte="noresketamine")).analyte == "norketamine"


def test_another_drug_is_found_in_the_words(row: Any) -> None:
    assert read_row(row(notes="ticlopidine phase")).perpetrator == "ticlopidine"
    assert read_row(row(notes="placebo phase of the ticlopidine study")).perpetrator == ""
    assert read_row(row(population="adults with rifampicin")).perpetrator == "rifampicin"


@pytest.mark.parametrize(
    ("analyte", "given", "read"),
    [
        ("(R)-ketamine", "20 mg ketamine iv over 30 min", ("R",)),
        ("S(+)-ketamine", "20 mg ketamine iv over 30 min", ("S",)),
        ("ketamine (R-enantiomer)", "20 mg ketamine iv over 30 min", ("R",)),
        ("ketamine (R-enantiomer)", "10 mg esketamine iv over 30 min", None),
        ("ketamine (unbound)", "20 mg ketamine iv over 30 min", None),
        ("hydroxynorketamine (2R,6R)", "10 mg esketamine iv over 30 min", None),
    ],
)
def test_brackets_of_an_analyte_are_read(row: Any, analyte: str, given: str, read: Any) -> None:
    found = read_row(row(analyte=analyte, regimen=given))
    if read is None:
        assert found.why_not == "analyte not modelled"
    else:
        assert found.enantiomers == read


@pytest.mark.parametrize(
    "population",
    ["women of childbearing potential", "adults with childhood trauma", "parents of children",
     "8 to 12 years of education", "no anaesthesia", "non-surgical adults"],
)  # fmt: skip
def test_words_that_only_sound_like_children_or_anaesthesia(row: Any, population: str) -> None:
    assert isinstance(read_row(row(population=population)), Reading)


def test_a_drug_that_was_not_taken_changes_nothing(row: Any) -> None:
    for notes in ("not taken with grapefruit juice", "see also the study after rifampicin"):
        assert read_row(row(notes=notes)).perpetrator == ""


def test_people_of_a_row(row: Any) -> None:
    assert read_row(row(n="16 per arm (32 total)")).n == 16
    assert read_row(row(n="")).n == 10
    assert read_row(row(n="", statistic="model-based typical value")).n == float("inf")
    spread = read_row(row(spread_kind="SD", spread_low="10"))
    assert spread.spread == pytest.approx(0.198, abs=0.001)
