"""Populations of patients, models, and what their parameters rest on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from troche.errors import nearest
from troche.pharmacology.published import PUBLISHED
from troche.pharmacology.troche import Troche
from troche.population.parameters import read_parameters
from troche.population.populations import population, population_names
from troche.web.api.answers import NOT_FOUND
from troche.web.faults import NotFound

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["models"])


class Baseline(BaseModel):
    """MADRS at entry, in points, pooled over the arms of trials."""

    mean: float
    sd: float = Field(description="Between people.")
    between_trials: float = Field(description="Spread of the arms' means.")


class PopulationBody(BaseModel):
    """Whom a study may be about."""

    name: str
    meaning: str
    age_from: float = Field(description="Years.")
    age_to: float = Field(description="Years.")
    baseline: Baseline | None = Field(description="None where the people have no depression.")


class PopulationsBody(BaseModel):
    """The documented populations."""

    populations: list[PopulationBody]


class ModelBody(BaseModel):
    """A pharmacokinetic model."""

    model: str
    title: str
    enantiomers: list[str]
    routes: list[str]
    sampled: str = Field(description="Where blood is taken.")


class ModelsBody(BaseModel):
    """troche's own model and the published ones."""

    models: list[ModelBody]


class ParameterBody(BaseModel):
    """A parameter: its value, how people differ, how sure it is, and why."""

    symbol: str
    meaning: str
    unit: str
    value: float = Field(description="Typical value of a person of 70 kg.")
    low: float | None = Field(description="Lower end of the 90 % interval of that value.")
    high: float | None = Field(description="Upper end.")
    between_people_sd: float = Field(description="On the scale of the parameter's transform.")
    fitted: bool = Field(description="Estimated from many rows; `basis` says from which.")
    basis: str = Field(description="Where the uncertainty comes from, or why there is none.")
    source: str | None = Field(description="The row that gives the value; None: see below.")
    reading: str | None = Field(description="How that row was read.")
    assumption: str | None = Field(description="Why this value, where no row gives it.")


class ParametersBody(BaseModel):
    """The parameters of a model."""

    model: str
    title: str
    parameters: list[ParameterBody]


@router.get("/populations")
def populations() -> PopulationsBody:
    """List the populations of virtual patients."""
    found = []
    for name in population_names():
        people = population(name)
        severity = people.severity
        baseline = (
            Baseline(mean=severity.mean, sd=severity.sd, between_trials=severity.between_trials)
            if severity
            else None
        )
        low, high = people.ages
        found.append(
            PopulationBody(
                name=name,
                meaning=people.meaning,
                age_from=low,
                age_to=high,
                baseline=baseline,
            )
        )
    return PopulationsBody(populations=found)


@router.get("/models")
def models() -> ModelsBody:
    """List the pharmacokinetic models."""
    found = [
        ModelBody(
            model=model.name,
            title=read_parameters(model.name).title,
            enantiomers=list(model.enantiomers),
            routes=list(model.routes),
            sampled=model.site,
        )
        for model in (Troche(), *PUBLISHED.values())
    ]
    return ModelsBody(models=found)


@router.get("/parameters", responses=NOT_FOUND)
def parameters(
    model: Annotated[str, Query(max_length=100, description="A name of /api/models.")] = "troche",
) -> ParametersBody:
    """List the parameters of a model, each with its row or assumption."""
    names = (Troche().name, *PUBLISHED)
    if model not in names:
        raise NotFound("model", model, ", ".join(names), nearest(model, names))
    table = read_parameters(model)
    found = []
    for p in table:
        low, high = p.range or (None, None)
        found.append(
            ParameterBody(
                symbol=p.symbol,
                meaning=p.meaning,
                unit=p.unit,
                value=p.value,
                low=low,
                high=high,
                between_people_sd=p.spread_sd,
                fitted=p.fitted,
                basis=p.uncertainty_basis,
                source=p.source.citation if p.source else None,
                reading=p.source.grade if p.source else None,
                assumption=p.assumption or None,
            )
        )
    return ParametersBody(model=model, title=table.title, parameters=found)
