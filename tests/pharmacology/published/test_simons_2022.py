"""Simons 2022 against the tables of its own paper and against closed forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from troche.evidence import find
from troche.pharmacology.published import Simons2022
from troche.pharmacology.system import Delivery
from troche.population.parameters import read_parameters
from troche.units import MOLAR_MASS

MODEL = Simons2022()
TABLE = read_parameters(MODEL.name)
FILM = Delivery("sublingual", "film", hold=10 / 60)
INFUSION = Delivery("iv", duration=20 / 60)
WEIGHT = 73.0
ANALYTES = ("S-ketamine", "S-norketamine", "S-hydroxynorketamine")
CASES = [(d, a, m) for d in (50, 100) for a in ANALYTES for m in ("Cmax", "Tmax", "AUC")]
# The exposures in Table 2 rise less than the dose, those of a linear model cannot; what is
# off by more than 25 % stands here, with the ratio achieved.
MISSES = {
    (50, "S-norketamine", "Cmax"): 0.74,
    (50, "S-norketamine", "Tmax"): 1.38,
    (50, "S-hydroxynorketamine", "Tmax"): 1.64,
}


def printed(dose: int, analyte: str, metric: str) -> float:
    return find(
        "pk_observations",
        source_id="Simons2022",
        formulation=f"oral thin film {dose} mg (base)",
        analyte=analyte,
        metric=metric,
    ).number("value")


@pytest.mark.parametrize(("dose", "analyte", "metric"), CASES)
def test_table_2(simons: Any, dose: int, analyte: str, metric: str) -> None:
    found = simons[dose][analyte.removeprefix("S-")]
    value = {"Cmax": found.peak, "Tmax": found.time_of_peak, "AUC": found.auc}[metric]
    ratio = value / printed(dose, analyte, metric)
    if (dose, analyte, metric) in MISSES:
        # 400 people of another seed move these by up to 4 %.
        assert ratio == pytest.approx(MISSES[dose, analyte, metric], rel=0.06)
    else:
        assert 0.75 < ratio < 1.25


@pytest.mark.parametrize("dose", [50, 100])
def test_a_typical_person_passes_by_the_areas(dose: int, solve: Callable[..., Any]) -> None:
    course = solve(MODEL, TABLE.typical(WEIGHT), [(0.0, dose, FILM)], np.linspace(0, 6, 721))
    for analyte in ANALYTES:
        area = course.auc(analyte.removeprefix("S-"))[-1]
        # The same distance on both sides of a linear model: 13 % at most.
        assert area == pytest.approx(printed(dose, analyte, "AUC"), rel=0.15)


@pytest.mark.parametrize("dose", [50, 100])
def test_the_infusion_six_hours_later(dose: int, solve: Callable[..., Any]) -> None:
    doses = [(0.0, float(dose), FILM), (6.0, 20.0, INFUSION)]
    times = np.array([0.0, 6.0, 6 + 20 / 60])
    course = solve(MODEL, TABLE.typical(WEIGHT), doses, times)
    row = find(
        "pk_observations",
        source_id="Simons2022",
        formulation=f"infusion 6 h after {dose} mg film",
        metric="Cmax",
    )
    # The half width of the two printed confidence intervals is 4 to 5 %.
    assert course.concentration("ketamine")[-1] == pytest.approx(row.number("value"), rel=0.05)


def test_availability_is_the_mucosal_share(solve: Callable[..., Any]) -> None:
    times = np.array([0.0, 200.0])
    film, iv = (
        solve(MODEL, TABLE.typical(), [(0.0, 50.0, delivery)], times).auc("ketamine")[-1]
        for delivery in (FILM, INFUSION)
    )
    row = find("pk_observations", source_id="Simons2022", metric="F", dose_value="50-100")
    assert film / iv == pytest.approx(TABLE["F1"].value, rel=1e-6)
    # Printed without decimals.
    assert 100 * film / iv == pytest.approx(row.number("value"), abs=0.5)


def test_moles_are_kept_along_the_chain(solve: Callable[..., Any]) -> None:
    """Closed forms: clearance times area, in moles, is what entered times the fractions."""
    p, dose = TABLE.typical(), 50.0
    course = solve(MODEL, p, [(0.0, dose, FILM)], np.array([0.0, 300.0]))

    def cleared(analyte: str, clearance: str) -> float:
        return float(course.auc(analyte)[-1]) / 1000 * float(p[clearance]) / MOLAR_MASS[analyte]

    moles = dose / MOLAR_MASS["ketamine"]
    norketamine = moles * float((p["F1"] + p["F2"]) * p["fm_N"])
    assert cleared("ketamine", "CL_K1") == pytest.approx(moles * float(p["F1"]), rel=1e-6)
    assert cleared("norketamine", "CL_N1") == pytest.approx(norketamine, rel=1e-6)
    assert cleared("hydroxynorketamine", "CL_H1") == pytest.approx(
        norketamine * float(p["fm_H"]), rel=1e-6
    )


def test_a_transit_time_is_that_of_the_whole_chain() -> None:
    """The mean time that a milligram in the first hepatic compartment needs to leave the second."""
    p = TABLE.typical()
    system = MODEL.system(p, [INFUSION])
    first, second = system.index("hepatic1"), system.index("hepatic2")
    chain = system.matrix[first : second + 1, first : second + 1]
    # Mean residence times are the columns of the inverse.
    assert -np.linalg.inv(chain)[:, 0].sum() == pytest.approx(float(p["MTT_KN"]))


def test_buccal_is_sublingual() -> None:
    p = TABLE.typical()
    assert MODEL.entries(p, FILM) == MODEL.entries(p, Delivery("buccal", "film", hold=10 / 60))
