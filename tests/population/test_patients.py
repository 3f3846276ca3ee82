"""Who the virtual patients are, and files of patients of one's own."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from troche.errors import StudyError
from troche.evidence import load
from troche.population.patients import CYP2B6, draw_patients, read_patients
from troche.population.populations import population, population_names

TRD = "adults with treatment-resistant depression"
N = 40_000


@pytest.fixture(scope="module")
def crowd():
    return draw_patients(population(TRD), seed=11, start=0, count=N)


def test_marginals_are_those_documented(crowd) -> None:
    people = population(TRD)
    # Standard errors at n = 40,000: shares 0.0025, means 0.005 sd; four of them.
    assert np.mean(crowd.sex == 0) == pytest.approx(people["women"], abs=0.01)
    for sex, name in ((0, "women"), (1, "men")):
        logs = np.log(crowd.weight[crowd.sex == sex] / people[f"weight_{name}"])
        assert logs.mean() == pytest.approx(0, abs=0.006)
        assert logs.std() == pytest.approx(people["weight_sd"], rel=0.03)
        tall = crowd.height[crowd.sex == sex]
        assert tall.mean() == pytest.approx(people[f"height_{name}"], abs=0.25)
    shares = np.bincount(crowd.cyp2b6, minlength=3) / N
    assert shares[1] == pytest.approx(people["cyp2b6_intermediate"], abs=0.01)
    assert shares[2] == pytest.approx(people["cyp2b6_poor"], abs=0.006)
    assert (crowd.liver == 0).all()
    assert np.median(crowd.adherence) == pytest.approx(people["adherence_home"], abs=0.01)
    assert ((crowd.adherence > 0) & (crowd.adherence < 1)).all()


def test_age_is_a_normal_cut_at_its_limits(crowd) -> None:
    people = population(TRD)
    low, high = people.ages
    mean, sd = people["age_mean"], people["age_sd"]
    assert low < crowd.age.min() < crowd.age.max() < high
    expected = stats.truncnorm((low - mean) / sd, (high - mean) / sd, loc=mean, scale=sd)
    assert stats.kstest(crowd.age, expected.cdf).pvalue > 1e-3


def test_narrow_ages_stay_inside_and_change_no_one_else() -> None:
    people = population(TRD)
    wide = draw_patients(people, 3, 0, 500)
    narrow = draw_patients(people, 3, 0, 500, ages=(64.0, 65.0))
    assert ((narrow.age >= 64) & (narrow.age <= 65)).all()
    np.testing.assert_array_equal(narrow.weight, wide.weight)
    np.testing.assert_array_equal(np.argsort(narrow.age), np.argsort(wide.age))


def test_covariates_are_independent_of_each_other(crowd) -> None:
    women = crowd.sex == 0
    columns = np.stack([
        np.log(crowd.weight[women]), crowd.height[women], crowd.age[women],
        crowd.cyp2b6[women], crowd.baseline[women], crowd.adherence[women],
    ])  # fmt: skip
    r = np.corrcoef(columns) - np.eye(len(columns))
    assert abs(r).max() < 4 / math.sqrt(women.sum())


def test_baseline_is_the_pool_of_the_arms_that_are_named() -> None:
    """By hand: the arms' rows with MADRS, weighted by n."""
    trials = ("ASPIRE1", "CANUSO2018", "CHEN2023SI")
    cells = [
        [float(row.cells[c]) for c in ("n", "baseline_mean", "baseline_sd")]
        for row in load("arms")
        if row.cells["trial_id"] in trials
        and row.cells["baseline_scale"] == "MADRS"
        and all(row.cells[c] for c in ("n", "baseline_mean", "baseline_sd"))
    ]
    n, mean, sd = np.array(cells).T
    severity = population("adults with depression and suicidal ideation").severity
    assert severity is not None
    assert len(severity.rows) == len(cells) > 3
    pooled = np.average(mean, weights=n)
    assert severity.mean == pytest.approx(pooled, rel=1e-12)
    assert severity.sd == pytest.approx(math.sqrt(np.average(sd**2, weights=n)), rel=1e-12)
    between = math.sqrt(np.average((mean - pooled) ** 2, weights=n))
    assert severity.between_trials == pytest.approx(between, rel=1e-12)


def test_baseline_of_patients_is_that_pool(crowd) -> None:
    severity = population(TRD).severity
    assert severity is not None
    assert ((crowd.baseline >= 0) & (crowd.baseline <= 60)).all()
    assert crowd.baseline.mean() == pytest.approx(severity.mean, abs=0.15)
    spread = math.hypot(severity.sd, severity.between_trials)
    assert crowd.baseline.std() == pytest.approx(spread, rel=0.03)


