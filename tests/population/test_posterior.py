"""What calibration shipped: it belongs to this model, passed the gate, and is light."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

import numpy as np
import pytest

from troche.population.calibration.fit import LIMITS
from troche.population.calibration.leave_out import TRUSTED
from troche.population.calibration.observed import observe
from troche.population.calibration.scales import Scales
from troche.population.calibration.work import hashes
from troche.population.posterior import left_out, manifest, read_posterior

FOLDER = files("troche.population.posterior")


def test_the_shipped_draws_belong_to_these_tables_and_this_model() -> None:
    stale = {k for k, v in hashes().items() if manifest()["hashes"].get(k) != v}
    assert stale == set(), "run make loso: what the fit rests on has changed"


def test_chains_passed_the_gate() -> None:
    made = manifest()
    refits = [f["diagnostics"] for f in made["families"].values() if f["way"] == "refit"]
    assert len(refits) == sum(f["way"] == "refit" for f in made["families"].values())
    for d in (made["diagnostics"], *refits):
        assert d["rhat"] <= LIMITS["rhat"]
        assert min(d["ess_bulk"], d["ess_tail"]) >= LIMITS["ess"]
        assert d["divergences"] == 0
    assert made["seconds"] < 3600  # an hour on two cores


def test_every_family_of_the_fit_can_be_left_out() -> None:
    families = {o.family for o in observe()}
    made = manifest()["families"]
    assert set(made) == families
    for family, each in made.items():
        posterior, way = left_out(family)
        assert way == each["way"]
        assert way == "refit" or each["pareto_k"] <= TRUSTED
        assert posterior.weights.sum() == pytest.approx(1.0)
        assert set(Scales.of_tables().symbols) <= set(posterior.values)


def test_it_is_a_few_hundred_draws_and_below_five_megabytes() -> None:
    posterior = read_posterior()
    assert posterior is not None
    assert 200 <= posterior.draws <= 1000
    sizes = [
        len(item.read_bytes())
        for folder in (FOLDER, FOLDER / "left_out")
        for item in folder.iterdir()
        if item.name.endswith((".csv", ".json"))
    ]
    assert sum(sizes) < 5_000_000


def test_resampling_follows_the_weights() -> None:
    posterior, way = left_out("WANG2019")
    assert way == "importance weights"
    many = posterior.resampled(20_000)
    for symbol in ("CLint", "Qh", "V1"):
        mean = posterior.weights @ posterior.values[symbol]
        assert np.mean(many.values[symbol]) == pytest.approx(mean, abs=2e-3)


def test_simulation_needs_no_extra() -> None:
    """Neither JAX nor the sampler is imported on the way to a result or a validation."""
    program = (
        "import sys, troche; troche.simulate('10 mg ketamine iv over 40 min', patients=400); "
        "troche.validate(); "
        "print([m for m in sys.modules if m.split('.')[0] in ('jax', 'numpyro', 'arviz')])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.strip() == "[]", ran.stderr
