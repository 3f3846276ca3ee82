"""Reading a study from a request: JSON or an uploaded file, checked and admitted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from troche.errors import BadInput, StudyError
from troche.studies.specification import StudySpec
from troche.studies.study_file import study_of
from troche.web.api.study_models import Submission
from troche.web.faults import BadRequest, TooLarge, WrongContent
from troche.web.jobs.admission import Size, admit
from troche.web.jobs.texts import as_yaml
from troche.web.settings import Limits

__all__ = ["Read", "body_schema", "check_length", "read_study_request", "read_text", "uploaded"]

_ALLOWED: Final = '{"yaml": text} or {"study": {...}}, one of them'


@dataclass(frozen=True)
class Read:
    """A study that can be run.

    Parameters
    ----------
    study, size
        Checked and admitted.
    text
        Of its study file, as it was sent.
    """

    study: StudySpec
    size: Size
    text: bytes


async def read_study_request(request: Request, limits: Limits) -> Read:
    """Return the study that a request brings.

    Raises
    ------
    troche.errors.BadInput
        If it is no study.
    troche.web.faults.Fault
        If it is too large, or of a kind that is not read.
    """
    check_length(request, limits)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await read_text(await _from_form(request, limits), limits)
    if kind not in ("application/json", ""):
        raise WrongContent("content-type", kind, "application/json, multipart/form-data")
    return await read_text(_from_json(await request.body()), limits)


async def read_text(text: bytes, limits: Limits) -> Read:
    """Return the study in the text of a study file.

    Raises
    ------
    troche.errors.BadInput
        If it is no study.
    troche.web.faults.TooLarge, troche.web.jobs.refusals.TooMuch
        If the text, or the study, is too large.
    """
    if len(text) > limits.upload_bytes:
        raise TooLarge("study", f"{len(text):,} bytes", f"at most {limits.upload_bytes:,} bytes")
    # Reading takes up to seconds; others are answered meanwhile.
    return await asyncio.to_thread(_read, text, limits)


def _read(text: bytes, limits: Limits) -> Read:
    study = study_of(text, "study")
    return Read(study, admit(study, limits), text)


def check_length(request: Request, limits: Limits) -> None:
    """Refuse a body that says that it is too long.

    Raises
    ------
    troche.web.faults.TooLarge
        With what it says.
    """
    said = request.headers.get("content-length", "0")
    if said.isascii() and said.isdigit() and int(said[:15]) > limits.body_bytes:
        raise TooLarge("body", f"{said} bytes", f"at most {limits.body_bytes:,} bytes")


def _from_json(body: bytes) -> bytes:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput("body", "text that is no JSON", _ALLOWED) from None
    if not isinstance(content, Mapping):
        raise BadInput("body", "no object", _ALLOWED)
    try:
        sent = Submission.model_validate(dict(content))
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(["body", *map(str, fault["loc"])])
        raise BadInput(where, fault["type"].replace("_", " "), _ALLOWED) from None
    if (sent.yaml is None) == (sent.study is None):
        found = "neither" if sent.yaml is None else "both"
        raise BadInput("body", found, _ALLOWED)
    text = sent.yaml if sent.yaml is not None else as_yaml(sent.study or {})
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise StudyError("study", "half of a letter", "text in UTF-8") from None


async def _from_form(request: Request, limits: Limits) -> bytes:
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            files = [value for value in form.values() if isinstance(value, UploadFile)]
            if len(files) != 1:
                raise BadInput("body", f"{len(files)} files", "one file, the study (YAML)")
            return await uploaded(files[0], limits)
    except HTTPException as error:
        raise BadRequest("body", str(error.detail), "a form with one file") from None


async def uploaded(file: UploadFile, limits: Limits) -> bytes:
    """Return what a file holds, or one byte more than it may."""
    return await file.read(limits.upload_bytes + 1)


def body_schema() -> dict[str, Any]:
    """Return what the description of the API says of the body."""
    schema = Submission.model_json_schema()
    form = {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": schema},
                "multipart/form-data": {"schema": form},
            },
        }
    }
