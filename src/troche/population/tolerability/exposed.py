"""To what a row's people were exposed, and over which period events count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from troche.errors import BadInput
from troche.evidence import Tolerability
from troche.pharmacology.tolerability.background import FOUR_WEEKS
from troche.regimen import Regimen, expand, parse

__all__ = ["SESSION", "Exposed", "exposed_of"]

SESSION: Final = FOUR_WEEKS / 8.0
"""Hours that one session stands for: trials of four weeks have eight, and ask at each."""

_WEEK: Final = 168.0
_MONTH: Final = 730.5
_MAINTENANCE: Final = 16.0 * _WEEK
"""Of a maintenance that lasts until relapse: an assumption, as long as what came before it."""

_BEFORE: Final = 16.0 * _WEEK
"""On the drug before SUSTAIN-1's people were randomised (table `trials`)."""

_DRUGS: Final = (
    (re.compile(r"^(?:esketamine|s-ketamine)\b", re.I), "esketamine"),
    (re.compile(r"^racemic ketamine\b", re.I), "ketamine"),
)
_ROUTES: Final = {
    "nasal": "nasal spray",
    "intranasal": "nasal spray",
    "sc": "sc",
    "im": "im",
    "sublingual": "sublingual",
}
_PLACEBO: Final = re.compile(r"^(?:placebo|saline)\b", re.I)
_RHYTHM: Final = re.compile(r"twice weekly|weekly or every 2 weeks|weekly to every 4 weeks", re.I)
_RHYTHMS: Final = {
    "twice weekly": ("2 times weekly",),
    "weekly or every 2 weeks": ("weekly", "every 2 weeks"),
    "weekly to every 4 weeks": ("weekly", "every 4 weeks"),
}
_FOUR_WEEKS: Final = re.compile(r"over 4 weeks|in 4 weeks|over 28 d", re.I)


@dataclass(frozen=True)
class Exposed:
    """Regimens and period of a row; fields as of `HarmStatistic`."""

    regimens: tuple[Regimen, ...]
    hours: float
    before: float
    once: bool
    notes: tuple[str, ...]


def exposed_of(row: Tolerability, one_session: bool, months: float | None) -> Exposed | str:
    """Return to what people were exposed, or in words why that is not known.

    Parameters
    ----------
    row
        Of the table.
    one_session
        Whether the number is of one session, whatever the regimen.
    months
        Mean exposure in the study, where its source says.

    Examples
    --------
    >>> from troche.evidence import load
    >>> rows = load("tolerability")
    >>> got = exposed_of(rows[8], False, None)
    >>> [str(r).split(" base")[0] for r in got.regimens], got.hours
    (['56 mg esketamine', '84 mg esketamine'], 672.0)
    >>> exposed_of(rows[24], False, None).regimens
    ()
    """
    placebo = bool(_PLACEBO.match(row.drug.strip()))
    stated: Regimen | None = None
    if row.regimen:
        try:
            stated = parse(row.regimen)
        except BadInput as error:
            return f"the regimen cannot be read: {error}"
        placebo = placebo or set(stated.drugs) == {"placebo"}
    hours, before, notes = _period(row, stated, months)
    once = one_session or hours <= SESSION
    if once:
        hours, before, notes = SESSION, 0.0, ()
    if placebo:
        return Exposed((), hours, before, once, notes)
    if stated is not None:
        return Exposed((stated,), hours, before, once, notes)
    texts = _stand_ins(row, hours, before, once)
    if isinstance(texts, str):
        return texts
    try:
        regimens = tuple(parse(text) for text in texts)
    except BadInput:
        return row.regimen_why_not or "no regimen"
    note = f"{row.regimen_why_not or 'no regimen'}: taken as the average of {'; '.join(texts)}"
    return Exposed(regimens, hours, before, once, (*notes, note))


def _period(
    row: Tolerability, stated: Regimen | None, months: float | None
) -> tuple[float, float, tuple[str, ...]]:
    """Return hours in which events count, hours on the drug before, and what was assumed."""
    words = row.statistic
    if _FOUR_WEEKS.search(words):
        return FOUR_WEEKS, 0.0, ()
    if "over maintenance" in words:
        note = "maintenance until relapse, taken as 16 weeks after 16 on the drug"
        return _MAINTENANCE, _BEFORE, (note,)
    if "over study" in words and months is not None:
        return months * _MONTH, 0.0, (f"over the mean exposure, {months:g} months",)
    sprayed = row.route.strip().lower() in ("nasal", "intranasal")
    starts = _starts(stated) if stated is not None else []
    if len(starts) > 1:
        return starts[-1] + SESSION, 0.0, ()
    if stated is not None and not (sprayed and set(stated.drugs) == {"placebo"}):
        return SESSION, 0.0, ()
    return FOUR_WEEKS, 0.0, ("no period stated: taken as four weeks, twice weekly",)


def _starts(regimen: Regimen) -> list[float]:
    """Return when doses of a regimen of at most two years are given."""
    given = expand(regimen, 104 * _WEEK).administrations
    return sorted({n: a.time_h for a in reversed(given) for n in [a.number]}.values())


def _stand_ins(row: Tolerability, hours: float, before: float, once: bool) -> Sequence[str] | str:
    """Return stand-ins for a regimen that columns describe and no cell states."""
    why = row.regimen_why_not or "no regimen"
    dose = row.dose_value
    drug = next((name for words, name in _DRUGS if words.match(row.drug.strip())), None)
    form = _form(row)
    if drug is None or form is None or dose is None or dose.kind not in ("point", "range"):
        return why
    if not row.dose_unit.strip().lower().startswith("mg") or "kg" in row.dose_unit:
        return why
    amounts = dict.fromkeys((dose.low, dose.high))
    found = _RHYTHM.search(row.dose_unit)
    sprayed = form == "nasal spray"
    if found is None and not (sprayed or once or "one dose" in why):
        return why
    if once or (found is None and not sprayed):
        rhythms: tuple[str, ...] = ("once",)
    else:
        weeks = round(hours / _WEEK)
        then = f"weekly for {round(before / _WEEK) - 4} weeks"
        first = f"2 times weekly for 4 weeks, then {then}, then " if before else ""
        plain = _RHYTHMS[found[0].lower()] if found else ("2 times weekly",)
        rhythms = tuple(f"{first}{often} for {weeks} weeks" for often in plain)
    return [f"{a:g} mg {drug} {form}, {often}" for a in amounts for often in rhythms]


def _form(row: Tolerability) -> str | None:
    """Return the route in the regimen language."""
    route = row.route.strip().lower()
    if route == "oral" and re.search(r"\bER\b", row.drug):
        return "oral prolonged-release tablet"
    return _ROUTES.get(route)
