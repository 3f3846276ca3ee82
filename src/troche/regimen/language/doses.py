"""The rules of the grammar for a dose: amount, drug, route, product, and manner of giving."""

from __future__ import annotations

from typing import cast

from troche.errors import RegimenError
from troche.regimen import defaults, rules
from troche.regimen.dose import Dose, Part
from troche.regimen.language.line import Line
from troche.regimen.language.tokens import place
from troche.regimen.language.words import (
    AFTERS,
    AMOUNT_UNITS,
    DRUGS,
    FORMS,
    PRODUCTS,
    ROUTES,
    TIME_UNITS,
    After,
    Drug,
    Form,
    Product,
    Route,
)
from troche.regimen.quantities import Amount, Duration


def read_dose(line: Line) -> Dose:
    """Read ``part { " + " part }``."""
    start = line.here
    parts = [_part(line, None)]
    while line.take_kind("plus", "'+' and another part"):
        if len(parts) == rules.MAX_PARTS:
            line.refuse(f"at most {rules.MAX_PARTS} parts in one dose")
        parts.append(_part(line, parts[-1]))
    with line.placed(start):
        return Dose(tuple(parts))


def _part(line: Line, before: Part | None) -> Part:
    """Read one part; what it leaves out of drug and route is as in the part before."""
    if line.take("placebo"):
        route, product = _route_and_product(line, before)
        if line.at("over", "bolus", "held") or (line.at("then") and line.ahead.text in AFTERS):
            line.refuse("a placebo with a route and a product only")
        return Part("placebo", route, product=product)
    amount = _amount(line)
    drug, form = _drug(line, before)
    route, product = _route_and_product(line, before)
    over = _over(line, route)
    held, after = _hold(line, route)
    return Part(drug, route, amount, form, product, over, held, after)


def _amount(line: Line) -> Amount:
    number = line.need_kind("number", "an amount, such as 0.5 mg/kg")
    unit = line.need(*AMOUNT_UNITS, meaning=f"a unit: {', '.join(AMOUNT_UNITS)}")
    with line.placed(number):
        return Amount(number.text, unit)


def _drug(line: Line, before: Part | None) -> tuple[Drug, Form]:
    drug = cast(Drug | None, line.take(*DRUGS, meaning=f"a drug: {', '.join(DRUGS)}"))
    if drug is not None:
        return drug, cast(Form | None, line.take(*FORMS)) or defaults.FORM
    if before is None or before.form is None:
        line.refuse()
    return before.drug, before.form


def _route_and_product(line: Line, before: Part | None) -> tuple[Route, Product | None]:
    route = cast(Route | None, line.take(*ROUTES, meaning=f"a route: {', '.join(ROUTES)}"))
    start = line.here
    meaning = f"a product: {', '.join(PRODUCTS)}"
    product = cast(Product | None, line.take(*PRODUCTS, meaning=meaning))
    if route is None and product is not None:
        route = defaults.IMPLIED_ROUTE.get(product)
    if route is None and before is not None:
        route, product = before.route, product or before.product
    if route is None and product is not None:
        routes = rules.PRODUCT_ROUTES[product]
        raise RegimenError(
            place(line.text, start.token),
            product,
            f"a route before the product: {', '.join(routes)}",
            f"{routes[0]} {product}",
        )
    if route is None:
        line.refuse()
    if product is not None:
        with line.placed(start):
            rules.product_fits(product, route)
    return route, product


def _over(line: Line, route: Route) -> Duration | None:
    """Read ``"over" time | "bolus"``; None means all at once."""
    start = line.here
    with line.placed(start):
        if line.take("over"):
            rules.over_belongs(route)
            return _duration(line)
        if line.take("bolus"):
            rules.bolus_belongs(route)
    return None


def _hold(line: Line, route: Route) -> tuple[Duration | None, After | None]:
    """Read ``[ "held" time ] [ "then swallowed" | "then spat out" ]``, with the defaults."""
    belongs = route in rules.HELD
    held, after = (defaults.HELD, defaults.AFTER) if belongs else (None, None)
    start = line.here
    if line.take("held"):
        with line.placed(start):
            rules.hold_belongs(route)
        held = _duration(line)
    if line.at("then") and line.ahead.text in AFTERS:
        with line.placed(line.here):
            rules.hold_belongs(route, f"then {line.ahead.text}")
        line.advance()
        after = cast(After, line.advance().text)
    elif belongs:
        line.wanted["'then swallowed' or 'then spat out'"] = ()
    return held, after


def _duration(line: Line) -> Duration:
    number = line.need_kind("number", "a time, such as 40 min")
    unit = line.need(*TIME_UNITS, meaning=f"a unit of time: {', '.join(TIME_UNITS)}")
    with line.placed(number):
        return Duration(number.text, unit)
