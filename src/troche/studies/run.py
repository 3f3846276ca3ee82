"""Running a laid-out study: blocks in threads, parts on disk, one result."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from troche.engine.blocks import Block, blocks_for
from troche.engine.parts import Parts
from troche.engine.pool import Progress, default_workers, run_tasks
from troche.errors import Interrupted
from troche.studies.block_run import run_block
from troche.studies.cohort import cohort_of
from troche.studies.columns import Columns, part_name, stored
from troche.studies.flags import study_flags
from troche.studies.harm.block import recorder_for, run_harm_block
from troche.studies.harm.cumulative import cumulative_flags
from troche.studies.harm.gather import harm_result, no_harm
from troche.studies.harm.plan import HarmPlan, plan_harm
from troche.studies.harm.results import HarmResult
from troche.studies.methods import methods_of
from troche.studies.mood.block import mood_part_name, run_mood_block
from troche.studies.mood.plan import MoodPlan, plan_mood
from troche.studies.mood.result import mood_result, no_mood
from troche.studies.mood.results import MoodResult
from troche.studies.plan import RegimenPlan, StudyPlan
from troche.studies.provenance import assumptions_of, identity, manifest_of, sources_of
from troche.studies.regimen_result import regimen_result
from troche.studies.results import Result

__all__ = ["run"]

Report = Callable[[Progress], None]


def run(
    plan: StudyPlan,
    *,
    title: str,
    kind: str,
    command: str,
    every: bool,
    folder: Path | None = None,
    workers: int | None = None,
    report: Report | None = None,
    finish: Callable[[Result, Path], None] | None = None,
) -> Result:
    """Run a study.

    Parameters
    ----------
    plan
        From `troche.studies.plan.lay_out`.
    title, kind, command
        For the result and its manifest.
    every
        Whether enantiomers and sampling sites are reported beside the totals.
    folder
        Where results go; nothing is written without one.
    workers
        Threads; all cores by default. Results do not depend on it.
    report
        Called with the progress.
    finish
        Called with the result and the folder in which further files shall be written,
        before the folder gets its name.

    Raises
    ------
    troche.errors.Interrupted
        If it was stopped; finished parts stay, and the same call goes on from them.
    """
    began = time.monotonic()
    workers = workers or default_workers()
    mood, harm = plan_mood(plan), plan_harm(plan)
    with TemporaryDirectory(prefix="troche-") as scratch, ExitStack() as stack:
        parts = Parts(folder or Path(scratch) / "run", identity(plan, f"{kind} {every}"))
        stack.callback(parts.close)
        tasks = _tasks(plan, mood, harm, every)
        _compute(tasks, parts, workers, report, resumable=folder is not None)
        columns = Columns(plan, parts)
        people = cohort_of(plan)
        harmed = _harm(plan, harm, parts)
        regimens = tuple(regimen_result(plan, r, columns, every, harmed) for r in plan.regimens)
        seconds = time.monotonic() - began
        told = isinstance(mood, MoodPlan), isinstance(harm, HarmPlan)
        flags = study_flags(plan.recipe.model, plan.recipe.covariates, *told)
        if plan.spec.harm:
            flags += cumulative_flags(regimens)
        result = Result(
            title=title,
            kind=kind,
            horizon_h=plan.spec.weeks * 168.0,
            patients=plan.patients,
            draws=plan.draws,
            seed=plan.spec.patients.seed,
            model=plan.recipe.model.name,
            population=plan.population.name,
            cohort=people,
            regimens=regimens,
            methods=methods_of(
                plan,
                people,
                mood if isinstance(mood, MoodPlan) else None,
                isinstance(harm, HarmPlan),
            ),
            sources=sources_of(plan, regimens, flags, *told),
            assumptions=assumptions_of(plan, *told),
            flags=flags,
            manifest=manifest_of(plan, command, seconds, workers),
            folder=str(folder) if folder else "",
            mood=_mood(plan, mood, parts),
            harm=harmed,
        )
        if folder is not None:
            from troche.studies.files import write_files, write_manifest

            with parts.writing():
                write_files(plan, result, columns, parts.partial)
                if finish is not None:
                    finish(result, parts.partial)
                write_manifest(result, parts.partial)
            parts.finish()
    return result


def _mood(plan: StudyPlan, mood: MoodPlan | str, parts: Parts) -> MoodResult | None:
    if not plan.spec.mood:
        return None
    return no_mood(mood) if isinstance(mood, str) else mood_result(plan, mood, parts)


def _harm(plan: StudyPlan, harm: HarmPlan | str, parts: Parts) -> HarmResult | None:
    if not plan.spec.harm:
        return None
    if isinstance(harm, str):
        return no_harm(harm)
    return harm_result(plan, harm, parts, Columns(plan, parts, "harm"))


def _tasks(
    plan: StudyPlan, mood: MoodPlan | str, harm: HarmPlan | str, every: bool
) -> dict[str, Callable[[], dict[str, Any]]]:
    """Return what fills each part, by its name."""
    found: dict[str, Callable[[], dict[str, Any]]] = {}
    for block in blocks_for(plan.patients):
        for index, item in enumerate((plan.reference, *plan.regimens)):
            found[part_name(index, block)] = _task(plan, item, block, every, harm if index else "")
        if isinstance(mood, MoodPlan):
            for index in range(len(mood.regimens)):
                found[mood_part_name(index, block)] = _mood_task(plan, mood, index, block)
    return found


def _compute(
    tasks: Mapping[str, Callable[[], dict[str, Any]]],
    parts: Parts,
    workers: int,
    report: Report | None,
    resumable: bool,
) -> None:
    parts.open()
    todo = [(name, task) for name, task in tasks.items() if not parts.has(name)]
    done = len(tasks) - len(todo)
    try:
        for number, value in run_tasks([task for _, task in todo], workers, report, done):
            parts.save(todo[number][0], value)
    except KeyboardInterrupt:
        how = "run the same command again to resume" if resumable else "nothing was written"
        raise Interrupted("run", "stopped", how) from None


def _task(
    plan: StudyPlan, item: RegimenPlan, block: Block, every: bool, harm: HarmPlan | str
) -> Callable[[], dict[str, Any]]:
    def task() -> dict[str, Any]:
        if isinstance(harm, str):
            return stored(run_block(plan, item, block, every))
        seen = recorder_for(item)
        exposed = stored(run_block(plan, item, block, every, seen))
        return exposed | run_harm_block(plan, harm, item, block, seen)

    return task


def _mood_task(
    plan: StudyPlan, mood: MoodPlan, index: int, block: Block
) -> Callable[[], dict[str, Any]]:
    return lambda: run_mood_block(plan, mood, index, block)
