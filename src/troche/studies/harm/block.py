"""The harm of one regimen in one block of patients, from what its sessions showed."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.engine.blocks import WIDTH, Block
from troche.outcomes.sessions import SessionRecorder
from troche.population.tolerability.people import (
    Sessions,
    cadss,
    chances,
    habituation,
    pressures,
)
from troche.population.tolerability.truths import HarmTruths
from troche.studies.block_run import block_patients, doses_taken
from troche.studies.harm.curves import Line
from troche.studies.harm.plan import HarmPlan
from troche.studies.plan import RegimenPlan, StudyPlan

__all__ = ["recorder_for", "run_harm_block", "sessions_shown"]

Floats = NDArray[np.float64]

_MOST_SHOWN: Final = 60
"""Sessions that are drawn; a longer regimen shows as many, evenly."""

_RISES: Final = {"systolic": "systolic rise", "diastolic": "diastolic rise",
                 "heart": "heart rate rise"}  # fmt: skip


def recorder_for(regimen: RegimenPlan) -> SessionRecorder | None:
    """Return what takes a regimen's sessions; None where no drug is given."""
    starts = _starts(regimen)
    return SessionRecorder(WIDTH, starts) if starts else None


def _starts(regimen: RegimenPlan) -> list[float]:
    """Return when the doses of drug begin, h."""
    first: dict[int, float] = {}
    for each in regimen.timetable.administrations:
        if each.drug != "placebo":
            first.setdefault(each.number, each.time_h)
    return list(first.values())


def sessions_shown(sessions: int) -> NDArray[np.int64]:
    """Return which sessions are drawn, from 0.

    Examples
    --------
    >>> sessions_shown(3).tolist(), len(sessions_shown(365))
    ([0, 1, 2], 60)
    """
    places = np.linspace(0, sessions - 1, min(sessions, _MOST_SHOWN))
    return np.unique(np.round(places)).astype(np.int64)


def run_harm_block(
    plan: StudyPlan,
    harm: HarmPlan,
    regimen: RegimenPlan,
    block: Block,
    seen: SessionRecorder | None,
) -> dict[str, Any]:
    """Return the harm of one regimen in one block, reduced for storage.

    Parameters
    ----------
    plan, harm, regimen, block
        The study, and which of it.
    seen
        The regimen's sessions in this block; None where no drug is given.

    Returns
    -------
    dict
        ``"harm NAME"`` of shape (patient,) for what the drug adds, over all sensitivities,
        and ``"harm NAME, own"`` for each patient's own; besides the `Line` of ``"first"`` and
        of ``"sessions"``; empty where no drug is given.
    """
    if seen is None:
        return {}
    _, draw = block_patients(plan, block)
    group = draw if plan.draws else np.zeros_like(draw)
    truths = harm.truths.of(group)
    sessions = _sessions(plan, regimen, block, seen)
    T = habituation(sessions, truths)
    shown = sessions_shown(len(T))
    columns = {
        **chances(sessions, T, truths),
        **_people(sessions, T, truths, own=False),
        **{f"{name}, own": v for name, v in _people(sessions, T, truths, own=True).items()},
    }
    keep = slice(0, block.count)
    drawn = cadss(sessions.C_S[shown], T[shown], sessions, truths)
    lines = {
        "first": cadss(seen.first, np.zeros(1), sessions, truths),
        "sessions": np.where(sessions.taken[shown], drawn, np.nan),
    }
    found: dict[str, Any] = {f"harm {n}": v[keep] for n, v in columns.items()}
    for name, values in lines.items():
        line = Line(len(values), max(1, plan.draws))
        line.add(values[:, keep], group[keep])
        found |= line.stored(name)
    return found


def _sessions(
    plan: StudyPlan, regimen: RegimenPlan, block: Block, seen: SessionRecorder
) -> Sessions:
    people, _ = block_patients(plan, block)
    return Sessions(
        seen.peaks("S"),
        seen.peaks("R"),
        doses_taken(plan, regimen, people)[[n - 1 for n in regimen.active_doses]],
        np.asarray(_starts(regimen)),
        plan.spec.patients.seed,
        block.start,
    )


def _people(s: Sessions, T: Floats, truths: HarmTruths, *, own: bool) -> dict[str, Floats]:
    """Return points at each patient's first and last session, and rises at the highest."""
    who = np.arange(s.patients)
    first, last = np.argmax(s.taken, axis=0), len(T) - 1 - np.argmax(s.taken[::-1], axis=0)
    found = {
        f"CADSS, {which} session": cadss(
            s.C_S[place, who][None, :], T[place, who][None, :], s, truths, own=own
        )[0]
        for which, place in (("first", first), ("last", last))
    }
    rises = pressures(s, truths, own=own)
    return found | {_RISES[name]: rise for name, rise in rises.items()}
