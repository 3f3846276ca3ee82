"""The claims that ship: recomputed from their own files, honest, and the same every time."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import numpy as np
import pytest

from troche.evidence import CRISIS_LINE
from troche.population.mood.posterior import MoodPosterior
from troche.population.mood.sessions import REFERENCE
from troche.regimen import parse
from troche.studies.claims import ClaimResult, claim_names, claims
from troche.studies.claims.comparison import NEGATIVE, POSITIVE, VERDICTS
from troche.studies.claims.evidence import rows_of
from troche.studies.claims.exposure import exposure_answer, felt_answer
from troche.studies.claims.extrapolation import extrapolation_of
from troche.studies.claims.mood import last_dose, mood_answer
from troche.studies.claims.read import claim_of, read_claim
from troche.studies.claims.verdict import counts_of, verdict_of
from troche.studies.explain.knowledge import Beliefs, Knowledge
from troche.studies.mood.tested import exposures_of

FOLDER = files("troche.studies.claims") / "files"
NAMES = claim_names()
ADVICE = re.compile(
    r"\b(?:you should|you can|take your|we recommend|recommended dose|ask your doctor|"
    r"should (?:take|try|start|stop|use))\b",
    re.IGNORECASE,
)

ASKED_FOR = {
    "relief-within-days",
    "faster-than-antidepressants",
    "works-where-others-failed",
    "less-dissociation",
    "frequent-doses-last",
    "forms-reach-useful-exposure",
    "acts-by-nmda-block",
    "through-glutamate-and-synapses",
    "several-transmitter-systems",
    "through-inflammation",
    "changes-brain-function",
    "no-cognitive-cost",
    "long-term-daily-use-is-safe",
    "acute-suicide-risk",
}


@cache
def every() -> dict[str, ClaimResult]:
    return {found.claim.id: found for found in claims()}


def test_the_claims_of_the_plan_are_there() -> None:
    assert set(NAMES) >= ASKED_FOR
    assert len([f for f in FOLDER.iterdir() if f.name.endswith(".yaml")]) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_verdict_is_recomputed_from_its_own_file(name: str) -> None:
    found = every()[name]
    (file,) = [f for f in FOLDER.iterdir() if f.name.endswith(f"-{name}.yaml")]
    claim = read_claim(str(file))
    counts = counts_of(rows_of(claim))
    assert counts == found.counts
    again = verdict_of(claim, counts, found.answer)
    assert again == found.verdict
    assert again.word in VERDICTS


@pytest.mark.parametrize("name", NAMES)
def test_no_verdict_goes_beyond_the_limits_of_the_program(name: str) -> None:
    found = every()[name]
    speaking = found.counts.supporting + found.counts.against
    if not speaking:
        assert found.verdict.word in ("undecided", "no evidence")
        assert (found.verdict.word == "no evidence") == (found.answer is None)
    if found.verdict.word in POSITIVE:
        assert found.counts.supporting
    if found.verdict.word in NEGATIVE:
        assert found.counts.against


@pytest.mark.parametrize("name", NAMES)
def test_a_claim_shows_what_speaks_against_it_and_nothing_advises(name: str) -> None:
    found = every()[name]
    assert found.rows
    assert all(row.because and row.finding.source for row in found.rows)
    for text in _texts(found.document()):
        assert not ADVICE.search(text), text


def test_the_guard_against_advice_can_fail() -> None:
    assert ADVICE.search("You should take 15 mg")


def _texts(part: object) -> list[str]:
    if isinstance(part, str):
        return [part]
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [text for each in inner for text in _texts(each)]


def test_the_claim_about_suicide_risk_is_never_simulated_and_begins_with_the_label() -> None:
    found = every()["acute-suicide-risk"]
    assert found.answer is None
    assert found.extrapolation is None
    assert found.verdict.word == "no evidence"
    assert (found.rows[0].finding.table, found.rows[0].finding.row) == ("guidance", 19)
    assert found.document()["crisis"] == CRISIS_LINE
    assert not any(row.within for row in found.rows)


def test_answers_are_the_same_every_time() -> None:
    again = {found.claim.id: found for found in claims()}
    for name, found in every().items():
        assert again[name].document() == found.document()


def test_verdicts_follow_the_truths_that_are_given(prior_moods: dict[str, MoodPosterior]) -> None:
    # No number is written down anywhere: with other truths there is another answer.
    alike = {name: 1 / len(prior_moods) for name in prior_moods}
    (found,) = claims(["relief-within-days"], knowledge=Knowledge(Beliefs(prior_moods, alike)))
    known = every()["relief-within-days"]
    assert found.answer is not None
    assert known.answer is not None
    assert found.answer.overall != known.answer.overall
    assert found.counts == known.counts
    assert {m.weight for m in found.answer.mechanisms} == {1 / len(prior_moods)}


def test_rows_lie_where_their_peaks_put_them() -> None:
    found = every()["relief-within-days"]
    by = {(r.finding.source, r.finding.endpoint): r for r in found.rows}
    small = by["FAVA2020", "HAM-D-6 effect_size"]
    # A fifth of the reference dose by the same route has a fifth of its peak: it is linear.
    assert small.peak == pytest.approx(0.2, abs=1e-6)
    assert small.within
    larger = by["SU2017", "HDRS17 response"]
    assert larger.peak == pytest.approx(0.4, abs=1e-6)
    assert not larger.within


BASE = {
    "id": "asked",
    "wording": "Asked",
    "question": "What is it?",
    "doses": "any",
    "evidence": [],
    "rule": {"weakly supported": ["studies for >= 1"]},
    "limits": "None.",
}


def test_the_reference_infusion_has_one_of_its_own_peak_in_every_truth() -> None:
    claim = claim_of(
        BASE
        | {
            "estimand": "peak exposure",
            "regimens": {"same": REFERENCE, "fifth": "0.1 mg/kg ketamine iv over 40 min"},
            "worth": "1 times the reference infusion",
        },
        "test",
    )
    same, fifth = (line.estimate for line in exposure_answer(claim).regimens)
    assert (same.low, same.high) == pytest.approx((1.0, 1.0), abs=1e-9)
    assert (fifth.low, fifth.high) == pytest.approx((0.2, 0.2), abs=1e-6)


def test_weekly_exposure_counts_doses() -> None:
    lines = {
        "once": "10 mg ketamine oral capsule, weekly for 4 weeks",
        "daily": "10 mg ketamine oral capsule, daily for 4 weeks",
    }
    extra = {"estimand": "weekly exposure", "regimens": lines}
    claim = claim_of(BASE | extra | {"worth": "1 times the reference infusion"}, "test")
    once, daily = (line.estimate.mean for line in exposure_answer(claim).regimens)
    assert daily == pytest.approx(7 * once, rel=1e-9)


def test_dissociation_beside_itself_is_no_less_and_smaller_doses_give_more_of_less() -> None:
    lines = {
        "same": REFERENCE,
        "half": "0.25 mg/kg ketamine iv over 40 min",
        "tenth": "0.05 mg/kg ketamine iv over 40 min",
    }
    claim = claim_of(
        BASE
        | {
            "estimand": "less dissociation",
            "regimens": lines,
            "compared with": REFERENCE,
            "worth": "5 percentage points",
        },
        "test",
    )
    same, half, tenth = (line.estimate.mean for line in felt_answer(claim).regimens)
    assert same == pytest.approx(0.0, abs=1e-9)
    assert 0.0 < half < tenth < 100.0


def test_extrapolation_is_the_share_of_regimens_beyond_what_was_studied() -> None:
    lines = {
        "studied": "0.5 mg/kg ketamine iv over 40 min, twice weekly for 2 weeks",
        "never": "1 mg ketamine sublingual tablet, daily for 8 weeks",
    }
    wanted = {"estimand": {"kind": "benefit", "at": "7 days"}, "worth": "2 points"}
    found = extrapolation_of(claim_of(BASE | wanted | {"regimens": lines}, "test"))
    assert found is not None
    assert found.share == 0.5
    assert found.regimens["studied"] == ()
    assert any("against placebo" in sentence for sentence in found.regimens["never"])
    rows_alone = every()["through-inflammation"]
    assert rows_alone.extrapolation is None


def mood(prior_moods: dict[str, MoodPosterior], **changes: object) -> list[float]:
    raw = BASE | {
        "estimand": {"kind": "benefit", "at": "7 days"},
        "regimens": {"infusions": "0.5 mg/kg ketamine iv over 40 min, weekly for 4 weeks"},
        "worth": "2 points",
    }
    claim = claim_of(raw | {k.replace("_", " "): v for k, v in changes.items()}, "test")
    alike = {name: 1 / len(prior_moods) for name in prior_moods}
    answer = mood_answer(claim, Beliefs(prior_moods, alike))
    assert answer.overall.mean == pytest.approx(
        np.mean([line.estimate.mean for line in answer.regimens])
    )
    return [line.estimate.mean for line in answer.regimens]


def test_a_regimen_is_no_better_than_itself_and_worse_beside_a_rival(
    prior_moods: dict[str, MoodPosterior],
) -> None:
    weekly = "0.5 mg/kg ketamine iv over 40 min, weekly for 4 weeks"
    (alone,) = mood(prior_moods)
    (beside,) = mood(prior_moods, compared_with="a new conventional antidepressant")
    (same,) = mood(prior_moods, compared_with=weekly)
    assert same == pytest.approx(0.0, abs=1e-9)
    # A week of a conventional antidepressant is worth something, and less than everything.
    assert alone - 4.0 < beside < alone


def test_benefit_wears_off_after_the_last_dose(prior_moods: dict[str, MoodPosterior]) -> None:
    soon, late = (
        mood(prior_moods, estimand={"kind": "benefit after stopping", "after": f"{days} days"})[0]
        for days in (3, 28)
    )
    assert soon > late


@pytest.mark.parametrize(
    ("when", "hours"),
    [
        ("weekly for 4 weeks", 3 * 168.0),
        # The last dose lies within the year, if barely.
        ("weekly for 52 weeks", 51 * 168.0),
        ("weekly for 54 weeks", np.inf),
        ("weekly", np.inf),
        ("every 6 weeks", np.inf),
        ("every 60 weeks", np.inf),
    ],
)
def test_only_a_regimen_that_ends_has_a_last_dose(when: str, hours: float) -> None:
    assert last_dose(parse(f"0.5 mg/kg ketamine iv over 40 min, {when}")) == hours


def test_the_mean_over_a_span_lies_among_its_days(prior_moods: dict[str, MoodPosterior]) -> None:
    span = {"kind": "mean benefit", "from": "1 day", "to": "6 days"}
    (mean,) = mood(prior_moods, estimand=span)
    days = [
        mood(prior_moods, estimand={"kind": "benefit", "at": f"{d} days"})[0] for d in range(1, 7)
    ]
    assert mean == pytest.approx(np.mean(days), rel=1e-9)


def test_a_third_of_the_peak_is_where_small_doses_end() -> None:
    edge = exposures_of(parse("28 mg esketamine nasal spray"))[0].peak
    found = every()["relief-within-days"]
    row = next(r for r in found.rows if r.finding.source == "DALY2018")
    assert row.peak == pytest.approx(edge)
    assert row.within == (edge <= 1 / 3)
