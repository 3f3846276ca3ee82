"""Laws of harm: no drug is background, more is more, repetition wears off what is felt alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from troche.pharmacology.tolerability import background
from troche.population.tolerability.counted import WHO_TELLS, Counted
from troche.population.tolerability.kinds import REPORTED
from troche.population.tolerability.layout import HarmLayout, exposure_of
from troche.population.tolerability.posterior import read_tolerability
from troche.population.tolerability.predict import HarmExpected, HarmPredictor, harm_draws
from troche.population.tolerability.statistic import HarmStatistic
from troche.regimen import parse

POSTERIOR = read_tolerability()
BLOOD = 0.02
"""Peaks are read at a session's nodes, which lie by its length: they differ by up to 2 %, and
shares by at most so much."""

SPRAYS = "{} mg esketamine nasal spray, 2 times weekly for {} weeks"


def like(
    harm: tuple[HarmStatistic, ...], event: str, *regimens: str, **changes: object
) -> HarmStatistic:
    """Return a row like one of the table, of other regimens."""
    row = next(s for s in harm if s.kind == "share")
    parsed = tuple(parse(text) for text in regimens)
    common = {"before": 0.0, "once": False, "at": None, "hours": 672.0, "error": None}
    common |= {"counted": WHO_TELLS}
    return replace(row, events=(event,), regimens=parsed, **(common | changes))


def expected(rows: list[HarmStatistic], **fixed: float) -> HarmExpected:
    """Return expectations in every draw, in a study like the middle one."""
    layout = HarmLayout(rows)
    C50, share = (
        np.stack([part[e.name] for e in REPORTED], axis=-1)
        for part in (POSTERIOR.C50, POSTERIOR.background)
    )
    none = np.zeros((POSTERIOR.draws, len(layout.studies)))
    same = {symbol: np.full(POSTERIOR.draws, value) for symbol, value in fixed.items()}
    return HarmPredictor(layout).expected({**POSTERIOR.values, **same}, C50, share, none, none)


def test_no_drug_is_the_background_exactly(harm: tuple[HarmStatistic, ...]) -> None:
    rows = [like(harm, "nausea"), like(harm, "nausea", "placebo nasal spray, weekly for 4 weeks")]
    found = expected([rows[0]]).mean[:, 0]
    said = background(POSTERIOR.background["nausea"], 672.0, POSTERIOR.values)
    # The same number, by a logarithm and back.
    np.testing.assert_allclose(found, said, rtol=1e-12)


DOSES = (7, 14, 28, 56, 84)


@pytest.mark.parametrize("event", ["nausea", "dissociation", "CADSS above 4", "sedation"])
def test_more_drug_is_more_harm_in_a_session(harm: tuple[HarmStatistic, ...], event: str) -> None:
    once = [like(harm, event, f"{dose} mg esketamine nasal spray, once") for dose in DOSES]
    assert np.all(np.diff(expected([like(harm, event), *once]).mean, axis=1) >= -1e-12)


@pytest.mark.parametrize("event", ["nausea", "sedation"])
def test_more_drug_is_more_harm_over_a_course(harm: tuple[HarmStatistic, ...], event: str) -> None:
    course = [like(harm, event, SPRAYS.format(dose, 4)) for dose in DOSES]
    found = expected([like(harm, event), *course]).mean
    assert np.all(np.diff(found, axis=1) >= -1e-12)
    assert np.median(found[:, -1]) > np.median(found[:, 0]) + 0.005


@pytest.mark.parametrize("event", ["dissociation", "CADSS above 4"])
def test_only_strong_habituation_bends_a_course(
    harm: tuple[HarmStatistic, ...], event: str
) -> None:
    """A stronger first session may spare later ones so much that fewer people ever have it.

    That is no law of nature but a corner of the posterior: few draws, and not their middle.
    """
    course = [like(harm, event, SPRAYS.format(dose, 4)) for dose in DOSES]
    found = expected([like(harm, event), *course]).mean
    assert np.all(np.diff(np.median(found, axis=0)) > 0)
    assert (np.diff(found, axis=1) < -1e-9).any(axis=1).mean() <= 0.05
    assert np.diff(found, axis=1).min() > -0.1


@pytest.mark.parametrize("event", ["nausea", "dissociation"])
def test_ever_is_at_least_one_session(harm: tuple[HarmStatistic, ...], event: str) -> None:
    once = "84 mg esketamine nasal spray, once"
    rows = [like(harm, event, once), like(harm, event, SPRAYS.format(84, 4))]
    found = expected(rows).mean
    assert np.all(found[:, 1] >= found[:, 0] - BLOOD)


def test_repetition_wears_off_dissociation_and_no_other_event(
    harm: tuple[HarmStatistic, ...],
) -> None:
    """One more session, after eight: with them it counts for less, if it is felt."""
    nine = "84 mg esketamine nasal spray, 2 times weekly for 5 weeks"
    alone = "84 mg esketamine nasal spray, once"
    for event, wears in (("dissociation", True), ("CADSS above 4", True), ("nausea", False)):
        after = like(harm, event, nine, hours=60.0, before=4 * 168.0 - 1.0)
        first = like(harm, event, alone, hours=60.0)
        found = expected([first, after]).mean
        assert np.all(found[:, 1] < found[:, 0] + BLOOD)
        much, none = (
            np.median(expected([first, after], habituation=each).mean, axis=0)
            for each in (2.0, 1e-9)
        )
        assert none[1] == pytest.approx(none[0], abs=BLOOD)
        assert (much[1] < 0.85 * much[0]) == wears


CHOSEN, ONE_TERM, ASKED = (
    Counted(**{k: True}) for k in ("chosen", "one_term", "asked")
)  # fmt: skip


@pytest.mark.parametrize("event", ["dissociation", "CADSS above 4", "nausea"])
def test_chosen_people_have_less_whatever_came_before(
    harm: tuple[HarmStatistic, ...], event: str
) -> None:
    """Selection is of people, not of sessions: it is there in the first one."""
    once = {"once": True, "hours": 84.0}
    alone = "84 mg esketamine nasal spray, once"
    rows = [like(harm, event, alone, **once), like(harm, event, alone, counted=CHOSEN, **once)]
    found = expected(rows).mean
    assert np.all(found[:, 1] < found[:, 0])
    without = expected([like(harm, event), like(harm, event, counted=CHOSEN)]).mean
    assert np.all(without[:, 1] < without[:, 0])


def test_one_term_is_a_share_of_its_group(harm: tuple[HarmStatistic, ...]) -> None:
    for regimens in ((), (SPRAYS.format(84, 4),)):
        rows = [like(harm, "dissociation", *regimens, counted=c) for c in (WHO_TELLS, ONE_TERM)]
        found = expected(rows).mean
        ratio = POSTERIOR.values["one_term"]
        # The same product, by a logarithm and back.
        np.testing.assert_allclose(found[:, 1], ratio * found[:, 0], rtol=1e-9)


def test_asking_finds_more_by_the_drug_and_no_more_without_it(
    harm: tuple[HarmStatistic, ...],
) -> None:
    told, asked, none, none_asked = expected(
        [
            like(harm, "dizziness", *regimens, counted=counted)
            for regimens in ((SPRAYS.format(56, 4),), ())
            for counted in (WHO_TELLS, ASKED)
        ]
    ).mean.T
    assert np.all(asked > told)
    np.testing.assert_array_equal(none, none_asked)


def test_a_report_is_no_number_of_points(harm: tuple[HarmStatistic, ...]) -> None:
    """Another scale of the CADSS leaves the first session's report as it is."""
    once = "84 mg esketamine nasal spray, once"
    rows = [like(harm, event, once) for event in ("dissociation", "CADSS above 4")]
    low, high = (expected(rows, cadss_most=most).mean for most in (30.0, 60.0))
    np.testing.assert_array_equal(low[:, 0], high[:, 0])
    assert np.all(high[:, 1] > low[:, 1])


