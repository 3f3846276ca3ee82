"""One regimen: exposure per analyte, occupancy, and the published points beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from troche.engine.pool import Progress
from troche.errors import StudyError
from troche.outcomes.exposure import METRICS
from troche.regimen import parse
from troche.studies.plan import lay_out
from troche.studies.results import Result
from troche.studies.run import run
from troche.studies.specification import DEFAULT_POPULATION, checked

__all__ = ["horizon_weeks", "simulate"]

_AFTER_LAST_DAYS = 2
_NAME = re.compile(r"[A-Za-z][\w.]*")
_TAKEN = tuple(metric.name for metric in METRICS)


def horizon_weeks(regimen: str) -> float:
    """Return weeks that hold a regimen and two days after its last dose.

    Examples
    --------
    >>> round(7 * horizon_weeks("10 mg ketamine iv over 30 min"))
    3
    >>> round(horizon_weeks("10 mg ketamine oral capsule, daily for 4 weeks"))
    4
    """
    days = parse(regimen).days
    return ((7 if days is None else days) + _AFTER_LAST_DAYS) / 7


def simulate(
    regimen: str,
    *,
    patients: int | None = None,
    seed: int = 1,
    population: str = DEFAULT_POPULATION,
    model: str = "troche",
    weeks: float | None = None,
    areas: Mapping[str, tuple[float, float]] | None = None,
    level: float | None = None,
    knowledge: str = "uncertain",
    adherence: str = "full",
    patient_file: str | None = None,
    mood: bool = True,
    harm: bool = True,
    beside: str = "stable treatment",
    folder: str | Path | None = None,
    workers: int | None = None,
    report: Callable[[Progress], None] | None = None,
    finish: Callable[[Result, Path], None] | None = None,
    command: str = "",
) -> Result:
    """Simulate one regimen in virtual patients.

    Parameters
    ----------
    regimen
        A line of the regimen language.
    patients, seed, population, patient_file, adherence, knowledge, model, level, mood,
    harm, beside
        As in `troche.studies.specification`.
    weeks
        Horizon; by default the regimen and two days more.
    areas : h
        Further intervals for areas, by name, such as ``{"auc_0_6h": (0, 6)}``.
    folder, workers, report, finish, command
        As in `troche.compare`.

    Returns
    -------
    Result

    Raises
    ------
    troche.errors.BadInput
        If anything asked for cannot be used.

    Examples
    --------
    >>> result = simulate("10 mg esketamine iv over 30 min", patients=100)
    >>> 60 < result.regimens[0].quantity("ketamine cmax").spread["median"] < 160
    True
    """
    horizon = weeks if weeks is not None else horizon_weeks(regimen)
    spec = checked(
        {
            "study": regimen[:300],
            "weeks": horizon,
            "patients": {
                **({} if patients is None else {"number": patients}),
                "seed": seed,
                "population": population,
                "file": patient_file,
                "adherence": adherence,
            },
            "regimens": {"regimen": regimen},
            "model": model,
            "level": level,
            "knowledge": knowledge,
            "mood": mood,
            "harm": harm,
            "beside": beside,
        },
        "simulate",
    )
    for name, (start, stop) in (areas or {}).items():
        if not _NAME.fullmatch(name) or (name in _TAKEN and (start, stop) != (0, 24)):
            allowed = "a name in letters, digits, dots and _ that no other quantity has"
            raise StudyError("areas", name, allowed)
        if not 0 <= start < stop <= horizon * 168.0 + 1e-9:
            allowed = f"two times within the horizon, 0 to {horizon * 168.0:g} h"
            raise StudyError(f"area {name}", f"{start:g} to {stop:g} h", allowed)
    return run(
        lay_out(spec, areas),
        title=str(spec.parsed["regimen"]),
        kind="simulate",
        command=command or f"troche.simulate({regimen!r})",
        every=True,
        folder=Path(folder) if folder is not None else None,
        workers=workers,
        report=report,
        finish=finish,
    )
