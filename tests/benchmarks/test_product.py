"""The product's own goals, each failed at half: the goals themselves are benchmark results."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np

STUDY = Path(__file__).parents[2] / "examples" / "microdose-or-infusion.yaml"
TROCHE = str(Path(sys.executable).with_name("troche"))


def seconds(*command: str) -> float:
    """Return the better of two runs: the machine may be busy."""
    best = float("inf")
    for _ in range(2):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        best = min(best, time.perf_counter() - began)
    return best


def test_one_dose_in_a_thousand_patients() -> None:
    assert seconds(TROCHE, "simulate", "0.5 mg/kg ketamine iv over 40 min") <= 2 * 2.0


def test_the_demo_with_mood_and_its_report(tmp_path: Path) -> None:
    """Five regimens, 1,000 patients, eight weeks, six mechanisms: half of the goal of 60 s."""
    began = time.perf_counter()
    command = [TROCHE, "compare", str(STUDY), "--out", str(tmp_path / "demo")]
    subprocess.run(command, check=True, capture_output=True)
    assert time.perf_counter() - began <= 2 * 60.0
    assert (tmp_path / "demo" / "report.html").stat().st_size > 100_000


def test_the_own_model_agrees_with_the_peer_and_is_faster() -> None:
    from benchmarks.product import DAYS, REGIMENS, plan_of
    from benchmarks.product_peer import against_the_peer
    from troche.engine.blocks import WIDTH, blocks_for
    from troche.population.bodies import make_bodies
    from troche.studies.block_run import block_patients

    plan = plan_of(REGIMENS["infusion twice weekly"])
    regimen = plan.regimens[0]
    people, draw = block_patients(plan, blocks_for(WIDTH)[0])
    bodies = make_bodies(plan.recipe, people, draw, regimen.enantiomers, regimen.deliveries)
    doses = bodies.doses(regimen.timetable.administrations)
    found = against_the_peer(bodies.system.matrix, doses, DAYS, peer_patients=4, repeats=3)
    # The peer runs at rtol 1e-6; steps accumulate to some 1e-5 over 28 days.
    assert found["peer_difference"] < 1e-4
    assert found["ratio"] >= 50


def test_the_chain_of_mood_is_faster_than_its_peer() -> None:
    """The committed results show hundreds to thousands of times; a tenth of that fails."""
    from benchmarks.mood import REGIMEN
    from benchmarks.mood_peer import dosed, integrated
    from troche.population.mood.people.benefit import benefit_of
    from troche.population.mood.posterior import read_mood

    times = [24.0 * day for day in range(8)]
    bodies, doses = dosed(REGIMEN, times[-1], 1024)
    own = read_mood("graded occupancy").at(np.arange(1024))
    began = time.process_time()
    benefit_of(bodies, doses, times, {"graded occupancy": own})
    ours = (time.process_time() - began) / 1024
    began = time.process_time()
    p = {k: float(v[0]) for k, v in own.items()}
    integrated(bodies, doses, 0, times, "graded occupancy", p, rtol=1e-6)
    assert time.process_time() - began > 50 * ours
