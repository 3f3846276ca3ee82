"""Exact amounts and lengths of time, as they were said.

Numbers are plain decimals held as `decimal.Decimal`; arithmetic on them is done
with fractions, so that a ledger can agree to the last digit. The unit stays as
said (500 ug is not rewritten as 0.5 mg).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

from troche.errors import RegimenError, nearest
from troche.regimen.language.words import AMOUNT_UNITS, TIME_UNITS, AmountUnit, TimeUnit
from troche.units import SALT_FACTOR

MAX_DIGITS: Final = 20
"""Digits of one number; more is a slip of the keyboard, not a dose."""

SALT: Final = Fraction(str(SALT_FACTOR))
"""The salt factor as an exact fraction."""

_PLAIN: Final = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def plain_decimal(number: Decimal | int | float | str) -> Decimal:
    """Return `number` as an exact plain decimal.

    A float stands for its shortest decimal: 0.1 is one tenth.

    Raises
    ------
    troche.errors.RegimenError
        If it is not finite, is negative, has an exponent, or has more digits
        than `MAX_DIGITS`.

    Examples
    --------
    >>> plain_decimal("0.50")
    Decimal('0.50')
    >>> plain_decimal("1e3")
    Traceback (most recent call last):
    ...
    troche.errors.RegimenError: regimen: found '1e3'; allowed: a plain decimal such as 0.5: ...
    """
    text = number if isinstance(number, str) else _expanded(number)
    if not _PLAIN.fullmatch(text):
        raise RegimenError("regimen", str(number), "a plain decimal such as 0.5: no sign, exponent")
    if sum(character.isdigit() for character in text) > MAX_DIGITS:
        raise RegimenError("regimen", text, f"a number of at most {MAX_DIGITS} digits")
    return Decimal(text)


def _expanded(number: Decimal | int | float) -> str:
    if isinstance(number, bool):
        return str(number)
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    return format(exact, "f") if exact.is_finite() else str(number)


def decimal_text(value: Decimal) -> str:
    """Return the shortest plain decimal for `value`, every digit kept.

    Examples
    --------
    >>> decimal_text(Decimal("0.50")), decimal_text(Decimal("30.0"))
    ('0.5', '30')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_text(value: Fraction) -> str:
    """Return a fraction as a plain decimal, rounded to six places if it has more.

    Examples
    --------
    >>> plain_text(Fraction(1, 2)), plain_text(Fraction(1, 3))
    ('0.5', '0.333333')
    """
    return decimal_text(Decimal(format(float(value), ".6f")))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of drug as said: a number and mg, ug, mg/kg or ug/kg.

    Raises
    ------
    troche.errors.RegimenError
        If the number is not a plain decimal above zero, or the unit is unknown.

    Examples
    --------
    >>> print(Amount("0.50", "mg/kg"))
    0.5 mg/kg
    >>> Amount(500, "ug").milligrams
    Fraction(1, 2)
    """

    value: Decimal
    unit: AmountUnit

    def __init__(self, value: Decimal | int | float | str, unit: str) -> None:
        number = plain_decimal(value)
        if number == 0:
            raise RegimenError("regimen", f"{value} {unit}", "an amount above zero, or a placebo")
        _known(unit, AMOUNT_UNITS, "unit of amount")
        object.__setattr__(self, "value", number)
        object.__setattr__(self, "unit", cast(AmountUnit, unit))

    @property
    def per_kg(self) -> bool:
        """Whether the amount is for each kilogram of body weight."""
        return self.unit.endswith("/kg")

    @property
    def milligrams(self) -> Fraction:
        """The amount in mg (or mg for each kg) of the form said."""
        return Fraction(self.value) / (1000 if self.unit.startswith("ug") else 1)

    def __str__(self) -> str:
        return f"{decimal_text(self.value)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as said: a number and min or h.

    Raises
    ------
    troche.errors.RegimenError
        If the number is not a plain decimal above zero, or the unit is unknown.

    Examples
    --------
    >>> print(Duration(40, "min")), Duration(40, "min").hours
    40 min
    (None, Fraction(2, 3))
    """

    value: Decimal
    unit: TimeUnit

    def __init__(self, value: Decimal | int | float | str, unit: str) -> None:
        number = plain_decimal(value)
        if number == 0:
            raise RegimenError("regimen", f"{value} {unit}", "a time above zero")
        _known(unit, TIME_UNITS, "unit of time")
        object.__setattr__(self, "value", number)
        object.__setattr__(self, "unit", cast(TimeUnit, unit))

    @property
    def hours(self) -> Fraction:
        """The length in hours, exactly."""
        return Fraction(self.value) / (60 if self.unit == "min" else 1)

    def __str__(self) -> str:
        return f"{decimal_text(self.value)} {self.unit}"


def _known(unit: str, units: tuple[str, ...], kind: str) -> None:
    if unit not in units:
        raise RegimenError("regimen", unit, f"a {kind}: {', '.join(units)}", nearest(unit, units))
