"""Sentences hold the numbers of the result and no advice."""

import re
from dataclasses import replace

import pytest

from troche.report.numerals import cell_of
from troche.report.prose import (
    INTENDED_USE,
    answer,
    cohort_words,
    duration,
    how_to_read,
    limits,
    question,
)

ADVICE = re.compile(
    r"\b(should|recommend|consider|take|start|stop|increase|reduce|safe|effective|better)\b", re.I
)


def test_intended_use_is_the_agreed_text():
    assert INTENDED_USE == (
        "For research and teaching about groups. Not for diagnosis, prognosis or treatment of "
        "any person; not a medical device, and not validated as one. It must not be used to "
        "choose, change, time or combine doses for anyone, yourself included."
    )


def test_the_answer_has_numbers_with_both_intervals(comparison):
    text = answer(comparison)
    for name in ("microdose", "infusion", "spray"):
        for quantity in ("infusion ratio peak", "infusion ratio auc per week"):
            assert str(cell_of(comparison[name].quantity(quantity))) in text
    assert "0.5 mg/kg ketamine IV over 40 min" in text
    assert "Under placebo, no drug is given." in text
    assert "By exposure low dose: microdose." in text
    assert "In part outside what was studied: microdose" in text


def test_the_answer_to_one_regimen_has_its_peak_with_both_intervals(single):
    peak = cell_of(single.regimens[0].quantity("ketamine cmax"))
    height = str(peak).replace(peak.median, f"{peak.median} ng/mL", 1)
    assert height in answer(single)


@pytest.mark.parametrize("name", ["comparison", "single", "placebo_only", "without_draws"])
def test_no_sentence_advises(name, request):
    result = request.getfixturevalue(name)
    text = " ".join([answer(result), question(result), *limits(result), *how_to_read(result)])
    assert not ADVICE.search(text)


def test_intervals_of_knowledge_are_not_claimed_where_there_are_none(without_draws, comparison):
    assert any("no interval of knowledge" in line for line in how_to_read(without_draws))
    assert "knowledge" not in answer(without_draws)
    assert any("40 possible truths" in line for line in how_to_read(comparison))
    few = replace(without_draws, draws=5)
    assert any("fewer than 20" in line for line in how_to_read(few))


def test_limits_name_what_the_run_lacks(comparison):
    text = " ".join(limits(comparison))
    assert "laid over: spray" in text
    assert "4 published values were" not in text
    assert "3 published values were measured after another dose" in text
    late = replace(comparison["spray"], doses_given=7)
    text = " ".join(limits(replace(comparison, regimens=(late,))))
    assert "spray: 5 of 12 planned administrations lie beyond 8 weeks" in text


def test_cohort_and_duration(single):
    assert "400 virtual adults with treatment-resistant depression" in cohort_words(single)
    assert [duration(h) for h in (168.0, 48.0, 30.0)] == ["1 week", "2 days", "30 h"]
