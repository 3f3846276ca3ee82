"""Mood: the chain of each mechanism beside SciPy's DOP853, and the whole comparison.

The peer integrates the same equations of one person; the engine solves a block of 1,024.
Both include the linear system above the chain.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mood_peer import dosed, integrated
from troche.pharmacology.mood.mechanisms import MECHANISMS
from troche.population.mood.people.benefit import benefit_of
from troche.population.mood.posterior import read_mood

__all__ = ["GOAL_SECONDS", "compare_with_mood", "measure_mood"]

STUDY = Path(__file__).parents[1] / "examples" / "microdose-or-infusion.yaml"
REGIMEN = "15 mg ketamine sublingual tablet, daily for 4 weeks"
GOAL_SECONDS = 60.0
"""For 5 regimens, 1,000 patients, 8 weeks, 6 mechanisms, with nested uncertainty."""

_PATIENTS = 1024
_DAYS = 28
_PEER_RTOL = 1e-6


def measure_mood() -> list[dict[str, Any]]:
    """Return a row for each mechanism, and one for the whole comparison."""
    times = [24.0 * day for day in range(_DAYS + 1)]
    bodies, doses = dosed(REGIMEN, times[-1], _PATIENTS)
    rows = []
    for name in MECHANISMS:
        posterior = read_mood(name)
        own = posterior.at(np.arange(_PATIENTS))
        began = time.process_time()
        found = benefit_of(bodies, doses, times, {name: own})[name]
        spent = time.process_time() - began
        p = {k: float(v[0]) for k, v in own.items()}
        began = time.process_time()
        D, X = integrated(bodies, doses, 0, times, name, p, rtol=_PEER_RTOL)
        peer = time.process_time() - began
        error = max(float(np.abs(found.D[:, 0] - D).max()), float(np.abs(found.X[:, 0] - X).max()))
        rows += [
            _row(
                f"mood, {name}", patients=_PATIENTS, cpu_seconds=round(spent, 3),
                patients_per_cpu_second=round(_PATIENTS / spent), error=float(f"{error:.1e}"),
                ratio=round(_PATIENTS / spent * peer),
            ),
            _row(
                f"mood, {name}", "scipy DOP853", patients=1, cpu_seconds=round(peer, 3),
                patients_per_cpu_second=round(1 / peer, 2), tolerance=_PEER_RTOL,
            ),
        ]  # fmt: skip
    wall, cpu = compare_with_mood()
    rows.append(
        _row(
            "compare with mood, 5 regimens, 1,000 patients, 8 weeks, 6 mechanisms",
            patients=1000, wall_seconds=round(wall, 1), cpu_seconds=round(cpu, 1),
            goal_wall_seconds=GOAL_SECONDS,
        )
    )  # fmt: skip
    return rows


def compare_with_mood() -> tuple[float, float]:
    """Return wall and CPU seconds of the demo's comparison."""
    import troche as t

    spec = t.read_study(STUDY)
    wall, cpu = time.monotonic(), time.process_time()
    result = t.compare(spec)
    if result.mood is None or result.mood.why_not:
        raise RuntimeError("the comparison has no mood")
    return time.monotonic() - wall, time.process_time() - cpu


def _row(name: str, tool: str = "troche", **values: Any) -> dict[str, Any]:
    print(f"{name}, {tool}: {values}", file=sys.stderr)
    return {"workload": name, "tool": tool, **values}
