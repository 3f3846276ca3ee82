"""A line of the regimen language, read back with every default stated."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from troche.population.studied import departures
from troche.regimen import expand, parse

__all__ = ["router"]

router = APIRouter(prefix="/api/regimens", tags=["regimens"])

_MOST_SHOWN: Final = 200


class Given(BaseModel):
    """One thing given at one time."""

    time_h: float = Field(description="Since the first dose.")
    dose: int
    part: int
    device: int
    drug: str
    amount: float = Field(description="Of base; 0 for a placebo.")
    unit: str
    route: str
    duration_h: float


class RegimenBody(BaseModel):
    """A regimen as it was understood."""

    regimen: str = Field(description="The same line, every default stated.")
    horizon_h: float
    doses: int = Field(description="Within the horizon.")
    ledger: list[str] = Field(description="The account of every milligram.")
    outside_the_studied_range: list[str]
    administrations: list[Given] = Field(description="The first 200 of them.")
    administrations_in_all: int


@router.get("/check")
def check(
    text: Annotated[
        str,
        Query(
            max_length=2000,
            description="A line of the regimen language.",
            openapi_examples={
                "tablet": {"value": "15 mg ketamine sublingual tablet, daily for 8 weeks"},
                "infusion": {"value": "0.5 mg/kg ketamine iv over 40 min, twice weekly"},
            },
        ),
    ],
    weeks: Annotated[float, Query(gt=0, le=104, description="Horizon.")] = 4.0,
) -> RegimenBody:
    """Read a regimen, and account for every milligram."""
    read = parse(text)
    timetable = expand(read, weeks * 168.0)
    given = timetable.administrations
    return RegimenBody(
        regimen=str(read),
        horizon_h=weeks * 168.0,
        doses=len({a.number for a in given}),
        ledger=str(timetable.ledger).splitlines(),
        outside_the_studied_range=[departure.message for departure in departures(read)],
        administrations=[
            Given(
                time_h=a.time_h,
                dose=a.number,
                part=a.part,
                device=a.device,
                drug=a.drug,
                amount=a.amount,
                unit=a.amount_unit,
                route=a.route,
                duration_h=a.duration_h,
            )
            for a in given[:_MOST_SHOWN]
        ],
        administrations_in_all=len(given),
    )
