"""One regimen's columns and counts, made into its result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from troche.outcomes.summary import Spread
from troche.population.course import OCCUPANCY
from troche.population.trials.anaesthesia import reaches_anaesthesia
from troche.studies.block_run import signals_of
from troche.studies.burden import burden_of
from troche.studies.columns import Columns
from troche.studies.flags import label_of, regimen_flags
from troche.studies.harm.cumulative import exposure_flags
from troche.studies.harm.microdose import microdose_of
from troche.studies.harm.results import HarmResult
from troche.studies.plan import RegimenPlan, StudyPlan
from troche.studies.published_points import observations_for
from troche.studies.quantities import RATIO_COLUMNS, infusion_ratios, summarise
from troche.studies.results import Curve, Flag, RegimenResult

__all__ = ["regimen_result"]

_LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


def regimen_result(
    plan: StudyPlan,
    item: RegimenPlan,
    columns: Columns,
    every: bool,
    harm: HarmResult | None = None,
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
    harm
        Of the study; None where it was not asked for.
    """
    index = 1 + plan.regimens.index(item)
    draw = np.arange(plan.patients) % max(1, plan.draws)
    known = {*columns.names(index)} & {*columns.names(0)}
    needed = [name for name in RATIO_COLUMNS if name in known]
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
    spread = Spread(**peak.spread)  # type: ignore[arg-type]
    first_cut = item.cut_short[:1] == item.active_doses[:1] != ()
    label = "not measured" if first_cut else label_of(spread, not item.active_doses)
    harmed = harm[item.name] if harm is not None and harm.regimens else None
    weekly = next(q for q in quantities if q.name == "infusion ratio auc per week")
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
        label=label,
        quantities=quantities,
        curves=_curves(plan, item, columns, index, every),
        observations=observations_for(item.regimen),
        flags=(
            *regimen_flags(item.regimen),
            *_horizon_flags(item),
            *(_beyond_harm(item) if harmed is not None else ()),
            *(exposure_flags(plan, item, weekly) if plan.spec.harm else ()),
        ),
        microdose=microdose_of(
            label,
            ratios["infusion ratio peak"],
            plan.draws,
            # What arketamine alone makes people feel, no row says.
            harmed if "S" in item.enantiomers or not item.active_doses else None,
        ),
        burden=burden_of(item) if plan.spec.harm else (),
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
            start = 0.0 if part == "whole course" else item.windows.begin
            since = tuple(round(t - start, 9) for t in chosen)
            found[part].append(Curve(signal, unit, since, *lines))
    return {part: tuple(curves) for part, curves in found.items()}


def _beyond_harm(item: RegimenPlan) -> tuple[Flag, ...]:
    """Return what is said where harm is told of doses that make people sleep."""
    if not reaches_anaesthesia(item.regimen, item.horizon):
        return ()
    message = "Harm is told of doses of anaesthesia, outside of what it is fitted to."
    return (Flag("model", message),)


def _horizon_flags(item: RegimenPlan) -> tuple[Flag, ...]:
    if not item.cut_short:
        return ()
    which = ", ".join(str(number) for number in item.cut_short)
    message = (
        f"The horizon of {item.horizon:g} h ends during dose {which}: peaks and areas are those "
        "until then, though the ledger counts the dose as given."
    )
    return (Flag("model", message),)
