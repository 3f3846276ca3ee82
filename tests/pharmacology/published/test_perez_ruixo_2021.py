"""Perez-Ruixo 2021 against the tables of its own paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from troche.evidence import find
from troche.pharmacology.published import PerezRuixo2021
from troche.pharmacology.system import Delivery

MODEL = PerezRuixo2021()
POPULATIONS = (
    "18-60 y Caucasian",
    "18-60 y Asian Japanese",
    "18-60 y Asian non-Japanese",
    ">60 y Caucasian",
)
CASES = [(population, dose) for population in POPULATIONS for dose in (28, 56, 84)]


def printed(population: str, dose: int, analyte: str, metric: str) -> float:
    return find(
        "pk_observations",
        source_id="PerezRuixo2021",
        population=population,
        dose_value=str(dose),
        analyte=analyte,
        metric=metric,
    ).number("value")


@pytest.mark.parametrize(("population", "dose"), CASES)
def test_ketamine_repeats_table_4(perez_ruixo: Any, population: str, dose: int) -> None:
    course = perez_ruixo[population, dose]
    peak = printed(population, dose, "S-ketamine", "Cmax")
    auc = printed(population, dose, "S-ketamine", "AUC")
    # 2 % was asked for; parameters are printed to three digits.
    assert course.peak("ketamine")[0] == pytest.approx(peak, rel=0.01)
    assert course.auc("ketamine")[-1] == pytest.approx(auc, rel=0.01)


@pytest.mark.parametrize(("population", "dose"), CASES)
def test_norketamine_repeats_the_peak_and_not_the_auc(
    perez_ruixo: Any, population: str, dose: int
) -> None:
    course = perez_ruixo[population, dose]
    peak = printed(population, dose, "S-norketamine", "Cmax")
    auc = printed(population, dose, "S-norketamine", "AUC")
    assert course.peak("norketamine")[0] == pytest.approx(peak, rel=0.01)
    # The conflict inside the source: recorded, not tuned away.
    assert 1.37 < course.auc("norketamine")[-1] / auc < 1.56


@pytest.mark.parametrize("age", [62.0, 65.0, 75.0])
def test_no_other_age_repeats_the_rows_over_60(
    age: float, solve: Callable[..., Any], person: Any, devices: Any
) -> None:
    p = person(">60 y Caucasian") | {"age": np.asarray(age)}
    auc = solve(MODEL, p, devices(28), np.array([0.0, 24.0])).auc("ketamine")[-1]
    # Five years move the AUC by 3 to 5 %: more than what is left at 70, 0.2 %.
    assert abs(auc / printed(">60 y Caucasian", 28, "S-ketamine", "AUC") - 1) > 0.02


def test_extraction_clearance_and_availability_are_those_derived(
    solve: Callable[..., Any], person: Any
) -> None:
    derived = {
        name: find("pk_models", source_id="PerezRuixo2021", parameter=f"derived: {name}").number(
            "typical_value"
        )
        for name in ("hepatic extraction E", "CL = Qh*E", "oral F = Fgut*(1-E)")
    }
    p, dose = person(POPULATIONS[0]), 84.0
    times = np.array([0.0, 400.0])  # 40 terminal half-lives
    iv = solve(MODEL, p, [(0.0, dose, Delivery("iv", duration=0.5))], times)
    oral = solve(MODEL, p, [(0.0, dose, Delivery("oral", "solution"))], times)
    clearance = 1000 * dose / iv.auc("ketamine")[-1]
    # The rows are printed to three digits.
    assert clearance == pytest.approx(derived["CL = Qh*E"], rel=0.003)
    assert clearance / float(p["Qh"]) == pytest.approx(derived["hepatic extraction E"], rel=0.003)
    availability = oral.auc("ketamine")[-1] / iv.auc("ketamine")[-1]
    assert availability == pytest.approx(derived["oral F = Fgut*(1-E)"], rel=0.003)


@pytest.mark.parametrize(("dose", "percent"), [(56, 54), (84, 51)])
def test_availability_of_a_spray_is_that_of_the_abstract(
    dose: int, percent: int, solve: Callable[..., Any], person: Any, devices: Any
) -> None:
    times = np.array([0.0, 400.0])
    iv = solve(MODEL, person(POPULATIONS[0]), [(0.0, dose, Delivery("iv"))], times).auc("ketamine")[
        -1
    ]
    nasal = solve(MODEL, person(POPULATIONS[0]), devices(dose), times).auc("ketamine")[-1]
    # The abstract prints two digits, and takes 18.6 % for what is swallowed, not 17.8.
    assert 100 * nasal / iv == pytest.approx(percent, abs=1.5)


def test_norketamine_takes_its_share_of_what_the_liver_removes(
    solve: Callable[..., Any], person: Any
) -> None:
    """Closed form: CLn AUC = dose F kmet/(kel + kmet), in mg, with all of the drug gone."""
    p, dose = person("18-60 y Asian Japanese"), 28.0
    course = solve(MODEL, p, [(0.0, dose, Delivery("iv"))], np.array([0.0, 400.0]))
    kel, CLn = p["kel"] * p["kel_asian"], p["CLn"] * p["CLn_asian"]
    formed = dose * p["kmet"] / (kel + p["kmet"])
    assert course.auc("norketamine")[-1] / 1000 * CLn == pytest.approx(float(formed), rel=1e-6)


def test_nasal_fraction_stops_at_the_whole_device(person: Any) -> None:
    p = person("18-60 y Asian Japanese") | {"FRn": np.asarray([0.5, 0.9])}
    nasal, swallowed = MODEL.entries(p, Delivery("nasal"))
    np.testing.assert_allclose(nasal.fraction, [0.5 * 1.34, 1.0])
    np.testing.assert_allclose(swallowed.fraction, (1 - nasal.fraction) * p["Fgut"])
