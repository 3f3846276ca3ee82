"""What the regimen language refuses about a part, and the limits of everything.

Each rule is one function that returns nothing and raises one message; the parser
adds the place in the line.
"""

from __future__ import annotations

from typing import Final

from troche.errors import RegimenError
from troche.regimen.language.words import Product, Route

MAX_MG: Final = 2000
"""Largest dose, mg of base, over all parts of one administration."""

MAX_MG_PER_KG: Final = 30
"""Largest dose, mg of base per kg, over all parts of one administration."""

MAX_DAYS: Final = 3652
"""Longest span of a phase, days: ten years of 365.25 days."""

MAX_TIMES_DAILY: Final = 24
MAX_TIMES_WEEKLY: Final = 7
MAX_PARTS: Final = 10
MAX_PHASES: Final = 20
MAX_LISTED_DAYS: Final = 500

INJECTED: Final[frozenset[Route]] = frozenset({"iv", "im", "sc"})
"""Routes that take `bolus`, and that are given in clinic unless said otherwise."""

TIMED: Final[frozenset[Route]] = INJECTED | {"nasal"}
"""Routes that take `over`."""

HELD: Final[frozenset[Route]] = frozenset({"sublingual", "buccal"})
"""Routes that take `held`, `then swallowed` and `then spat out`."""

PRODUCT_ROUTES: Final[dict[Product, tuple[Route, ...]]] = {
    "tablet": ("oral", "sublingual", "buccal"),
    "wafer": ("sublingual", "buccal", "oral"),
    "film": ("sublingual", "buccal", "oral"),
    "lozenge": ("buccal", "sublingual", "oral"),
    "solution": ("iv", "im", "sc", "nasal", "sublingual", "buccal", "oral", "rectal"),
    "prolonged-release tablet": ("oral",),
    "capsule": ("oral", "rectal"),
    "spray": ("nasal", "sublingual", "buccal"),
    "suppository": ("rectal",),
}
"""The routes by which each product can be given; any other pair is refused."""


def over_belongs(route: Route) -> None:
    """Refuse ``over`` on a route that has no rate of giving."""
    if route not in TIMED:
        raise RegimenError("regimen", f"'over' with {route}", "'over' with iv, im, sc or nasal")


def bolus_belongs(route: Route) -> None:
    """Refuse ``bolus`` on a route that is not an injection."""
    if route not in INJECTED:
        raise RegimenError("regimen", f"'bolus' with {route}", "'bolus' with iv, im or sc")


def hold_belongs(route: Route, word: str = "held") -> None:
    """Refuse a hold, or what follows it, on a route without one."""
    if route not in HELD:
        raise RegimenError(
            "regimen", f"'{word}' with {route}", f"'{word}' with sublingual or buccal"
        )


def product_fits(product: Product, route: Route) -> None:
    """Refuse a product that is not given by `route`.

    Examples
    --------
    >>> product_fits("lozenge", "iv")
    Traceback (most recent call last):
    ...
    troche.errors.RegimenError: regimen: found 'iv lozenge'; allowed: a lozenge is buccal, ...
    """
    routes = PRODUCT_ROUTES[product]
    if route not in routes:
        listed = ", ".join(routes[:-1]) + " or " + routes[-1] if len(routes) > 1 else routes[0]
        raise RegimenError("regimen", f"{route} {product}", f"a {product} is {listed}")


def count_within(count: int, largest: int, meaning: str, meant: str = "") -> None:
    """Refuse a whole number outside 1 to `largest`."""
    if not 1 <= count <= largest:
        raise RegimenError("regimen", count, f"{meaning} from 1 to {largest}", meant)
