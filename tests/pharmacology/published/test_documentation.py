"""The page on the published models says what the models do."""

from __future__ import annotations

import doctest
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from troche.evidence import load
from troche.pharmacology.published import PUBLISHED
from troche.pharmacology.system import Delivery
from troche.population.parameters import read_parameters

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "published-models.md"
FIGURES = r"(?<=\| )([\d.]+) / ([\d.]+)(?: / ([\d.]+))?(?= \|)"


def figures(model: str) -> np.ndarray:
    """The cells under one heading: printed, achieved, typical person if there is one."""
    section = PAGE.read_text(encoding="utf-8").split(f"### {model}\n")[1].split("\n#")[0]
    return np.array([[float(x or "nan") for x in cell] for cell in re.findall(FIGURES, section)])


def printed(source: str, **cells: str) -> float:
    (row,) = (
        row
        for row in load("pk_observations")
        if row.cells["source_id"] == source
        and "ticlopidine phase" not in row.cells["notes"]
        and not row.cells["statistic"].startswith("mean (NCA")
        and all(row.cells[column] == cell for column, cell in cells.items())
    )
    return row.number("value")


def same(page: np.ndarray, expected: list[tuple[float, ...]]) -> None:
    # The page prints one decimal or two; half a unit there is below 1 % of the smallest.
    np.testing.assert_allclose(page[:, : len(expected[0])], np.array(expected), rtol=0.01)


def test_examples_run() -> None:
    assert doctest.testfile(str(PAGE), module_relative=False).failed == 0


def test_perez_ruixo(perez_ruixo: Any) -> None:
    expected = [
        (
            printed(
                "PerezRuixo2021",
                population=population,
                dose_value=str(dose),
                analyte=f"S-{analyte}",
                metric=metric,
            ),
            course.peak(analyte)[0] if metric == "Cmax" else course.auc(analyte)[-1],
        )
        for (population, dose), course in perez_ruixo.items()
        for analyte in ("ketamine", "norketamine")
        for metric in ("Cmax", "AUC")
    ]
    same(figures("perez-ruixo-2021"), expected)


def test_simons(simons: Any, solve: Callable[..., Any]) -> None:
    expected = []
    film = Delivery("sublingual", "film", hold=10 / 60)
    p = read_parameters("simons-2022").typical(73.0)
    for dose, people in simons.items():
        one = solve(PUBLISHED["simons-2022"], p, [(0.0, float(dose), film)], np.linspace(0, 6, 721))
        for analyte, found in people.items():
            row = {"formulation": f"oral thin film {dose} mg (base)", "analyte": f"S-{analyte}"}
            height, time = one.peak(analyte)
            expected += [
                (printed("Simons2022", **row, metric="Cmax"), found.peak, height),
                (printed("Simons2022", **row, metric="Tmax"), found.time_of_peak, 60 * time),
                (printed("Simons2022", **row, metric="AUC"), found.auc, one.auc(analyte)[-1]),
            ]
    same(figures("simons-2022"), expected)


def test_ashraf(ashraf: Any) -> None:
    expected = []
    for route, found in ashraf.items():
        for name, analyte in (("S-ketamine", "ketamine"), ("norketamine", "norketamine")):
            row = {"route": route, "analyte": name}
            expected += [
                (printed("Ashraf_T3", **row, metric="Cmax"), found[analyte].peak),
                (printed("Ashraf_T3", **row, metric="AUC"), found[analyte].auc),
            ]
    same(figures("ashraf-2018"), expected)


def test_otto(solve: Callable[..., Any]) -> None:
    times = np.array([0, 0.5, 1, 2, 3, 5, 6, 8, 10])
    p = read_parameters("otto-2021").typical(68.0)
    dose = (0.0, 10.0, Delivery("iv", duration=0.5))
    course = solve(PUBLISHED["otto-2021"], p, [dose], times)
    expected = [
        (
            printed("Otto2021", analyte=f"S-{analyte}", interval=f"t={time:g} h"),
            course.concentration(analyte)[i],
        )
        for i, time in enumerate(times)
        if time > 0
        for analyte in ("ketamine", "norketamine")
    ]
    same(figures("otto-2021"), expected)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_model_is_on_the_page(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"| `{name}` |" in page
    assert len(figures(name)) > 0
