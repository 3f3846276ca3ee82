"""The product's own model and commands: cost, error, start-up, memory.

The model's linear system runs beside the peer; with all its metrics and curves it has
none. The error is against SciPy's DOP853 on the same matrices, restarted at every event;
what bounds the cost is taken from a profile.
"""

from __future__ import annotations

import cProfile
import itertools
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.product_peer import against_the_peer, of_one
from troche.engine.blocks import WIDTH, blocks_for
from troche.population.bodies import make_bodies
from troche.population.course import course
from troche.studies.block_run import block_patients, run_block
from troche.studies.plan import RegimenPlan, StudyPlan, lay_out
from troche.studies.specification import checked

REGIMENS = {
    "daily sublingual": "15 mg ketamine sublingual tablet, daily for 4 weeks",
    "infusion twice weekly": "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks",
    "nasal twice weekly": "56 mg esketamine nasal, twice weekly for 4 weeks",
}
DAYS = 28
ERROR_PATIENTS = 8
MILLION = 1_000_000
STUDY = Path(__file__).parents[1] / "examples" / "microdose-or-infusion.yaml"


def _row(name: str, **values: Any) -> dict[str, Any]:
    print(f"{name}: " + ", ".join(f"{k} {v}" for k, v in values.items()), file=sys.stderr)
    return {"workload": name, "tool": "troche", **values}


def plan_of(text: str, patients: int = WIDTH) -> StudyPlan:
    raw = {
        "study": "benchmark",
        "weeks": DAYS / 7,
        "patients": {"number": patients},
        "regimens": {"regimen": text},
    }
    return lay_out(checked(raw, "benchmark"))


def _median_cpu(job: Callable[[], object], repeats: int = 5) -> float:
    job()
    spent = []
    for _ in range(repeats):
        began = time.process_time()
        job()
        spent.append(time.process_time() - began)
    return float(np.median(spent))


def _bound(job: Callable[[], object]) -> str:
    """Return the three functions in which most time is spent, with their shares."""
    profile = cProfile.Profile()
    profile.enable()
    job()
    profile.disable()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    total = sum(entry[2] for entry in stats.values())
    first = sorted(stats.items(), key=lambda item: -item[1][2])[:3]
    return "; ".join(f"{key[2]} {entry[2] / total:.0%}" for key, entry in first)


def _error(plan: StudyPlan, regimen: RegimenPlan) -> float:
    """Return the worst error of any concentration, relative to its peak in that patient."""
    people, draw = block_patients(plan, blocks_for(WIDTH)[0])
    bodies = make_bodies(plan.recipe, people, draw, regimen.enantiomers, regimen.deliveries)
    horizon = 48.0
    given = [a for a in regimen.timetable.administrations if a.time_h < horizon]
    doses = bodies.doses(given)
    times = np.arange(0.0, horizon + 0.25, 0.25)
    name = "S-ketamine"
    found = np.concatenate(
        [s.readings[name] for s in course(bodies, doses, horizon, times.tolist()) if s.outputs]
    )
    weights = np.asarray(bodies.system.weights(name))
    worst = 0.0
    for i in range(ERROR_PATIENTS):
        exact = _referee(bodies.system.matrix[i], doses, i, times) @ weights[i]
        worst = max(worst, float(np.abs(found[:, i] - exact).max() / exact.max()))
    return worst


def _referee(matrix: Any, doses: Any, patient: int, times: Any) -> Any:
    """Return all states at `times`; every step ends at a time that is wanted.

    The method's interpolant between steps is of lower order than its steps.
    """
    n = len(matrix)
    doses = [of_one(dose, patient) for dose in doses]
    events = {d.start for d in doses} | {d.stop for d in doses}
    stops = sorted({*times.tolist(), *(e for e in events if e < times[-1])})
    x, rows = np.zeros(n), np.zeros((len(times), n))

    def amount(dose: Any) -> float:
        return float(np.broadcast_to(dose.amount, WIDTH)[patient])

    for start, stop in itertools.pairwise(stops):
        rate = np.zeros(n)
        for dose in doses:
            if dose.duration == 0 and abs(dose.start - start) < 1e-9:
                x[dose.state] += amount(dose)
            if dose.duration > 0 and dose.start < stop - 1e-9 and dose.stop > start + 1e-9:
                rate[dose.state] += amount(dose) / dose.duration
        solved = solve_ivp(
            lambda _, y, rate=rate: matrix @ y + rate,
            (start, stop),
            x,
            method="DOP853",
            rtol=1e-12,
            atol=1e-14,
        )
        x = solved.y[:, -1]
        rows[np.abs(times - stop) < 1e-9] = x
    return rows