@pytest.mark.parametrize("name", population_names())
def test_every_population_is_documented(name: str) -> None:
    people = population(name)
    assert len(people.meaning) > 20
    for item in people.assumptions.values():
        assert item.range[0] <= item.value <= item.range[1]
        assert item.why
        assert item.meaning
        assert item.unit
    some = draw_patients(people, 1, 0, 50)
    assert np.isfinite(some.weight).all()
    assert np.isnan(some.baseline).all() == (people.severity is None)


def test_an_unknown_population_is_one_message() -> None:
    with pytest.raises(StudyError) as caught:
        population("adults with treatment resistant depression")
    assert caught.value.meant == TRD
    assert "healthy adults" in caught.value.allowed


# Files of patients.

GOOD = """\ufeffid,weight_kg,age_year,sex,cyp2b6,liver,adherence,baseline_madrs
a, 61.5 ,44,F,poor,normal,0.5,31
b,90,70,M,normal,moderate,1,0

c,55,18,F,intermediate,mild,0,60
"""


def test_a_good_file(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(GOOD, encoding="utf-8")
    given = read_patients(file)
    assert set(given) == {"weight", "age", "sex", "cyp2b6", "liver", "adherence", "baseline"}
    np.testing.assert_array_equal(given["weight"], [61.5, 90, 55])
    np.testing.assert_array_equal(given["sex"], [0, 1, 0])
    np.testing.assert_array_equal(given["cyp2b6"], [2, 0, 1])
    people = draw_patients(population(TRD), 1, 0, 3, given=given)
    np.testing.assert_array_equal(people.age, [44, 70, 18])
    assert CYP2B6[people.cyp2b6[0]] == "poor"
    assert people.cyp2b6.dtype == np.int64
    # What the file leaves out is drawn as it would have been.
    np.testing.assert_array_equal(people.height, draw_patients(population(TRD), 1, 0, 3).height)


WRONG = {
    "empty": ("", "0 lines"),
    "header alone": ("weight_kg\n", "1 line"),
    "header and blank lines": ("weight_kg\n\n,\n", "header alone|1 cells|2 cells"),
    "unknown column": ("weigth_kg\n70\n", "weigth_kg"),
    "column twice": ("weight_kg,weight_kg\n70,70\n", "weight_kg"),
    "id alone": ("id\n1\n", "id alone"),
    "too light": ("weight_kg\n7\n", "row 1"),
    "a child": ("age_year\n44\n17\n", "row 2"),
    "no number": ("weight_kg\nheavy\n", "heavy"),
    "nan": ("weight_kg\nnan\n", "nan"),
    "infinite": ("weight_kg\ninf\n", "inf"),
    "underscore": ("weight_kg\n7_0\n", "7_0"),
    "decimal comma": ('weight_kg\n"61,5"\n', "61,5"),
    "empty cell": ("weight_kg,age_year\n70,\n", "age_year"),
    "too many cells": ("weight_kg\n70,1\n", "2 cells"),
    "word": ("sex\nfemale\n", "female"),
    "genotype": ("cyp2b6\nslow\n", "slow"),
    "adherence": ("adherence\n85\n", "85"),
    "nul": ("weight_kg\n7\x000\n", "NUL|7"),
    "unclosed quote": ('weight_kg\n"70\n80\n', "line 3.*quote that is not closed"),
    "quote unclosed at the end": ('weight_kg\n70\n"80', "quote that is not closed"),
    "not a table": ("<html><body>70</body></html>\n<p>\n", "html"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_one_message(name: str, tmp_path: Path) -> None:
    import re

    text, said = WRONG[name]
    file = tmp_path / "people.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read_patients(file)
    message = str(caught.value)
    assert "people.csv" in message
    assert re.search(said, message)
    assert "\n" not in message
    assert caught.value.allowed


@pytest.mark.parametrize("content", [b"weight_kg\n\xff\xfe70\n", b"\xff\xfew\x00\n\x007\x00"])
def test_other_encodings_are_one_message(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(StudyError, match="UTF-8"):
        read_patients(file)


def test_no_file_a_folder_and_a_giant_are_one_message(tmp_path: Path) -> None:
    giant = tmp_path / "giant.csv"
    with giant.open("wb") as stream:
        stream.truncate(21_000_000)
    for path in (tmp_path / "none.csv", tmp_path, giant):
        with pytest.raises(StudyError):
            read_patients(path)
