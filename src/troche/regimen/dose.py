"""One administration: its parts, each with amount, drug, route and product."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from troche.errors import RegimenError
from troche.regimen import rules
from troche.regimen.devices import DEVICE_GAP, devices
from troche.regimen.language.words import After, Drug, Form, Place, Product, Route
from troche.regimen.quantities import SALT, Amount, Duration


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an administration, every default filled in.

    Parameters
    ----------
    drug
        ``"ketamine"`` (the racemate), ``"esketamine"``, ``"arketamine"`` or ``"placebo"``.
    route
        How it is given.
    amount
        As said, of the form said; None for a placebo.
    form
        ``"base"`` or ``"HCl"``; None for a placebo.
    product
        The product, or None where none was named.
    over
        Length of the infusion or of the nasal delivery; None for all at once.
    held, after
        Hold in the mouth and what follows, for sublingual and buccal; else None.

    Raises
    ------
    troche.errors.RegimenError
        If the pieces do not belong together.

    Examples
    --------
    >>> part = Part("ketamine", "iv", Amount("0.5", "mg/kg"), "base", over=Duration(40, "min"))
    >>> print(part)
    0.5 mg/kg ketamine base iv over 40 min
    """

    drug: Drug
    route: Route
    amount: Amount | None = None
    form: Form | None = None
    product: Product | None = None
    over: Duration | None = None
    held: Duration | None = None
    after: After | None = None

    def __post_init__(self) -> None:
        if self.product is not None:
            rules.product_fits(self.product, self.route)
        if self.drug == "placebo":
            extra = (self.amount, self.form, self.over, self.held, self.after)
            if any(piece is not None for piece in extra):
                raise RegimenError("regimen", "a placebo with more", "a route and a product")
            return
        if self.amount is None or self.form is None:
            raise RegimenError("regimen", f"{self.drug} alone", "an amount, and base or HCl")
        if self.over is not None:
            rules.over_belongs(self.route)
        if self.route in rules.HELD:
            if self.held is None or self.after is None:
                raise RegimenError("regimen", f"{self.route} alone", "a hold, and what follows it")
        elif self.held is not None or self.after is not None:
            rules.hold_belongs(self.route)

    @property
    def is_bolus(self) -> bool:
        """Whether this is an injection given all at once."""
        return self.amount is not None and self.over is None and self.route in rules.INJECTED

    @property
    def base(self) -> Fraction:
        """Milligrams of base (for each kg, where the amount is); zero for a placebo."""
        if self.amount is None:
            return Fraction(0)
        return self.amount.milligrams / (SALT if self.form == "HCl" else 1)

    @property
    def per_kg(self) -> bool:
        """Whether the amount is for each kilogram of body weight."""
        return self.amount is not None and self.amount.per_kg

    @property
    def devices(self) -> tuple[Fraction, ...]:
        """Milligrams of base in each device, in order; a single one for most parts."""
        if self.drug != "esketamine" or self.route != "nasal" or self.per_kg or self.over:
            return (self.base,)
        return devices(self.base, self.form)

    @property
    def hours(self) -> Fraction:
        """How long the part takes: infusion, hold in the mouth, or gaps between devices."""
        if self.over is not None:
            return self.over.hours
        if self.held is not None:
            return self.held.hours
        return (len(self.devices) - 1) * DEVICE_GAP.hours

    def __str__(self) -> str:
        return _words(self, self.drug, self.form, self.route, self.product)


@dataclass(frozen=True, slots=True)
class Dose:
    """The parts of one administration, each starting where the one before ends.

    Raises
    ------
    troche.errors.RegimenError
        If there is no part, or more than `troche.regimen.rules.MAX_PARTS`, or
        the parts together exceed 2,000 mg or 30 mg/kg of base.

    Examples
    --------
    >>> loading = Part("ketamine", "iv", Amount("0.29", "mg/kg"), "base")
    >>> upkeep = Part("ketamine", "iv", Amount("0.57", "mg/kg"), "base", over=Duration(60, "min"))
    >>> print(Dose((loading, upkeep)))
    0.29 mg/kg ketamine base iv bolus + 0.57 mg/kg over 60 min
    """

    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        rules.count_within(len(self.parts), rules.MAX_PARTS, "parts in one dose")
        for per_kg, limit, unit in (
            (False, rules.MAX_MG, "mg"),
            (True, rules.MAX_MG_PER_KG, "mg/kg"),
        ):
            total = sum((part.base for part in self.parts if part.per_kg == per_kg), Fraction(0))
            if total > limit:
                raise RegimenError(
                    "regimen", f"{float(total):.12g} {unit}", f"a dose of at most {limit:,} {unit}"
                )

    @property
    def hours(self) -> Fraction:
        """How long the whole administration takes."""
        return sum((part.hours for part in self.parts), Fraction(0))

    @property
    def place(self) -> Place:
        """Where it is given unless the schedule says otherwise."""
        supervised = any(
            part.route in rules.INJECTED or (part.drug, part.route) == ("esketamine", "nasal")
            for part in self.parts
        )
        return "clinic" if supervised else "home"

    def __str__(self) -> str:
        pieces = [str(self.parts[0])]
        for before, part in pairwise(self.parts):
            same = (
                (part.drug, part.form) == (before.drug, before.form)
                and (part.route, part.product) == (before.route, before.product)
                and part.amount is not None
            )
            pieces.append(_words(part) if same else str(part))
        return " + ".join(pieces)


def _words(part: Part, *named: str | None) -> str:
    """Return the words of `part`; `named` is its drug, form, route and product, if stated."""
    pieces: list[str | None] = [str(part.amount) if part.amount is not None else None, *named]
    if part.over is not None:
        pieces.append(f"over {part.over}")
    elif part.is_bolus:
        pieces.append("bolus")
    if part.held is not None:
        pieces.append(f"held {part.held} then {part.after}")
    return " ".join(piece for piece in pieces if piece)
