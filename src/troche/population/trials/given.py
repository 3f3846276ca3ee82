"""What an arm was given, and under which expectations."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, Literal

from troche.errors import BadInput
from troche.evidence import Arm, Trial
from troche.regimen import Regimen, parse

__all__ = ["Control", "Given", "given_of"]

Control = Literal["none", "saline", "midazolam", "placebo", "antidepressant"]
"""``none``: the drug itself. ``placebo``: a spray, tablet or injection without drug."""

_DRUGS: Final = {
    "racemic ketamine": "ketamine",
    "ketamine": "ketamine",
    "esketamine": "esketamine",
    "s-ketamine": "esketamine",
    "arketamine": "arketamine",
}
_ROUTES: Final = {
    "iv": "iv",
    "im": "im",
    "sc": "sc",
    "oral": "oral",
    "sublingual": "sublingual",
    "intranasal": "nasal spray",
    "nasal": "nasal spray",
}
_ANTIDEPRESSANTS: Final = re.compile(
    r"citalopram|quetiapine|sertraline|duloxetine|venlafaxine|fluoxetine|antidepressant", re.I
)
_NEW: Final = re.compile(
    r"\bnew\b.*(?:oral AD|SSRI|SNRI|antidepress)|started together|"
    r"optimised AD|incl\. oral AD|escitalopram 10 mg both arms",
    re.I,
)
_LICENSED_PHASES: Final = "2 times weekly for 4 weeks, then weekly for 4 weeks"
_LICENSED_DAYS: Final = 56.0

_CRISIS: Final = re.compile(r"imminent suicid|suicidal ideation and intent|suicide risk", re.I)
_LATE_STEP: Final = re.compile(r"sequence step [3-9]")
"""Of a sequence of treatments: two have failed before, which is how resistance is defined."""

_PHASES: Final = re.compile(r"2 then (?:1 then )?0\.5-1")
"""Times a week as the licence has them, without the lengths of its phases."""

_RESISTANT: Final = re.compile(r"TRD|resistant|failed|refractory|failing", re.I)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Given:
    """What one arm got.

    Parameters
    ----------
    key
        ``(trial_id, arm_id)``.
    regimens
        Parsed; several where an arm pools doses, none for a control.
    control
        What kind of control it is.
    open_label, crisis, crossover, resistant
        How the trial was done, and in whom.
    new_antidepressant
        Whether one was started together with it.
    intravenous
        Whether it came by infusion.
    year
        Of publication.
    notes
        What was assumed.
    until_day
        Last day for which it is known what was given; infinite where a cell states it all.
    """

    key: tuple[str, str]
    regimens: tuple[Regimen, ...]
    control: Control
    open_label: bool
    crisis: bool
    crossover: bool
    resistant: bool
    new_antidepressant: bool
    intravenous: bool
    year: int
    notes: tuple[str, ...] = ()
    until_day: float = math.inf


def given_of(arm: Arm, trial: Trial) -> Given | str:
    """Return what an arm was given, or in words why that is not known.

    Examples
    --------
    >>> from troche.evidence import find
    >>> arm = find("arms", trial_id="TRANSFORM2", arm_id="esk")
    >>> got = given_of(arm, find("trials", trial_id="TRANSFORM2"))
    >>> str(got.regimens[0]).startswith("70 mg esketamine"), got.new_antidepressant
    (True, True)
    """
    control = _control(arm)
    if control is None:
        return f"the comparator is {arm.drug}, which is not modelled"
    regimens: tuple[Regimen, ...] = ()
    notes: tuple[str, ...] = ()
    until_day = math.inf
    if control == "none":
        found = _regimens(arm)
        if isinstance(found, str):
            return found
        regimens, notes = found
        if not arm.regimen and _rhythm(arm) is None:
            until_day = _LICENSED_DAYS
    design = f"{trial.design} {arm.notes}"
    comedication = f"{trial.comedication} {arm.notes}"
    year = _YEAR.findall(trial.citation)
    route = arm.route.lower()
    return Given(
        (arm.trial_id, arm.arm_id),
        regimens,
        control,
        open_label=trial.blinding.strip().startswith(("none", "single"))
        or "open-label" in arm.notes,
        crisis=bool(_CRISIS.search(trial.population)),
        crossover="crossover" in design,
        resistant=bool(_RESISTANT.search(trial.population) or _LATE_STEP.search(arm.drug)),
        new_antidepressant=bool(_NEW.search(comedication)),
        intravenous="iv" in route,
        year=int(year[0]) if year else 2018,
        notes=notes,
        until_day=until_day,
    )


def _control(arm: Arm) -> Control | None:
    """Return the kind of control, or None for one that is not modelled."""
    drug = arm.drug.lower()
    if drug in _DRUGS:
        return "none"
    if "midazolam" in drug:
        return "midazolam"
    if drug in ("saline", "placebo"):
        return "saline" if arm.route.lower() == "iv" else "placebo"
    if _ANTIDEPRESSANTS.search(drug):
        return "antidepressant"
    return None


def _regimens(arm: Arm) -> tuple[tuple[Regimen, ...], tuple[str, ...]] | str:
    if arm.regimen:
        try:
            return (parse(arm.regimen),), ()
        except BadInput as error:
            return f"the regimen cannot be read: {error}"
    texts = _texts(arm)
    if isinstance(texts, str):
        return texts
    try:
        regimens = tuple(parse(text) for text in texts)
    except BadInput:
        return arm.regimen_why_not or "no regimen"
    note = f"{arm.regimen_why_not}: taken as {' and '.join(texts)}"
    return regimens, (note,)


def _texts(arm: Arm) -> tuple[str, ...] | str:
    """Return stand-ins for a regimen that columns describe and no cell states."""
    why = arm.regimen_why_not or "no regimen"
    dose, drug = arm.dose_value, _DRUGS[arm.drug.lower()]
    route = _ROUTES.get(arm.route.lower())
    pooled = dose is not None and dose.kind == "list" and "+" in dose.raw
    ranged = dose is not None and dose.kind == "range"
    single = dose is not None and dose.value is not None and "assumed" in why
    if not (pooled or ranged or single) or "titrated" in why or route is None:
        return why
    if arm.dose_unit not in ("mg", "mg/kg"):
        return why
    if pooled:
        amounts = dose.values  # type: ignore[union-attr]
    else:
        middle = dose.value if single else 0.5 * (dose.low + dose.high)  # type: ignore[union-attr, operator]
        amounts = (float(middle),)  # type: ignore[arg-type]
    rhythm = _rhythm(arm) or _licensed(arm)
    if rhythm is None:
        return why
    over = f" over {arm.infusion_min.value:g} min" if _infused(arm) else ""  # type: ignore[union-attr]
    return tuple(f"{a:g} {arm.dose_unit} {drug} {route}{over}, {rhythm}" for a in amounts)


def _infused(arm: Arm) -> bool:
    return arm.route.lower() == "iv" and bool(arm.infusion_min and arm.infusion_min.value)


def _licensed(arm: Arm) -> str | None:
    """Return the first two phases of the licensed spray, of an arm that has its frequencies.

    Twice weekly for four weeks, weekly for four more (table ``guidance``, FDA 2019); how often
    after that depends on the person, so that later rows are not read.
    """
    spray = arm.route.lower() == "intranasal" and _DRUGS[arm.drug.lower()] == "esketamine"
    days = arm.duration_days.value if arm.duration_days else None
    if not spray or days is None or days < _LICENSED_DAYS:
        return None
    if not _PHASES.fullmatch(arm.cells.get("doses_per_week", "").strip()):
        return None
    return _LICENSED_PHASES


def _rhythm(arm: Arm) -> str | None:
    """Return how often, in the regimen language; None where the columns do not say."""
    number = arm.n_doses.value if arm.n_doses else None
    if number == 1:
        return "once"
    weekly = arm.doses_per_week.value if arm.doses_per_week else None
    if weekly is None or weekly < 1 or weekly != int(weekly):
        return None
    often = "weekly" if weekly == 1 else f"{int(weekly)} times weekly"
    if number and number == int(number):
        return f"{often} for {int(number)} doses"
    days = arm.duration_days.value if arm.duration_days else None
    return f"{often} for {int(days // 7)} weeks" if days and days >= 7 else None
