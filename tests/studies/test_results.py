"""What a study returns: plain, finite, with units, the same in memory, JSON and files."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from troche.engine.quantiles import BIN
from troche.errors import BadInput
from troche.evidence import bibliography, find
from troche.population.parameters import read_parameters
from troche.studies.document import document_of
from troche.studies.results import Result
from troche.studies.simulate import simulate
from troche.studies.specification import checked
from troche.units import dimension

Stored = tuple[Result, Path]


def units_of(unit: str) -> None:
    """Raise unless a unit is known, or one over or times another."""
    try:
        dimension(unit)
    except BadInput:
        for part in unit.replace("*", "/").split("/"):
            dimension(part)


def test_the_document_is_json_without_nan(stored: Stored) -> None:
    text = json.dumps(document_of(stored[0]), allow_nan=False, ensure_ascii=False)
    document = json.loads(text)
    assert document["patients"] == 400
    assert document["horizon"] == {"value": 336.0, "unit": "h"}
    assert [r["name"] for r in document["regimens"]] == [r.name for r in stored[0].regimens]
    for regimen in document["regimens"]:
        for name, quantity in regimen["quantities"].items():
            units_of(quantity["unit"])
            assert quantity["meaning"], name
            assert set(quantity) >= {"n", "median", "people_p5", "knowledge_p95"}
        for curves in regimen["curves"].values():
            for curve in curves:
                units_of(curve["unit"])
                assert {len(curve[q]) for q in ("p5", "p50", "p95")} == {len(curve["times"])}
    assert document["sources"]
    assert document["assumptions"]
    assert "curves" not in document_of(stored[0], curves=False)["regimens"][0]


def test_the_folder_holds_what_the_manifest_names(stored: Stored) -> None:
    result, folder = stored
    manifest = json.loads((folder / "manifest.json").read_text())
    names = sorted(f.name for f in folder.iterdir())
    assert names == sorted([*manifest["files"], "manifest.json"])
    assert {"patients.parquet", "summary.parquet", "curves.parquet"} <= set(names)
    assert manifest["seed"] == 7
    assert manifest["regimens"] == {r.name: r.text for r in result.regimens}
    # Enough to run it again: the specification is one.
    again = checked(manifest["study"], "manifest")
    assert {k: str(v) for k, v in again.parsed.items()} == manifest["regimens"]
    place = package_files("troche.evidence.tables").joinpath("pk_models.csv")
    digest = hashlib.sha256(place.read_bytes()).hexdigest()
    assert manifest["data"]["pk_models.csv"] == digest
    assert "troche.toml" in manifest["data"]
    assert "populations.toml" in manifest["data"]


def test_every_column_of_every_file_is_in_the_dictionary(stored: Stored) -> None:
    _, folder = stored
    with (folder / "data-dictionary.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    described = {(row["file"], row["column"]) for row in rows}
    assert len(described) == len(rows)
    present = {
        (file.name, column)
        for file in folder.glob("*.parquet")
        for column in pq.read_schema(file).names
    }
    assert described == present
    for row in rows:
        assert row["meaning"]
        if row["unit"] and row["unit"] != "as the row":
            units_of(row["unit"])


def test_summary_and_patients_say_the_same(stored: Stored) -> None:
    result, folder = stored
    people = pd.read_parquet(folder / "patients.parquet")
    summary = pd.read_parquet(folder / "summary.parquet")
    pd.testing.assert_frame_equal(summary, result.summary, check_dtype=False)
    assert len(people) == 400 * len(result.regimens)
    assert (people.groupby("regimen")["patient"].nunique() == 400).all()
    for regimen in result.regimens:
        mine = people[people.regimen == regimen.name]
        for quantity in regimen.quantities:
            if quantity.name not in mine:
                assert quantity.name.startswith("infusion ratio")
                continue
            values = mine[quantity.name].dropna().to_numpy()
            assert quantity.spread["n"] == len(values)
            if len(values):
                assert quantity.spread["median"] == pytest.approx(np.median(values), rel=1e-12)
                assert quantity.spread["mean"] == pytest.approx(values.mean(), rel=1e-12)


def test_numbers_are_numbers_also_where_there_are_none() -> None:
    frame = simulate("10 mg ketamine iv bolus", patients=5).summary
    numbers = frame.drop(columns=["regimen", "quantity", "unit"])
    assert {dtype.kind for dtype in numbers.dtypes} <= {"f", "i"}
    assert frame["knowledge_p5"].isna().all()


def test_curves_in_files_are_those_returned(stored: Stored) -> None:
    result, folder = stored
    curves = pd.read_parquet(folder / "curves.parquet")
    pd.testing.assert_frame_equal(curves, result.curves, check_dtype=False)


def test_curves_are_ordered_within_the_horizon_and_hold_the_peak(stored: Stored) -> None:
    for regimen in stored[0].regimens:
        assert set(regimen.curves) == {"first day", "first week", "whole course"}
        for part, curves in regimen.curves.items():
            end = {"first day": 24.0, "first week": 168.0}.get(part, 336.0)
            for curve in curves:
                times = np.array(curve.times)
                assert (np.diff(times) > 0).all()
                assert times[0] == 0.0
                assert times[-1] == end
                lines = np.array([curve.p5, curve.p25, curve.p50, curve.p75, curve.p95])
                assert np.isfinite(lines).all()
                assert (np.diff(lines, axis=0) >= 0).all()
        # The median of peaks lies above the peak of medians, and not far.
        first = next(c for c in regimen.curves["first day"] if c.signal == "ketamine")
        peak = regimen.quantity("ketamine cmax_first").spread["median"]
        if peak:
            assert 0.6 * peak < max(first.p50) <= peak * (1 + BIN)


def test_a_placebo_is_zero_and_has_no_times(stored: Stored) -> None:
    regimen = stored[0]["placebo"]
    assert regimen.label == "no drug"
    assert regimen.doses_given == 14
    for quantity in regimen.quantities:
        if quantity.name == "adherence":
            assert 0.5 < quantity.spread["mean"] <= 1.0
            continue
        assert quantity.spread["mean"] in (0.0, None), quantity.name
    assert all(max(c.p95) == 0.0 for cs in regimen.curves.values() for c in cs)
    assert regimen.observations == ()


def test_labels_follow_the_measured_peak(stored: Stored) -> None:
    result = stored[0]
    for regimen in result.regimens:
        if regimen.name == "placebo":
            continue
        ratio = regimen.quantity("infusion ratio peak").spread["median"]
        assert regimen.label == ("low dose" if ratio <= 1 / 3 else "not a low dose")
    assert result["microdose"].label == "low dose"
    assert result["infusion"].label == "not a low dose"


def test_the_reference_infusion_measures_itself_as_one(stored: Stored) -> None:
    infusion = stored[0]["infusion"]
    dose = infusion.quantity("infusion ratio auc per dose").spread
    assert (dose["p5"], dose["p95"]) == pytest.approx((1.0, 1.0), rel=1e-9)
    peak = infusion.quantity("infusion ratio peak").spread
    # Over two weeks it is given again on little that is left; who missed all have less.
    assert peak["median"] == pytest.approx(1.0, abs=0.01)
    assert infusion.quantity("bioavailability").spread["p5"] == pytest.approx(1.0, rel=1e-9)


def test_people_and_knowledge_are_apart(stored: Stored) -> None:
    assert stored[0].draws == 20
    spread = stored[0]["microdose"].quantity("ketamine auc_first").spread
    assert spread["people_p5"] < spread["median"] < spread["people_p95"]
    assert spread["knowledge_p5"] < spread["median"] < spread["knowledge_p95"]
    few = simulate("10 mg ketamine iv bolus", patients=399)
    assert few.draws == 0  # twenty truths of twenty people each are the least
    assert few.regimens[0].quantity("ketamine cmax").spread["knowledge_p5"] is None
    assert any("too few to carry 20" in text for text in few.methods)
    known = simulate("10 mg ketamine iv bolus", patients=60, knowledge="typical")
    assert known.draws == 0
    assert any("taken as known" in text for text in known.methods)


def test_every_parameter_that_was_used_has_its_source_or_its_assumption(stored: Stored) -> None:
    result = stored[0]
    keys = {source.key for source in result.sources}
    said = " ".join(name for name, _, _ in result.assumptions)
    for table in (read_parameters("troche"), read_parameters("receptor")):
        for p in table:
            for source in (*p.sources, *p.spread_sources):
                assert find(source.table, **dict(source.cells)).reference in keys, p.symbol
            if p.assumption and not p.sources:
                assert p.symbol in said
    for regimen in result.regimens:
        for point in regimen.observations:
            assert bibliography().key_of(point.citation, point.source) in keys
        for flag in regimen.flags:
            assert set(flag.sources) <= keys
    assert len(keys) == len(result.sources)
    for source in result.sources:
        assert source.citation
        assert source.used_for
        assert source.link == "" or source.link.startswith("http")
    for _, value, why in result.assumptions:
        assert value
        assert why


def test_methods_say_what_ran(stored: Stored) -> None:
    result = stored[0]
    text = " ".join(result.methods)
    for said in (
        "400 virtual patients", "seed 7", "2 weeks", "20 possible truths", "missed at random",
        "0.5 mg/kg ketamine iv over 40 min", read_parameters("troche").title, "1,024",
        *(r.text for r in result.regimens),
    ):  # fmt: skip
        assert said in text, said
    full = simulate("10 mg ketamine iv bolus", patients=20)
    assert "Every dose was taken" in " ".join(full.methods)


def test_cohorts_in_words_are_those_of_the_file(stored: Stored) -> None:
    result, folder = stored
    people = pd.read_parquet(folder / "patients.parquet").query("regimen == 'placebo'")
    assert result.cohort["weight"].startswith(f"{people.weight.median():.0f} kg")
    assert result.cohort["women"] == f"{(people.sex == 'F').mean():.0%}"


def test_time_above_a_level_is_reported_where_it_was_asked(stored: Stored) -> None:
    hours = stored[0]["infusion"].quantity("ketamine hours_above")
    assert 0.5 < hours.spread["median"] < 20
    with pytest.raises(KeyError, match="there are"):
        simulate("10 mg ketamine iv bolus", patients=20).regimens[0].quantity("nonsense")


def test_the_horizon_cuts_a_regimen_and_says_so(spec: Any) -> None:
    from troche.studies.compare import compare

    text = "20 mg ketamine sublingual tablet, daily for 4 weeks"
    result = compare(spec(weeks=1.5, regimens={"a": text}, patients={"number": 20}))
    a = result["a"]
    assert (a.doses_given, a.doses_planned) == (11, 28)
    ledger = " ".join(a.ledger)
    assert "560" in ledger  # 28 doses of 20 mg planned
    assert "220" in ledger
    assert "340" in ledger  # not given, and named
    whole = [c for c in a.curves["whole course"] if c.signal == "ketamine"]
    assert whole[0].times[-1] == 252.0


def test_the_first_dose_is_taken_and_who_misses_the_last_has_no_last(
    spec: Any, tmp_path: Path
) -> None:
    from troche.studies.compare import compare

    text = "20 mg ketamine sublingual tablet, daily for 4 days"
    folder = tmp_path / "r"
    people = {"number": 500, "seed": 2}
    result = compare(spec(weeks=5 / 7, regimens={"a": text}, patients=people), folder=folder)
    frame = pd.read_parquet(folder / "patients.parquet")
    first, last = frame["ketamine auc_first"].isna(), frame["ketamine auc_last"].isna()
    assert first.sum() == 0
    assert 20 < last.sum() < 200
    assert frame["ketamine accumulation"].isna().equals(last)
    assert frame["ketamine cmax"].gt(0).all()
    assert frame["adherence"].min() == 1 / 4
    # On average people take what their adherence says, of all doses but the first.
    expected = (1 + 3 * frame["adherence of the person"].mean()) / 4
    assert frame["adherence"].mean() == pytest.approx(expected, abs=0.03)
    n = result["a"].quantity("ketamine auc_first").spread["n"]
    assert n == (~first).sum()
    for quantity in result["a"].quantities:
        for key, value in quantity.spread.items():
            assert value is None or (math.isfinite(value) and value >= 0), (quantity.name, key)


def test_clinic_visits_are_kept_by_the_populations_share(spec: Any) -> None:
    from troche.studies.compare import compare

    text = "10 mg ketamine iv over 40 min, daily for 2 weeks"
    people = {"number": 300, "seed": 2}
    study = spec(weeks=2, regimens={"a": text}, patients=people, knowledge="typical")
    spread = compare(study)["a"].quantity("adherence").spread
    assert spread["mean"] == pytest.approx(0.97, abs=0.01)
    study = spec(weeks=2, regimens={"a": text}, patients={**people, "adherence": "full"})
    assert compare(study)["a"].quantity("adherence").spread["p5"] == 1.0


def test_a_placebo_run_in_is_no_first_dose() -> None:
    after = "10 mg ketamine iv over 40 min, daily for 3 days"
    plain = simulate(after, patients=30, weeks=1).regimens[0]
    late = simulate(f"placebo iv, daily for 2 days, then {after}", patients=30, weeks=1).regimens[0]
    for name in ("cmax_first", "auc_first", "auc_0_24h", "auc_last", "accumulation", "half_life"):
        one, other = (r.quantity(f"ketamine {name}").spread["median"] for r in (plain, late))
        assert other == pytest.approx(one, rel=1e-6), name
    for name in ("tmax_first", "tmax"):
        one, other = (r.quantity(f"ketamine {name}").spread["p95"] for r in (plain, late))
        assert other == pytest.approx(one, abs=1e-6), name
    assert late.quantity("first dose auc").spread == plain.quantity("first dose auc").spread
    one, other = (r.curves["first day"][0] for r in (plain, late))
    assert other.times == pytest.approx(one.times, abs=1e-6)
    np.testing.assert_allclose(other.p50, one.p50, rtol=1e-6)


def test_unlike_doses_do_not_accumulate() -> None:
    text = "10 mg ketamine iv over 40 min, daily for 2 days, then 20 mg ketamine iv over 40 min"
    regimen = simulate(text, patients=10, weeks=1).regimens[0]
    assert regimen.quantity("ketamine accumulation").spread["median"] is None
    assert regimen.quantity("ketamine auc_last").spread["median"] > 0
    like = simulate("10 mg ketamine iv over 40 min, daily for 3 days", patients=10, weeks=1)
    assert like.regimens[0].quantity("ketamine accumulation").spread["median"] > 1


def test_drug_that_only_comes_after_the_horizon_is_no_drug_here() -> None:
    text = "placebo iv, daily for 14 days, then 10 mg ketamine iv over 40 min"
    regimen = simulate(text, patients=10, weeks=1).regimens[0]
    assert regimen.quantity("ketamine cmax").spread["mean"] == 0.0
    assert (regimen.doses_given, regimen.doses_planned) == (7, 15)


@pytest.mark.parametrize(
    "text",
    [
        "10 mg ketamine iv bolus + 20 mg over 60 min, days 1 2",
        "84 mg esketamine nasal, days 1 2",
        "2 mg arketamine oral capsule, daily",
        "0.29 mg/kg ketamine iv bolus + 0.57 mg/kg over 60 min",
        "placebo nasal",
        "30 mg ketamine lozenge held 15 min then spat out, twice daily for 2 days",
        "50 mg ketamine rectal suppository",
        "20 mg ketamine HCl im",
        "20 mg ketamine sc over 30 min",
        "placebo iv, daily for 2 days, then 10 mg ketamine iv over 40 min, daily for 2 days",
        "10 mg ketamine iv over 40 min, then 28 mg esketamine nasal, then placebo oral",
        "160 mg ketamine oral prolonged-release tablet, twice weekly for 1 weeks",
    ],
)
def test_every_kind_of_regimen_gives_finite_numbers(text: str) -> None:
    result = simulate(text, patients=25, weeks=1.3)
    (regimen,) = result.regimens
    json.dumps(document_of(result), allow_nan=False)
    drug = regimen.quantity("ketamine auc_total").spread["mean"]
    assert (drug > 0) != regimen.text.startswith("placebo nasal")
    for quantity in regimen.quantities:
        for value in quantity.spread.values():
            assert value is None or math.isfinite(value)


def test_the_smallest_and_the_widest_study(spec: Any) -> None:
    from troche.studies.compare import compare

    one = simulate("10 mg ketamine iv bolus", patients=1, seed=2**63 - 1)
    assert one.regimens[0].quantity("ketamine cmax").spread["sd"] is None
    short = simulate("10 mg ketamine iv bolus", patients=3, weeks=1 / 168)
    assert short.regimens[0].quantity("ketamine auc_0_24h").spread["median"] is None
    assert short.regimens[0].quantity("ketamine auc_total").spread["median"] > 0
    many = {f"r{i}": f"{i + 1} mg ketamine iv bolus" for i in range(24)}
    result = compare(spec(weeks=0.15, regimens=many, patients={"number": 5}))
    medians = [r.quantity("ketamine cmax").spread["median"] for r in result.regimens]
    np.testing.assert_allclose(medians, medians[0] * np.arange(1, 25), rtol=1e-9)


@pytest.mark.parametrize(
    "areas",
    [
        {"auc 0 6": (0, 6)},
        {"auc_total": (0, 6)},
        {"cmax": (0, 6)},
        {"x": (6, 6)},
        {"x": (-1, 6)},
        {"x": (0, 1e9)},
        {"x": (0, float("nan"))},
        {"": (0, 6)},
    ],
)
def test_wrong_intervals_are_one_message(areas: dict[str, tuple[float, float]]) -> None:
    with pytest.raises(BadInput):
        simulate("10 mg ketamine iv bolus", patients=5, areas=areas)


def test_intervals_of_ones_own_add_up() -> None:
    areas = {"auc_0_6h": (0.0, 6.0), "late": (6.0, 24.0)}
    regimen = simulate("10 mg ketamine iv bolus", patients=1, areas=areas).regimens[0]
    early, late, whole = (
        regimen.quantity(f"ketamine {name}").spread["mean"]
        for name in ("auc_0_6h", "late", "auc_0_24h")
    )
    assert early + late == pytest.approx(whole, rel=1e-9)
    assert "6 to 24 h" in regimen.quantity("ketamine late").meaning


def test_a_patient_file_is_the_cohort(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    lines = [f"{50 + i},{20 + i},poor" for i in range(30)]
    file.write_text("\n".join(["weight_kg,age_year,cyp2b6", *lines]))
    folder = tmp_path / "r"
    text = "0.5 mg/kg ketamine iv over 40 min"
    result = simulate(text, patients=30, patient_file=str(file), folder=folder)
    frame = pd.read_parquet(folder / "patients.parquet")
    np.testing.assert_array_equal(frame["weight"], 50.0 + np.arange(30))
    assert set(frame["cyp2b6"]) == {"poor"}
    assert "file of 30 patients" in result.methods[0]
    with pytest.raises(BadInput, match="30"):
        simulate(text, patients=31, patient_file=str(file))


def test_ages_of_the_file_and_of_the_study_must_agree(tmp_path: Path, spec: Any) -> None:
    from troche.studies.plan import lay_out

    file = tmp_path / "people.csv"
    file.write_text("age_year\n30\n70\n")
    people = {"number": 2, "file": str(file), "age": "18-65"}
    with pytest.raises(BadInput, match="row 2"):
        lay_out(spec(patients=people))
    lay_out(spec(patients={**people, "age": "18-75"}))
