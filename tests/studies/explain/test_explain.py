"""`explain` on planted truths: it names what was planted, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from tests.studies.explain.conftest import ALIKE, believed

from troche.errors import ModelError, StudyError
from troche.population.mood.people.scores import Setting
from troche.regimen import parse
from troche.studies.explain import Explanation, explain
from troche.studies.explain.knowledge import Knowledge
from troche.studies.explain.probes import Probe, benefits
from troche.studies.specification import StudySpec

Spec = Callable[..., StudySpec]

INFUSION = "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"


def alone(name: str) -> dict[str, float]:
    return {each: float(each == name) for each in ALIKE}


@pytest.fixture(scope="module")
def found(spec: Spec, prior: Knowledge) -> Explanation:
    return explain(spec(), knowledge=prior)


def test_the_first_two_that_give_drug_are_asked_about(found: Explanation) -> None:
    assert (found.question.first.name, found.question.second.name) == ("microdose", "infusion")
    assert found.question.hours == 672.0
    assert found.draws == 100


def test_everything_is_there_and_is_plain_data(found: Explanation) -> None:
    document = json.loads(json.dumps(found.document(), allow_nan=False))
    assert document["between"] == ["microdose", "infusion"]
    assert len(document["answer"]["mechanisms"]) == 6
    assert {o["kind"] for o in document["observations"]["ranked"]} == {
        "against placebo", "head to head", "single dose", "small infusion", "withdrawal",
    }  # fmt: skip


def test_shares_are_shares(found: Explanation) -> None:
    structure = found.structure
    assert structure.between + structure.within == pytest.approx(1.0)
    assert all(0.0 <= c.share <= structure.within + 1e-9 for c in found.carriers)
    assert sum(c.in_turn for c in found.carriers) <= structure.within + 1e-9
    assert [c.share for c in found.carriers] == sorted(c.share for c in found.carriers)[::-1]
    assert all(0.0 <= o.taken <= 1.0 for o in found.observations)
    answer = found.answer
    assert answer.first_better + answer.second_better <= 1.0 + 1e-12
    assert sum(m.weight for m in answer.mechanisms) == pytest.approx(1.0)


def test_the_whole_is_the_average_of_the_mechanisms(found: Explanation) -> None:
    answer = found.answer
    mean = sum(m.weight * m.difference.mean for m in answer.mechanisms)
    assert answer.difference.mean == pytest.approx(mean)
    first, second = answer.regimens
    assert answer.difference.mean == pytest.approx(first.benefit.mean - second.benefit.mean)


def test_priors_are_called_priors(found: Explanation) -> None:
    assert found.carriers
    assert all(c.from_prior and c.informed < 0.2 for c in found.carriers)


def test_it_says_the_same_twice_and_mirrored(
    found: Explanation, spec: Spec, prior: Knowledge
) -> None:
    assert explain(spec(), knowledge=prior).document() == found.document()
    other = explain(spec(), ("infusion", "microdose"), prior)
    a, b = found.answer.difference, other.answer.difference
    assert (b.mean, b.low, b.high) == pytest.approx((-a.mean, -a.high, -a.low))
    assert other.structure.between == pytest.approx(found.structure.between)
    shares = {c.symbol: c.share for c in found.carriers}
    assert {c.symbol: c.share for c in other.carriers} == pytest.approx(shares)
    best, mirrored = found.observations[0], other.observations[0]
    assert mirrored.taken == pytest.approx(best.taken)


def test_the_one_parameter_that_varies_is_named(spec: Spec) -> None:
    for symbol in ("E_day", "a0", "alpha"):
        whole = believed(100, alone("graded occupancy"), only=(symbol,))
        one = explain(spec(), knowledge=Knowledge(whole))
        assert [c.symbol for c in one.carriers] == [symbol]
        assert one.carriers[0].share > 0.7
        assert one.structure.between == pytest.approx(0.0, abs=1e-12)
        assert one.carriers[0].lowest.value < one.carriers[0].highest.value


def test_mechanisms_that_disagree_are_structure(spec: Spec) -> None:
    certain = explain(spec(), knowledge=Knowledge(believed(50, only=())))
    assert certain.structure.between == pytest.approx(1.0)
    assert certain.carriers == ()
    one = believed(50, alone("total exposure"), only=())
    assert explain(spec(), knowledge=Knowledge(one)).structure.variance == pytest.approx(0.0)


def test_what_rows_have_told_is_not_called_a_prior(spec: Spec) -> None:
    name = "graded occupancy"
    whole = believed(100, alone(name), only=("E_day",))
    told = Knowledge(whole, informed={name: {"E_day": 0.7}})
    (carrier,) = explain(spec(), knowledge=told).carriers
    assert carrier.informed == pytest.approx(0.7)
    assert not carrier.from_prior


def test_a_family_that_matters_moves_it_and_another_does_not(found: Explanation) -> None:
    half, nothing = found.families
    assert (half.family, half.numbers, half.moves) == ("HALF", 7, True)
    assert half.shift > 0.0
    assert (nothing.family, nothing.moves) == ("NOTHING", False)
    assert half.before == pytest.approx(found.answer.difference.mean)


def test_without_refits_no_family_is_told_of(spec: Spec) -> None:
    assert explain(spec(), knowledge=Knowledge(believed(30))).families == ()


def test_a_trial_of_the_very_question_takes_away_what_its_noise_leaves(
    found: Explanation,
) -> None:
    # Two arms, each with its own deviation, are the same for both sizes.
    heads = {o.people: o for o in found.observations if o.kind == "head to head"}
    for seen in heads.values():
        assert seen.spread**2 == pytest.approx(found.structure.variance)
        closed = seen.spread**2 / (seen.spread**2 + seen.noise**2)
        assert seen.taken == pytest.approx(closed)
    assert heads[300].taken > heads[100].taken
    by_people = heads[100].noise ** 2 - heads[300].noise ** 2
    assert by_people == pytest.approx(2.0 * 11.0**2 * (1 / 100 - 1 / 300))


def test_one_reference_infusion_does_at_a_day_what_its_parameter_says() -> None:
    whole = believed(20, only=(), E_day=0.1, eta=1e-9, eta_alone=1e-9, excess=1e-3)
    once = Probe(parse("0.5 mg/kg ketamine iv over 40 min, once"), 1.0, 24.0)
    read = benefits(whole, [once], Setting(33.0))[0]
    acting = np.array([n != "expectancy" for n in whole.names])[whole.place]
    # A tenth of 33 points, were no score at the end of its scale.
    np.testing.assert_allclose(read[acting], 3.3, rtol=0.01)
    np.testing.assert_allclose(read[~acting], 0.0, atol=1e-6)


def test_one_drug_regimen_is_explained_against_placebo(spec: Spec, prior: Knowledge) -> None:
    one = explain(spec(regimens={"a": INFUSION}), knowledge=prior)
    assert (one.question.second.name, one.question.second.acts) == ("placebo", False)
    assert one.answer.regimens[1].no_effect == pytest.approx(1.0)
    assert {o.kind for o in one.observations} == {
        "against placebo", "single dose", "small infusion", "withdrawal",
    }  # fmt: skip
    own = {"none": "placebo iv, weekly for 4 weeks", "a": INFUSION}
    assert explain(spec(regimens=own), knowledge=prior).question.second.name == "none"


def test_a_short_horizon_is_read_at_its_end(spec: Spec, prior: Knowledge) -> None:
    regimens = {"a": "0.5 mg/kg ketamine iv over 40 min", "b": "10 mg ketamine iv over 40 min"}
    short = explain(spec(weeks=1, regimens=regimens), knowledge=prior)
    assert short.question.hours == 168.0
    assert short.answer.difference.mean > 0.0


def test_a_new_antidepressant_takes_up_part_of_it(spec: Spec, prior: Knowledge) -> None:
    beside = explain(spec(beside="new antidepressant"), knowledge=prior)
    plain = explain(spec(), knowledge=prior)
    assert abs(beside.answer.difference.mean) < abs(plain.answer.difference.mean)


@pytest.mark.parametrize(
    ("changes", "between", "kind", "said"),
    [
        ({}, ("microdos", "infusion"), StudyError, "Did you mean 'microdose'"),
        ({}, ("infusion", "infusion"), StudyError, "two different"),
        ({"model": "otto-2021"}, None, ModelError, "troche's own model"),
        ({"patients": {"population": "healthy adults"}}, None, StudyError, "depression"),
        ({"regimens": {"p": "placebo nasal, daily"}}, None, StudyError, "gives drug"),
        (
            {"weeks": 8, "regimens": {"late": "10 mg ketamine iv, day 1", "p": "placebo nasal"}},
            ("p", "p"),
            StudyError,
            "two different",
        ),
    ],
)
def test_what_cannot_be_explained_is_one_message(
    spec: Spec,
    prior: Knowledge,
    changes: dict[str, object],
    between: tuple[str, str] | None,
    kind: type[Exception],
    said: str,
) -> None:
    with pytest.raises(kind, match=said):
        explain(spec(**changes), between, prior)
