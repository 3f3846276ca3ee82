"""What the form of the Explore page offers, from the language and the studied doses."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from troche.population.populations import population_names
from troche.population.studied import studied_doses
from troche.regimen import parse
from troche.regimen.defaults import HELD
from troche.regimen.language.words import DRUGS, PRODUCTS, ROUTES
from troche.regimen.rules import HELD as HELD_ROUTES
from troche.regimen.rules import INJECTED, PRODUCT_ROUTES, TIMED
from troche.studies.explore.question import BESIDE, WEEKS

__all__ = ["choices"]

_LABELS: Final = {
    "ketamine": "ketamine (racemate)",
    "esketamine": "esketamine (S-ketamine)",
    "arketamine": "arketamine (R-ketamine)",
    "placebo": "placebo",
}
_ROUTE_LABELS: Final = {
    "iv": "into a vein",
    "im": "into a muscle",
    "sc": "under the skin",
    "nasal": "into the nose",
    "sublingual": "under the tongue",
    "buccal": "in the cheek",
    "oral": "swallowed",
    "rectal": "into the rectum",
}
_TERMS: Final = {"iv": "intravenous", "im": "intramuscular", "sc": "subcutaneous"}

_USUAL_OVER: Final = 40.0
"""Minutes of the infusion of most trials."""

_RHYTHMS: Final = (
    "once",
    "daily",
    "2 times daily",
    "3 times daily",
    "every 2 days",
    "weekly",
    "2 times weekly",
    "3 times weekly",
    "every 2 weeks",
)
_SMALLEST: Final = {"mg": 1.0, "mg/kg": 0.05}
_STEPS: Final = (0.05, 0.1, 0.5, 1.0, 5.0)
_ON_A_SLIDER: Final = 150


@cache
def choices() -> dict[str, Any]:
    """Return what the form offers.

    Returns
    -------
    dict
        ``drugs``, ``routes``, ``products``, ``dose`` (range of the slider, by unit), ``schedules``
        in the language's words, ``populations``, ``beside``, ``weeks``. A route has its own
        ``dose`` in mg of base: from nothing studied downwards to the highest studied dose.

    Examples
    --------
    >>> found = choices()
    >>> [d["key"] for d in found["drugs"]]
    ['ketamine', 'esketamine', 'arketamine', 'placebo']
    >>> next(r for r in found["routes"] if r["key"] == "sublingual")["usual_held"]
    10.0
    """
    highest = {route: _highest(route) for route in ROUTES}
    return {
        "drugs": [{"key": key, "label": _LABELS[key]} for key in (*DRUGS, "placebo")],
        "routes": [
            {
                "key": route,
                "label": _ROUTE_LABELS[route],
                "term": _TERMS.get(route, route),
                "over": route in TIMED,
                "held": route in HELD_ROUTES,
                "usual_over": _USUAL_OVER if route == "iv" else None,
                "usual_held": float(HELD.hours * 60) if route in HELD_ROUTES else None,
                "place": "clinic" if route in INJECTED else "home",
                "products": [p for p in PRODUCTS if route in PRODUCT_ROUTES[p]],
                "dose": _slider(highest[route]),
            }
            for route in ROUTES
        ],
        "products": [{"key": p, "routes": list(PRODUCT_ROUTES[p])} for p in PRODUCTS],
        "dose": {
            "mg": _slider(max(highest.values())),
            "mg/kg": {"min": _SMALLEST["mg/kg"], "max": 1.0, "step": _SMALLEST["mg/kg"]},
        },
        "schedules": [str(parse(f"placebo oral, {r}").phases[0].schedule.rhythm) for r in _RHYTHMS],
        "populations": list(population_names()),
        "beside": list(BESIDE),
        "weeks": {"min": WEEKS[0], "max": WEEKS[1]},
    }


def _highest(route: str) -> float:
    """Return the highest studied dose of a route, mg of base at 70 kg."""
    pooled = "sublingual" if route == "buccal" else route
    return max((s.milligrams for s in studied_doses() if s.route == pooled), default=70.0)


def _slider(highest: float) -> dict[str, float]:
    step = next((s for s in _STEPS if highest / s <= _ON_A_SLIDER), _STEPS[-1])
    top = step * -(-highest // step)
    return {"min": max(step, _SMALLEST["mg"] if step >= 1 else step), "max": top, "step": step}
