"""The shipped draws of mood: made by this model, through the gate, and saying what trials say."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from troche.errors import ModelError
from troche.pharmacology.mood.mechanisms import MECHANISMS
from troche.pharmacology.troche import Troche
from troche.population.mood.calibrate import DIVERGENT, literature_of
from troche.population.mood.people.scores import Setting
from troche.population.mood.posterior import (
    CONSTANTS,
    mood_manifest,
    read_mood,
    weights_of_mechanisms,
)
from troche.population.mood.ship import SHIPPED_DRAWS, SHIPPED_REFITS
from troche.population.mood.weights import differences, pseudo_bma, stacking
from troche.population.mood.work import mood_hashes
from troche.population.parameters import read_parameters
from troche.regimen import parse
from troche.studies.explain.knowledge import shipped_knowledge
from troche.studies.explain.probes import Probe, benefits
from troche.studies.flags import study_flags

ROOT = Path(__file__).parents[3]
FOLDER = Path(str(files("troche.population.mood.posterior")))
SETTING = Setting(33.0, resistant=True)
INFUSION = parse("0.5 mg/kg ketamine iv over 40 min, once")


def averaged(text: str, days: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a regimen's benefit at a day in every truth, and the truths' weights."""
    beliefs = shipped_knowledge().whole
    probe = Probe(parse(text), 24.0 * days, 24.0 * days)
    return benefits(beliefs, [probe], SETTING)[0], beliefs.weight


def test_the_draws_are_those_of_this_model() -> None:
    assert mood_manifest()["hashes"] == mood_hashes(), "run 'make loso'"
    families = dict.fromkeys(s.family for s in literature_of().statistics)
    assert list(mood_manifest()["families"]) == list(families)


NOT_MIXED: frozenset[str] = frozenset()
"""Whose chains have not passed the gate; every output says so, and `docs/ideas/limits.md`."""


@pytest.mark.parametrize("name", MECHANISMS)
def test_draws_passed_the_gate_or_say_so(name: str) -> None:
    own = mood_manifest()["mechanisms"][name]
    found = own["diagnostics"]
    passed = (
        found["rhat"] <= 1.01
        and min(found["ess_bulk"], found["ess_tail"]) >= 400
        and found["divergences"] <= DIVERGENT * own["samples"]
    )
    assert own["passed"] == passed
    assert passed == (name not in NOT_MIXED)
    if name in NOT_MIXED:
        assert any(name in flag.message for flag in study_flags(Troche(), (), mood=True))
        assert name in (ROOT / "docs" / "ideas" / "limits.md").read_text("utf-8")


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_parameter_is_shipped_in_its_unit(name: str) -> None:
    posterior = read_mood(name)
    assert posterior.draws == SHIPPED_DRAWS
    assert set(posterior.values) == {p.symbol for p in read_parameters("mood")}
    assert set(posterior.constants) == set(CONSTANTS)
    for p in read_parameters("mood"):
        values = posterior.values[p.symbol]
        assert np.isfinite(values).all()
        if p.transform == "log":
            assert (values > 0).all()
        if p.transform == "logit":
            assert ((values > 0) & (values < 1)).all()


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_family_has_a_refit_of_its_own(name: str) -> None:
    whole = read_mood(name)
    for family in mood_manifest()["families"]:
        without = read_mood(name, family)
        assert without.way in ("refit", "importance weights")
        assert without.draws == SHIPPED_REFITS
        assert not np.array_equal(without.values["step"], whole.values["step"][:SHIPPED_REFITS])
    assert read_mood(name, "a trial of tomorrow").way == "not in the fit"


def test_what_ships_is_small() -> None:
    assert sum(f.stat().st_size for f in FOLDER.rglob("*.csv")) < 6_000_000


def test_an_unknown_mechanism_is_an_error() -> None:
    with pytest.raises(ModelError):
        read_mood("graded ocupancy")


def test_weights_add_up_and_leave_a_family_its_say() -> None:
    whole = weights_of_mechanisms()
    assert sum(whole.values()) == pytest.approx(1.0, abs=1e-3)
    assert set(whole) == set(MECHANISMS)
    for family in ("FAVA2020", "DALY2018"):
        without = weights_of_mechanisms((family,))
        assert sum(without.values()) == pytest.approx(1.0, abs=1e-9)
    # No verdict may rest on one weight: two dozen families do not single one out.
    assert max(whole.values()) < 0.97


def test_weights_follow_the_densities() -> None:
    rng = np.random.default_rng(0)
    densities = rng.normal(size=(3, 25))
    densities[1] += 0.5
    assert pseudo_bma(densities).argmax() == 1
    assert stacking(densities).argmax() == 1
    assert differences(densities)[1] == (0.0, 0.0)
    assert all(below <= 0.0 for below, _ in differences(densities))


def test_an_infusion_works_within_hours_and_fades_in_two_weeks() -> None:
    four_hours, weight = averaged(str(INFUSION), 4 / 24)
    day, _ = averaged(str(INFUSION), 1.0)
    two_weeks, _ = averaged(str(INFUSION), 14.0)
    assert np.average(day, weights=weight) > 2.0
    assert np.average(four_hours, weights=weight) > 0.3 * np.average(day, weights=weight)
    assert np.average(two_weeks, weights=weight) < 0.5 * np.average(day, weights=weight)


def test_the_spray_is_graded_by_the_eighth_day() -> None:
    doses = [averaged(f"{mg} mg esketamine nasal, twice weekly", 8.0)[0] for mg in (28, 56, 84)]
    _, weight = averaged("28 mg esketamine nasal, twice weekly", 8.0)
    low, middle, high = (np.average(d, weights=weight) for d in doses)
    assert 0.0 < low < middle < high


def test_benefit_goes_when_maintenance_stops() -> None:
    kept, weight = averaged("84 mg esketamine nasal, weekly for 16 weeks", 112.0)
    stopped, _ = averaged("84 mg esketamine nasal, weekly for 8 weeks", 112.0)
    assert np.average(stopped, weights=weight) < 0.2 * np.average(kept, weights=weight)


def lower_end(values: np.ndarray, weight: np.ndarray) -> float:
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(weight[order]), 0.05)])


def test_zero_is_a_possible_answer_for_a_microdose() -> None:
    small, weight = averaged("15 mg ketamine sublingual tablet, daily", 28.0)
    infused, _ = averaged("0.5 mg/kg ketamine iv over 40 min, twice weekly", 28.0)
    # Nobody has set it against placebo, so the null component has its say: at least a tenth
    # of all truths, and the interval reaches what outputs call no effect.
    assert weight[small < 0.5].sum() > 0.1
    assert lower_end(small, weight) < 0.5
    assert weight[infused < 0.5].sum() < 0.05


def test_the_null_component_is_open_where_no_trial_has_gone() -> None:
    for name, own in shipped_knowledge().whole.posteriors.items():
        if MECHANISMS[name].acts:
            share = float((own.values["untested"] > 0.0).mean())
            # As likely as not before; indirect rows move it, and settle nothing.
            assert 0.02 < share < 0.9, name
