"""Running a laid-out study: blocks in threads, parts on disk, one result."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from troche.engine.blocks import Block, blocks_for
from troche.engine.parts import Parts
from troche.engine.pool import Progress, default_workers, run_tasks
from troche.errors import Interrupted
from troche.studies.block_run import BlockResult, run_block
from troche.studies.cohort import cohort_of
from troche.studies.columns import Columns, part_name, stored
from troche.studies.flags import study_flags
from troche.studies.methods import methods_of
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
    with TemporaryDirectory(prefix="troche-") as scratch, ExitStack() as stack:
        parts = Parts(folder or Path(scratch) / "run", identity(plan, f"{kind} {every}"))
        stack.callback(parts.close)
        _compute(plan, parts, every, workers, report, resumable=folder is not None)
        columns = Columns(plan, parts)
        people = cohort_of(plan)
        regimens = tuple(regimen_result(plan, r, columns, every) for r in plan.regimens)
        seconds = time.monotonic() - began
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
            methods=methods_of(plan, people),
            sources=sources_of(plan, regimens),
            assumptions=assumptions_of(plan),
            flags=study_flags(plan.recipe.model, plan.recipe.covariates),
            manifest=manifest_of(plan, command, seconds, workers),
            folder=str(folder) if folder else "",
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


def _compute(
    plan: StudyPlan,
    parts: Parts,
    every: bool,
    workers: int,
    report: Report | None,
    resumable: bool,
) -> None:
    parts.open()
    todo: list[tuple[str, Callable[[], BlockResult]]] = []
    everything = 0
    for block in blocks_for(plan.patients):
        for index, item in enumerate((plan.reference, *plan.regimens)):
            everything += 1
            name = part_name(index, block)
            if not parts.has(name):
                todo.append((name, _task(plan, item, block, every)))
    tasks = [task for _, task in todo]
    try:
        for number, value in run_tasks(tasks, workers, report, everything - len(todo)):
            parts.save(todo[number][0], stored(value))
    except KeyboardInterrupt:
        how = "run the same command again to resume" if resumable else "nothing was written"
        raise Interrupted("run", "stopped", how) from None


def _task(
    plan: StudyPlan, item: RegimenPlan, block: Block, every: bool
) -> Callable[[], BlockResult]:
    return lambda: run_block(plan, item, block, every)
