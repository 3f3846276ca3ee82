r"""Contrasts that are known only by their p value.

A literature of complete arm rows favours what worked: the largest trial of daily oral
dosing is known by "p = 0.626" alone. With groups of :math:`n_1` and :math:`n_2` and a
two-sided p, :math:`|d| = z_{1-p/2}\sqrt{1/n_1 + 1/n_2}`, its sign unknown. It enters as an
effect size of 0 with the variance of the two signs,

.. math:: (1/n_1 + 1/n_2)\,(1 + z_{1-p/2}^2),

derived here and marked so. A bound (``p < 0.001``) has no size and stays out.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from statistics import NormalDist
from typing import Final

from troche.evidence import Evidence, find, load
from troche.population.trials.read import read_outcome
from troche.population.trials.statistic import NotPredicted, Statistic

__all__ = ["p_only_statistics"]

_P: Final = re.compile(r"(?:depression\s+)?p\s*=\s*(0\.\d+)|^(0\.\d+)$")


def p_only_statistics(tables: Evidence) -> tuple[Statistic, ...]:
    """Return the contrasts known by p alone, as effect sizes of unknown sign.

    Examples
    --------
    >>> from troche.evidence import builtin
    >>> null = p_only_statistics(builtin())[0]
    >>> null.trial, null.value, round(null.standard_error, 2)
    ('SMITHAPELDOORN2024', 0.0, 0.21)
    """
    null = find("efficacy_facts", study_family="SMITHAPELDOORN2024", unit="p")
    ionescu = find("trials", trial_id="IONESCU2019")
    found = []
    for trial, arm, scale, days, words in (
        ("SMITHAPELDOORN2024", "esk30tid", "HDRS17", 42.0, null.cells["value"]),
        ("IONESCU2019", "ket", "HDRS28", 21.0, ionescu.cells["notes"]),
    ):
        match = _P.search(words)
        statistic = _contrast(trial, arm, scale, days, words, tables)
        if match is None or statistic is None:
            continue
        p = float(match[1] or match[2])
        z = NormalDist().inv_cdf(1.0 - p / 2.0)
        groups = 1.0 / statistic.n + 1.0 / statistic.n_control
        note = f"p = {p:g} alone; size and sign derived"
        found.append(
            replace(
                statistic,
                standard_error=math.sqrt(groups * (1.0 + z * z)),
                notes=(*statistic.notes, note),
            )
        )
    return tuple(found)


def _contrast(
    trial: str, arm: str, scale: str, days: float, words: str, tables: Evidence
) -> Statistic | None:
    """Return an effect size of zero between an arm and its control."""
    arms = [a for a in load("arms", tables) if (a.trial_id, a.arm_id) == (trial, arm)]
    if not arms:
        return None
    like = load("outcomes")[0]
    cells = {
        **dict.fromkeys(like.cells, ""),
        "trial_id": trial,
        "arm_id": arm,
        "scale": scale,
        "outcome": "effect_size",
        "time_days": f"{days:g}",
        "value": "0",
        "unit": "Cohen d",
        "study_family": arms[0].study_family,
        "notes": f"derived from: {words}",
        "verified": arms[0].verified,
    }
    from troche.evidence.cells import read_number

    row = replace(
        like,
        origin=replace(like.origin, cells=cells, number=0, why_not=None),
        trial_id=trial,
        arm_id=arm,
        scale=scale,
        outcome="effect_size",
        time_days=read_number(cells["time_days"]),
        value=read_number("0"),
        unit="Cohen d",
        spread_kind="none",
        spread_low=None,
        spread_high=None,
        n_at_time=None,
        study_family=arms[0].study_family,
        definition="",
    )
    statistic = read_outcome(row, tables)
    return None if isinstance(statistic, NotPredicted) else statistic
