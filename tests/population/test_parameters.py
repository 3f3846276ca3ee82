"""The parameter tables: every number has a source, a unit that fits, and a use."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troche.errors import EvidenceError
from troche.evidence import find
from troche.population.parameters import (
    Parameter,
    ParameterTable,
    from_scale,
    model_names,
    read_parameters,
    to_scale,
)
from troche.population.parameters.overlay import INFORMED
from troche.population.parameters.read import read_table
from troche.units import INNER, dimension

PUBLISHED = ("ashraf-2018", "otto-2021", "perez-ruixo-2021", "simons-2022")
TABLES = [read_parameters(name) for name in model_names()]
PHRASES = {"fraction of full film dose": "fraction", "multiplier": "ratio"}
"""Units that rows write in words; the tables say with read_as how they read them."""
EACH = [(table, parameter) for table in TABLES for parameter in table]


def test_every_published_model_has_a_table() -> None:
    assert set(PUBLISHED) <= set(model_names())


@pytest.mark.parametrize(
    ("table", "parameter"), EACH, ids=[f"{table.model}:{p.symbol}" for table, p in EACH]
)
class TestEveryParameter:
    def test_has_a_row_or_an_assumption_with_a_range(
        self, table: ParameterTable, parameter: Parameter
    ) -> None:
        if parameter.fitted:
            assert parameter.uncertainty_basis.startswith("fitted to ")
            assert bool(parameter.assumption) == (parameter.informed < INFORMED)
        elif parameter.source is None:
            assert parameter.assumption
            assert parameter.range is not None
            assert parameter.range[0] <= parameter.value <= parameter.range[1]
        else:
            assert parameter.source.citation
            assert parameter.source.grade
            assert not parameter.assumption

    def test_says_how_sure_it_is(self, table: ParameterTable, parameter: Parameter) -> None:
        assert parameter.uncertainty_basis
        assert parameter.uncertainty_sd == 0 or parameter.range is not None

    def test_has_an_inner_unit_that_measures_what_the_row_measures(
        self, table: ParameterTable, parameter: Parameter
    ) -> None:
        assert all(part in INNER.values() for part in parameter.unit.split(" per "))
        source = parameter.source
        if source is None or source.column not in ("typical_value", "value"):
            return
        unit = find(source.table, **dict(source.cells)).cells["unit"]
        assert dimension(PHRASES.get(unit, unit)) == dimension(parameter.unit)

    def test_scales_with_weight_as_clearances_and_volumes_do(
        self, table: ParameterTable, parameter: Parameter
    ) -> None:
        if parameter.weight_exponent:
            wanted = {"L/h": 0.75, "L": 1.0, "h": 0.25, "1/h": -0.25}
            assert parameter.weight_exponent == wanted[parameter.unit]


def test_exponents_of_weight_are_those_that_the_source_prints() -> None:
    for unit, name in (("L", "allometric exponent V"), ("L/h", "allometric exponent CL")):
        printed = find("pk_models", source_id="Otto2021", parameter=name).number("typical_value")
        scaled = [p for p in read_parameters("otto-2021") if p.weight_exponent and p.unit == unit]
        assert scaled
        assert {p.weight_exponent for p in scaled} == {printed}


@pytest.mark.parametrize(
    ("model", "symbol", "value"),
    [
        ("simons-2022", "CL_K1", 88.8),  # the row's own note: 1.48 L/min = 88.8 L/h
        ("simons-2022", "CL_N1", 60.0),  # 1.0 L/min = 60 L/h
        ("simons-2022", "MTT_KN", 20.1 / 60),
        ("simons-2022", "KA1", 2.4),  # 0.04 a minute
        ("perez-ruixo-2021", "Qh_age", -2.19),
        ("perez-ruixo-2021", "FRn_device", 0.62),
        ("perez-ruixo-2021", "FRn_japanese", 1.34),
        ("perez-ruixo-2021", "kel_asian", 0.36),
        ("perez-ruixo-2021", "CLn_asian", 0.81),
    ],
)
def test_numbers_converted_by_hand(model: str, symbol: str, value: float) -> None:
    # Rounding of floating point is all that may differ.
    assert read_parameters(model)[symbol].value == pytest.approx(value, rel=1e-12)


def test_the_device_factor_of_both_tables_is_the_same() -> None:
    fact = find(
        "pk_facts",
        fact="each 28 mg device after the first delivers a smaller nasal-cavity fraction",
    )
    assert read_parameters("perez-ruixo-2021")["FRn_device"].value == fact.number("value")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.model)
def test_variability_agrees_with_the_variances_that_notes_quote(table: ParameterTable) -> None:
    """Notes of Otto and Ashraf quote the variance beside the cell's percentage."""
    checked = 0
    for parameter in table:
        if parameter.source is None or parameter.between_subject_sd == 0:
            continue
        notes = find(parameter.source.table, **dict(parameter.source.cells)).cells["notes"]
        quoted = re.search(r"(?:omega2|variance) (\d+\.\d+)", notes)
        if quoted and table.model in PUBLISHED:
            # Both are rounded to three digits at best.
            assert parameter.between_subject_sd**2 == pytest.approx(float(quoted[1]), rel=0.02)
            checked += 1
    assert checked == {"otto-2021": 4, "ashraf-2018": 2}.get(table.model, 0)


