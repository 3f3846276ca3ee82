"""The keys that a parameter file may have, checked as it is read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from troche.errors import EvidenceError, nearest

Interval = tuple[float, float]


class Spec(BaseModel):
    """Strict: an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class RowSpec(BaseModel):
    """One row of an evidence table, and where in it the number stands.

    `column` is the column of the number (default: the table's value column).
    `reads` finds a number inside text: ``"x{} if Asian"``. `read_as` states the
    unit where the row has none that a program can read. Every other key is a cell
    that the row must have.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, str] = Field(init=False)

    table: str
    column: str = ""
    reads: str = ""
    read_as: str = ""

    @property
    def cells(self) -> dict[str, str]:
        """The cells that single out the row."""
        return dict(self.__pydantic_extra__)


class SpreadSpec(Spec):
    """Variability: from the parameter's row, stated as an assumption, or left out with a reason.

    A cell is a coefficient of variation in percent (``cv``), 100 times the standard
    deviation on the transformed scale (``sd``), or the variance there (``variance``).
    """

    from_row: bool = False
    row: RowSpec | None = None
    column: str = "iiv_cv_pct"
    reads: str = ""
    kind: Literal["cv", "sd", "variance"] = Field("cv", alias="as")
    sd: float | None = Field(None, ge=0)
    range: Interval | None = None
    assumption: str = ""
    none: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.from_row, self.row is not None, self.sd is not None, bool(self.none)]
        if ways.count(True) != 1:
            raise ValueError("exactly one of from_row, row, sd, none")
        if self.sd is not None and not (self.range and self.assumption):
            raise ValueError("sd together with range and assumption")
        if self.sd is not None and self.range and not self.range[0] <= self.sd <= self.range[1]:
            raise ValueError("a range that holds sd")
        return self


class UncertaintySpec(Spec):
    """How sure the typical value is: the row's error, a 90 % range, or none with a reason."""

    from_row: bool = False
    range: Interval | None = None
    basis: str = ""
    assumption: str = ""
    none: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if [self.from_row, self.range is not None, bool(self.none)].count(True) != 1:
            raise ValueError("exactly one of from_row, range, none")
        if self.range is not None and not (self.basis or self.assumption):
            raise ValueError("range together with basis or assumption")
        return self


class ParameterSpec(Spec):
    """One parameter as its file states it."""

    meaning: str = Field(min_length=3)
    unit: str
    row: RowSpec | None = None
    rows: tuple[RowSpec, ...] = ()
    which: Literal["", "first"] = ""
    value: float | None = None
    range: Interval | None = None
    assumption: str = ""
    transform: Literal["log", "logit", "linear"] = "log"
    weight_exponent: float = 0.0
    between_subject: SpreadSpec | None = None
    between_occasion: SpreadSpec | None = None
    uncertainty: UncertaintySpec | None = None
    between_study: float | None = Field(None, gt=0)

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.between_study is not None and self.value is None:
            raise ValueError("between_study only beside value: what is fitted has a prior")
        if [self.row is not None, bool(self.rows), self.value is not None].count(True) != 1:
            raise ValueError("exactly one of row, rows, value")
        if self.rows and self.which != "first":
            raise ValueError('rows together with which = "first": the value is the first row\'s')
        if self.value is not None and not (self.range and self.assumption):
            raise ValueError("value together with range and assumption")
        if self.value is None and (self.range or self.assumption):
            raise ValueError("range and assumption only beside value; a row has uncertainty")
        return self

    @property
    def origin(self) -> tuple[RowSpec, ...]:
        """The rows behind the value; none for an assumption."""
        return (self.row,) if self.row else self.rows


class CorrelationSpec(Spec):
    """A correlation, or the row that prints a covariance, between two parameters."""

    between: tuple[str, str]
    covariance: RowSpec | None = None
    row: RowSpec | None = None
    value: float | None = Field(None, ge=-1, le=1)
    range: Interval | None = None
    assumption: str = ""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        given = [self.covariance is not None, self.row is not None, self.value is not None]
        if given.count(True) != 1:
            raise ValueError("exactly one of covariance, row, value")
        if self.value is not None and not (self.range and self.assumption):
            raise ValueError("value together with range and assumption")
        return self


class InformedBySpec(Spec):
    """A row that tells about a fitted parameter, or about a quantity that several make up.

    `differs` is the standard deviation, on the parameter's scale, of what the number means
    there and here; `scale` takes it from one meaning to the other.
    """

    of: str
    row: RowSpec
    differs: float = Field(gt=0)
    scale: float = Field(1.0, gt=0)
    why: str = ""


class SpreadBySpec(Spec):
    """A row whose published variability tells how people differ in a fitted parameter."""

    of: str
    row: RowSpec
    column: str = "iiv_cv_pct"
    kind: Literal["cv", "sd", "variance"] = Field("cv", alias="as")


class AlikeSpec(Spec):
    """Two fitted parameters that are expected near one another, before any row has spoken."""

    between: tuple[str, str]
    sd: float = Field(gt=0)
    why: str


class FileSpec(Spec):
    """A whole parameter file."""

    model: str
    title: str
    uncertainty: UncertaintySpec | None = None
    parameters: dict[str, ParameterSpec] = Field(min_length=1)
    correlations: tuple[CorrelationSpec, ...] = ()
    informed_by: tuple[InformedBySpec, ...] = ()
    spread_by: tuple[SpreadBySpec, ...] = ()
    alike: tuple[AlikeSpec, ...] = ()


def read_spec(path: Path) -> FileSpec:
    """Read and check the parameter file at `path`.

    Raises
    ------
    troche.errors.EvidenceError
        Naming the file, the field, what stands there and what may.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise EvidenceError(path.name, str(error), "a TOML file") from error
    try:
        return FileSpec.model_validate(raw)
    except ValidationError as error:
        raise _first_fault(path, error) from error


def _first_fault(path: Path, error: ValidationError) -> EvidenceError:
    fault = error.errors()[0]
    loc = [str(part) for part in fault["loc"]]
    where = f"{path.name}, {'.'.join(loc) or 'the file'}"
    if fault["type"] == "missing":
        return EvidenceError(where, "nothing", "a value: this field is required")
    if fault["type"] != "extra_forbidden":
        return EvidenceError(where, fault["input"], fault["msg"].removeprefix("Value error, "))
    spec: type[Spec] = FileSpec
    if loc[0] == "correlations":
        spec = CorrelationSpec
    elif loc[0] == "informed_by":
        spec = InformedBySpec
    elif "uncertainty" in loc[:-1]:
        spec = UncertaintySpec
    elif len(loc) > 3:
        spec = SpreadSpec
    elif loc[0] == "parameters":
        spec = ParameterSpec
    keys = [field.alias or name for name, field in spec.model_fields.items()]
    return EvidenceError(where, loc[-1], ", ".join(keys), meant=nearest(loc[-1], keys))
