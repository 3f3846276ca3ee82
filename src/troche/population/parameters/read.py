"""Read a model's parameter table and fill it from the evidence rows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from troche.errors import EvidenceError, nearest
from troche.evidence import Row
from troche.population.parameters.overlay import with_posterior
from troche.population.parameters.quantity import (
    check_unit,
    get_row,
    inner_value,
    number,
    source_of,
    spread_sd,
    standard_error,
)
from troche.population.parameters.spec import (
    CorrelationSpec,
    FileSpec,
    InformedBySpec,
    ParameterSpec,
    SpreadSpec,
    UncertaintySpec,
    read_spec,
)
from troche.population.parameters.table import (
    Correlation,
    Parameter,
    ParameterTable,
    Transform,
    from_scale,
    to_scale,
)

FOLDER: Final = Path(__file__).parent
Z90: Final = 1.6448536269514722
"""Normal quantile at 0.95: a 90 % interval is two of them wide either side."""


def model_names() -> tuple[str, ...]:
    """Return the models that have a parameter table.

    Examples
    --------
    >>> "otto-2021" in model_names()
    True
    """
    return tuple(sorted(path.stem.replace("_", "-") for path in FOLDER.glob("*.toml")))


@cache
def read_parameters(model_name: str, fitted: bool = True) -> ParameterTable:
    """Read the parameter table of a model.

    Parameters
    ----------
    model_name
        One of `model_names`.
    fitted
        False gives the prior of what is fitted to the evidence, as the file states it.

    Raises
    ------
    troche.errors.EvidenceError
        If there is no such table, or if one of its fields cannot be used; the
        message names the file and the field.

    Examples
    --------
    >>> clearance = read_parameters("simons-2022")["CL_K1"]
    >>> round(clearance.value, 1), clearance.unit, clearance.weight_exponent
    (88.8, 'L/h', 0.75)
    >>> clearance.source.citation
    'Simons P et al. Front Pain Res 2022;3:946486 (OTF Part 1)'
    """
    if model_name not in model_names():
        raise EvidenceError(
            "model",
            model_name,
            f"one of {', '.join(model_names())}",
            meant=nearest(model_name, model_names()),
        )
    prior = read_table(FOLDER / f"{model_name.replace('-', '_')}.toml")
    return with_posterior(prior, informed_by(model_name)) if fitted else prior


def read_table(path: Path) -> ParameterTable:
    """Read the parameter table in the file at `path`."""
    spec = read_spec(path)
    if spec.model != path.stem.replace("_", "-"):
        raise EvidenceError(f"{path.name}, model", spec.model, path.stem.replace("_", "-"))
    parameters = {
        symbol: _parameter(symbol, entry, spec.uncertainty, f"{path.name}, parameters.{symbol}")
        for symbol, entry in spec.parameters.items()
    }
    correlations = tuple(
        _correlation(entry, parameters, f"{path.name}, correlations.{i}")
        for i, entry in enumerate(spec.correlations, start=1)
    )
    return ParameterTable(spec.model, spec.title, MappingProxyType(parameters), correlations)


def file_of(model_name: str) -> FileSpec:
    """Return the file of a model as it stands, for what is in it besides parameters."""
    return read_spec(FOLDER / f"{model_name.replace('-', '_')}.toml")


def informed_by(model_name: str) -> tuple[InformedBySpec, ...]:
    """Return the rows that inform fitted parameters of a model."""
    return file_of(model_name).informed_by


def standard_error_of(row: Row, value: float, transform: Transform) -> float:
    """Return the standard error that a row states, on the transformed scale; 0 if none."""
    if not row.cells.get("rse_pct"):
        return 0.0
    return standard_error(number(row, "rse_pct", "", row.place), value, transform)


def _parameter(
    symbol: str, spec: ParameterSpec, default: UncertaintySpec | None, where: str
) -> Parameter:
    check_unit(spec.unit, where)
    rows = tuple(get_row(reference, where) for reference in spec.origin)
    row = rows[0] if rows else None
    if row is None:
        assert spec.value is not None  # the spec has exactly one origin
        value = spec.value
    else:
        value = inner_value(row, spec.origin[0], spec.unit, where)
    _check_domain(value, spec.transform, where)
    uncertainty = spec.uncertainty or _default_uncertainty(spec, row, default, where)
    error = _uncertainty_sd(uncertainty, spec, row, value, where)
    low_high = spec.range or uncertainty.range or _interval(value, error, spec.transform)
    spreads = (spec.between_subject, spec.between_occasion)
    spread_rows = tuple(spread.row for spread in spreads if spread and spread.row)
    between_subject, between_occasion = (
        _spread(spread, spec, row, value, where) for spread in spreads
    )
    _check_nothing_dropped(spec, row, where)
    return Parameter(
        symbol=symbol,
        meaning=spec.meaning,
        unit=spec.unit,
        value=value,
        transform=spec.transform,
        weight_exponent=spec.weight_exponent,
        between_subject_sd=between_subject,
        between_subject_range=spec.between_subject.range if spec.between_subject else None,
        between_occasion_sd=between_occasion,
        between_study_sd=spec.between_study or 0.0,
        uncertainty_sd=error,
        uncertainty_basis=uncertainty.basis
        or uncertainty.assumption
        or uncertainty.none
        or "relative standard error of the row",
        range=low_high,
        sources=tuple(source_of(*pair) for pair in zip(rows, spec.origin, strict=True)),
        spread_sources=tuple(source_of(get_row(row, where), row) for row in spread_rows),
        assumption=spec.assumption,
        notes=tuple(
            note.assumption for note in (*spreads, spec.uncertainty) if note and note.assumption
        ),
    )


def _default_uncertainty(
    spec: ParameterSpec, row: Row | None, default: UncertaintySpec | None, where: str
) -> UncertaintySpec:
    if spec.range is not None:
        return UncertaintySpec(range=spec.range, basis="the range of the assumption")
    if default is None:
        raise EvidenceError(
            f"{where}.uncertainty", "nothing", "from_row, a range with a basis, or none with why"
        )
    return default


def _uncertainty_sd(
    uncertainty: UncertaintySpec, spec: ParameterSpec, row: Row | None, value: float, where: str
) -> float:
    where = f"{where}.uncertainty"
    if uncertainty.from_row:
        if row is None:
            raise EvidenceError(where, "from_row", "a parameter that has a row")
        return standard_error(number(row, "rse_pct", "", where), value, spec.transform)
    if uncertainty.range is None:
        return 0.0
    low, high = uncertainty.range
    if not low <= value <= high or low == high:
        raise EvidenceError(where, [low, high], f"a range that holds the value, {value:g}")
    for end in (low, high):
        _check_domain(end, spec.transform, where)
    return (to_scale(high, spec.transform) - to_scale(low, spec.transform)) / (2 * Z90)


def _interval(value: float, sd: float, transform: Transform) -> tuple[float, float] | None:
    if sd == 0.0:
        return None
    middle = to_scale(value, transform)
    return (
        from_scale(middle - Z90 * sd, transform),
        from_scale(middle + Z90 * sd, transform),
    )


def _spread(
    spread: SpreadSpec | None, spec: ParameterSpec, row: Row | None, value: float, where: str
) -> float:
    if spread is None or spread.none:
        return 0.0
    if spread.sd is not None:
        return spread.sd
    where = f"{where}: between-subject"
    if spread.row is not None:
        row = get_row(spread.row, where)
    if row is None:
        raise EvidenceError(where, "from_row", "a parameter that has a row")
    cell = number(row, spread.column, spread.reads, where)
    return spread_sd(cell, spread.kind, value, spec.transform, where)


def _check_domain(value: float, transform: Transform, where: str) -> None:
    if (transform == "log" and value <= 0) or (transform == "logit" and not 0 < value < 1):
        allowed = "a positive number" if transform == "log" else "a number between 0 and 1"
        raise EvidenceError(f"{where}, on the {transform} scale", value, allowed)


def _check_nothing_dropped(spec: ParameterSpec, row: Row | None, where: str) -> None:
    """Raise if the row states a spread or an error that the table does not mention."""
    if row is None or spec.origin[0].column:
        return
    raw = row.cells
    if raw.get("iiv_cv_pct") and not (spec.between_subject or spec.between_occasion):
        raise EvidenceError(
            f"{where}.between_subject", "nothing", f"a word on the row's {raw['iiv_cv_pct']} %"
        )
    if raw.get("rse_pct") and spec.uncertainty is None:
        raise EvidenceError(
            f"{where}.uncertainty", "nothing", f"a word on the row's {raw['rse_pct']} %"
        )


def _correlation(
    spec: CorrelationSpec, parameters: dict[str, Parameter], where: str
) -> Correlation:
    for symbol in spec.between:
        if symbol not in parameters:
            raise EvidenceError(
                f"{where}.between",
                symbol,
                f"one of {', '.join(parameters)}",
                meant=nearest(symbol, parameters),
            )
        if parameters[symbol].between_subject_sd == 0.0:
            raise EvidenceError(f"{where}.between", symbol, "a parameter that differs by person")
    if spec.value is not None:
        return Correlation(spec.between, spec.value, None, spec.assumption)
    reference = spec.covariance or spec.row
    assert reference is not None  # the spec has exactly one origin
    row = get_row(reference, where)
    value = number(row, source_of(row, reference).column, reference.reads, where)
    if spec.covariance:
        first, second = (parameters[symbol].between_subject_sd for symbol in spec.between)
        value = value / (first * second)
    if not -1 < value < 1:
        raise EvidenceError(where, value, "a correlation between -1 and 1")
    return Correlation(spec.between, value, source_of(row, reference))