def test_a_logit_spread_is_read_as_the_row_explains() -> None:
    assert read_parameters("perez-ruixo-2021")["FRn"].between_subject_sd == pytest.approx(0.708)


def test_occasions_and_people_are_apart() -> None:
    table = read_parameters("simons-2022")
    assert table["F1"].between_subject_sd == 0
    # nu2 0.060 in the row's note; 24.9 % is rounded to three digits.
    assert table["F1"].between_occasion_sd ** 2 == pytest.approx(0.060, rel=0.01)
    chain = table["MTT_KN"]
    assert chain.between_occasion_sd**2 == pytest.approx(0.751)
    assert chain.spread_sd == pytest.approx(
        math.sqrt(math.log1p(0.146**2) + 0.751)  # independent deviations add their variances
    )


def test_correlations_give_back_the_covariances_that_the_source_prints() -> None:
    table = read_parameters("otto-2021")
    covariances = {
        link.between: link.value
        * table[link.between[0]].between_subject_sd
        * table[link.between[1]].between_subject_sd
        for link in table.correlations
    }
    assert covariances == pytest.approx({("V1", "CL"): 0.023, ("V_N", "CL_N"): 0.044})
    assert all(link.source is not None for link in table.correlations)


def test_assumptions_are_listed() -> None:
    (line,) = read_parameters("perez-ruixo-2021").assumptions
    assert line.startswith("kmet: ")


@given(st.floats(0.01, 0.99), st.sampled_from(["log", "logit", "linear"]))
def test_scales_are_undone(value: float, transform: str) -> None:
    # One logarithm and one exponential: a few units in the last place.
    assert from_scale(to_scale(value, transform), transform) == pytest.approx(value, rel=1e-12)


def test_an_unknown_model_and_symbol_name_the_nearest() -> None:
    with pytest.raises(EvidenceError, match="Did you mean 'otto-2021'"):
        read_parameters("oto-2021")
    with pytest.raises(EvidenceError, match="Did you mean 'CL_N'"):
        read_parameters("otto-2021")["CLN"]


