"""Sentences hold the numbers of the result and no advice."""

import re
from dataclasses import replace

import pytest

from troche.report.answer import answer
from troche.report.numerals import cell_of
from troche.report.prose import (
    INTENDED_USE,
    cohort_words,
    duration,
    how_to_read,
    limits,
    question,
    why_no_knowledge,
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
    said = answer(comparison)
    assert [line.split(":")[0] for line in said.lines] == ["microdose", "infusion", "spray"]
    for name, line in zip(("microdose", "infusion", "spray"), said.lines, strict=True):
        peak, week = (
            cell_of(comparison[name].quantity(quantity))
            for quantity in ("infusion ratio peak", "infusion ratio auc per week")
        )
        drug = "S-ketamine" if name == "spray" else "ketamine"
        assert line == (
            f"{name}: peak {drug} {peak.median} of the infusion's (people {peak.people}, knowledge "
            f"{peak.knowledge}); area under the curve in a week {week.median} of one infusion's "
            f"(people {week.people}, knowledge {week.knowledge})."
        )
    text = str(said)
    assert "peaks in arterial blood" in said.opening
    assert "0.5 mg/kg ketamine IV over 40 min" in text
    assert "Under placebo, no drug is given." in text
    assert "By exposure low dose: microdose." in text
    assert "In part outside what was studied: microdose" in text


def test_the_answer_to_one_regimen_has_its_peak_with_both_intervals(single):
    peak = cell_of(single.regimens[0].quantity("ketamine cmax"))
    height = str(peak).replace(peak.median, f"{peak.median} ng/mL", 1)
    assert height in str(answer(single))
    assert "ketamine in arterial blood peaks at" in str(answer(single))
    published = str(answer(replace(single, model="otto-2021")))
    assert "ketamine in venous blood peaks at" in published
    assert "the peak of the S-ketamine half of 0.5 mg/kg ketamine IV" in published


@pytest.mark.parametrize("name", ["comparison", "single", "placebo_only", "without_draws"])
def test_no_sentence_advises(name, request):
    result = request.getfixturevalue(name)
    text = " ".join([str(answer(result)), question(result), *limits(result), *how_to_read(result)])
    assert not ADVICE.search(text)


def test_intervals_of_knowledge_are_not_claimed_where_there_are_none(without_draws, comparison):
    assert any("no interval of knowledge" in line for line in how_to_read(without_draws))
    assert "knowledge" not in str(answer(without_draws))
    assert any("40 possible truths" in line for line in how_to_read(comparison))
    few = replace(without_draws, draws=5)
    assert any("fewer than 20" in line for line in how_to_read(few))


def test_why_there_is_no_interval_of_knowledge(comparison, without_draws):
    assert why_no_knowledge(comparison) == ""
    few = replace(without_draws, patients=300, manifest={"study": {"knowledge": "uncertain"}})
    assert why_no_knowledge(few) == "needs 400 patients, this run has 300"
    typical = replace(few, manifest={"study": {"knowledge": "typical"}})
    assert why_no_knowledge(typical) == "typical values were asked for"


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
    assert [duration(h) for h in (168.0, 9 / 7 * 168.0, 30.0)] == ["1 week", "9 days", "30 h"]
