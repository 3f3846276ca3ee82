"""What a study asks for, checked before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from troche.errors import BadInput, StudyError, nearest
from troche.population.populations import population
from troche.population.recipes import model_names
from troche.regimen import Regimen, parse
from troche.studies.limits import (
    ALLOWED,
    HIGHEST_LEVEL,
    LARGEST_SEED,
    LONGEST_TITLE,
    LONGEST_WEEKS,
    MAX_PATIENTS,
    MOST_REGIMENS,
    SHORTEST_WEEKS,
    allowed_in,
    named,
    shown,
)

__all__ = ["MAX_PATIENTS", "SHORTEST_WEEKS", "PatientsSpec", "StudySpec", "checked"]

DEFAULT_POPULATION: Final = "adults with treatment-resistant depression"

_Strict = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class PatientsSpec(BaseModel):
    """Who takes part.

    Parameters
    ----------
    number
        How many virtual patients.
    seed
        Of all chance in the study.
    population
        One of the documented ones.
    age : year
        Such as ``18-65``; the population's own limits by default.
    file
        A CSV file of patients of one's own.
    adherence
        ``as drawn`` (each person takes the share of home doses that is theirs) or
        ``full``.
    """

    model_config = _Strict

    number: Annotated[int, Field(strict=True, ge=1, le=MAX_PATIENTS)] = 1000
    seed: Annotated[int, Field(strict=True, ge=0, le=LARGEST_SEED)] = 1
    population: str = DEFAULT_POPULATION
    age: tuple[float, float] | None = None
    file: str | None = None
    adherence: Literal["as drawn", "full"] = "as drawn"

    @field_validator("age", mode="before")
    @classmethod
    def _span(cls, value: Any) -> Any:
        if value is None:
            return value
        if isinstance(value, tuple) and len(value) == 2:
            value = f"{value[0]}-{value[1]}"
        low, dash, high = str(value).partition("-")
        try:
            limits = (float(low), float(high)) if dash else None
        except ValueError:
            limits = None
        if limits is None or not 18 <= limits[0] < limits[1] <= 100:
            raise ValueError(ALLOWED["patients.age"])
        return limits

    @field_validator("population")
    @classmethod
    def _known(cls, value: str) -> str:
        population(value)
        return value


class StudySpec(BaseModel):
    """A study: a title, patients, a horizon, regimens.

    Parameters
    ----------
    study
        The title.
    patients
        Who takes part.
    weeks
        The horizon; a shorter regimen is followed off drug.
    regimens
        Name to a line of the regimen language.
    model
        A pharmacokinetic model by name.
    knowledge
        ``uncertain`` (patients carry possible truths) or ``typical`` (typical values taken
        as known).
    level : ng/mL
        Ketamine concentration above which time is counted.
    mood
        Whether mood is predicted; ``"beyond support"`` also where a regimen reaches doses of
        anaesthesia.
    harm
        Whether harm and burden are told.
    beside
        ``stable treatment``, or ``new antidepressant``: one that everyone starts together
        with the regimen.
    """

    model_config = _Strict

    study: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
    patients: PatientsSpec = PatientsSpec()
    weeks: Annotated[float, Field(ge=SHORTEST_WEEKS, le=LONGEST_WEEKS)]
    regimens: Annotated[dict[str, str], Field(min_length=1, max_length=MOST_REGIMENS)]
    model: str = "troche"
    knowledge: Literal["uncertain", "typical"] = "uncertain"
    level: Annotated[float, Field(gt=0, le=HIGHEST_LEVEL)] | None = None
    mood: Annotated[bool, Field(strict=True)] | Literal["beyond support"] = True
    harm: Annotated[bool, Field(strict=True)] = True
    beside: Literal["stable treatment", "new antidepressant"] = "stable treatment"

    @field_validator("weeks", mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(ALLOWED["weeks"])
        return value

    @field_validator("model")
    @classmethod
    def _model(cls, value: str) -> str:
        names = model_names()
        if value not in names:
            raise StudyError("model", value, ", ".join(names), meant=nearest(value, names))
        return value

    @model_validator(mode="after")
    def _regimens(self) -> StudySpec:
        for name in self.regimens:
            if not name.strip() or len(name) > 60 or not name.isprintable():
                raise StudyError("regimens", ascii(name), "names of 1 to 60 printable characters")
        seen: dict[str, str] = {}
        for name in self.regimens:
            other = seen.setdefault(" ".join(name.split()).casefold(), name)
            if other != name:
                allowed = "names that differ in more than case and spaces"
                raise StudyError("regimens", f"{other!r} and {name!r}", allowed)
        _ = self.parsed
        return self

    @property
    def parsed(self) -> Mapping[str, Regimen]:
        """The regimens, read.

        Raises
        ------
        troche.errors.RegimenError
            Naming the regimen and the word.
        """
        found = {}
        for name, text in self.regimens.items():
            try:
                found[name] = parse(text)
            except BadInput as error:
                where = f"regimens, {name}: {error.where}"
                raise type(error)(where, error.found, error.allowed, error.meant) from None
        return found


def checked(raw: Any, where: str, folder: Path | None = None) -> StudySpec:
    """Return the specification in `raw`.

    Parameters
    ----------
    raw
        What a study file holds, or a mapping of the same keys.
    where
        The place for messages, such as the file's name.
    folder
        Where a relative patient file lies.

    Raises
    ------
    troche.errors.StudyError
        One message: the field, what was found, what is allowed, what was probably meant.

    Examples
    --------
    >>> spec = checked({"study": "One dose", "weeks": 1,
    ...                 "regimens": {"a": "10 mg ketamine iv over 40 min"}}, "example")
    >>> spec.patients.number, spec.patients.population
    (1000, 'adults with treatment-resistant depression')
    """
    if not isinstance(raw, Mapping):
        raise StudyError(where, named(raw), "keys: study, patients, weeks, regimens")
    try:
        spec = StudySpec.model_validate(dict(raw))
    except ValidationError as error:
        raise _taught(error, where) from None
    except BadInput as error:
        place = f"{where}, {error.where}"
        raise type(error)(place, error.found, error.allowed, error.meant) from None
    if folder is not None and spec.patients.file is not None:
        file = str(folder / spec.patients.file)
        patients = spec.patients.model_copy(update={"file": file})
        spec = spec.model_copy(update={"patients": patients})
    return spec


def _taught(error: ValidationError, where: str) -> StudyError:
    # A misspelt key is named before the key that it leaves missing.
    fault = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    path = [str(step) for step in fault["loc"]]
    place = f"{where}, {'.'.join(path)}" if path else where
    kind, found = fault["type"], fault.get("input")
    if kind == "extra_forbidden":
        model = PatientsSpec if path[:1] == ["patients"] and len(path) > 1 else StudySpec
        known = list(model.model_fields)
        return StudyError(place, path[-1], f"keys: {', '.join(known)}", nearest(path[-1], known))
    allowed = allowed_in(path)
    if kind == "missing":
        return StudyError(place, "nothing", allowed)
    if kind == "value_error":
        allowed = str(fault["ctx"]["error"])
    return StudyError(place, shown(found), allowed)
