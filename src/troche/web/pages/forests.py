"""Forest plots of the evidence: published numbers of one kind side by side."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from troche.errors import nearest
from troche.evidence.vocabulary import ROUTES, routes_of
from troche.report.pictures.forest import (
    KINDS,
    MOST,
    disagreements,
    findings_of,
    forest_picture,
)
from troche.web.pages.lost import lost
from troche.web.rendering import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/evidence/forest", response_class=HTMLResponse)
def forest(
    request: Request, of: str = "difference", route: str = "", study: str = ""
) -> HTMLResponse:
    """Return the forest plot of one kind, as far as its rows pass the filters."""
    if of not in KINDS:
        allowed, meant = ", ".join(KINDS), nearest(of, KINDS)
        return lost(request, "forest plot", of, allowed, meant, "/evidence/forest")
    if route and route not in ROUTES:
        allowed, meant = ", ".join(ROUTES), nearest(route, ROUTES)
        return lost(request, "route", route, allowed, meant, "/evidence/forest", status=422)
    kind = KINDS[of]
    every = findings_of(kind)
    part = study.strip().casefold()[:200]
    found = [
        f
        for f in every
        if (not route or route in routes_of(f.route))
        and (not part or part in f"{f.source} {f.family}".casefold())
    ]
    # Families stay together, in the order of the table.
    order = {family: place for place, family in enumerate(dict.fromkeys(f.family for f in found))}
    found.sort(key=lambda f: order[f.family])
    return page(
        request,
        "forest.html.j2",
        here="evidence",
        kind=kind,
        kinds=list(KINDS.values()),
        found=found,
        every=len(every),
        most=MOST,
        picture=forest_picture(kind, found) if found else "",
        apart=disagreements(found),
        route=route,
        study=study,
        routes=[name for name in ROUTES if any(name in routes_of(f.route) for f in every)],
        families=len({f.family for f in found}),
        table=kind.table,
    )
