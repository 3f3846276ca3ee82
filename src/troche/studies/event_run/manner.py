"""How each dose of a table is given: the columns DRUG, HOLD, SWALLOWED, DEVICE, PRODUCT.

What a table leaves out is filled in as the regimen language does, and said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from troche.errors import BadInput, EventsError, nearest
from troche.pharmacology.system import Delivery
from troche.population.drugs import SHARE
from troche.regimen import defaults, rules
from troche.regimen.events.columns import Row
from troche.regimen.events.record import EventRecord
from troche.regimen.language.words import PRODUCTS

__all__ = ["DRUGS", "Given", "given"]

DRUGS: Final = tuple(drug for drug in SHARE if drug != "placebo")

_LONGEST_HOLD_H: Final = 24.0
_MOST_DEVICES: Final = 100


@dataclass(frozen=True)
class Given:
    """One dose of a table.

    Parameters
    ----------
    record
        Of the table.
    drug
        ``"ketamine"``, ``"esketamine"`` or ``"arketamine"``.
    delivery
        How it is given; its duration is that of AMT and RATE.
    assumed
        What the table does not say, in words.
    """

    record: EventRecord
    drug: str
    delivery: Delivery
    assumed: tuple[str, ...] = ()


def given(record: EventRecord, row: Row, drug: str, bioavailability: float = 1.0) -> Given:
    """Return what a dose is.

    Parameters
    ----------
    record
        A dose whose compartment is a route.
    row
        The same row as it stands, headings in upper case.
    drug
        What is given where DRUG is missing.
    bioavailability
        The share of AMT that is given, at the same RATE.

    Raises
    ------
    troche.errors.EventsError
        Naming row and column.
    """
    route = record.cmt or "iv"
    if record.rate > 0 and route not in rules.TIMED:
        found = f"{record.rate:g} by the {route} route"
        raise EventsError(row.where("RATE"), found, f"0, or one of {_listed(rules.TIMED)}")
    assumed = []
    if row.is_missing("DRUG"):
        assumed.append(f"no DRUG: the dose is of {drug}")
    elif row.cells["DRUG"] in DRUGS:
        drug = row.cells["DRUG"]
    else:
        found = row.cells["DRUG"]
        raise EventsError(row.where("DRUG"), found, ", ".join(DRUGS), nearest(found, DRUGS))
    hold, swallowed = _mouth(row, route, assumed)
    return Given(
        record,
        drug,
        Delivery(
            route=route,
            product=_product(row, route, assumed),
            duration=bioavailability * record.duration_h,
            hold=hold,
            swallowed=swallowed,
            device=_device(row, route, assumed),
        ),
        tuple(assumed),
    )


def _mouth(row: Row, route: str, assumed: list[str]) -> tuple[float, bool]:
    if route not in rules.HELD:
        for column, silent in (("HOLD", 0.0), ("SWALLOWED", 1.0)):
            if row.number_in(column, silent) != silent:
                found = f"{row.cells[column]} by the {route} route"
                raise EventsError(row.where(column), found, f"'.', or {_listed(rules.HELD)}")
        return 0.0, True
    hold = row.number_in("HOLD", float(defaults.HELD.hours))
    if not 0 <= hold <= _LONGEST_HOLD_H:
        allowed = f"hours in the mouth from 0 to {_LONGEST_HOLD_H:g}"
        raise EventsError(row.where("HOLD"), row.cells["HOLD"], allowed)
    if row.is_missing("HOLD"):
        assumed.append(f"no HOLD: a {route} dose is held {defaults.HELD}")
    if row.is_missing("SWALLOWED"):
        assumed.append(f"no SWALLOWED: what is left of a {route} dose is {defaults.AFTER}")
        return hold, defaults.AFTER == "swallowed"
    return hold, row.whole_in("SWALLOWED", (0, 1)) == 1


def _device(row: Row, route: str, assumed: list[str]) -> int:
    if row.is_missing("DEVICE"):
        if route == "nasal":
            assumed.append("no DEVICE: each nasal dose counts as the first device")
        return 1
    number = row.whole_in("DEVICE")
    if not 1 <= number <= _MOST_DEVICES or (number > 1 and route != "nasal"):
        found = f"{row.cells['DEVICE']} by the {route} route"
        allowed = f"1, or up to {_MOST_DEVICES} by the nasal route"
        raise EventsError(row.where("DEVICE"), found, allowed)
    return number


def _product(row: Row, route: str, assumed: list[str]) -> str:
    if row.is_missing("PRODUCT"):
        # A column with '.' says that none was named; no column says nothing.
        if route == "oral" and "PRODUCT" not in row.cells:
            assumed.append("no PRODUCT: an oral dose is not of prolonged release")
        return ""
    said = row.cells["PRODUCT"]
    product = next((each for each in PRODUCTS if each == said), None)
    if product is None:
        known = tuple(PRODUCTS)
        raise EventsError(row.where("PRODUCT"), said, ", ".join(known), nearest(said, known))
    try:
        rules.product_fits(product, route)  # type: ignore[arg-type]
    except BadInput as error:
        raise EventsError(row.where("PRODUCT"), error.found, error.allowed) from None
    return product


def _listed(routes: frozenset[str] | frozenset[object]) -> str:
    return ", ".join(sorted(str(route) for route in routes))
