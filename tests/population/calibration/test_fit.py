"""The fit itself, in a short form: recovery, a refit from scratch, weights, the gate."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numpyro")

from troche.errors import MissingExtra, RequirementFailed
from troche.population.calibration.calibrate import calibrate, thinned
from troche.population.calibration.fit import Chains, Diagnostics, Effort, Fit, diagnose
from troche.population.calibration.jax_ready import jax_modules
from troche.population.calibration.leave_out import smoothed_weights
from troche.population.calibration.observed import observe
from troche.population.calibration.recovery import recover
from troche.population.calibration.work import Work, identity_of
from troche.population.posterior import left_out, read_posterior

pytestmark = [pytest.mark.alone, pytest.mark.timeout(1200)]
SHORT = Effort(warmup=120, samples=200, chains=1)


@pytest.fixture(scope="module")
def fit() -> Fit:
    """One compiled model for every test here: compiling takes most of the time."""
    return Fit(observe(), SHORT)


def test_known_parameters_are_recovered(fit: Fit) -> None:
    """Short form of the 200 fits of `make slow`; its bounds are wider."""
    fits = 4
    found = recover(fit, fits, seed=11)
    # 4 fits of 41 parameters, correlated within a fit: 0.9 strays by about 0.04.
    assert 0.78 <= found.coverage <= 0.98


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_known_parameters_are_recovered_in_200_fits(fit: Fit) -> None:
    found = recover(fit, 200, seed=12, say=print)
    assert 0.85 <= found.coverage <= 0.95
    # Simulation-based calibration: ranks of the truth are uniform. Each parameter's mean rank
    # has a standard error of 0.289/sqrt(200) = 0.02; five of them for the worst of 41.
    assert np.abs(found.ranks.mean(axis=0) - 0.5).max() < 0.1
    spread = found.ranks.std(axis=0)
    assert np.all((spread > 0.22) & (spread < 0.36))  # uniform: 0.289


def test_a_refit_from_scratch_is_the_shipped_one(fit: Fit) -> None:
    family = "ASHRAF2018"  # its chains mix best, so a short one says most
    shipped, way = left_out(family)
    assert way == "refit"
    chains = fit.sample(5, family)
    own = np.asarray(fit.layout.unknowns(chains.flat.T).theta)
    off = []
    for i, symbol in enumerate(fit.layout.scales.symbols):
        theirs = shipped.values[symbol]
        off.append((np.median(own[i]) - np.median(theirs)) / np.std(theirs))
        assert 0.55 < np.std(own[i]) / np.std(theirs) < 1.7, symbol
    # 200 short draws against 400 shipped: a median strays by about 0.15 standard deviations.
    assert np.sqrt(np.mean(np.square(off))) < 0.35
    assert chains.diagnostics.divergences <= 4


def test_three_times_its_values_do_not_move_a_family_left_out(fit: Fit) -> None:
    family = "SIMONS2022"
    changed = fit.layout.values.copy()
    changed[fit.layout.members[family]] += np.log(3.0)
    plain, _ = fit.linearised(family)
    moved, _ = fit.linearised(family, values=changed)
    np.testing.assert_array_equal(plain, moved)
    seen, _ = fit.linearised(values=changed)
    whole, _ = fit.linearised()
    assert np.abs(seen - whole).max() > 0.3  # the test can fail: where it is seen, it moves


def test_weights_move_what_a_refit_moves(fit: Fit) -> None:
    """A small family taken away both ways: by weights of draws, and from the mode."""
    family = "WANG2019"
    whole = read_posterior()
    weighted, way = left_out(family)
    assert way == "importance weights"
    assert whole is not None
    with_it, _ = fit.linearised()
    without, _ = fit.linearised(family)
    width = fit.layout.scales.width
    for i, symbol in enumerate(fit.layout.scales.symbols):
        draws = weighted.values[symbol]
        mean = float(weighted.weights @ draws)
        by_weights = mean - float(np.mean(whole.values[symbol]))
        by_mode = (without[i] - with_it[i]) * width[i]
        spread = float(np.sqrt(weighted.weights @ (draws - mean) ** 2))
        # Means of some 300 effective draws, and modes that are not means: a third of a
        # standard deviation.
        assert abs(by_weights - by_mode) < 0.34 * spread, symbol


def test_the_gate_refuses_bad_chains() -> None:
    good = Diagnostics(1.005, 900.0, 500.0, 0)
    assert good.faults() == ()
    bad = Diagnostics(1.2, 90.0, 50.0, 3)
    assert len(bad.faults()) == 4
    assert Diagnostics(float("nan"), 900, 900, 0).faults()
    stuck = np.random.default_rng(1).normal(size=(2, 300, 3))
    stuck[1] += 4.0
    assert any("R-hat" in fault for fault in diagnose(stuck, 0).faults())


def test_weights_of_planted_likelihoods() -> None:
    rng = np.random.default_rng(4)
    theta = rng.normal(size=4000)
    mild = -0.5 * (theta - 0.2) ** 2 / 4.0
    wild = -0.5 * (theta - 3.0) ** 2 / 0.05
    found = smoothed_weights({"mild": mild, "wild": wild})
    assert found["mild"].trusted
    assert not found["wild"].trusted
    # Without a factor N(theta; 0.2, 2) the normal's precision falls from 1 to 3/4.
    w = found["mild"].weights
    assert float(w @ theta**2 - (w @ theta) ** 2) == pytest.approx(4 / 3, rel=0.1)


def test_stages_are_kept_and_taken_up(tmp_path: Path) -> None:
    chains = Chains(np.ones((2, 5, 3)), Diagnostics(1.0, 500.0, 500.0, 0), np.ones((4, 3)))
    work = Work(tmp_path, identity_of(observe(), SHORT, 1))
    assert work.chains("whole") is None
    work.keep("whole", chains, 12.0)
    again, seconds = Work(tmp_path, identity_of(observe(), SHORT, 1)).chains("whole") or (None, 0)
    assert seconds == 12.0
    np.testing.assert_array_equal(again.z, chains.z)
    assert Work(tmp_path, identity_of(observe(), SHORT, 2)).chains("whole") is None


def test_chains_that_fail_the_gate_ship_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad(self: Fit, *_: object, **__: object) -> Chains:
        size = self.layout.size
        return Chains(np.zeros((2, 4, size)), Diagnostics(1.5, 10.0, 10.0, 0), np.zeros((1, 1)))

    monkeypatch.setattr(Fit, "sample", bad)
    monkeypatch.setattr(Fit, "linearised", lambda self, *_: (np.zeros(self.layout.size), None))
    with pytest.raises(RequirementFailed, match="R-hat"):
        calibrate(tmp_path / "work", tmp_path / "ship", refits=False, say=lambda _: None)
    assert not (tmp_path / "ship").exists()


def test_without_the_extra_one_message_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpyro", None)  # as if it were not installed
    with pytest.raises(MissingExtra, match=r"pip install 'troche\[fit\]'"):
        jax_modules()


def test_thinning_is_even_and_shuffled() -> None:
    chains = Chains(np.arange(2000.0).reshape(2, 1000, 1), Diagnostics(1, 1, 1, 0), np.ones((1, 1)))
    thin = thinned(chains)[:, 0]
    assert len(set(thin)) == 400
    assert abs(np.mean(thin[:100]) - np.mean(thin)) < 4 * 577 / 10
