"""Benefit over dose and over time, with the published contrasts that lie on it.

Lines are of the whole posterior, all mechanisms averaged: what the fit says, laid beside
what it saw. How well unseen trials are predicted stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from troche.evidence import builtin, load
from troche.outcomes.weighted import weighted_quantiles
from troche.population.mood.people.scores import Setting
from troche.population.trials import Statistic, read_outcome
from troche.population.trials.read import control_of
from troche.regimen import parse
from troche.studies.explain.knowledge import Beliefs, shipped_knowledge
from troche.studies.explain.probes import Probe, benefits

__all__ = ["MoodLine", "PublishedContrast", "mood_lines"]

_MEAN: Final = 33.0
"""MADRS at the start: an assumption, as in the fit."""

_LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class PublishedContrast:
    """One published difference from control.

    Parameters
    ----------
    trial, arm
        Whose it is.
    x
        Dose or day, in the unit of the line.
    benefit : points of the MADRS
        How far below the control.
    n
        People in the arm.
    row
        In ``outcomes``.
    """

    trial: str
    arm: str
    x: float
    benefit: float
    n: float
    row: int


@dataclass(frozen=True)
class MoodLine:
    """Benefit over placebo along a dose or along time.

    Parameters
    ----------
    title, axis
        In words; the axis with its unit.
    x
        Doses or days.
    quantiles : points, by level
        Of possible truths, all mechanisms averaged.
    published
        Contrasts of the same regimen and time.
    """

    title: str
    axis: str
    x: tuple[float, ...]
    quantiles: dict[float, tuple[float, ...]]
    published: tuple[PublishedContrast, ...]


def mood_lines() -> tuple[MoodLine, ...]:
    """Return dose and time courses of the routes that trials set against placebo.

    Examples
    --------
    >>> lines = mood_lines()
    >>> lines[0].axis
    'mg/kg, once'
    >>> lines[0].quantiles[0.5][-1] > lines[0].quantiles[0.5][0]
    True
    """
    beliefs = shipped_knowledge().whole
    read = [read_outcome(row, builtin()) for row in load("outcomes")]
    contrasts = _contrasts([s for s in read if isinstance(s, Statistic)])
    infusions = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
    sprays = (7.0, 14.0, 28.0, 42.0, 56.0, 70.0, 84.0)
    tablets = (5.0, 10.0, 15.0, 30.0, 60.0, 90.0, 150.0)
    days = (0.083, 0.25, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0)
    weeks = (0.083, 1.0, 2.0, 4.0, 8.0, 11.0, 15.0, 18.0, 22.0, 25.0, 28.0)
    return (
        _line(
            beliefs,
            "One infusion of ketamine, a day later",
            "mg/kg, once",
            [(x, f"{x:g} mg/kg ketamine iv over 40 min, once", 1.0) for x in infusions],
            [c for c in contrasts if _is(c[0], "iv", once=True) and 0.9 <= c[1] <= 1.1],
            by_dose=True,
        ),
        _line(
            beliefs,
            "Esketamine spray twice weekly, day 8",
            "mg, twice weekly",
            [(x, f"{x:g} mg esketamine nasal, twice weekly", 8.0) for x in sprays],
            [c for c in contrasts if _is(c[0], "nasal", once=False) and 7.0 <= c[1] <= 9.0],
            by_dose=True,
        ),
        _line(
            beliefs,
            "Ketamine under the tongue daily, day 28: no trial",
            "mg a day",
            [(x, f"{x:g} mg ketamine sublingual tablet, daily", 28.0) for x in tablets],
            [],
            by_dose=True,
        ),
        _line(
            beliefs,
            "After one infusion of 0.5 mg/kg",
            "days",
            [(t, "0.5 mg/kg ketamine iv over 40 min, once", t) for t in days],
            [c for c in contrasts if _is(c[0], "iv", once=True) and 0.45 <= _dose(c[0]) <= 0.55],
        ),
        _line(
            beliefs,
            "Esketamine spray 84 mg twice weekly",
            "days",
            [(t, "84 mg esketamine nasal, twice weekly", t) for t in weeks],
            [c for c in contrasts if _is(c[0], "nasal", once=False) and _dose(c[0]) == 84.0],
        ),
    )


_Contrast = tuple[Statistic, float, float]


def _contrasts(rows: Sequence[Statistic]) -> list[_Contrast]:
    """Return differences in points of the MADRS with their day, also those of two changes."""
    found: list[_Contrast] = []
    for s in rows:
        if s.scale.name != "MADRS":
            continue
        if s.kind == "difference":
            found.append((s, s.hours / 24.0, -s.value))
        elif s.kind == "change" and s.given.control == "none":
            arm = builtin().arm_of(s.row)
            control = control_of(arm, builtin()) if arm else None
            controls = [
                c
                for c in rows
                if c.kind == "change"
                and control is not None
                and c.given.key == (control.trial_id, control.arm_id)
                and c.hours == s.hours
                and c.scale == s.scale
            ]
            stated = any(
                d.kind == "difference" and d.given.key == s.given.key and d.hours == s.hours
                for d in rows
            )
            if controls and not stated:
                found.append((s, s.hours / 24.0, controls[0].value - s.value))
    return found


def _is(s: Statistic, route: str, once: bool) -> bool:
    if len(s.given.regimens) != 1 or s.given.new_antidepressant or s.row.trial_id.endswith("_SEX"):
        return False
    regimen = s.given.regimens[0]
    drug = "esketamine" if route == "nasal" else "ketamine"
    single = len(regimen.phases) == 1 and regimen.phases[0].schedule.doses == 1
    return regimen.routes == (route,) and regimen.drugs == (drug,) and single == once


def _dose(s: Statistic) -> float:
    return float(str(s.given.regimens[0]).split()[0])


def _line(
    beliefs: Beliefs,
    title: str,
    axis: str,
    points: Sequence[tuple[float, str, float]],
    contrasts: Sequence[_Contrast],
    by_dose: bool = False,
) -> MoodLine:
    """Return the line through points given as (x, regimen, day)."""
    probes = [Probe(parse(text), 24.0 * day, 24.0 * day) for _, text, day in points]
    found = benefits(beliefs, probes, Setting(_MEAN, resistant=True))
    by_point = [weighted_quantiles(row, beliefs.weight, _LEVELS) for row in found]
    return MoodLine(
        title,
        axis,
        tuple(x for x, _, _ in points),
        {level: tuple(float(q[i]) for q in by_point) for i, level in enumerate(_LEVELS)},
        tuple(
            PublishedContrast(
                s.trial, s.row.arm_id, _dose(s) if by_dose else day, benefit, s.n, s.row.row
            )
            for s, day, benefit in contrasts
        ),
    )