def test_pressure_rises_with_the_peak_and_does_not_wear_off(
    harm: tuple[HarmStatistic, ...],
) -> None:
    row = next(s for s in harm if s.events == ("systolic pressure",) and len(s.regimens) == 1)
    rows = [
        replace(row, regimens=(parse(f"{dose} mg/kg ketamine iv over 40 min, once"),))
        for dose in (0.1, 0.2, 0.5)
    ]
    found = expected(rows).mean
    # Linear blood, linear pressure.
    np.testing.assert_allclose(found[:, 2], 5.0 * found[:, 0], rtol=1e-9)


def test_many_sessions_are_followed_to_a_limit_and_all_counted() -> None:
    long = exposure_of(parse("56 mg esketamine nasal spray, weekly for 100 weeks"), 100 * 168.0)
    assert len(long.C_S) == 40
    assert long.counts.sum() == pytest.approx(100.0)


def test_draws_are_shares_and_numbers(harm: tuple[HarmStatistic, ...]) -> None:
    layout = HarmLayout(harm)
    draws = harm_draws(
        layout,
        *({k: v[:8] for k, v in part.items()} for part in
          (POSTERIOR.values, POSTERIOR.C50, POSTERIOR.background)),
    )  # fmt: skip
    assert np.isfinite(draws).all()
    shares = draws[:, layout.shares]
    assert shares.min() >= 0.0
    assert shares.max() <= 1.0


def test_a_rarer_row_is_predicted_with_more_chance(harm: tuple[HarmStatistic, ...]) -> None:
    few, many = (like(harm, "nausea", SPRAYS.format(56, 4), n=n) for n in (8.0, 2000.0))
    parts = (POSTERIOR.values, POSTERIOR.C50, POSTERIOR.background)
    wide, narrow = (
        np.diff(np.quantile(harm_draws(HarmLayout([s]), *parts), [0.05, 0.95])) for s in (few, many)
    )
    assert wide[0] > narrow[0]
