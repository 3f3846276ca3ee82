"""The product's own model beside the peer: the same matrices, the same doses, in one run.

The peer gets the model as rate rules with one parameter for each entry of the matrix, is
loaded once, and is simulated from event to event, which is its faster way (see
benchmarks/peer.py). Both report every state once a day.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import silent_compiled_code
from benchmarks.peer import ATOL, RTOL
from troche.cascade import Chain, Dose, solve

Floats = NDArray[np.float64]

_MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">'


def linear_sbml(pattern: NDArray[np.bool_]) -> str:
    """Write x' = Kx + u as SBML, with K and u as parameters."""
    n = len(pattern)
    cells = [(i, j) for i in range(n) for j in range(n) if pattern[i, j]]
    fixed = [f"k_{i}_{j}" for i, j in cells] + [f"u_{i}" for i in range(n)]
    listed = "".join(f'<parameter id="{name}" value="0" constant="true"/>' for name in fixed)
    listed += "".join(f'<parameter id="x_{i}" value="0" constant="false"/>' for i in range(n))
    rules = ""
    for i in range(n):
        terms = "".join(
            f"<apply><times/><ci>k_{i}_{j}</ci><ci>x_{j}</ci></apply>" for a, j in cells if a == i
        )
        rules += (
            f'<rateRule variable="x_{i}">{_MATH}<apply><plus/><ci>u_{i}</ci>{terms}</apply>'
            "</math></rateRule>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">'
        f'<model id="linear"><listOfParameters>{listed}</listOfParameters>'
        f"<listOfRules>{rules}</listOfRules></model></sbml>"
    )


class LinearPeer:
    """libroadrunner on one pattern of matrices."""

    def __init__(self, pattern: NDArray[np.bool_]) -> None:
        import roadrunner

        roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
        self.version: str = roadrunner.__version__
        self._n = len(pattern)
        self._cells = np.argwhere(pattern)
        self._model = roadrunner.RoadRunner(linear_sbml(pattern))
        self._model.setIntegrator("cvode")
        self._model.integrator.setValue("relative_tolerance", RTOL)
        self._model.integrator.setValue("absolute_tolerance", ATOL)
        self._model.timeCourseSelections = [f"x_{i}" for i in range(self._n)]
        names = self._model.model.getGlobalParameterIds()
        self._k = [names.index(f"k_{i}_{j}") for i, j in self._cells]
        self._u = [names.index(f"u_{i}") for i in range(self._n)]
        self._x = [names.index(f"x_{i}") for i in range(self._n)]

    def solve(self, matrix: Floats, doses: Sequence[Dose], patient: int, times: Floats) -> Floats:
        """Solve one patient; shape (time, state), rows after doses."""
        model = self._model
        model.reset()
        values = matrix[self._cells[:, 0], self._cells[:, 1]]
        model.model.setGlobalParameterValues(self._k, values.tolist())
        doses = [of_one(dose, patient) for dose in doses]
        edges = {*times.tolist(), *(d.start for d in doses), *(d.stop for d in doses)}
        stops = sorted(edge for edge in edges if edge <= times[-1])
        rows = np.zeros((len(times), self._n))
        for start, stop in itertools.pairwise(stops):
            rate = [0.0] * self._n
            for dose in doses:
                amount = float(dose.amount)
                if dose.duration == 0 and abs(dose.start - start) < 1e-9:
                    place = [self._x[dose.state]]
                    now = model.model.getGlobalParameterValues(place)[0]
                    model.model.setGlobalParameterValues(place, [now + amount])
                if dose.duration > 0 and dose.start < stop - 1e-9 and dose.stop > start + 1e-9:
                    rate[dose.state] += amount / float(dose.duration)
            model.model.setGlobalParameterValues(self._u, rate)
            found = np.asarray(model.simulate(start, stop, 2))
            rows[np.abs(times - stop) < 1e-9] = found[-1]
        return rows


def of_one(dose: Dose, patient: int) -> Dose:
    """Return a dose as one patient takes it up."""

    def own(value: Any) -> float:
        return float(value[patient] if np.ndim(value) else value)

    return Dose(dose.time, dose.state, own(dose.amount), own(dose.duration), own(dose.lag))


def _cpu(job: Callable[[], object], repeats: int) -> float:
    job()
    spent = []
    for _ in range(repeats):
        began = time.process_time()
        job()
        spent.append(time.process_time() - began)
    return statistics.median(spent)


def against_the_peer(
    matrix: Floats, doses: Sequence[Dose], days: int, peer_patients: int = 20, repeats: int = 5
) -> dict[str, Any]:
    """Time both on the same block; the difference of their answers is the peer's error."""
    n = matrix.shape[-1]
    # Without the doses' own moments both would report the same rows.
    times = np.arange(0.0, 24.0 * days + 1.0, 24.0)
    record = {str(i): {i: 1.0} for i in range(n)}
    chain = Chain(matrix)

    def engine() -> Any:
        return solve(chain, doses, times, record)

    peer = LinearPeer((matrix != 0).any(axis=0))

    def other() -> list[Floats]:
        return [peer.solve(matrix[i], doses, i, times) for i in range(peer_patients)]

    with silent_compiled_code():
        seconds, peer_seconds = _cpu(engine, repeats), _cpu(other, repeats)
        theirs = np.stack(other(), axis=-1)
    found = engine()
    ours = np.stack([found[str(i)] for i in range(n)], axis=1)[..., :peer_patients]
    # Rows at dose times hold the state after a bolus here and before it there.
    quiet = [k for k, t in enumerate(times) if not any(abs(d.start - t) < 1e-9 for d in doses)]
    # Once a day a depot has long decayed: errors are measured on the peak of the first day.
    first = solve(chain, doses, np.linspace(0.0, 24.0, 289), record)
    peaks = np.stack([first[str(i)] for i in range(n)], axis=1)[..., :peer_patients]
    scale = np.abs(peaks).max(axis=0)
    gap = np.abs(ours - theirs)[quiet].max(axis=0) / np.where(scale > 0, scale, 1.0)
    ratio = (len(matrix) / seconds) / (peer_patients / peer_seconds)
    return {
        "states": n,
        "patients": len(matrix),
        "cpu_seconds": round(seconds, 4),
        "patients_per_cpu_second": round(len(matrix) / seconds),
        "peer": f"libroadrunner {peer.version}, CVODE, rtol {RTOL:g}, atol {ATOL:g}",
        "peer_patients_per_cpu_second": round(peer_patients / peer_seconds, 1),
        "peer_difference": float(f"{gap.max():.2g}"),
        "ratio": round(ratio),
    }
