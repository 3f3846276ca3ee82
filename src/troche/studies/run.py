"""Running a laid-out study: blocks in threads, parts on disk, one result."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troche.engine.blocks import Block, blocks_for
from troche.engine.parts import Parts
from troche.engine.pool import Progress, default_workers, run_tasks
from troche.engine.quantiles import Counts
from troche.errors import Interrupted
from troche.outcomes.summary import Spread
from troche.population.course import OCCUPANCY
from troche.population.patients import CYP2B6, LIVER
from troche.studies.block_run import BlockResult, block_patients, run_block, signals_of
from troche.studies.flags import label_of, regimen_flags
from troche.studies.methods import methods_of
from troche.studies.plan import RegimenPlan, StudyPlan
from troche.studies.provenance import assumptions_of, identity, manifest_of, sources_of
from troche.studies.published_points import observations_for
from troche.studies.quantities import infusion_ratios, summarise
from troche.studies.results import Curve, Flag, RegimenResult, Result

__all__ = ["Columns", "run"]

Floats = NDArray[np.float64]
Report = Callable[[Progress], None]

_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


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
    with TemporaryDirectory(prefix="troche-") as scratch:
        parts = Parts(folder or Path(scratch) / "run", identity(plan, f"{kind} {every}"))
        _compute(plan, parts, every, workers, report, resumable=folder is not None)
        columns = Columns(plan, parts)
        people = _cohort(plan)
        regimens = tuple(_regimen(plan, item, columns, parts, every) for item in plan.regimens)
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
            flags=_study_flags(plan),
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


def _part_name(index: int, block: Block) -> str:
    return f"regimen-{index:02d}-block-{block.start:08d}"


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
            name = _part_name(index, block)
            if not parts.has(name):
                todo.append((name, _task(plan, item, block, every)))
    tasks = [task for _, task in todo]
    try:
        for number, value in run_tasks(tasks, workers, report, everything - len(todo)):
            parts.save(todo[number][0], _stored(value))
    except KeyboardInterrupt:
        how = "run the same command again to resume" if resumable else "nothing was written"
        raise Interrupted("run", "stopped", how) from None


def _task(
    plan: StudyPlan, item: RegimenPlan, block: Block, every: bool
) -> Callable[[], BlockResult]:
    return lambda: run_block(plan, item, block, every)


def _stored(value: BlockResult) -> dict[str, Any]:
    stored: dict[str, Any] = {f"column {name}": array for name, array in value.columns.items()}
    for name, counts in value.counts.items():
        places, numbers = counts.sparse()
        stored[f"places {name}"], stored[f"counts {name}"] = places, numbers
    return stored


class Columns:
    """Columns of all patients, gathered from the parts one regimen at a time."""

    def __init__(self, plan: StudyPlan, parts: Parts) -> None:
        self._plan, self._parts = plan, parts
        self._blocks = blocks_for(plan.patients)
        self._gathered: dict[int, dict[str, Path]] = {}

    def names(self, index: int) -> list[str]:
        """Return the columns of one regimen (0 is the reference)."""
        return list(self._gather(index))

    def column(self, index: int, name: str) -> Floats:
        """Return one column of one regimen, all patients."""
        return np.fromfile(self._gather(index)[name])

    def _gather(self, index: int) -> dict[str, Path]:
        """Put each column of one regimen into a file of its own, in one pass."""
        if index not in self._gathered:
            files: dict[str, Path] = {}
            with ExitStack() as stack:
                streams: dict[str, Any] = {}
                for block in self._blocks:
                    for name, values in self.block(index, block).items():
                        if name not in streams:
                            place = self._parts.partial / f"column-{index:02d}-{len(streams)}.tmp"
                            files[name] = place
                            streams[name] = stack.enter_context(place.open("wb"))
                        streams[name].write(np.ascontiguousarray(values).tobytes())
            self._gathered[index] = files
        return self._gathered[index]

    def block(self, index: int, block: Block) -> dict[str, Floats]:
        """Return all columns of one regimen in one block."""
        stored = self._parts.read(_part_name(index, block), "column ")
        return {key.removeprefix("column "): value for key, value in stored.items()}

    def counts(self, index: int, signals: Sequence[str], times: int) -> dict[str, Counts]:
        """Return the merged counts of each signal, in one pass."""
        merged = {signal: Counts(times) for signal in signals}
        for block in self._blocks:
            name = _part_name(index, block)
            places = self._parts.read(name, "places ")
            numbers = self._parts.read(name, "counts ")
            for signal in signals:
                merged[signal].add_sparse(places[f"places {signal}"], numbers[f"counts {signal}"])
        return merged


def _index_of(plan: StudyPlan, item: RegimenPlan) -> int:
    return 1 + plan.regimens.index(item)


def _regimen(
    plan: StudyPlan, item: RegimenPlan, columns: Columns, parts: Parts, every: bool
) -> RegimenResult:
    index = _index_of(plan, item)
    draw = np.arange(plan.patients) % max(1, plan.draws)
    needed = ("ketamine cmax", "first dose auc", "ketamine auc_total", "occupancy peak")
    ratios = infusion_ratios(
        {name: columns.column(index, name) for name in needed},
        {name: columns.column(0, name) for name in needed},
        plan.spec.weeks,
    )
    names = [*ratios, *columns.names(index)]
    quantities = summarise(
        names,
        lambda name: ratios[name] if name in ratios else columns.column(index, name),
        draw,
        plan.draws,
        item.windows.further,
    )
    peak = next(q for q in quantities if q.name == "infusion ratio peak")
    ledger = str(item.timetable.ledger).splitlines()
    return RegimenResult(
        name=item.name,
        text=str(item.regimen),
        said=item.said,
        doses_given=item.doses,
        doses_planned=len(
            {a.number for a in (*item.timetable.administrations, *item.timetable.not_given)}
        ),
        ledger=tuple(ledger),
        label=label_of(Spread(**peak.spread), item.regimen.is_placebo),  # type: ignore[arg-type]
        quantities=quantities,
        curves=_curves(plan, item, columns, index, every),
        observations=observations_for(item.regimen),
        flags=regimen_flags(item.regimen),
    )


def _curves(
    plan: StudyPlan, item: RegimenPlan, columns: Columns, index: int, every: bool
) -> Mapping[str, tuple[Curve, ...]]:
    if not item.parts:
        return {}
    place = {time: i for i, time in enumerate(item.outputs)}
    found: dict[str, list[Curve]] = {part: [] for part in item.parts}
    signals = (*signals_of(plan, item, every), OCCUPANCY)
    for signal, counts in columns.counts(index, signals, len(item.outputs)).items():
        quantiles = counts.quantiles(_LEVELS)
        factor, unit = (1.0, "fraction") if signal == OCCUPANCY else (1000.0, "ng/mL")
        for part, times in item.parts.items():
            chosen = [t for t in (round(t, 9) for t in times) if t in place]
            at = [place[t] for t in chosen]
            lines = [tuple((factor * q[at]).tolist()) for q in quantiles]
            found[part].append(Curve(signal, unit, tuple(chosen), *lines))
    return {part: tuple(curves) for part, curves in found.items()}


def _study_flags(plan: StudyPlan) -> tuple[Flag, ...]:
    flags = [
        Flag(
            "model",
            "Exposure and receptor occupancy only: this version predicts neither mood nor harm, "
            "and whether a regimen is sub-perceptual is not measured.",
        )
    ]
    if plan.recipe.model.name != "troche":
        flags.append(
            Flag("model", "A published model is used as printed; its ranges are its own study's.")
        )
    return tuple(flags)


def _cohort(plan: StudyPlan) -> dict[str, str]:
    """Return the covariates in words, from at most the first hundred blocks."""
    blocks: Sequence[Block] = blocks_for(plan.patients)[:100]
    groups = [(block_patients(plan, block)[0], block.count) for block in blocks]

    def joined(name: str) -> Floats:
        return np.concatenate([np.asarray(getattr(p, name))[:count] for p, count in groups])

    def span(name: str, unit: str, digits: int = 0) -> str:
        low, middle, high = np.quantile(joined(name), [0.05, 0.5, 0.95])
        return f"{middle:.{digits}f} {unit} ({low:.{digits}f} to {high:.{digits}f})"

    def shares(name: str, words: Sequence[str]) -> str:
        values = joined(name)
        return ", ".join(f"{w} {np.mean(values == i):.0%}" for i, w in enumerate(words))

    found = {
        "weight": span("weight", "kg"),
        "height": span("height", "cm"),
        "age": span("age", "years"),
        "women": f"{np.mean(joined('sex') == 0):.0%}",
        "CYP2B6 function": shares("cyp2b6", CYP2B6),
        "liver function": shares("liver", LIVER),
    }
    if np.isfinite(joined("baseline")).any():
        found["baseline MADRS"] = span("baseline", "points")
    if plan.spec.patients.adherence != "full":
        found["share of home doses taken"] = span("adherence", "", 2).replace("  ", " ")
    return found
