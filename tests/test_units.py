"""A number has a unit wherever it is kept or shown, and every unit means what it says."""

from __future__ import annotations

import csv
import math
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from troche.errors import BadInput
from troche.evidence import find
from troche.evidence.codebook import TABLES, codebook
from troche.outcomes.exposure import METRICS
from troche.population.parameters import model_names, read_parameters
from troche.population.populations import population, population_names
from troche.studies.results import Result
from troche.studies.simulate import simulate
from troche.units import _TO_INNER as TO_INNER
from troche.units import INNER, MOLAR_MASS, SALT_FACTOR, Moiety, dimension, from_inner, to_inner

# Counts of things, and days as the tables write them: no quantity that is ever converted.
COUNTED = {"people", "doses", "doses per week", "days"}

# What each symbol is, in hours, milligrams, litres and so on; independent of troche.units.
ATOMS: dict[str, tuple[Fraction, dict[str, int]]] = {
    "h": (Fraction(1), {"h": 1}),
    "min": (Fraction(1, 60), {"h": 1}),
    "s": (Fraction(1, 3600), {"h": 1}),
    "day": (Fraction(24), {"h": 1}),
    "days": (Fraction(24), {"h": 1}),
    "week": (Fraction(168), {"h": 1}),
    "g": (Fraction(1000), {"mg": 1}),
    "mg": (Fraction(1), {"mg": 1}),
    "ug": (Fraction(1, 10**3), {"mg": 1}),
    "ng": (Fraction(1, 10**6), {"mg": 1}),
    "L": (Fraction(1), {"L": 1}),
    "mL": (Fraction(1, 10**3), {"L": 1}),
    "nmol": (Fraction(1), {"nmol": 1}),
    "umol": (Fraction(10**3), {"nmol": 1}),
    "nM unbound": (Fraction(1), {"nmol": 1, "L": -1}),
    "uM": (Fraction(10**3), {"nmol": 1, "L": -1}),
    "kg": (Fraction(1), {"kg": 1}),
    "cm": (Fraction(1), {"cm": 1}),
    "year": (Fraction(1), {"year": 1}),
    "points": (Fraction(1), {"points": 1}),
    "mmHg": (Fraction(1), {"mmHg": 1}),
    "beats": (Fraction(1), {"beats": 1}),
    **dict.fromkeys(("count", "visits", "doses"), (Fraction(1), {"count": 1})),
    "hr": (Fraction(1), {"h": 1}),
    "%": (Fraction(1, 100), {}),
    **dict.fromkeys(("1", "fraction", "ratio", "exponent"), (Fraction(1), {})),
}


def worked_out(unit: str) -> tuple[Fraction, dict[str, int]]:
    """Return size and dimension of a unit by doing its arithmetic."""
    # The reference weight of an allometric parameter is no division.
    unit = unit.removesuffix("/70kg").removesuffix("/kg^0.75")
    size, powers = Fraction(1), Counter[str]()
    for place, group in enumerate(unit.split("/")):
        sign = -1 if place else 1
        for symbol in group.replace("·", "*").split("*"):
            one, dimensions = ATOMS[symbol]
            size *= one**sign
            for name, power in dimensions.items():
                powers[name] += sign * power
    return size, {name: power for name, power in powers.items() if power}


@pytest.mark.parametrize("unit", TO_INNER)
def test_each_conversion_is_what_the_symbols_say(unit: str) -> None:
    size, powers = worked_out(unit)
    inner_size, inner_powers = worked_out(INNER[dimension(unit)])
    assert powers == inner_powers
    # Both sides are exact up to the rounding of one division.
    assert math.isclose(to_inner(1.0, unit), size / inner_size, rel_tol=1e-15)
    assert math.isclose(from_inner(to_inner(3.7, unit), unit), 3.7, rel_tol=1e-15)


def test_that_arithmetic_can_fail() -> None:
    assert worked_out("ng/mL") != worked_out("mg*h/L")
    assert worked_out("ug/L") == worked_out("ng/mL")


def known(unit: str) -> bool:
    """Return whether a unit, or one per another, is in the table."""
    try:
        return all(bool(dimension(part)) for part in unit.split(" per "))
    except BadInput:
        return False


@pytest.mark.parametrize("model", model_names())
def test_parameters_are_in_inner_units(model: str) -> None:
    table = read_parameters(model)
    assert len(table) > 0
    for parameter in table:
        for part in parameter.unit.split(" per "):
            assert part in INNER.values(), parameter.symbol


