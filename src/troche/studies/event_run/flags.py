"""Where the doses of a table leave what has been studied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from troche.population.recipes import Recipe
from troche.regimen import parse
from troche.regimen.rules import MAX_MG
from troche.studies.event_run.manner import Given
from troche.studies.flags import regimen_flags, study_flags
from troche.studies.results import Flag

__all__ = ["table_flags"]


def table_flags(
    people: Iterable[tuple[float, Sequence[Given]]],
    recipe: Recipe,
    bioavailability: Mapping[str, float],
) -> tuple[Flag, ...]:
    """Return the flags of every distinct dose, each taken as a single one.

    Devices used one after the other are one dose. How often doses come and for how long
    is not looked at: a table need not hold a whole regimen.

    Parameters
    ----------
    people
        Weight (kg) and doses of each individual.
    recipe
        Of the model.
    bioavailability
        By route, the share of AMT that is given.
    """
    lines: dict[str, None] = {}
    for weight, doses in people:
        for amount, dose in _whole(doses):
            share = bioavailability.get(dose.delivery.route, 1.0)
            if amount * share > 0:
                lines[_line(dose, amount * share, weight)] = None
    found: dict[tuple[str, str], Flag] = {}
    for flag in study_flags(recipe.model, recipe.covariates):
        found[flag.kind, flag.message] = flag
    for line in lines:
        for flag in regimen_flags(parse(line)):
            found.setdefault((flag.kind, flag.message), flag)
    return tuple(found.values())


def _whole(doses: Sequence[Given]) -> list[tuple[float, Given]]:
    """Return amounts of whole doses; of an infusion since ever, what an hour gives."""
    found: list[tuple[float, Given]] = []
    for before, dose in pairwise((None, *doses)):
        if dose is None:
            continue
        amount = dose.record.amt or dose.record.rate
        follows = before is not None and dose.delivery.device == before.delivery.device + 1
        # Together they may be more than the language can say; each alone is flagged then.
        alike = before is not None and follows and before.drug == dose.drug
        if alike and found[-1][0] + amount <= MAX_MG:
            found[-1] = (found[-1][0] + amount, found[-1][1])
        else:
            found.append((amount, dose))
    return found


def _line(dose: Given, amount: float, weight: float) -> str:
    """Return a dose as a line of the regimen language."""
    given = dose.delivery
    said = f"{_plain(amount)} mg" if amount <= MAX_MG else f"{_plain(amount / weight)} mg/kg"
    words = [said, dose.drug, given.route]
    if given.product:
        words.append(given.product)
    for word, hours in (("over", given.duration), ("held", given.hold)):
        if hours > 0:
            words.append(f"{word} {_plain(60 * hours)} min")
    if not given.swallowed:
        words.append("then spat out")
    return " ".join(words)


def _plain(value: float) -> str:
    """Return six digits, so that 1/6 h is 10 min; the language has no room for many zeros."""
    return format(Decimal(f"{max(value, 1e-9):.6g}"), "f")
