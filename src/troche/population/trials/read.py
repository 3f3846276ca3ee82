"""Read a row of outcomes: join it, check it, say what it is."""

from __future__ import annotations

import math
import re
from typing import Final

from troche.evidence import Arm, Evidence, Outcome, Trial, load
from troche.pharmacology.measure import Scale, scale_of
from troche.population.readings.families import family_of
from troche.population.readings.people import speaks_of_children
from troche.population.readings.reading import WhyNot
from troche.population.trials.anaesthesia import reaches_anaesthesia
from troche.population.trials.given import Given, given_of
from troche.population.trials.limits import Limit, read_limit
from troche.population.trials.statistic import Kind, NotPredicted, Statistic

__all__ = ["control_of", "read_outcome"]

_KINDS: Final[dict[str, Kind]] = {
    "change": "change",
    "score": "score",
    "diff_vs_control": "difference",
    "effect_size": "effect size",
    "response": "share",
    "response_30pct": "share",
    "remission": "share",
    "remission_pointprevalence": "share",
}
_TYPICAL_N: Final = 20.0
_BIPOLAR: Final = re.compile(r"bipolar", re.I)
_PER_HOUR: Final = 24.0
_SERIES: Final = 14.0
"""Days from which a stand-in regimen counts as a series, whose end is known."""

_FOLLOWED: Final = 3.0
"""Times as long as the series itself: what people got later is anybody's guess."""


def read_outcome(row: Outcome, tables: Evidence) -> Statistic | NotPredicted:
    """Return what a row says, or why it is not predicted.

    Parameters
    ----------
    row
        Of the table ``outcomes``.
    tables
        Where its trial and arms stand; joins look there first, then in the built-in tables.

    Examples
    --------
    >>> from troche.evidence import builtin, load
    >>> rows = load("outcomes")
    >>> read_outcome(rows[1], builtin()).kind, read_outcome(rows[1], builtin()).value
    ('change', -16.5)
    >>> read_outcome(rows[149], builtin()).why_not
    'quantity not modelled'
    """
    trial, arm = tables.trial_of(row), tables.arm_of(row)
    if row.why_not or trial is None or arm is None:
        return NotPredicted(row, "broken row", row.why_not or "no trial or arm")
    if row.value is None or not row.value.values:
        return NotPredicted(row, "qualitative", row.cells["value"].strip() or "no number")
    if row.value.value is None:
        return NotPredicted(row, "qualitative", f"{row.value.raw!r} is not one number")
    for check in (_people, _quantity, _scale):
        refused = check(row, trial, arm)
        if refused is not None:
            return NotPredicted(row, *refused)
    return _statistic(row, trial, arm, tables)


def _people(row: Outcome, trial: Trial, arm: Arm) -> tuple[WhyNot, str] | None:
    if speaks_of_children(f"{trial.population} {row.notes}"):
        return "child", trial.population
    if _BIPOLAR.search(trial.population) and "unipolar" not in trial.population.lower():
        return "quantity not modelled", f"bipolar depression among them: {trial.population}"
    return None


def _quantity(row: Outcome, trial: Trial, arm: Arm) -> tuple[WhyNot, str] | None:
    if row.outcome not in _KINDS:
        return "quantity not modelled", f"{row.outcome} is not predicted"
    if row.outcome == "diff_vs_control" and "percent" in row.unit:
        return "quantity not modelled", "a difference of shares"
    if "median" in row.unit:
        return "quantity not modelled", "a difference of medians"
    if row.outcome == "effect_size" and "pre-post" in row.unit:
        return "quantity not modelled", "a change within one group in its own standard deviations"
    return None


def _scale(row: Outcome, trial: Trial, arm: Arm) -> tuple[WhyNot, str] | None:
    scale = scale_of(row.scale)
    if scale is None:
        return "quantity not modelled", f"the scale {row.scale!r} is not known"
    if not scale.linked:
        return "quantity not modelled", f"{scale.name} has no link to the MADRS"
    value = row.value.value if row.value else None
    if value is None:
        return "qualitative", "no number"
    if row.outcome == "score" and not 0 <= value <= scale.highest:
        return (
            "broken row",
            f"a score of {value:g} lies off the {scale.name}, 0 to {scale.highest:g}",
        )
    if row.outcome in ("change", "diff_vs_control") and abs(value) > scale.highest:
        return "broken row", f"{value:g} points are more than the {scale.name} has"
    if _KINDS.get(row.outcome) == "share" and not 0 <= value <= (100 if row.unit == "%" else 1):
        return "broken row", f"a share of {value:g} {row.unit}"
    for cell, name in ((row.n_at_time, "n_at_time"), (arm.n, "n of the arm")):
        if cell is not None and cell.value is not None and cell.value <= 0:
            return "broken row", f"{name} is {cell.value:g}"
    return None


