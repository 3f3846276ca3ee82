"""`troche models`, `populations`, `parameters`, `regimen`."""

from __future__ import annotations

from typing import Any

import pytest

from troche.population.parameters import read_parameters
from troche.population.populations import population_names
from troche.population.recipes import model_names


def test_models(troche: Any) -> None:
    rows = troche("models", "--json").document["models"]
    assert tuple(row["model"] for row in rows) == model_names()
    table = troche("models")
    assert table.code == 0
    assert table.err == ""
    for name in model_names():
        assert name in table.out


def test_populations(troche: Any) -> None:
    rows = troche("populations", "--json").document["populations"]
    assert tuple(row["population"] for row in rows) == population_names()
    assert "healthy adults" in troche("populations").out


@pytest.mark.parametrize("model", [*model_names(), "receptor"])
def test_parameters(model: str, troche: Any) -> None:
    rows = troche("parameters", model, "--json").document["parameters"]
    table = read_parameters(model)
    assert [row["symbol"] for row in rows] == [p.symbol for p in table]
    for row in rows:
        assert row["source or assumption"]
        assert row["unit"]
    assert troche("parameters", model).code == 0


def test_parameters_of_no_model(troche: Any) -> None:
    ran = troche("parameters", "trochee")
    assert ran.code == 2
    assert "'troche'" in ran.message


def test_a_regimen_is_read_back_with_its_account(troche: Any) -> None:
    ran = troche("regimen", "30 mg ketamine lozenge twice daily for 2 weeks", "--weeks", 1)
    assert ran.code == 0
    assert ran.out.startswith(
        "30 mg ketamine base buccal lozenge held 10 min then swallowed, "
        "2 times daily for 2 weeks at home\n"
    )
    assert "840" in ran.out  # mg planned
    assert "420" in ran.out  # mg given, and not given
    document = troche("regimen", "56 mg esketamine nasal, weekly", "--json").document
    assert len(document["administrations"]) == 8  # two devices, four weeks
    assert document["horizon"] == {"value": 672.0, "unit": "h"}


@pytest.mark.parametrize(
    "words",
    [
        ["10 mg ketamine"], [""], ["10 mg ketamine iv", "--weeks", "0"],
        ["10 mg ketamine iv", "--weeks", "nan"], ["10 mg ketamine iv", "--weeks", "-1"],
        ["10 mg ketamine iv", "--weeks", "1e9"], ["10 mg ketamine iv", "--weeks", "two"], [],
    ],
)  # fmt: skip
def test_wrong_regimens(words: list[str], troche: Any) -> None:
    ran = troche("regimen", *words)
    assert ran.code == 2
    assert ran.message
    assert troche("regimen", *words, "--json").document["error"]["found"] is not None
