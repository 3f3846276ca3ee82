"""Outcomes in `troche validate`: predicted unseen, scored beside a naive forecast."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from troche.evidence import builtin, read_directory
from troche.studies.validate.mood_lines import mood_lines
from troche.studies.validate.outcome_scores import FIGURES, of_outcomes
from troche.studies.validate.outcomes import validate_outcomes
from troche.studies.validate.rows import ValidatedRow

HEADER = (
    "trial_id,arm_id,scale,outcome,time_days,value,unit,spread_kind,spread_low,spread_high,"
    "n_at_time,verified,url,notes,study_family,definition\n"
)
TRIALS = (
    "trial_id,citation,doi,pmid,url,registry,design,blinding,population,comedication,n_total,"
    "notes,study_family\n"
    "OURS,Someone 2025,,,,,RCT parallel,double,TRD,stable,60,,OURS\n"
)
ARMS = (
    "trial_id,arm_id,arm_role,drug,route,formulation,dose_value,dose_unit,infusion_min,"
    "doses_per_week,n_doses,duration_days,n,baseline_scale,baseline_mean,baseline_sd,verified,"
    "notes,study_family,regimen,regimen_why_not\n"
    "OURS,ket,active,racemic ketamine,IV,,0.5,mg/kg,40,,1,1,30,MADRS,33,5,page,,OURS,"
    '"0.5 mg/kg ketamine iv over 40 min, once",\n'
    "OURS,pbo,placebo,saline,IV,,0,mg/kg,40,,1,1,30,MADRS,33,5,page,,OURS,,comparator\n"
)


@pytest.fixture(scope="module")
def rows() -> tuple[ValidatedRow, ...]:
    return validate_outcomes(builtin())


def test_every_row_is_there_once_and_whole(rows: tuple[ValidatedRow, ...]) -> None:
    assert [r.row.row for r in rows] == list(range(1, 243))
    for r in rows:
        known = [v is not None for v in (r.p5, r.predicted, r.p95)]
        assert all(known) == (r.why_not is None)
        assert any(known) == (r.why_not is None)
        if r.why_not is None:
            assert r.p5 is not None
            assert r.predicted is not None
            assert r.p95 is not None
            assert r.p5 <= r.predicted <= r.p95
            assert r.way == "refit" or r.statistic is None or r.statistic.family
            assert (r.statistic is None) != (r.relapse is None)
            assert r.kind


def test_shares_stay_between_none_and_all(rows: tuple[ValidatedRow, ...]) -> None:
    shares = [r for r in rows if r.statistic is not None and r.statistic.kind == "share"]
    assert len(shares) > 70
    assert all((r.p5 or 0.0) >= 0.0 and (r.p95 or 0.0) <= 100.0 for r in shares)


def test_relapse_is_predicted_unseen_and_without_having_been_fitted(
    rows: tuple[ValidatedRow, ...],
) -> None:
    relapses = [r for r in rows if r.row.cells["outcome"] == "relapse"]
    predicted = [r for r in relapses if r.relapse is not None]
    assert [r.row.row for r in predicted] == [104, 105, 166, 167, 168, 169, 170, 171, 172]
    assert all(r.statistic is None and r.kind == "relapse" and r.way == "refit" for r in predicted)
    assert {r.why_not for r in relapses} == {None, "regimen not stated", "quantity not modelled"}
    drug, placebo = predicted[:2]
    assert (drug.predicted or 0.0) < (placebo.predicted or 0.0)
    for r in predicted:
        assert 0.0 <= (r.p5 or 0.0) < (r.p95 or 0.0) <= 100.0
    found = of_outcomes(rows)
    without = of_outcomes([r for r in rows if r.relapse is None])
    for name in ("outcomes_mae_share", "outcomes_mae_madrs_change", "outcomes_mae_difference"):
        assert found[name] == without[name]
    # Half of each hundred would be a coin: these rows are few and their intervals wide.
    assert (found["outcomes_mae_relapse"] or 100.0) < 50.0
    assert without["outcomes_mae_relapse"] is None


def test_predictions_of_the_unseen_are_worth_having(rows: tuple[ValidatedRow, ...]) -> None:
    """Half of each goal: the goals themselves, and what is reached, stand in the documentation."""
    found = of_outcomes(rows)
    alike = of_outcomes(rows, alike=True)
    assert set(found) == set(FIGURES) == set(alike)
    assert all(v is not None and math.isfinite(v) for v in found.values())
    number = {k: float(v) for k, v in found.items() if v is not None}
    assert number["outcomes_mae_madrs_change"] < 5.0
    assert number["outcomes_mae_difference"] < 4.0
    assert number["outcomes_mae_share"] < 22.0
    assert 0.80 <= number["outcomes_coverage90"] <= 0.99
    assert number["outcomes_interval_score"] < number["outcomes_interval_score_naive"]


def test_a_trial_of_ones_own_is_predicted(tmp_path: Path) -> None:
    (tmp_path / "trials.csv").write_text(TRIALS)
    (tmp_path / "arms.csv").write_text(ARMS)
    (tmp_path / "outcomes.csv").write_text(
        HEADER
        + "OURS,ket,MADRS,change,1,-14,points,SE,2,,30,page,,,OURS,\n"
        + "OURS,pbo,MADRS,change,1,-5,points,SE,2,,30,page,,,OURS,\n"
        + "OURS,ket,MADRS,diff_vs_control,1,-9,points,CI95,-14,-4,,page,,,OURS,\n"
        + "OURS,ket,MADRS,response,1,50,%,,,,30,page,,,OURS,fall>=50%\n"
        + "OURS,ket,MADRS,score,1,61,points,,,,30,page,,,OURS,\n"
    )
    drug, placebo, contrast, share, broken = validate_outcomes(read_directory(tmp_path))
    assert drug.predicted is not None
    assert placebo.predicted is not None
    assert drug.predicted < placebo.predicted < 0.0
    assert contrast.predicted == pytest.approx(drug.predicted - placebo.predicted, abs=1.5)
    assert share.predicted is not None
    assert 15.0 < share.predicted < 75.0
    assert broken.why_not == "broken row"
    assert drug.way == "not in the fit"


def test_relapse_in_a_trial_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "trials.csv").write_text(TRIALS)
    (tmp_path / "arms.csv").write_text(ARMS)
    (tmp_path / "outcomes.csv").write_text(
        HEADER
        + "OURS,ket,MADRS,response,3,50,%,,,,30,page,,,OURS,fall>=50%\n"
        + "OURS,ket,MADRS,relapse,14,40,% of day-3 responders,,,,,page,,,OURS,MADRS>=22\n"
        + "OURS,ket,MADRS,relapse,14,40,%,,,,,page,,of remitters,OURS,MADRS>=22\n"
        + "OURS,ket,MADRS,relapse,14,140,% of day-3 responders,,,,,page,,,OURS,MADRS>=22\n"
    )
    _, relapse, unknown, broken = validate_outcomes(read_directory(tmp_path))
    assert relapse.relapse is not None
    assert relapse.relapse.n == 15.0
    assert relapse.way == "not in the fit"
    assert 0.0 < (relapse.predicted or 0.0) < 100.0
    assert (unknown.why_not, broken.why_not) == ("quantity not modelled", "broken row")
    assert unknown.detail == "nothing says on which day they were remitters"


def test_more_people_make_narrower_intervals(tmp_path: Path) -> None:
    (tmp_path / "trials.csv").write_text(TRIALS)
    (tmp_path / "arms.csv").write_text(ARMS)
    (tmp_path / "outcomes.csv").write_text(
        HEADER
        + "OURS,ket,MADRS,change,1,-14,points,,,,8,page,,,OURS,\n"
        + "OURS,ket,MADRS,change,7,-14,points,,,,400,page,,,OURS,\n"
    )
    few, many = validate_outcomes(read_directory(tmp_path))
    assert (few.p95 or 0) - (few.p5 or 0) > 1.2 * ((many.p95 or 0) - (many.p5 or 0))


def test_lines_rise_with_dose_and_hold_published_contrasts() -> None:
    lines = mood_lines()
    by_title = {line.title: line for line in lines}
    infusion = by_title["One infusion of ketamine, a day later"]
    assert list(infusion.quantiles[0.5]) == sorted(infusion.quantiles[0.5])
    assert {c.trial for c in infusion.published} >= {"MURROUGH2013"}
    spray = by_title["Esketamine spray twice weekly, day 8"]
    assert [c.x for c in spray.published] == [28.0, 56.0, 84.0]
    for line in lines:
        for low, middle, high in zip(
            line.quantiles[0.05], line.quantiles[0.5], line.quantiles[0.95], strict=True
        ):
            assert low + 1e-9 >= 0.0
            assert low <= middle <= high


def test_the_page_shows_outcomes(rows: tuple[ValidatedRow, ...]) -> None:
    from troche.report.figures.mood_lines import over_dose_and_time
    from troche.report.figures.outcome_validation import PANELS, outcomes_by_trial

    for kind in PANELS:
        figure = outcomes_by_trial(rows, kind)
        published = [t for t in figure.data if t.name and t.name.endswith("published")]
        assert sum(len(t.x) for t in published) >= (9 if kind == "relapse" else 15)
    drawn = over_dose_and_time(mood_lines())
    assert "published difference from control" in [t.name for t in drawn.data]
