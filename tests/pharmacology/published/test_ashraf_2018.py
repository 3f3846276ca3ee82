"""Ashraf 2018 against its derived values, its predictions and closed forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from troche.evidence import load
from troche.pharmacology.published import Ashraf2018
from troche.pharmacology.published.ashraf_2018 import first_pass
from troche.pharmacology.system import Delivery
from troche.population.parameters import read_parameters

MODEL = Ashraf2018()
SYRUP, INJECTION = Delivery("oral", "solution"), Delivery("iv", duration=2 / 60)


def person(weight: float = 70.0) -> dict[str, Any]:
    return read_parameters(MODEL.name).typical(weight) | {"weight": np.asarray(weight)}


def derived() -> dict[str, str]:
    start = "derived at 70 kg: "
    return {
        row.cells["parameter"].removeprefix(start): row.cells["typical_value"]
        for row in load("pk_models")
        if row.cells["source_id"] == "Ashraf2018" and row.cells["parameter"].startswith(start)
    }


def test_the_derived_rows_come_out() -> None:
    f = first_pass(person())
    survival = f"{f.F_GWm:.3f} / {f.F_Hm:.3f}"
    assert {
        "QH": f"{f.QH:.1f}",
        "F gut S-ketamine": f"{f.F_GW:.3f}",
        "F hepatic S-ketamine": f"{f.F_H:.3f}",
        "CL S-ketamine": f"{f.QH * (1 - f.F_H):.1f}",
        "oral F S-ketamine": f"{f.F_GW * f.F_H:.2f}",
        "CL norketamine (apparent)": f"{f.QH * (1 - f.F_Hm):.1f}",
        "norketamine surviving gut / liver": survival,
    } == derived()


def test_areas_follow_first_pass(solve: Callable[..., Any]) -> None:
    """Closed forms, of the ODEs solved to the end: clearance, availability, both metabolites."""
    f, dose, times = first_pass(person()), 14.0, np.array([0.0, 400.0])
    clearance, clearance_m = f.QH * (1 - f.F_H), f.QH * (1 - f.F_Hm)
    iv = solve(MODEL, person(), [(0.0, dose, INJECTION)], times)
    oral = solve(MODEL, person(), [(0.0, dose, SYRUP)], times)

    def area(course: Any, analyte: str) -> float:
        return float(course.auc(analyte)[-1]) / 1000

    assert area(iv, "ketamine") == pytest.approx(dose / clearance, rel=1e-6)
    assert area(iv, "norketamine") == pytest.approx(dose * f.F_Hm / clearance_m, rel=1e-6)
    assert area(oral, "ketamine") == pytest.approx(dose * f.F_GW * f.F_H / clearance, rel=1e-6)
    # What passes both walls is cleared later, and all of it is then norketamine too.
    formed = ((1 - f.F_GW) * f.F_GWm + f.F_GW) * f.F_Hm
    assert area(oral, "norketamine") == pytest.approx(dose * formed / clearance_m, rel=1e-6)


# Achieved over printed. The areas agree; the peaks of the paper's Table 3 are all higher than
# any person of this model reaches on average at the sampling times: a miss, left as it is.
RATIOS = {
    ("oral", "S-ketamine", "AUC"): (0.85, 1.05),
    ("oral", "norketamine", "AUC"): (0.85, 1.05),
    ("IV", "S-ketamine", "AUC"): (0.95, 1.05),
    ("IV", "norketamine", "AUC"): (0.85, 1.05),
    ("oral", "S-ketamine", "Cmax"): (0.65, 0.85),
    ("oral", "norketamine", "Cmax"): (0.65, 0.85),
    ("IV", "S-ketamine", "Cmax"): (0.60, 0.75),
    ("IV", "norketamine", "Cmax"): (0.60, 0.75),
}


@pytest.mark.parametrize(("route", "analyte", "metric"), RATIOS)
def test_predictions_of_the_paper(ashraf: Any, route: str, analyte: str, metric: str) -> None:
    (printed,) = [
        row.number("value")
        for row in load("pk_observations")
        if row.cells["source_id"] == "Ashraf_T3"
        and (row.cells["route"], row.cells["analyte"], row.cells["metric"])
        == (route, analyte, metric)
        and row.cells["statistic"] == "model-based mean"
        and "ticlopidine phase" not in row.cells["notes"]
    ]
    found = ashraf[route][analyte.removeprefix("S-")]
    low, high = RATIOS[route, analyte, metric]
    # Means of 400 sampled people are good to about 2 %; the bounds hold what is documented.
    assert low < (found.auc if metric == "AUC" else found.peak) / printed < high


def test_an_observed_area_is_met(ashraf: Any) -> None:
    (observed,) = [
        row.number("value")
        for row in load("pk_observations")
        if row.cells["source_id"] == "Ashraf_T3"
        and row.cells["statistic"].startswith("mean (NCA")
        and "placebo phase" in row.cells["notes"]
    ]
    # Eleven people who differ by some 40 %: a standard error of 12 %.
    assert ashraf["oral"]["ketamine"].auc == pytest.approx(observed, rel=0.12)
