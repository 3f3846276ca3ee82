"""Relapse: every row of it read, and predicted by simulated trials that were never fitted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from troche.evidence import builtin, find, load
from troche.outcomes import mood as outcomes
from troche.population.mood.posterior import read_mood
from troche.population.mood.relapse.definition import RELAPSE, relapse_score
from troche.population.mood.relapse.entered import visits_of
from troche.population.mood.relapse.predict import relapse_draws
from troche.population.mood.relapse.read import Relapse, read_relapse
from troche.population.mood.repetition import receptor_values
from troche.population.trials import NotPredicted
from troche.population.trials.given import given_of
from troche.regimen import parse

Floats = NDArray[np.float64]
ROWS = [r for r in load("outcomes") if r.outcome == "relapse"]
READ = {r.row: read_relapse(r, builtin()) for r in ROWS}


def row_of(arm: str, unit: str = "") -> Relapse:
    every = [r for r in READ.values() if isinstance(r, Relapse) and r.row.arm_id == arm]
    return next(r for r in every if unit in r.row.unit)


@cache
def truths(family: str, draws: int = 12) -> dict[str, dict[str, Floats]]:
    """Return a few truths of two mechanisms, fitted without a family."""
    found = {}
    for name in ("graded occupancy", "total exposure"):
        posterior = read_mood(name, family)
        fixed = {k: np.full(draws, v) for k, v in receptor_values().items()}
        found[name] = {k: v[:draws] for k, v in posterior.values.items()} | fixed
    return found


def mean_of(relapse: Relapse, draws: int = 12) -> float:
    found = relapse_draws(relapse, truths(relapse.family, draws))
    return float(np.nanmean(np.concatenate(list(found.values()))))


def test_every_row_is_read_or_refused_for_what_it_is() -> None:
    refused = {
        (r.row.trial_id, r.row.arm_id): (r.why_not, r.detail)
        for r in READ.values()
        if isinstance(r, NotPredicted)
    }
    assert refused == {
        ("EKSTRAND2022", "ket"): ("regimen not stated", "number of doses varied (at most 12)"),
        ("EKSTRAND2022", "ect"): (
            "regimen not stated",
            "the comparator is ECT, which is not modelled",
        ),
        ("SUSTAIN1", "rem_esk"): ("quantity not modelled", "no time: an event-driven number"),
        ("SUSTAIN1", "rem_pbo"): ("quantity not modelled", "no time: an event-driven number"),
    }
    assert len(READ) - len(refused) == 9
    assert all(r.row.row == number for number, r in READ.items())


def test_single_infusions_are_read_by_the_day_and_the_word_of_their_unit() -> None:
    for arm, people in (("k0.1", 18), ("k0.5", 22), ("k1.0", 20)):
        responders, remitters = row_of(arm, "responders"), row_of(arm, "remitters")
        for found in (responders, remitters):
            assert found.entry.hours == 72.0
            # "assessments days 0,1,3,5,7,14,30" (table trials).
            assert [h / 24 for h in found.visits] == [5.0, 7.0, 14.0]
            assert (found.n, found.people, found.score) == (None, people, 22.0)
        assert responders.entry.limit is not None
        assert remitters.entry.limit is not None
        assert (responders.entry.limit.fall, responders.entry.limit.score) == (0.5, None)
        assert (remitters.entry.limit.fall, remitters.entry.limit.score) == (None, 10.0)
    assert row_of("k1.0", "responders").value == 0.30


def test_a_median_time_is_half_of_the_responders_at_the_end_of_treatment() -> None:
    found = row_of("ket6")
    assert found.entry.hours == 12 * 24.0  # of its row of response
    assert (found.n, found.value, found.visits[-1]) == (17.0, 0.5, 30 * 24.0)
    assert any("weekly" in note for note in found.notes)
    assert any("22 points" in note for note in found.notes)


def test_withdrawal_follows_the_open_phase_of_the_same_people() -> None:
    drug, placebo = row_of("k180"), row_of("pbo")
    for found in (drug, placebo):
        limit = found.entry.limit
        assert limit is not None
        assert (limit.fall, limit.score, limit.stated) == (0.5, 12.0, True)
        assert (found.entry.hours, found.entry.given.open_label) == (8 * 24.0, True)
        assert not found.given.open_label
        assert found.n == 34.0  # 168 people to five arms
    assert placebo.given.control == "placebo"
    assert [r.drugs for r in placebo.given.regimens] == [("ketamine", "placebo")]
    (whole,) = drug.given.regimens
    assert str(whole).startswith("120 mg ketamine base oral prolonged-release tablet, daily for 5")
    from troche.regimen import expand

    given = [a for a in expand(whole, 92 * 24.0).administrations if a.drug == "ketamine"]
    assert [a.time_h / 24 for a in given[:7]] == [0.0, 1.0, 2.0, 3.0, 4.0, 8.0, 11.0]
    assert len(given) == 5 + 24


def test_definitions_of_relapse() -> None:
    assert relapse_score("relapse: MADRS>22", "MADRS") == (23.0, True)
    assert relapse_score("HAM-D-17>=16", "MADRS") is None
    assert relapse_score("not stated", "QIDS") is None
    assert outcomes.RELAPSE == RELAPSE
    row = row_of("k0.5").row
    admitted = read_relapse(replace(row, definition="admission to hospital"), builtin())
    assert isinstance(admitted, NotPredicted)
    assert admitted.why_not == "quantity not modelled"


def test_rows_that_say_too_little_or_nonsense_are_refused() -> None:
    row = row_of("k0.5").row
    from troche.evidence.cells import read_number

    early = read_relapse(replace(row, time_days=read_number("3")), builtin())
    nobody = read_relapse(replace(row, unit="%", notes=""), builtin())
    much = read_relapse(replace(row, value=read_number("130")), builtin())
    assert [r.why_not for r in (early, nobody, much) if isinstance(r, NotPredicted)] == [
        "broken row",
        "quantity not modelled",
        "broken row",
    ]
    assert isinstance(nobody, NotPredicted)
    assert nobody.detail == "nothing says who could relapse"


def test_visits_end_on_the_day_of_the_row() -> None:
    trial = find("trials", trial_id="FAVA2020")
    assert visits_of(trial, 3.0, 10.0) == ((5.0, 7.0, 10.0), True)
    assert visits_of(replace(trial, notes=""), 3.0, 17.0) == ((10.0, 17.0), False)


def test_nobody_relapses_above_the_scale_and_everybody_from_its_bottom() -> None:
    one = row_of("k0.5", "responders")
    quiet = {
        name: p | {"between_counts": 0.0 * p["E_day"]} for name, p in truths(one.family).items()
    }
    for score, share in ((61.0, 0.0), (0.0, 1.0)):
        for found in relapse_draws(replace(one, score=score), quiet).values():
            assert set(found[np.isfinite(found)]) == {share}


def test_more_people_relapse_with_time_and_with_more_visits() -> None:
    one = row_of("ket6")
    day = 24.0
    by_visits = [(30.0,), (19.0, 30.0), (19.0, 26.0, 30.0)]
    found = [mean_of(replace(one, visits=tuple(day * d for d in v))) for v in by_visits]
    assert found == sorted(found)
    assert found[0] < found[-1]
    later = mean_of(replace(one, visits=(*one.visits, 60 * day)))
    assert later > found[-1]


def test_after_placebo_at_least_as_many_relapse_as_on_the_drug() -> None:
    # The same people and the same trials: what differs is the drug alone.
    assert mean_of(row_of("pbo")) > mean_of(row_of("k180")) + 0.05


def test_a_higher_score_is_reached_by_fewer() -> None:
    one = row_of("ket6")
    found = [mean_of(replace(one, score=s)) for s in (14.0, 18.0, 22.0, 26.0)]
    assert found == sorted(found, reverse=True)


def test_rows_have_the_same_numbers_in_any_order_and_company() -> None:
    first, second = row_of("k0.5", "responders"), row_of("k1.0", "responders")
    given = truths("FAVA2020")
    before = relapse_draws(first, given)
    relapse_draws(second, given)
    alone = relapse_draws(first, {"total exposure": given["total exposure"]})
    np.testing.assert_array_equal(before["total exposure"], alone["total exposure"])


def test_more_people_are_less_at_the_mercy_of_chance() -> None:
    one = row_of("ket6")
    few, many = (
        relapse_draws(replace(one, n=n), truths(one.family))["total exposure"] for n in (5.0, 80.0)
    )
    assert np.nanstd(few) > 1.1 * np.nanstd(many)


def test_a_trial_in_which_nobody_became_well_reports_nothing() -> None:
    one = row_of("k0.1", "remitters")
    assert one.entry.limit is not None
    never = replace(one, entry=replace(one.entry, limit=replace(one.entry.limit, score=-5.0)))
    for found in relapse_draws(never, truths(one.family)).values():
        assert np.isnan(found).all()


def withdrawal(weeks: int) -> tuple[Relapse, Relapse]:
    """Return SUSTAIN-1's remitters going on with the spray, and switched to placebo.

    Sixteen weeks of the spray, then weekly or every two weeks (table ``arms``: half to one dose
    a week); 56 to 84 mg are taken as 70.
    """
    like = row_of("k0.5", "remitters")
    arm, trial = find("arms", trial_id="SUSTAIN1", arm_id="rem_pbo"), "SUSTAIN1"
    placebo = given_of(arm, find("trials", trial_id=trial))
    assert not isinstance(placebo, str)
    before = "70 mg esketamine nasal, 2 times weekly for 4 weeks, then weekly for 12 weeks"
    further = tuple(
        parse(f"{before}, then {rhythm} for {weeks} weeks")
        for rhythm in ("weekly", "every 2 weeks")
    )
    found = []
    for regimens, control in ((further, "none"), ((parse(before),), "placebo")):
        given = replace(placebo, regimens=regimens, control=control)
        entry = replace(
            like.entry,
            row=replace(like.row, trial_id=trial),
            given=replace(given, open_label=True, control="none"),
            hours=16 * 168.0,
            baseline=None,
            baseline_scale=like.entry.scale,
            n=90.0,
        )
        visits = tuple((16 + k) * 168.0 for k in range(1, weeks + 1))
        found.append(replace(like, entry=entry, given=given, n=90.0, visits=visits))
    return found[0], found[1]


def test_relapse_under_withdrawal_of_maintenance_is_reproduced() -> None:
    """Published: 26.7 against 45.3 % over the whole phase, a hazard ratio of 0.49 (0.29 to 0.84).

    Neither the family nor any relapse is in the fit. The phase has no fixed length, so what is
    compared is the ratio of cumulative hazards, at sixteen weeks.
    """
    on, off = withdrawal(16)
    given = truths("SUSTAIN1_3", 8)
    kept, stopped = (np.concatenate(list(relapse_draws(r, given).values())) for r in (on, off))
    there = np.isfinite(kept) & np.isfinite(stopped)
    assert np.nanmean(kept) < np.nanmean(stopped)
    ends = 0.005  # of 90 people nobody, or all
    hazards = [-np.log1p(-np.clip(x[there], ends, 1 - ends)) for x in (kept, stopped)]
    ratio = float(np.median(hazards[0] / hazards[1]))
    fact = "SUSTAIN-1 stable remitters: HR for relapse on continued esketamine"
    assert find("efficacy_facts", fact=fact).cells["value"] == "0.49"
    # Within its published interval: order of size, not more.
    assert 0.29 < ratio < 0.84


@pytest.mark.slow
def test_relapse_under_withdrawal_as_the_documentation_gives_it() -> None:
    """All truths of all mechanisms, by their weights without the family."""
    from troche.studies.validate.unseen import LEVELS, unseen, weighted_quantiles

    without = unseen("SUSTAIN1_3")
    heard = {name: p for name, p in without.truths.items() if without.weights[name] > 0.0}
    (kept, weight), (stopped, _) = (
        without.averaged(relapse_draws(r, heard)) for r in withdrawal(16)
    )
    there = np.isfinite(kept) & np.isfinite(stopped)
    hazards = [-np.log1p(-np.clip(x[there], 0.005, 0.995)) for x in (kept, stopped)]
    ratio = weighted_quantiles(hazards[0] / hazards[1], weight[there], LEVELS)
    medians = [
        float(weighted_quantiles(x[there], weight[there], [0.5])[0]) for x in (kept, stopped)
    ]
    # Some two thousand trials of each leave about 0.01.
    np.testing.assert_allclose(ratio, [0.24, 0.49, 0.81], atol=0.04)
    np.testing.assert_allclose(medians, [0.53, 0.80], atol=0.03)


@pytest.mark.parametrize("arm", ["k0.1", "k0.5", "k1.0"])
def test_predictions_are_shares(arm: str) -> None:
    for found in relapse_draws(row_of(arm, "responders"), truths("FAVA2020")).values():
        there = found[np.isfinite(found)]
        assert there.min() >= 0.0
        assert there.max() <= 1.0
        assert 0.0 < there.mean() < 1.0
