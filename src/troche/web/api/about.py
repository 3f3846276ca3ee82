"""What this server is, and the plain page as data."""

from __future__ import annotations

from importlib.metadata import version as installed

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from troche.report.prose import INTENDED_USE
from troche.web import documents
from troche.web.settings import Settings

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["about"])


class LimitsBody(BaseModel):
    """What one request may ask for."""

    patients: int = Field(description="Virtual patients of a study.")
    regimens: int = Field(description="Regimens of a study.")
    weeks: float = Field(description="Longest horizon of a study.")
    upload_bytes: int = Field(description="Of a file.")
    waiting: int = Field(description="Runs that may wait at once.")


class VersionBody(BaseModel):
    """What this server is."""

    name: str
    version: str
    intended_use: str
    limits: LimitsBody


class PlainPart(BaseModel):
    """Sentences that belong together, with what stands beside them."""

    model_config = ConfigDict(extra="allow")

    sentences: list[str]
    points: list[str]


class PlainSection(BaseModel):
    """A section of the plain page."""

    model_config = ConfigDict(extra="allow")

    key: str
    heading: str
    parts: list[PlainPart]


class PlainBody(BaseModel):
    """The plain page."""

    model_config = ConfigDict(extra="allow")

    title: str
    sections: list[PlainSection]
    intended_use: str


@router.get("/version")
def version(request: Request) -> VersionBody:
    """Say what this server is, and how much a request may ask for."""
    settings: Settings = request.app.state.settings
    most = settings.limits
    return VersionBody(
        name="troche",
        version=installed("troche"),
        intended_use=INTENDED_USE,
        limits=LimitsBody(
            patients=most.patients,
            regimens=most.regimens,
            weeks=most.weeks,
            upload_bytes=most.upload_bytes,
            waiting=most.waiting,
        ),
    )


@router.get("/plain", response_model=PlainBody)
async def plain(request: Request) -> Response:
    """Return what is known and not known, in plain words."""
    kept = await documents.plain(request)
    return Response(kept.text, media_type="application/json")
