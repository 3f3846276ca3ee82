"""Exposure in a month, and the rows on bladder, liver and dependence behind its flags.

A flag and no prediction: what is known comes from people who used grams of it for years, and
from the licensed spray at one or two sessions a week. No row says how much is too much for
low doses taken daily.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from troche.engine.blocks import blocks_for
from troche.evidence import load
from troche.evidence.rows.base import Row
from troche.regimen import Administration
from troche.studies.block_run import block_patients
from troche.studies.plan import RegimenPlan, StudyPlan
from troche.studies.results import Flag, Quantity, RegimenResult

__all__ = ["CUMULATIVE", "cumulative_flags", "exposure_flags", "most_in_a_month"]

CUMULATIVE: Final = "cumulative"

MONTH: Final = 672.0
"""h; four weeks."""

INFUSIONS: Final = 8
"""Infusions of a month with two a week, on which an area is measured: eight, as the words say."""

_BLADDER: Final = (
    ("WINSTOCKQ", "LUTS_pct", "urinary symptoms in {}"),
    ("ANDERSON2022", "LUTS_relative_risk", "urinary symptoms {} times as often under regular use "
     "as under none"),
    ("JNJURO2025", "renal_urinary_ae_pct", "renal or urinary events in {} under esketamine spray"),
    ("JNJURO2025", "interstitial_cystitis_cases_n", "{} cases of interstitial cystitis"),
)  # fmt: skip
_LIVER: Final = (
    ("JNJHEP", "hepatic_ae_pct", "hepatic events in {} under esketamine spray"),
    ("JNJHEP", "ALT_increased_pct", "raised ALT in {}"),
)


def most_in_a_month(given: Sequence[Administration], weight: float) -> float:
    """Return the most of drug given in any four weeks, mg of base.

    Parameters
    ----------
    given
        Administrations in order of time.
    weight : kg
        For what is given by weight.

    Examples
    --------
    >>> from troche.regimen import expand, parse
    >>> table = expand(parse("15 mg ketamine sublingual tablet, daily for 8 weeks"), 1344)
    >>> most_in_a_month(table.administrations, 80.0)
    420.0
    """
    drug = [each for each in given if each.drug != "placebo"]
    times = np.asarray([each.time_h for each in drug])
    per_kg = np.asarray([weight if each.amount_unit == "mg/kg" else 1.0 for each in drug])
    total = np.concatenate([[0.0], np.cumsum(per_kg * [each.amount for each in drug])])
    ends = np.searchsorted(times, times + MONTH - 1e-6)
    return round(float((total[ends] - total[: len(drug)]).max(initial=0.0)), 6)


def exposure_flags(plan: StudyPlan, item: RegimenPlan, weekly: Quantity) -> tuple[Flag, ...]:
    """Return how much a regimen of more than one dose adds up to in a month.

    Parameters
    ----------
    plan, item
        The study, and one of its regimens.
    weekly
        Its quantity ``"infusion ratio auc per week"``.
    """
    if len(item.active_doses) < 2:
        return ()
    given = item.timetable.administrations
    first = blocks_for(plan.patients)[0]
    people = block_patients(plan, first)[0]
    # A file's last patient is repeated to the end of a block.
    weight = float(np.median(people.weight[: first.count]))
    most = most_in_a_month(given, weight)
    whole = sum(most_in_a_month((each,), weight) for each in given)
    median = weekly.spread["median"]
    area = ""
    if median is not None:
        infusions = median * max(1.0, plan.spec.weeks) * most / whole
        area = (
            f"; the area under ketamine is then {_figures(infusions / INFUSIONS)} times that of "
            "eight infusions of 0.5 mg/kg, two a week, in the median patient"
        )
    by_weight = any(each.amount_unit == "mg/kg" for each in given)
    return (
        Flag(
            CUMULATIVE,
            f"Up to {_figures(most)} mg of base in four weeks"
            + (f" (at {weight:.0f} kg)" if by_weight else "")
            + f"{area}. What repeated ketamine does to bladder, liver and dependence is told for "
            "the whole study: a flag, and not a prediction.",
            tuple(dict.fromkeys(row.reference for row, _ in _rows(_BLADDER + _LIVER))),
        ),
    )


def cumulative_flags(regimens: Sequence[RegimenResult]) -> tuple[Flag, ...]:
    """Return what the evidence says of bladder, liver and dependence, if a regimen repeats."""
    if not any(flag.kind == CUMULATIVE for r in regimens for flag in r.flags):
        return ()
    return _evidence()


@cache
def _evidence() -> tuple[Flag, ...]:
    closing = "No row gives a threshold for low doses taken daily, and none is computed here."
    found = []
    for organ, wanted, topic in (
        ("Bladder", _BLADDER, "urinary"),
        ("Liver", _LIVER, "hepatic"),
        ("Dependence", (), "abuse"),
    ):
        rows = _rows(wanted)
        said = [_published(row, words) for row, words in rows]
        guidance = [row for row in load("guidance") if row.cells["topic"] == topic]
        said += [
            f"{g.cells['issuer']} ({g.cells['year'] or 'no year'}): "
            f"{g.cells['statement_in_your_own_words']}"
            for g in guidance
        ]
        keys = [row.reference for row, _ in rows] + [g.reference for g in guidance]
        found.append(
            Flag(CUMULATIVE, f"{organ}: {'; '.join(said)}. {closing}", tuple(dict.fromkeys(keys)))
        )
    return tuple(found)


def _rows(wanted: Sequence[tuple[str, str, str]]) -> list[tuple[Row, str]]:
    return [
        (row, words)
        for source, endpoint, words in wanted
        for row in load("tolerability")
        if row.cells["source_id"] == source and row.cells["endpoint"] == endpoint
    ]


def _published(row: Row, words: str) -> str:
    cells = row.cells
    unit = {"%": " %", "count": "", "ratio": ""}[cells["unit"]]
    people = f"{cells['population']}, n {cells['n']}" if cells["n"] else cells["population"]
    return f"{words.format(cells['value'] + unit)} ({people}; {cells['source_id']})"


def _figures(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"