GOOD = """
model = "toy"
title = "toy"
[parameters.CL]
meaning = "clearance"
unit = "L/h"
row = { table = "pk_models", source_id = "Simons2022", parameter = "CLK1 (to metabolism)" }
between_subject = { from_row = true }
uncertainty = { from_row = true }
"""
ASSUMED = """
model = "toy"
title = "toy"
[parameters.F]
meaning = "share"
unit = "fraction"
transform = "logit"
value = 0.5
range = [0.3, 0.7]
assumption = "nobody measured it"
between_subject = { sd = 0.4, range = [0.2, 0.6], assumption = "as other routes" }
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "toy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_assumption_takes_its_uncertainty_from_its_range(tmp_path: Path) -> None:
    share = read_table(write(tmp_path, ASSUMED))["F"]
    # 90 % of a normal lies within 1.645 standard deviations; logit(0.7) = ln(7/3).
    assert share.uncertainty_sd == pytest.approx(math.log(7 / 3) / 1.645, rel=1e-3)
    assert share.source is None
    assert share.range == (0.3, 0.7)
    assert (share.between_subject_sd, share.between_subject_range) == (0.4, (0.2, 0.6))


def test_several_rows_give_the_first_and_name_all(tmp_path: Path) -> None:
    rows = (
        'which = "first"\nrows = ['
        '{ table = "pk_models", source_id = "Otto2021", parameter = "CL" },'
        ' { table = "pk_models", source_id = "Simons2022", parameter = "CLK1 (to metabolism)" }]'
    )
    text = re.sub(r"^row = .*", rows, GOOD, flags=re.MULTILINE).replace(
        "uncertainty = { from_row = true }", 'uncertainty = { range = [70, 115], basis = "both" }'
    )
    parameter = read_table(write(tmp_path, text))["CL"]
    assert parameter.value == 95.2
    assert len(parameter.sources) == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('unit = "L/h"', 'unit = "L"', "parameters.CL: unit of the row: .*a unit that measures L"),
        ('unit = "L/h"', 'unit = "L/min"', "inner units"),
        ('unit = "L/h"', 'units = "L/h"', "CL.unit: found 'nothing'"),
        ("from_row = true }\nunc", "from_rwo = true }\nunc", "Did you mean 'from_row'"),
        ("from_row = true }\nunc", "from_row = true, sd = 0.2 }\nunc", "exactly one of from_row"),
        ("between_subject = { from_row = true }", "", "a word on the row's 17.2 %"),
        ("uncertainty = { from_row = true }", "", "parameters.CL.uncertainty: found 'nothing'"),
        ('"Simons2022"', '"Simons2002"', "Did you mean 'Simons2022'"),
        ('"CLK1 (to metabolism)"', '"CLK1"', "parameters.CL: pk_models, column parameter"),
        ('parameter = "CLK1 (to metabolism)"', 'unit = "min"', "exactly one row"),
        ('model = "toy"', 'model = "toi"', "toy.toml, model: found 'toi'"),
        ("uncertainty = { from_row = true }", "uncertainty = { range = [90, 99], basis = 'x' }",
         "a range that holds the value"),
        ("uncertainty = { from_row = true }", "uncertainty = { range = [80, 99] }", "basis"),
        ('transform = "linear"', "", None),
        ("between_subject", 'transform = "logit"\nbetween_subject', "between 0 and 1"),
        ("[parameters.CL]", "[parameters.CL", "a TOML file"),
        (" }\nbetween", ', column = "notes", reads = "= {} m/h" }\nbetween', "exactly once"),
        (" }\nbetween", ', read_as = "L/h" }\nbetween', "the row's unit, L/min/70kg"),
    ],
)  # fmt: skip
def test_a_bad_table_names_file_field_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, message: str | None
) -> None:
    if message is None:  # the table that all the others spoil is itself sound
        assert read_table(write(tmp_path, GOOD))["CL"].value == pytest.approx(88.8)
        return
    assert old in GOOD
    with pytest.raises(EvidenceError, match=message) as caught:
        read_table(write(tmp_path, GOOD.replace(old, new)))
    assert caught.value.where.startswith("toy.toml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("range = [0.3, 0.7]\n", "", "value together with range and assumption"),
        ('assumption = "nobody measured it"\n', "", "value together with range and assumption"),
        ("sd = 0.4, range = [0.2, 0.6]", "sd = 0.4", "sd together with range and assumption"),
        ("sd = 0.4, range = [0.2, 0.6]", "sd = 0.4, range = [0.5, 0.6]", "a range that holds sd"),
        ("sd = 0.4, range = [0.2, 0.6]", "from_row = true", "a parameter that has a row"),
    ],
)
def test_an_assumption_without_range_or_reason_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in ASSUMED
    with pytest.raises(EvidenceError, match=message):
        read_table(write(tmp_path, ASSUMED.replace(old, new)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('between = ["CL", "V"]\nvalue = 0.5\nrange = [0, 0.9]\nassumption = "x"', "one of CL"),
        ('between = ["CL", "CL"]\nvalue = 0.5', "value together with range and assumption"),
    ],
)
def test_a_bad_correlation_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(EvidenceError, match=message):
        read_table(write(tmp_path, f"{GOOD}\n[[correlations]]\n{text}\n"))