def _statistic(row: Outcome, trial: Trial, arm: Arm, tables: Evidence) -> Statistic | NotPredicted:
    if row.time_days is None or row.time_days.value is None:
        return NotPredicted(row, "quantity not modelled", "no time: an event-driven number")
    if row.time_days.value < 0:
        return NotPredicted(row, "broken row", f"a time of {row.time_days.value:g} days")
    given = given_of(arm, trial)
    if isinstance(given, str):
        return NotPredicted(row, "regimen not stated", given)
    if any(reaches_anaesthesia(regimen) for regimen in given.regimens):
        return NotPredicted(row, "anaesthetic dose", str(given.regimens[0]))
    scale = scale_of(row.scale)
    assert scale is not None
    kind = _KINDS[row.outcome]
    if kind == "score" and row.time_days.value == 0:
        return NotPredicted(row, "quantity not modelled", "a baseline is given, not predicted")
    last = _last_known_day(given, arm)
    if row.time_days.value > last:
        after = f"what was given after day {last:g} is not stated"
        return NotPredicted(row, "regimen not stated", after)
    limit: Limit | None = None
    if kind == "share":
        limit = read_limit(row.definition, row.outcome, scale)
        if limit is None:
            return NotPredicted(row, "quantity not modelled", f"counted by {row.definition!r}")
    control: Given | None = None
    control_arm: Arm | None = None
    if kind in ("difference", "effect size"):
        control_arm = control_of(arm, tables)
        if control_arm is None:
            return NotPredicted(row, "regimen not stated", "no arm of the trial is its control")
        control_given = given_of(control_arm, trial)
        if isinstance(control_given, str):
            return NotPredicted(row, "quantity not modelled", control_given)
        if row.time_days.value > control_given.until_day:
            after = f"what the control got after day {control_given.until_day:g} is not stated"
            return NotPredicted(row, "regimen not stated", after)
        control = control_given
    return _built(row, arm, given, control, control_arm, scale, kind, limit)


def _built(
    row: Outcome,
    arm: Arm,
    given: Given,
    control: Given | None,
    control_arm: Arm | None,
    scale: Scale,
    kind: Kind,
    limit: Limit | None,
) -> Statistic:
    assert row.value is not None
    assert row.value.value is not None
    assert row.time_days is not None
    assert row.time_days.value is not None
    value = row.value.value
    if kind == "share" and row.unit == "%":
        value /= 100.0
    n, stated = _people_behind(row, arm)
    if kind in ("difference", "effect size"):
        n, stated = _size(arm)
    n_control = _size(control_arm)[0] if control_arm is not None else n
    error, sd = _spread(row, kind)
    notes = [*given.notes]
    if limit is not None and not limit.stated:
        notes.append("counted by the usual definition: the row states none")
    if not stated:
        notes.append(f"taken as {n:g} people: nothing says how many")
    baseline, baseline_scale = _baseline(arm, scale)
    if baseline is None:
        notes.append("baseline not stated")
    return Statistic(
        row,
        family_of(row),
        kind,
        scale,
        row.time_days.value * _PER_HOUR,
        value,
        error,
        sd,
        n,
        n_control,
        stated,
        given,
        control,
        baseline,
        baseline_scale,
        limit,
        tuple(notes),
    )


def _last_known_day(given: Given, arm: Arm) -> float:
    """Return the last day on which what a stand-in regimen gives still tells an outcome."""
    days = arm.duration_days.value if arm.duration_days else None
    if not given.notes or days is None or days < _SERIES or given.until_day < math.inf:
        return given.until_day
    return _FOLLOWED * days


def _size(arm: Arm | None) -> tuple[float, bool]:
    cell = arm.n if arm is not None else None
    if cell is None or cell.value is None or cell.value < 1:
        return _TYPICAL_N, False
    return float(cell.value), True


def _people_behind(row: Outcome, arm: Arm) -> tuple[float, bool]:
    cell = row.n_at_time
    if cell is not None and cell.value is not None and cell.value >= 1:
        return float(cell.value), True
    return _size(arm)


def _spread(row: Outcome, kind: Kind) -> tuple[float | None, float | None]:
    """Return the standard error of the number, and the people's standard deviation."""
    low = row.spread_low.value if row.spread_low else None
    high = row.spread_high.value if row.spread_high else None
    how = row.spread_kind.upper()
    if kind == "share" or low is None:
        return None, None
    if how == "SE":
        return low, None
    if how == "SD":
        return None, low
    if how == "CI95" and high is not None and high > low:
        return (high - low) / (2 * 1.959964), None
    return None, None


def _baseline(arm: Arm, scale: Scale) -> tuple[float | None, Scale]:
    written = scale_of(arm.baseline_scale)
    mean = arm.baseline_mean.value if arm.baseline_mean else None
    if mean is None or written is None or not written.linked or not 0 < mean <= written.highest:
        return None, scale
    return mean, written


def control_of(arm: Arm, tables: Evidence) -> Arm | None:
    """Return the arm that a contrast is with: the control of the same part of the trial."""
    every = {
        (a.trial_id, a.arm_id): a
        for source in (tables.behind, tables)
        if source is not None
        for a in load("arms", source)
        if a.trial_id == arm.trial_id
    }
    controls = [a for a in every.values() if a.arm_role != "active" and a.arm_id != arm.arm_id]
    if not controls:
        return None
    if len(controls) == 1:
        return controls[0]
    part = _part(arm.arm_id)
    same = [a for a in controls if _part(a.arm_id) == part]
    placebo = [a for a in same or controls if a.arm_role in ("placebo", "active-placebo")]
    return (placebo or same or controls)[0]


_SUFFIX: Final = re.compile(r"_(p2|2x|3x|f|m|esc)$")
_PREFIX: Final = re.compile(r"^(c\d|rem|resp)_")


def _part(arm_id: str) -> str:
    suffix, prefix = _SUFFIX.search(arm_id), _PREFIX.search(arm_id)
    return (suffix[1] if suffix else "") + (prefix[1] if prefix else "")
