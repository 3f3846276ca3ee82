"""Claims made for small doses, each with rows, answer and verdict; and claims of one's own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from threading import BoundedSemaphore
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from troche.errors import ClaimError, nearest
from troche.report.claims_text import claims_document
from troche.studies.claims import claim_names
from troche.studies.claims import claims as evaluate
from troche.web import documents
from troche.web.api.answers import NOT_FOUND
from troche.web.faults import Busy, NotFound

__all__ = ["router"]

router = APIRouter(prefix="/api/claims", tags=["claims"])

# Each takes a second of one core; more at once would only make all of them slow.
_ROOM: Final = BoundedSemaphore(2)
_LARGEST: Final = 50_000


class ClaimRow(BaseModel):
    """A published row that speaks."""

    model_config = ConfigDict(extra="allow")

    table: str
    row: int
    source: str
    finding: str
    reading: str
    link: str
    bears: str = Field(description="For the claim, against it, or neither.")
    because: str


class ClaimBody(BaseModel):
    """A claim with everything that was found about it."""

    model_config = ConfigDict(extra="allow")

    id: str
    wording: str
    question: str
    verdict: str = Field(description="One of the words in `verdicts`.")
    why: list[str]
    rows: list[ClaimRow]
    counts: dict[str, Any]
    estimand: str
    regimens: dict[str, Any]
    compared_with: str | None
    worth: dict[str, Any]
    doses: str
    answer: dict[str, Any] | None
    extrapolation: dict[str, Any] | None
    rule: list[str]
    limits: str
    regulators: list[str]


class ClaimsBody(BaseModel):
    """Claims, and what the verdicts mean."""

    claims: list[ClaimBody]
    verdicts: dict[str, str]
    intended_use: str


class ClaimFile(BaseModel):
    """A claim's file, as text."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=_LARGEST, description="YAML.")


@router.get("", response_model=ClaimsBody)
async def claims(request: Request) -> Response:
    """Return every claim that ships, weighed."""
    kept = await documents.claims(request)
    return Response(kept.text, media_type="application/json")


@router.post("/check", response_model=ClaimsBody)
def check(given: ClaimFile) -> Any:
    """Check and weigh a claim of your own."""
    # Whoever waited here would hold a thread that pages need.
    if not _ROOM.acquire(blocking=False):
        raise Busy("claims", "others are being weighed", "asking again in 5 s", retry_after=5)
    try:
        with tempfile.TemporaryDirectory(prefix="troche-") as folder:
            file = Path(folder) / "claim.yaml"
            file.write_bytes(_encoded(given.text))
            return claims_document(evaluate((), (file,)))
    finally:
        _ROOM.release()


@router.get("/{name}", response_model=ClaimsBody, responses=NOT_FOUND)
async def claim(request: Request, name: Annotated[str, InPath(max_length=100)]) -> Any:
    """Return one claim."""
    names = claim_names()
    if name not in names:
        raise NotFound("claim", name, ", ".join(names), nearest(name, names))
    whole = (await documents.claims(request)).document
    return whole | {"claims": [each for each in whole["claims"] if each["id"] == name]}


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise ClaimError("claim.yaml", "half of a letter", "text in UTF-8") from None
