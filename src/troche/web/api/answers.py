"""What every address of the API may answer beside its own: errors, in one shape."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, Field

__all__ = ["GUARDS", "NOT_FOUND", "TAGS", "ErrorBody", "ErrorDocument"]


class ErrorBody(BaseModel):
    """What is wrong, in five fields."""

    code: str = Field(description="Kind of error, such as bad-regimen.")
    where: str = Field(description="The place: field, line, word, header.")
    found: str = Field(description="What stands there.")
    allowed: str = Field(description="What may stand there.")
    meant: str = Field(description="What was probably meant; empty where nothing is near.")


class ErrorDocument(BaseModel):
    """An error; the command line writes the same."""

    error: ErrorBody


def _answer(description: str) -> dict[str, Any]:
    return {"model": ErrorDocument, "description": description}


GUARDS: Final[dict[int | str, dict[str, Any]]] = {
    400: _answer("A host that is not this server's, or a request that cannot be read."),
    401: _answer("The server asks for a token, and none or a wrong one was shown."),
    403: _answer("A page of another site sent this."),
    408: _answer("The body did not come in time."),
    413: _answer("More than one request may bring, or a study larger than the server runs."),
    415: _answer("A body of a kind that is not read."),
    422: _answer("Bad input: what was found, what is allowed, what was probably meant."),
    429: _answer("Too many wrong tokens, or too many runs waiting."),
    500: _answer("A fault of ours; the trace is in a file on the server."),
    503: _answer("No room now; Retry-After says when another try is worth it."),
}
"""Answers of the guards, which stand before every address."""

NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {
    404: _answer("Nothing has that name; the nearest is suggested.")
}

TAGS: Final = [
    {"name": "regimens", "description": "Lines of the regimen language."},
    {"name": "explore", "description": "A quick look at one regimen in typical people."},
    {"name": "studies", "description": "Studies of several regimens in virtual patients."},
    {"name": "claims", "description": "Claims made for small doses, each with a verdict."},
    {"name": "evidence", "description": "Published rows, with source and reading grade."},
    {"name": "models", "description": "Models, their parameters, and populations of patients."},
    {"name": "validation", "description": "Predictions of studies that the fit did not see."},
    {"name": "about", "description": "The server itself."},
]
