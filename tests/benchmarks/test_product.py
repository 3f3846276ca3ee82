"""The product's own goals, each failed at half: the goals themselves are benchmark results."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

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


def test_the_demo_with_its_report(tmp_path: Path) -> None:
    assert seconds(TROCHE, "compare", str(STUDY), "--out", str(tmp_path / "demo")) <= 2 * 15.0
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
