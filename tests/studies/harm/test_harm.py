"""Harm in a study: placebo's rates without drug, the same numbers however it ran, units."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from troche.engine.blocks import WIDTH
from troche.studies.compare import compare
from troche.studies.document import document_of
from troche.studies.harm.frames import BURDEN_COLUMNS, CURVE_COLUMNS, NUMBER_COLUMNS
from troche.studies.harm.gather import over_truths
from troche.studies.harm.measures import FELT, FELT_LIMIT, FIRST_FELT, MEASURES
from troche.studies.harm.microdose import microdose_of
from troche.studies.harm.results import HarmResult, Interval
from troche.studies.results import Result
from troche.studies.specification import StudySpec


@pytest.fixture(scope="module")
def harm(harmed: Result) -> HarmResult:
    assert harmed.harm is not None
    return harmed.harm


def test_no_drug_gives_placebo_rates_exactly(harm: HarmResult) -> None:
    for item in harm["placebo"].numbers:
        assert item.value == item.placebo
        assert item.over_placebo == Interval(0.0, 0.0, 0.0)
    rates = {n.name: n.placebo for n in harm["placebo"].numbers}
    for regimen in harm.regimens:
        assert {n.name: n.placebo for n in regimen.numbers} == rates


def test_every_measure_is_told_in_order_with_unit_and_meaning(harm: HarmResult) -> None:
    for regimen in harm.regimens:
        assert [n.name for n in regimen.numbers] == [m.name for m in MEASURES]
        assert all(n.unit and n.meaning for n in regimen.numbers)
    names = {m.name for m in MEASURES}
    assert {"dissociation", "blood pressure spike", "stopping for adverse events"} <= names


def test_numbers_are_possible_and_their_intervals_in_order(harm: HarmResult) -> None:
    for regimen in harm.regimens:
        for n in regimen.numbers:
            for part in (n.value, n.placebo, n.over_placebo):
                low, high = part.knowledge_p5, part.knowledge_p95
                assert low is not None
                assert high is not None
                assert 0.0 <= low <= part.value <= high
                assert n.unit != "fraction" or high <= 1.0
            if n.unit == "fraction":
                assert n.people_p5 is None
            elif regimen.sessions:
                assert n.people_p5 is not None
                assert n.people_p95 is not None
                assert 0 < n.people_p5 < n.people_p95


def test_more_drug_adds_more(harm: HarmResult) -> None:
    for item in harm["infusion"].numbers:
        half = harm["half"].number(item.name).over_placebo.value
        assert item.over_placebo.value > half > 0


def test_dissociation_wears_off_and_pressure_does_not(harm: HarmResult) -> None:
    drip = harm["infusion"]
    first, last = (drip.number(f"CADSS, {w} session").value.value for w in ("first", "last"))
    assert last < first
    curve = drip.by_session
    assert curve is not None
    assert curve.places == (1.0, 2.0)
    assert curve.median[1] < curve.median[0]
    assert harm["half"].number("CADSS, first session") is not None
    once = harm["half"]
    assert once.number("CADSS, first session").value == once.number("CADSS, last session").value


def test_the_first_session_rises_and_falls(harm: HarmResult) -> None:
    assert harm["placebo"].first_session is None
    curve = harm["infusion"].first_session
    assert curve is not None
    assert (curve.places[0], curve.places[-1]) == (0.0, 4.0)
    top = int(np.argmax(curve.median))
    # The infusion ends after 40 minutes; the effect site follows within minutes.
    assert 0.5 <= curve.places[top] <= 1.0
    assert curve.median[-1] < 0.1 * curve.median[top]
    for i in range(len(curve.places)):
        assert curve.people_p5[i] <= curve.median[i] <= curve.people_p95[i]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_numbers_for_any_number_of_workers(
    harm_spec: Callable[..., StudySpec], workers: int
) -> None:
    spec = harm_spec(WIDTH + 6, regimens={"a": "56 mg esketamine nasal"})
    found = document_of(compare(spec, workers=workers))["harm"]
    assert found == _ONCE.setdefault("harm", found)


_ONCE: dict[str, object] = {}


def test_another_regimen_in_the_study_changes_nothing(
    harm: HarmResult, harm_spec: Callable[..., StudySpec]
) -> None:
    alone = compare(harm_spec(regimens={"half": "0.25 mg/kg ketamine iv over 40 min"})).harm
    assert alone is not None
    assert alone["half"] == harm["half"]


def test_exposure_is_the_same_with_and_without_harm(
    harmed: Result, harm_spec: Callable[..., StudySpec]
) -> None:
    bare = compare(harm_spec(harm=False))
    assert bare.harm is None
    for told, untold in zip(harmed.regimens, bare.regimens, strict=True):
        assert told.quantities == untold.quantities
        assert told.curves == untold.curves
        assert not untold.burden
        assert not [f for f in untold.flags if f.kind == "cumulative"]
        assert untold.microdose is not None
        assert untold.microdose.perception in ("no drug", "not measured")


def test_typical_values_give_no_interval(harm_spec: Callable[..., StudySpec]) -> None:
    result = compare(harm_spec(30, knowledge="typical", regimens={"a": "10 mg ketamine iv"}))
    assert result.harm is not None
    (regimen,) = result.harm.regimens
    for n in regimen.numbers:
        assert (n.value.knowledge_p5, n.over_placebo.knowledge_p95) == (None, None)
    assert regimen.sub_perceptual_probability is None
    assert regimen.by_session is not None
    assert regimen.by_session.knowledge_p5 == ()


def test_a_published_model_says_why_it_has_no_harm(harm_spec: Callable[..., StudySpec]) -> None:
    spec = harm_spec(30, model="perez-ruixo-2021", regimens={"a": "56 mg esketamine nasal"})
    result = compare(spec)
    assert result.harm is not None
    assert "published model" in result.harm.why_not
    assert result.harm.regimens == ()
    assert result.regimens[0].burden
    assert result.regimens[0].microdose is not None
    assert result.regimens[0].microdose.perception == "not measured"


def test_doses_of_anaesthesia_are_marked(harm_spec: Callable[..., StudySpec]) -> None:
    result = compare(harm_spec(30, regimens={"a": "2.5 mg/kg ketamine iv over 1 min"}))
    assert any("outside of what it is fitted to" in f.message for f in result.regimens[0].flags)


def test_the_words_on_microdose_follow_the_measure(harmed: Result) -> None:
    harm = harmed.harm
    assert harm is not None
    for regimen in harmed.regimens:
        place = regimen.microdose
        assert place is not None
        assert place.dose == regimen.label
        if regimen.label == "no drug":
            assert place.perception == "no drug"
            continue
        felt = harm[regimen.name].number(FELT).over_placebo
        assert place.felt_over_placebo == felt
        assert (place.perception == "sub-perceptual") == (felt.value <= FELT_LIMIT)
        chance = place.sub_perceptual_probability
        assert chance is not None
        # The median of few truths and the share of them below a limit need not agree at a tie.
        assert chance >= 0.45 if felt.value <= FELT_LIMIT else chance <= 0.55
        assert place.low_dose_people is not None
        assert place.low_dose_probability is not None
        assert 0 <= place.low_dose_people <= 1
        first = harm[regimen.name].number(FIRST_FELT)
        assert first.value.value <= harm[regimen.name].number(FELT).value.value
    assert harmed["infusion"].microdose is not None
    assert harmed["infusion"].microdose.perception == "not sub-perceptual"


def test_low_dose_counts_people_and_truths_apart() -> None:
    # Ten truths of four people; in the first three truths most peaks are high.
    ratio = np.full(40, 0.2)
    group = np.arange(40) % 10
    ratio[group < 3] = 0.5
    place = microdose_of("low dose", ratio, 10, None)
    assert (place.low_dose_people, place.low_dose_probability) == (0.7, 0.7)


def test_small_groups_do_not_lead_below_zero() -> None:
    values = np.zeros(400)
    values[:20] = 1.0
    assert over_truths(values, 20).values.min() >= 0.0


def test_the_document_has_units_and_the_frames_their_columns(harmed: Result) -> None:
    document = document_of(harmed)
    json.dumps(document)
    for regimen in document["harm"]["regimens"]:
        for number in regimen["numbers"].values():
            assert number["unit"]
            assert set(number["over_placebo"]) == {"value", "knowledge_p5", "knowledge_p95"}
    for regimen in document["regimens"]:
        assert regimen["burden"]["visits"]["unit"] == "visits"
        assert regimen["microdose"]["dose"] == regimen["label"]
    short = document_of(harmed, curves=False)["harm"]["regimens"][1]
    assert short["first_session"] is None
    assert harmed.harm is not None
    frames = (harmed.harm.numbers, harmed.harm.curves, harmed.burden)
    for frame, columns in zip(frames, (NUMBER_COLUMNS, CURVE_COLUMNS, BURDEN_COLUMNS), strict=True):
        assert list(frame.columns) == [name for name, _, _ in columns]
        assert len(frame)


def test_files_and_their_dictionary(harm_stored: tuple[Result, Path]) -> None:
    result, folder = harm_stored
    assert result.harm is not None
    with (folder / "data-dictionary.csv").open() as stream:
        told = {(r["file"], r["column"]): r for r in csv.DictReader(stream)}
    for name in ("harm.parquet", "harm_curves.parquet", "burden.parquet"):
        for column in pd.read_parquet(folder / name).columns:
            assert told[name, column]["meaning"]
    stored = pd.read_parquet(folder / "harm.parquet")
    pd.testing.assert_frame_equal(stored, result.harm.numbers)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert any(name.startswith("tolerability/") for name in manifest["data"])


def test_the_page_names_every_number_with_its_unit() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "results.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    for measure in MEASURES:
        (row,) = [row for row in rows if f"`{measure.name}`" in row.split(" | ")[0]]
        assert measure.unit in row.split(" | ")[1]
    for name in ("visits", "supervised time", "home doses", "days not fit to drive"):
        assert sum(row.startswith(f"| `{name}` |") for row in rows) == 1


def test_methods_assumptions_and_flags_say_what_was_done(harmed: Result) -> None:
    text = " ".join(harmed.methods)
    assert "Harm:" in text
    assert "how blood differs" in text
    assert any("(tolerability: spread_felt)" in name for name, _, _ in harmed.assumptions)
    assert not any("sub-perceptual is not measured" in f.message for f in harmed.flags)


def test_home_regimens_of_compounded_products_carry_the_regulators_rows(harmed: Result) -> None:
    said = [f.message for f in harmed["microdose"].flags if f.kind == "regulator"]
    assert any("Compounded ketamine is not FDA-reviewed" in text for text in said)
    keys = {line.key for line in harmed.sources}
    assert all(set(f.sources) <= keys for r in harmed.regimens for f in r.flags)


def test_a_regimen_by_name(harm: HarmResult) -> None:
    with pytest.raises(KeyError, match="there are placebo"):
        harm["nobody"]
    with pytest.raises(KeyError, match="there are CADSS"):
        harm["placebo"].number("joy")
    assert replace(harm, why_not="x").why_not == "x"
