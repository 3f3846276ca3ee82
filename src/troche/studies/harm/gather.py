"""The harm of a study, put together from the parts of all blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from troche.engine.blocks import blocks_for
from troche.engine.parts import Parts
from troche.outcomes.sessions import FIRST_HOURS
from troche.outcomes.summary import spread_of
from troche.studies.columns import Columns, part_name
from troche.studies.harm.block import sessions_shown
from troche.studies.harm.curves import Line
from troche.studies.harm.measures import FELT, FELT_LIMIT, MEASURES, Measure
from troche.studies.harm.plan import HarmPlan
from troche.studies.harm.results import HarmCurve, HarmNumber, HarmRegimen, HarmResult, Interval
from troche.studies.mood.truths import Truths, truths_from
from troche.studies.plan import RegimenPlan, StudyPlan

__all__ = ["harm_result", "no_harm", "over_truths"]

Floats = NDArray[np.float64]


def no_harm(why_not: str) -> HarmResult:
    """Return a result that says why there is none."""
    return HarmResult(why_not, "", ())


def harm_result(plan: StudyPlan, harm: HarmPlan, parts: Parts, columns: Columns) -> HarmResult:
    """Return the harm of a study whose parts are all there.

    Parameters
    ----------
    plan, harm
        The study.
    parts
        Of all blocks.
    columns
        The numbers of patients in them that are harm's.
    """
    regimens = tuple(
        _regimen(plan, harm, parts, columns, item, index)
        for index, item in enumerate(plan.regimens, start=1)
    )
    days = plan.spec.weeks * 7
    return HarmResult(
        "",
        f"One more study of {plan.population.name}, {days:.3g} days long; what people report "
        "without drug is that of placebo arms, over the same period.",
        regimens,
    )


def _regimen(
    plan: StudyPlan,
    harm: HarmPlan,
    parts: Parts,
    columns: Columns,
    item: RegimenPlan,
    index: int,
) -> HarmRegimen:
    sessions = len(item.active_doses)
    numbers = tuple(_number(plan, harm, columns, item, index, m) for m in MEASURES)
    first, by_session = _curves(plan, parts, item, index) if sessions else (None, None)
    felt = _felt_little(plan, harm, columns, item, index)
    return HarmRegimen(item.name, sessions, numbers, first, by_session, *felt)


def _felt_little(
    plan: StudyPlan, harm: HarmPlan, columns: Columns, item: RegimenPlan, index: int
) -> tuple[float | None, float]:
    """Return the share of truths, and of people, in whom the drug is hardly ever felt."""
    if not item.active_doses:
        return (1.0 if plan.draws else None), 1.0
    hours = plan.spec.weeks * 168.0
    group = np.arange(plan.patients) % max(1, plan.draws)
    beside = harm.truths.without_drug(FELT, hours)[group]
    shares = over_truths((1.0 - beside) * columns.column(index, FELT), plan.draws)
    own = (1.0 - beside) * columns.column(index, f"{FELT}, own")
    probability = shares.share_below(FELT_LIMIT) if plan.draws else None
    return probability, float(np.mean(own <= FELT_LIMIT))


def _number(
    plan: StudyPlan,
    harm: HarmPlan,
    columns: Columns,
    item: RegimenPlan,
    index: int,
    measure: Measure,
) -> HarmNumber:
    without = _without(plan, harm, measure)
    people: tuple[float | None, float | None] = (None, None)
    if item.active_doses:
        drug = columns.column(index, measure.name)
        group = np.arange(plan.patients) % max(1, plan.draws)
        beside = without[group]
        added = (1.0 - beside) * drug if measure.is_share else drug
        value, over = over_truths(beside + added, plan.draws), over_truths(added, plan.draws)
        if not measure.is_share:
            own = columns.column(index, f"{measure.name}, own")
            spread = spread_of(own, group, plan.draws)
            people = spread.people_p5, spread.people_p95
    else:
        value, over = _even(without), _even(0.0 * without)
    uncertain = plan.draws > 0
    return HarmNumber(
        measure.name,
        measure.unit,
        measure.meaning,
        _interval(value, uncertain),
        _interval(_even(without), uncertain),
        _interval(over, uncertain),
        *people,
    )


def _without(plan: StudyPlan, harm: HarmPlan, measure: Measure) -> Floats:
    """Return the number without drug in each truth."""
    if measure.is_share:
        hours = plan.spec.weeks * 168.0
        period = hours if measure.hours is None else min(measure.hours, hours)
        return harm.truths.without_drug(measure.event, period)
    background = harm.truths.points
    return background if measure.unit == "points" else np.zeros_like(background)


def over_truths(values: Floats, draws: int) -> Truths:
    """Return a number of people over possible truths, small groups' scatter taken out.

    Parameters
    ----------
    values : shape (patient,)
    draws
        How many truths people carry in turn; 0 for one.
    """
    groups = max(1, draws)
    group = np.arange(len(values)) % groups
    sums = np.bincount(group, weights=values, minlength=groups).astype(np.float64)
    n = np.bincount(group, minlength=groups).astype(np.float64)
    found = truths_from(n, sums, float((values**2).sum()))
    assert found is not None
    # Drawing in may lead past an end of what is possible.
    return Truths(np.maximum(found.values, 0.0), found.weights, found.within)


def _even(values: Floats) -> Truths:
    return Truths(values, np.full(len(values), 1.0 / len(values)), 0.0)


def _interval(truths: Truths, uncertain: bool) -> Interval:
    ends = (truths.quantile(0.05), truths.quantile(0.95)) if uncertain else (None, None)
    return Interval(truths.quantile(0.5), *ends)


def _curves(
    plan: StudyPlan, parts: Parts, item: RegimenPlan, index: int
) -> tuple[HarmCurve | None, HarmCurve]:
    begin = item.windows.begin
    times = [t - begin for t in item.outputs if -1e-9 <= t - begin <= FIRST_HOURS + 1e-9]
    second = item.windows.first if len(item.active_doses) > 1 else np.inf
    times = [t for t in times if t < second - 1e-9]
    shown = sessions_shown(len(item.active_doses))
    draws = max(1, plan.draws)
    first, by_session = Line(len(times), draws), Line(len(shown), draws)
    for block in blocks_for(plan.patients):
        arrays = parts.read(part_name(index, block), "first ", "sessions ")
        first.add_stored("first", arrays)
        by_session.add_stored("sessions", arrays)
    uncertain = plan.draws > 0
    over_time = first.curve("time since the first dose", "h", times, uncertain) if times else None
    return over_time, by_session.curve("session", "count", (shown + 1).tolist(), uncertain)
