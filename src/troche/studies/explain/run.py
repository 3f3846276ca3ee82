"""Explain a study: no population is run, the typical person is enough."""

from __future__ import annotations

from collections.abc import Sequence

from troche.studies.explain.answer import answer_of, structure_of
from troche.studies.explain.carriers import carriers_of
from troche.studies.explain.explanation import Explanation
from troche.studies.explain.families import swings_of
from troche.studies.explain.knowledge import Knowledge, shipped_knowledge
from troche.studies.explain.probes import Probe, benefits
from troche.studies.explain.question import Asked, Question, question_of
from troche.studies.explain.reach import reach_of
from troche.studies.explain.settle import observations_of
from troche.studies.specification import StudySpec

__all__ = ["explain"]

_BEFORE = 1e-3
"""Hours: a dose at the very time of reading is not given."""


def explain(
    spec: StudySpec, between: Sequence[str] | None = None, knowledge: Knowledge | None = None
) -> Explanation:
    """Explain the difference between two regimens of a study.

    Parameters
    ----------
    spec
        The study; of its patients, only that they have depression is asked.
    between
        Names of the two; see `troche.studies.explain.question.question_of`.
    knowledge
        Possible truths; those that the package ships by default.

    Returns
    -------
    Explanation

    Raises
    ------
    troche.errors.BadInput
        If the study, or a name, cannot be used, or nothing is shipped.

    Examples
    --------
    >>> from troche.studies.specification import checked
    >>> spec = checked({"study": "Two", "weeks": 4, "regimens": {
    ...     "weekly": "0.5 mg/kg ketamine iv over 40 min, weekly for 4 weeks",
    ...     "twice": "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"}}, "example")
    >>> found = explain(spec)
    >>> found.answer.difference.mean < 0.0 < found.structure.variance
    True
    """
    asked = question_of(spec, between)
    known = knowledge or shipped_knowledge()
    probes = [_probe(each, asked) for each in (asked.first, asked.second)]
    first, second = benefits(known.whole, probes, asked.setting)
    difference = first - second
    return Explanation(
        asked,
        answer_of(asked, known.whole, first, second),
        structure_of(difference, known.whole),
        carriers_of(difference, known),
        swings_of(known, difference, probes, asked.setting),
        observations_of(asked, known.whole, difference),
        (reach_of(asked.first), reach_of(asked.second)),
        min(each.draws for each in known.whole.posteriors.values()),
    )


def _probe(asked: Asked, question: Question) -> Probe:
    regimen = asked.regimen if asked.acts else None
    return Probe(regimen, question.hours - _BEFORE, question.hours)
