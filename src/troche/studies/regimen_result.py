"""One regimen's columns and counts, made into its result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from troche.outcomes.summary import Spread
from troche.population.course import OCCUPANCY
from troche.studies.block_run import signals_of
from troche.studies.columns import Columns
from troche.studies.flags import label_of, regimen_flags
from troche.studies.plan import RegimenPlan, StudyPlan
from troche.studies.published_points import observations_for
from troche.studies.quantities import infusion_ratios, summarise
from troche.studies.results import Curve, RegimenResult

__all__ = ["regimen_result"]

_LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


def regimen_result(
    plan: StudyPlan, item: RegimenPlan, columns: Columns, every: bool
) -> RegimenResult:
    """Return what one regimen did.

    Parameters
    ----------
    plan, item
        The study, and one of its regimens.
    columns
        The patients' numbers.
    every
        As in `troche.studies.block_run.signals_of`.
    """
    index = 1 + plan.regimens.index(item)
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
