"""How time, memory and sameness are measured: engine and peer in turn, in one run."""

from __future__ import annotations

import hashlib
import os
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks import reference
from benchmarks.peer import ATOL, RTOL, Peer, patients_of
from benchmarks.workloads import Workload, blocks_of, buffer_for, error_of, solve_block

FIELDS = {
    "workload": "What is solved; see benchmarks/workloads.py.",
    "tool": "Who solves it, with its version.",
    "tolerance": "The setting at which it was timed.",
    "error": "Worst |error| over patients, times and all ten states, divided by the state's "
    "largest value in that patient, against SciPy DOP853 at rtol 1e-12 restarted at each dose.",
    "error_patients": "Number of patients over which the error was taken.",
    "patients": "Number of patients timed.",
    "cpu_seconds": "Processor time of this process for all of them, median of the repeats.",
    "wall_seconds": "The same by the clock on the wall.",
    "patients_per_cpu_second": "patients / cpu_seconds.",
    "ratio": "patients_per_cpu_second over that of the peer in the same run; 1 for the peer.",
    "goal": "Least ratio wanted; null for the peer.",
}


@dataclass(frozen=True)
class Result:
    """One row of the results; `FIELDS` says what each means."""

    workload: str
    tool: str
    tolerance: str
    error: float
    error_patients: int
    patients: int
    cpu_seconds: float
    wall_seconds: float
    patients_per_cpu_second: float
    ratio: float
    goal: float | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@contextmanager
def silent_compiled_code() -> Iterator[None]:
    """Send what compiled code prints (CVODE's warnings, at length) to nowhere."""
    kept, nowhere = (os.dup(1), os.dup(2)), os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    try:
        yield
    finally:
        for stream, old in zip((1, 2), kept, strict=True):
            os.dup2(old, stream)
            os.close(old)
        os.close(nowhere)


def _timed(job: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    job()
    return time.process_time() - cpu, time.perf_counter() - wall


def _works(job: Callable[[], None]) -> bool:
    try:
        job()
    except RuntimeError:
        return False
    return True


def against_the_peer(
    workload: Workload, patients: int, peer_patients: int, repeats: int, error_patients: int = 64
) -> list[Result]:
    """Time the engine and the peer, turn by turn, and say how wrong each is.

    Drawing parameters is outside the timed region; building matrices, chain and doses of
    every block is inside. Both write results to memory that is used again.
    """
    parameters, took = reference.parameters(patients), workload.taken(patients, 0)
    blocks, buffer = blocks_of(parameters, took), buffer_for(workload)
    peer = Peer(workload.dose_times, workload.times)
    values, amounts = patients_of(parameters), reference.DOSE_MG * took.T

    def ours() -> None:
        for block in blocks:
            solve_block(workload, block, buffer)

    def theirs(way: Callable[..., Any]) -> Callable[[], None]:
        def job() -> None:
            for i in range(peer_patients):
                way(values[i], amounts[i])

        return job

    ways = {
        "one call per dosing interval": theirs(peer.by_intervals),
        "doses as SBML events": theirs(peer.by_events),
    }
    with silent_compiled_code():
        ours()
        # CVODE gives up on some patients of the second workload when doses are events.
        ways = {name: job for name, job in ways.items() if _works(job)}
        jobs = [ours, *ways.values()]
        rounds = [[_timed(job) for job in jobs] for _ in range(repeats)]
        peer_error = _error_of_peer(workload, peer)
    middle = [
        tuple(statistics.median(turn[j][k] for turn in rounds) for k in (0, 1))
        for j in range(len(jobs))
    ]
    faster = min(range(1, len(jobs)), key=lambda j: middle[j][0])
    way = list(ways)[faster - 1]
    peer_rate = peer_patients / middle[faster][0]
    error, state = error_of(workload, error_patients)
    nodes = workload.nodes
    return [
        Result(
            workload.name,
            f"troche, NumPy {np.__version__}",
            f"{nodes.fast} and {nodes.slow} nodes, grading {nodes.grading}, reuse "
            f"{workload.reuse:g}; worst in {state}",
            error,
            error_patients,
            patients,
            *middle[0],
            patients / middle[0][0],
            patients / middle[0][0] / peer_rate,
            workload.goal,
        ),
        Result(
            workload.name,
            f"libroadrunner {peer.version}",
            f"CVODE, rtol {RTOL:g}, atol {ATOL:g}; {way}",
            peer_error,
            8,
            peer_patients,
            *middle[faster],
            peer_rate,
            1.0,
            None,
        ),
    ]


def _error_of_peer(workload: Workload, peer: Peer, patients: int = 8) -> float:
    parameters, took = reference.parameters(patients, 7), workload.taken(patients, 7)
    exact = reference.explicit(parameters, workload.doses(took), workload.times)
    values, amounts = patients_of(parameters), reference.DOSE_MG * took.T
    rows = np.stack([peer.by_intervals(values[i], amounts[i]) for i in range(patients)], axis=-1)
    found = {name: rows[:, j] for j, name in enumerate(reference.STATES)}
    found["W"] = found["G"] - 1.0
    return max(reference.worst_error(found, exact).values())


def digest_of(workload: Workload, patients: int, chunk: int, threads: int = 1) -> str:
    """Hash every number of a population solved in chunks of whole blocks, on threads."""
    blocks = blocks_of(reference.parameters(patients), workload.taken(patients, 0))
    chunks = [blocks[i : i + chunk] for i in range(0, len(blocks), chunk)]

    def digest(part: list[Any]) -> list[bytes]:
        found = [solve_block(workload, block) for block in part]
        return [hashlib.sha256(v[name].tobytes()).digest() for v in found for name in sorted(v)]

    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(digest, chunks))
    return hashlib.sha256(b"".join(piece for part in parts for piece in part)).hexdigest()


def scaling(workload: Workload, sizes: tuple[int, ...] = (4096, 16384)) -> list[dict[str, Any]]:
    """Return time and peak memory of the engine for populations of several sizes."""
    rows = []
    for patients in sizes:
        parameters, took = reference.parameters(patients), workload.taken(patients, 0)
        blocks, buffer = blocks_of(parameters, took), buffer_for(workload)

        def job(blocks: list[Any] = blocks, buffer: dict[str, Any] = buffer) -> None:
            for block in blocks:
                solve_block(workload, block, buffer)

        job()
        cpu = statistics.median(_timed(job)[0] for _ in range(3))
        tracemalloc.start()
        job()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        rows.append({"patients": patients, "cpu_seconds": cpu, "peak_bytes_while_solving": peak})
    return rows