def linear_rows() -> list[dict[str, Any]]:
    """Return the rows of the linear system alone, beside the peer."""
    rows = []
    for name, text in REGIMENS.items():
        plan = plan_of(text)
        regimen = plan.regimens[0]
        people, draw = block_patients(plan, blocks_for(WIDTH)[0])
        bodies = make_bodies(plan.recipe, people, draw, regimen.enantiomers, regimen.deliveries)
        doses = bodies.doses(regimen.timetable.administrations)
        found = against_the_peer(bodies.system.matrix, doses, DAYS)
        rows.append(_row(f"own model, {name}, {DAYS} days, all states daily", **found))
    return rows


def model_rows() -> list[dict[str, Any]]:
    rows = []
    for name, text in REGIMENS.items():
        plan = plan_of(text)
        regimen, block = plan.regimens[0], blocks_for(WIDTH)[0]

        def job(plan: StudyPlan = plan, regimen: RegimenPlan = regimen, block: Any = block) -> Any:
            return run_block(plan, regimen, block)

        seconds = _median_cpu(job)
        rows.append(
            _row(
                f"own model, {name}, {DAYS} days, all metrics and curves",
                patients=WIDTH,
                cpu_seconds=round(seconds, 4),
                patients_per_cpu_second=round(WIDTH / seconds),
                microseconds_per_patient_day=round(1e6 * seconds / WIDTH / DAYS, 2),
                error=_error(plan, regimen),
                bound_by=_bound(job),
            )
        )
    return rows


def _wall(command: list[str], repeats: int) -> float:
    best = float("inf")
    for _ in range(repeats):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        best = min(best, time.perf_counter() - began)
    return best


def command_rows() -> list[dict[str, Any]]:
    troche = str(Path(sys.executable).with_name("troche"))
    bare = _wall([sys.executable, "-c", "pass"], 9)
    start = _wall([troche, "--help"], 9)
    dose = _wall([troche, "simulate", "0.5 mg/kg ketamine iv over 40 min"], 3)
    with tempfile.TemporaryDirectory() as folder:
        place = ["--out", str(Path(folder) / "demo")]
        demo = _wall([troche, "compare", str(STUDY), *place], 3)
    return [
        _row("troche --help", wall_seconds=round(start, 3), goal=round(3 * bare + 0.2, 3),
             bare_interpreter=round(bare, 3)),
        _row("simulate, 1,000 patients, one dose", wall_seconds=round(dose, 2), goal=2.0),
        _row("demo with its report", wall_seconds=round(demo, 2), goal=15.0),
    ]  # fmt: skip


_MANY = """
import sys, tempfile, time, resource
from pathlib import Path
import troche
with tempfile.TemporaryDirectory() as folder:
    began, cpu = time.perf_counter(), time.process_time()
    troche.compare(
        {"study": "many", "weeks": 4, "patients": {"number": int(sys.argv[1])},
         "regimens": {"infusion": "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"}},
        folder=Path(folder) / "many")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(time.perf_counter() - began, time.process_time() - cpu, peak)
"""


def many_rows(sizes: tuple[int, ...] = (100_000, MILLION)) -> list[dict[str, Any]]:
    rows = []
    for patients in sizes:
        done = subprocess.run(
            [sys.executable, "-c", _MANY, str(patients)],
            check=True,
            capture_output=True,
            text=True,
        )
        wall, cpu, peak = (float(word) for word in done.stdout.split())
        rows.append(
            _row(
                f"compare, {patients:,} patients, 4 weeks, one regimen and the reference",
                patients=patients,
                wall_seconds=round(wall, 1),
                cpu_seconds=round(cpu, 1),
                microseconds_per_patient=round(1e6 * cpu / patients, 1),
                peak_memory_mb=round(peak / 1024),
                goal="under 2000 MB, time linear in patients",
            )
        )
    return rows


def measure() -> list[dict[str, Any]]:
    """Return every row; takes some ten minutes, most of it the million patients."""
    return [*linear_rows(), *model_rows(), *command_rows(), *many_rows()]
