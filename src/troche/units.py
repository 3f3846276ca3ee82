"""One inner unit system, and conversion at the edges only.

Inside troche every quantity is in the units of `INNER`: hours, milligrams of
free base, litres, mg/L, kilograms. A number in another unit is converted once,
where it enters, with `to_inner`; the unit a reader sees is written by the edge
that shows it. Molar quantities appear only in receptor equations (nmol/L).

Sources of the constants are evidence rows (`pk_facts`: molecular weight, salt
factor); a test holds the two together.
"""

from __future__ import annotations

from typing import Final, Literal

from troche.errors import BadInput, nearest

Moiety = Literal["ketamine", "norketamine", "hydroxynorketamine"]

INNER: Final[dict[str, str]] = {
    "time": "h",
    "mass": "mg",
    "volume": "L",
    "concentration": "mg/L",
    "exposure": "mg*h/L",
    "flow": "L/h",
    "rate": "1/h",
    "weight": "kg",
    "height": "cm",
    "age": "year",
    "fraction": "fraction",
    "ratio": "ratio",
    "exponent": "exponent",
    "molar": "nmol/L",
    "score": "points",
    "pressure": "mmHg",
    "heart rate": "beats/min",
    "count": "count",
}

MOLAR_MASS: Final[dict[Moiety, float]] = {
    "ketamine": 237.73,
    "norketamine": 223.7,
    "hydroxynorketamine": 239.7,
}
"""Molar mass of each free base, g/mol; either enantiomer or the racemate."""

SALT_FACTOR: Final = 1.153
"""Milligrams of the hydrochloride that hold one milligram of base."""

_TO_INNER: Final[dict[str, tuple[str, float]]] = {
    "h": ("time", 1.0),
    "hr": ("time", 1.0),
    "min": ("time", 1 / 60),
    "s": ("time", 1 / 3600),
    "day": ("time", 24.0),
    "days": ("time", 24.0),
    "week": ("time", 168.0),
    "mg": ("mass", 1.0),
    "ug": ("mass", 1e-3),
    "g": ("mass", 1e3),
    "L": ("volume", 1.0),
    "mL": ("volume", 1e-3),
    "L/70kg": ("volume", 1.0),
    "mg/L": ("concentration", 1.0),
    "ng/mL": ("concentration", 1e-3),
    "ug/L": ("concentration", 1e-3),
    "ug/mL": ("concentration", 1.0),
    "mg*h/L": ("exposure", 1.0),
    "ng*h/mL": ("exposure", 1e-3),
    "ng·h/mL": ("exposure", 1e-3),
    "h*ng/mL": ("exposure", 1e-3),
    "ng*min/mL": ("exposure", 1e-3 / 60),
    "ug*h/L": ("exposure", 1e-3),
    "ug*h/mL": ("exposure", 1.0),
    "ug*min/L": ("exposure", 1e-3 / 60),
    "ug*min/mL": ("exposure", 1 / 60),
    "L/h": ("flow", 1.0),
    "L/min": ("flow", 60.0),
    "mL/min": ("flow", 0.06),
    "L/h/70kg": ("flow", 1.0),
    "L/min/70kg": ("flow", 60.0),
    "L/h/kg^0.75": ("flow", 1.0),
    "1/h": ("rate", 1.0),
    "1/min": ("rate", 60.0),
    "kg": ("weight", 1.0),
    "cm": ("height", 1.0),
    "year": ("age", 1.0),
    "fraction": ("fraction", 1.0),
    "%": ("fraction", 0.01),
    "ratio": ("ratio", 1.0),
    "exponent": ("exponent", 1.0),
    "nM unbound": ("molar", 1.0),
    "nmol/L": ("molar", 1.0),
    "nmol/mL": ("molar", 1e3),
    "umol/L": ("molar", 1e3),
    "uM": ("molar", 1e3),
    "points": ("score", 1.0),
    "mmHg": ("pressure", 1.0),
    "beats/min": ("heart rate", 1.0),
    "count": ("count", 1.0),
    "visits": ("count", 1.0),
    "doses": ("count", 1.0),
}


def dimension(unit: str) -> str:
    """Return the dimension that `unit` measures, such as ``"flow"``.

    Raises
    ------
    troche.errors.BadInput
        If the unit is not in the table; units are never guessed.

    Examples
    --------
    >>> dimension("L/min/70kg")
    'flow'
    """
    if unit not in _TO_INNER:
        raise BadInput(
            "unit", unit, f"one of {', '.join(_TO_INNER)}", meant=nearest(unit, _TO_INNER)
        )
    return _TO_INNER[unit][0]


def to_inner(value: float, unit: str) -> float:
    """Convert `value` from `unit` to the inner unit of its dimension.

    Parameters
    ----------
    value
        The number as reported.
    unit
        Its unit, one of those known; "/70kg" names the reference weight of an
        allometric parameter and does not change the number.

    Raises
    ------
    troche.errors.BadInput
        If the unit is not known.

    Examples
    --------
    >>> to_inner(1.48, "L/min/70kg")
    88.8
    >>> to_inner(96.0, "ng/mL")
    0.096
    """
    dimension(unit)
    return value * _TO_INNER[unit][1]


def from_inner(value: float, unit: str) -> float:
    """Convert `value` from the inner unit of its dimension to `unit`.

    Examples
    --------
    >>> round(from_inner(0.096, "ng/mL"), 6)
    96.0
    """
    dimension(unit)
    return value / _TO_INNER[unit][1]


def base_from_hydrochloride(mass: float) -> float:
    """Return mg of base in `mass` mg of the hydrochloride.

    Examples
    --------
    >>> round(base_from_hydrochloride(32.3), 1)
    28.0
    """
    return mass / SALT_FACTOR