@pytest.mark.parametrize("name", population_names())
def test_assumptions_about_people_have_units(name: str) -> None:
    for assumption in population(name).assumptions.values():
        # A spread on the logit scale has no unit but the scale.
        assert assumption.unit == "logit" or known(assumption.unit), assumption.meaning


@pytest.mark.parametrize("table", TABLES)
def test_numeric_columns_of_the_evidence_have_a_unit(table: str) -> None:
    columns = codebook(table).columns
    for column in columns.values():
        if column.numeric:
            assert bool(column.unit) != bool(column.unit_in), column.name
        if column.unit:
            assert column.unit in COUNTED or known(column.unit), column.name
        if column.unit_in:
            assert column.unit_in in columns, column.name


def test_metrics_have_units() -> None:
    dimensions = {metric.name: dimension(metric.unit) for metric in METRICS}
    for name, kind in dimensions.items():
        start = name.split("_")[0]
        expected = {"cmax": "concentration", "tmax": "time", "auc": "exposure", "half": "time"}
        assert kind == expected.get(start, "ratio"), name


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    folder = tmp_path_factory.mktemp("units") / "one"
    areas = {"auc_0_6h": (0.0, 6.0)}
    regimen = "10 mg ketamine iv over 40 min"
    return simulate(regimen, patients=30, level=20.0, areas=areas, folder=folder), folder


def test_quantities_and_curves_of_a_result_have_units(written: tuple[Result, Path]) -> None:
    result, _ = written
    (regimen,) = result.regimens
    assert len(regimen.quantities) > 20
    for quantity in regimen.quantities:
        assert known(quantity.unit), quantity.name
        assert quantity.meaning, quantity.name
    curves = [curve for part in regimen.curves.values() for curve in part]
    assert {curve.unit for curve in curves} == {"ng/mL", "fraction"}
    assert all((c.unit == "fraction") == (c.signal == "occupancy") for c in curves)


def test_every_written_column_is_in_the_dictionary_with_its_unit(
    written: tuple[Result, Path],
) -> None:
    import pandas as pd

    _, folder = written
    with (folder / "data-dictionary.csv").open(encoding="utf-8", newline="") as stream:
        entries = {(row["file"], row["column"]): row for row in csv.DictReader(stream)}
    numbers = {("patients.parquet", "patient"), ("patients.parquet", "draw")}
    numbers |= {("summary.parquet", "n"), ("mood_estimands.parquet", "n")}
    described = set()
    for file in sorted(folder.glob("*.parquet")):
        frame = pd.read_parquet(file)
        for column in frame.columns:
            place = (file.name, column)
            entry = entries[place]
            described.add(place)
            assert entry["meaning"], place
            if pd.api.types.is_numeric_dtype(frame[column]) and place not in numbers:
                assert entry["unit"] == "as the row" or known(entry["unit"]), place
        if "unit" in frame:
            assert all(known(unit) for unit in frame["unit"].unique()), file.name
    assert described == set(entries)


@pytest.mark.parametrize("moiety", MOLAR_MASS)
def test_molar_masses_are_those_of_the_rows(moiety: Moiety) -> None:
    row = find("pk_facts", topic="molecular weight", fact=f"{moiety} free base")
    assert row.unit_of("value") == "g/mol"
    assert row.number("value") == MOLAR_MASS[moiety]


@pytest.mark.parametrize(("salt", "base"), [(32.3, 28.0), (57.7, 50.0)])
def test_the_salt_factor_is_that_of_the_rows(salt: float, base: float) -> None:
    fact = f"{salt} mg "
    from troche.evidence import load

    (row,) = [
        r
        for r in load("pk_facts")
        if r.cells["topic"] == "salt factor" and r.cells["fact"].startswith(fact)
    ]
    # The rows divide milligrams printed to 0.1 mg, so they are sure to 0.05 mg of salt.
    assert math.isclose(row.number("value"), SALT_FACTOR, abs_tol=0.05 / base)


def test_the_salt_factor_is_that_of_the_molar_masses() -> None:
    salt = find("pk_facts", topic="molecular weight", fact="esketamine hydrochloride")
    ratio = salt.number("value") / MOLAR_MASS["ketamine"]
    # 274.2 is printed to 0.1 g/mol, and the factor to 0.001.
    assert math.isclose(ratio, SALT_FACTOR, abs_tol=0.05 / MOLAR_MASS["ketamine"] + 0.0005)
