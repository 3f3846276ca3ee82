"""Every router of the application: pages that people read, then the API, then files."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from troche.web import files
from troche.web.api.about import router as about_api
from troche.web.api.claims import router as claims_api
from troche.web.api.evidence import router as evidence_api
from troche.web.api.explore import router as explore_api
from troche.web.api.health import router as health_api
from troche.web.api.models import router as models_api
from troche.web.api.regimens import router as regimens_api
from troche.web.api.studies import router as studies_api
from troche.web.api.study_events import router as study_events_api
from troche.web.api.validation import router as validation_api
from troche.web.pages import (
    api,
    claims,
    compare,
    evidence,
    explore,
    forests,
    home,
    login,
    plain,
    runs,
    validation,
)

__all__ = ["ROUTERS"]

_PAGES: Final = (
    *(home, explore, compare, runs, claims),
    *(forests, evidence, validation, plain, login, api),
)
"""Forests come before evidence, whose addresses would hold theirs."""

ROUTERS: Final[tuple[APIRouter, ...]] = (
    *(page.router for page in _PAGES),
    *(regimens_api, explore_api, studies_api, study_events_api, claims_api, evidence_api),
    *(models_api, validation_api, about_api, health_api),
    files.router,
)
