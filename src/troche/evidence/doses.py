"""Doses as asked for and as published, compared without a body weight.

Milligrams meet milligrams and mg/kg meet mg/kg; the two are never converted into
each other, since the weight is the reader's guess and not the source's fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from troche.errors import EvidenceError, nearest
from troche.evidence.cells import Number, read_number

__all__ = ["DoseRange", "read_dose"]

_SCALE: Final = {
    "ug": ("mg", 1e-3),
    "mg": ("mg", 1.0),
    "g": ("mg", 1e3),
    "ug/kg": ("mg/kg", 1e-3),
    "mg/kg": ("mg/kg", 1.0),
}
_ALIASES: Final = {"µg": "ug", "μg": "ug", "mcg": "ug", "µg/kg": "ug/kg", "mcg/kg": "ug/kg"}
# What follows the unit in a table's cell: rhythm, salt or basis, never another unit.
_UNIT: Final = re.compile(r"([a-zµμ]+(?:/kg)?)(?=$|[ ,(])")


@dataclass(frozen=True, slots=True)
class DoseRange:
    """An inclusive range of single doses.

    Attributes
    ----------
    low, high
        The ends, in `unit`.
    unit
        ``mg`` or ``mg/kg``.
    """

    low: float
    high: float
    unit: str

    def holds(self, dose: Number | None, unit: str) -> bool:
        """Return whether a published dose lies in the range or overlaps it.

        Several doses in one cell count if one of them lies in the range. A dose
        in another kind of unit, or in words, does not count.

        Examples
        --------
        >>> low = read_dose("5-20 mg")
        >>> low.holds(read_number("10"), "mg daily"), low.holds(read_number("0.5"), "mg/kg")
        (True, False)
        >>> read_dose("60-70 mg").holds(read_number("56-84"), "mg twice weekly")
        True
        """
        found = _UNIT.match(unit.strip())
        if dose is None or not dose.values or found is None or found[1] not in _SCALE:
            return False
        basis, factor = _SCALE[found[1]]
        if basis != self.unit or dose.kind == "bound":
            return False
        values = [value * factor for value in dose.values]
        if dose.kind == "range":
            return min(values) <= self.high and max(values) >= self.low
        return any(self.low <= value <= self.high for value in values)


def read_dose(text: str) -> DoseRange:
    """Read a dose or a range of doses with its unit.

    Raises
    ------
    troche.errors.EvidenceError
        If there is no number or no unit of dose.

    Examples
    --------
    >>> read_dose("0.5 mg/kg")
    DoseRange(low=0.5, high=0.5, unit='mg/kg')
    >>> read_dose("up to 500 ug")
    DoseRange(low=0.0, high=0.5, unit='mg')
    """
    found = re.fullmatch(r"\s*(.*?[\d.])\s*([A-Za-zµμ/]+)\s*", text)
    unit = found[2] if found else ""
    unit = _ALIASES.get(unit, unit)
    if not found or unit not in _SCALE:
        units = ", ".join(_SCALE)
        meant = f"{found[1]} {nearest(unit, _SCALE)}" if found and nearest(unit, _SCALE) else ""
        raise EvidenceError("dose", text, f"a number or a range with one of {units}", meant)
    number = read_number(found[1])
    basis, factor = _SCALE[unit]
    if number.kind not in ("point", "range", "bound"):
        raise EvidenceError("dose", text, "one number, or a range such as '5-20 mg'")
    low = 0.0 if number.low is None else number.low * factor
    high = float("inf") if number.high is None else number.high * factor
    return DoseRange(low, high, basis)
