"""Pages that people read: one file each, every one a router of its own."""

from typing import Final

from fastapi import APIRouter

from troche.web.pages import (
    api,
    claims,
    evidence,
    explore,
    forests,
    home,
    login,
    plain,
    validation,
)

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = tuple(
    page.router
    for page in (home, explore, claims, forests, evidence, validation, plain, login, api)
)
"""A page whose address another one's pattern holds comes before it."""
