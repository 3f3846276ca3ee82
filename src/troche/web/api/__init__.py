"""The REST API: one file for each noun, documented by OpenAPI."""

from typing import Final

from fastapi import APIRouter

from troche.web.api import (
    about,
    claims,
    evidence,
    explore,
    health,
    models,
    regimens,
    validation,
)

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = tuple(
    noun.router
    for noun in (regimens, explore, claims, evidence, models, validation, about, health)
)
