"""A regimen as the fields of a form, and back; a rich one has no such fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from troche.regimen import Regimen, parse
from troche.regimen.quantities import decimal_text, plain_text
from troche.regimen.rhythm import OnDays

__all__ = ["fields_of", "line_of"]


def fields_of(regimen: Regimen) -> dict[str, Any] | None:
    """Return the fields of one simple phase; None where the form cannot say it.

    Returns
    -------
    dict or None
        ``drug``, ``form``, ``amount``, ``unit``, ``route``, ``product``, ``over`` and ``held``
        in minutes, ``after``, ``place``, and ``schedule`` with ``rhythm`` and ``weeks`` (None:
        once, listed days, or to the horizon).

    Examples
    --------
    >>> found = fields_of(parse("15 mg ketamine sublingual tablet, daily for 8 weeks"))
    >>> found["amount"], found["held"], found["schedule"]
    (15.0, 10.0, {'rhythm': 'daily', 'weeks': 8})
    >>> fields_of(parse("10 mg ketamine iv, once, then 20 mg ketamine iv, weekly")) is None
    True
    """
    if len(regimen.phases) != 1 or len(regimen.phases[0].dose.parts) != 1:
        return None
    (phase,) = regimen.phases
    part, schedule = phase.dose.parts[0], phase.schedule
    weeks: int | None = None
    if schedule.span is not None and not isinstance(schedule.rhythm, OnDays):
        days = schedule.span.days
        if days is None or days % 7:
            return None
        weeks = days // 7
    elif schedule.span is not None:
        return None
    if schedule.clock:
        return None
    return {
        "drug": part.drug,
        "form": part.form,
        "amount": None if part.amount is None else float(part.amount.value),
        "unit": None if part.amount is None else part.amount.unit,
        "route": part.route,
        "product": part.product,
        "over": None if part.over is None else float(part.over.hours * 60),
        "held": None if part.held is None else float(part.held.hours * 60),
        "after": part.after,
        "place": schedule.place,
        "schedule": {"rhythm": str(schedule.rhythm), "weeks": weeks},
    }


def line_of(fields: Mapping[str, Any]) -> str:
    """Return the canonical line of the fields of a form.

    Parameters
    ----------
    fields
        As `fields_of` returns them; ``form``, ``product``, ``over``, ``held``, ``after`` and
        ``place`` may be left out.

    Raises
    ------
    troche.errors.RegimenError
        If they make no regimen.

    Examples
    --------
    >>> said = "0.5 mg/kg ketamine iv over 40 min, 2 times weekly for 4 weeks"
    >>> line_of(fields_of(parse(said))) == str(parse(said))
    True
    """
    words: list[str] = []
    if fields["drug"] != "placebo":
        words += [f"{_number(fields['amount'])} {fields['unit']}"]
    words += [fields["drug"], fields.get("form") or "", fields["route"]]
    words.append(fields.get("product") or "")
    if fields["drug"] != "placebo":
        if fields.get("over"):
            words.append(f"over {_number(fields['over'])} min")
        if fields.get("held"):
            words.append(f"held {_number(fields['held'])} min")
        if fields.get("after"):
            words.append(f"then {fields['after']}")
    schedule = cast(Mapping[str, Any], fields["schedule"])
    line = f"{' '.join(word for word in words if word)}, {schedule['rhythm']}"
    if schedule.get("weeks"):
        line += f" for {schedule['weeks']} weeks"
    if fields.get("place"):
        line += {"home": " at home", "clinic": " in clinic"}[fields["place"]]
    return str(parse(line))


def _number(value: float | str) -> str:
    from decimal import Decimal
    from fractions import Fraction

    return decimal_text(Decimal(plain_text(Fraction(str(value)))))
