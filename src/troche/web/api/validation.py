"""How well the model predicts rows of studies that the fit did not see."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from troche.web import documents

__all__ = ["router"]

router = APIRouter(prefix="/api/validation", tags=["validation"])


class PredictedRow(BaseModel):
    """A row with its prediction, or with why there is none; its key columns as read."""

    model_config = ConfigDict(extra="allow")

    file: str
    row: int
    unit: str
    observed: float | None
    predicted: float | None
    p5: float | None = Field(description="Of the reported statistic for its n, not of people.")
    p95: float | None
    why_not: str | None
    reading: str


class ValidationBody(BaseModel):
    """Every row, predicted or refused, and how well it went."""

    model_config = ConfigDict(extra="allow")

    pk: list[PredictedRow]
    outcomes: list[PredictedRow]
    tolerability: list[PredictedRow]
    summary: dict[str, Any]
    warnings: list[str]


class SummaryBody(BaseModel):
    """How well it went, by figures."""

    summary: dict[str, Any]


@router.get("", response_model=ValidationBody)
async def validation(request: Request) -> Response:
    """Return every row with its prediction, each study's family left out."""
    kept = await documents.validation(request)
    return Response(kept.text, media_type="application/json")


@router.get("/summary")
async def summary(request: Request) -> SummaryBody:
    """Return the figures alone."""
    kept = await documents.validation(request)
    return SummaryBody(summary=dict(kept.found.summary))
