"""Benefits that a claim asks for: no population is run, the typical person is enough.

A masked trial in treatment-resistant depression, as `troche.studies.explain.probes` has it:
the same truths, the same setting, so that `explain`, `compare` and `claims` do not disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from troche.errors import ClaimError
from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.mood.people.scores import Setting, placebo_course
from troche.regimen import Regimen, expand
from troche.studies.claims.claim import CONVENTIONAL, Claim
from troche.studies.claims.estimands import Answer, ByMechanism, ByRegimen, answer_over
from troche.studies.explain.knowledge import Beliefs
from troche.studies.explain.probes import Probe, benefits, mean_score
from troche.studies.explain.question import MADRS
from troche.studies.explain.spread import estimate

__all__ = ["last_dose", "mood_answer", "weight_answer"]

Floats = NDArray[np.float64]

_DAY = 24.0
_YEAR = 8760.0
_BEFORE = 1e-3
"""Hours: a dose at the very time of reading is not given."""

_SETTING = Setting(MADRS, resistant=True)


def last_dose(regimen: Regimen) -> float:
    """Return when the last dose with drug is given, h; infinite beyond a year, or without end.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> last_dose(parse("10 mg ketamine sublingual tablet, daily for 1 week"))
    144.0
    >>> last_dose(parse("0.5 mg/kg ketamine iv over 40 min, every 6 weeks"))
    inf
    """
    table = expand(regimen, _YEAR)
    endless = any(
        phase.schedule.doses is None and any(part.drug != "placebo" for part in phase.dose.parts)
        for phase in regimen.phases
    )
    if endless or any(a.drug != "placebo" for a in table.not_given):
        return float("inf")
    return max((a.time_h for a in table.administrations if a.drug != "placebo"), default=0.0)


def mood_answer(claim: Claim, beliefs: Beliefs) -> Answer:
    """Return the benefits that a claim asks for, in every mechanism and averaged.

    Parameters
    ----------
    claim
        Its estimand is one of mood.
    beliefs
        Possible truths.
    """
    compared = claim.compared_with
    drugs = list(claim.regimens.values())
    if isinstance(compared, Regimen):
        drugs.append(compared)
    plans = [_probes(claim, regimen) for regimen in drugs]
    flat = benefits(beliefs, [probe for plan in plans for probe in plan], _SETTING)
    ends = np.cumsum([len(plan) for plan in plans])[:-1]
    each = [part.mean(axis=0) for part in np.split(flat, ends)]
    beside: Floats | float = 0.0
    if isinstance(compared, Regimen):
        beside = each.pop()
    elif compared == CONVENTIONAL:
        beside = _conventional(beliefs, [probe.at for probe in plans[0]])
    found = [benefit - beside for benefit in each]
    regimens = tuple(
        ByRegimen(name, str(regimen), estimate(values, beliefs.weight))
        for (name, regimen), values in zip(claim.regimens.items(), found, strict=True)
    )
    mechanisms = []
    for number, name in enumerate(beliefs.names):
        mine = beliefs.place == number
        alike = np.ones(int(mine.sum()))
        over = answer_over(tuple(estimate(values[mine], alike) for values in found))
        one = mechanism(name)
        mechanisms.append(ByMechanism(name, one.letter, one.title, beliefs.weights[name], over))
    overall = answer_over(tuple(r.estimate for r in regimens))
    heaviest = tuple(sorted(mechanisms, key=lambda m: -m.weight))
    return Answer(claim.wanted.estimand.unit, overall, True, regimens, heaviest)


def _probes(claim: Claim, regimen: Regimen) -> list[Probe]:
    kind, hours = claim.wanted.estimand.name, claim.wanted.hours
    if kind == "benefit":
        return [Probe(regimen, hours[0] - _BEFORE, hours[0])]
    if kind == "benefit after stopping":
        stop = last_dose(regimen)
        if not np.isfinite(stop):
            raise ClaimError(f"{claim.place}, regimens", str(regimen), "regimens that end")
        return [Probe(regimen, stop + _BEFORE, stop + hours[0])]
    begin, end = hours
    # Once a day, just before the day's dose: no rhythm is read at its best.
    times = np.arange(begin, end + 1e-9, _DAY)
    return [Probe(regimen, end - _BEFORE, float(t)) for t in times]


def _conventional(beliefs: Beliefs, times: list[float]) -> Floats:
    """Return what a newly started antidepressant takes off beyond placebo, shape (truth,)."""
    hours = np.asarray(times)
    beside = replace(_SETTING, new_antidepressant=True)
    parts = []
    for posterior in beliefs.posteriors.values():
        p: Mapping[str, Floats] = {name: v[:, None] for name, v in posterior.values.items()}
        without, started = (
            mean_score(placebo_course(setting, hours, p), hours, setting, p)
            for setting in (_SETTING, beside)
        )
        parts.append((without - started).mean(axis=1))
    return np.concatenate(parts)


def weight_answer(claim: Claim, beliefs: Beliefs) -> Answer:
    """Return the weight that the named mechanisms have together; it has no interval."""
    total = sum(beliefs.weights[name] for name in claim.wanted.mechanisms)
    one = estimate(np.array([total]), np.ones(1))
    mechanisms = tuple(
        ByMechanism(m.name, m.letter, m.title, beliefs.weights[m.name], None)
        for m in sorted(map(mechanism, beliefs.names), key=lambda m: -beliefs.weights[m.name])
    )
    named = ", ".join(claim.wanted.mechanisms)
    line = ByRegimen("together", named, one)
    return Answer(claim.wanted.estimand.unit, one, False, (line,), mechanisms)
