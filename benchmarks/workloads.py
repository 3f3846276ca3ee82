"""What is timed: three workloads on the reference system, each with its goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks import reference
from troche.cascade import Dose, Nodes, solve

Floats = NDArray[np.float64]

BLOCK = 1024
"""Patients solved together; the last block is padded, so that every block has one shape."""


@dataclass(frozen=True)
class Workload:
    """One workload.

    Parameters
    ----------
    name
        As written in the results.
    times : h
        Outputs, all ten states.
    dose_times : h
        When doses are due.
    missed
        Whether a tenth of them is missed, each patient's at random.
    nodes, reuse
        The engine's setting; its error is measured beside its time.
    goal
        Least ratio to the peer.
    """

    name: str
    times: Floats
    dose_times: tuple[float, ...]
    missed: bool
    nodes: Nodes
    reuse: float
    goal: float

    def taken(self, patients: int, seed: int) -> NDArray[np.bool_]:
        """Return which doses each patient takes, shape (dose, patient)."""
        if self.missed:
            return reference.taken(patients, seed)
        return np.ones((len(self.dose_times), patients), dtype=bool)

    def doses(self, took: NDArray[np.bool_]) -> list[Dose]:
        """Return the doses of a block."""
        amounts = [reference.DOSE_MG * row for row in took] if self.missed else None
        return [
            Dose(time, 0, reference.DOSE_MG if amounts is None else amounts[i])
            for i, time in enumerate(self.dose_times)
        ]


DAYS = tuple(24.0 * day for day in range(28))
TWICE_WEEKLY = tuple(24.0 * (day - 1) for day in reference.TWICE_WEEKLY_DAYS)

WORKLOADS = (
    Workload("daily", np.arange(29) * 24.0, DAYS, False, Nodes(24, 10, 4.0), 1e-7, 300.0),
    Workload("hourly", np.arange(673.0), DAYS, False, Nodes(36, 14, 4.0), 1e-7, 100.0),
    Workload(
        "twice weekly, 10 % missed", np.arange(29) * 24.0, TWICE_WEEKLY, True, Nodes(24, 10, 4.0),
        1e-7, 100.0,
    ),
)  # fmt: skip


def blocks_of(
    parameters: Mapping[str, Floats], took: NDArray[np.bool_]
) -> list[tuple[dict[str, Floats], NDArray[np.bool_]]]:
    """Cut a population into blocks of one width, the last padded with its last patient."""
    patients = took.shape[1]
    blocks = []
    for start in range(0, patients, BLOCK):
        mine = np.minimum(np.arange(start, start + BLOCK), patients - 1)
        blocks.append(({k: v[mine] for k, v in parameters.items()}, took[:, mine]))
    return blocks


def solve_block(
    workload: Workload,
    block: tuple[Mapping[str, Floats], NDArray[np.bool_]],
    into: Mapping[str, Floats] | None = None,
) -> dict[str, Floats]:
    """Solve one block and return the ten states, each of shape (time, patient)."""
    parameters, took = block
    answer = solve(
        reference.chain(parameters),
        workload.doses(took),
        workload.times.tolist(),
        reference.RECORD,
        nodes=workload.nodes,
        reuse=workload.reuse,
        into=into,
    )
    values = dict(answer.values)
    values["G"] = np.add(values.pop("W"), 1.0, out=None if into is None else into["G"])
    return values


def buffer_for(workload: Workload) -> dict[str, Floats]:
    """Return arrays to be written again and again: new memory costs more than arithmetic."""
    names: Sequence[str] = (*reference.STATES, "W")
    return {name: np.empty((len(workload.times), BLOCK)) for name in names}


def error_of(workload: Workload, patients: int = 64, seed: int = 7) -> tuple[float, str]:
    """Return the engine's worst error against the referee, and the state it is in."""
    parameters = reference.parameters(patients, seed)
    took = workload.taken(patients, seed)
    found = solve_block(workload, blocks_of(parameters, took)[0])
    mine = {name: value[:, :patients] for name, value in found.items()}
    exact = reference.explicit(parameters, workload.doses(took), workload.times)
    mine["W"] = mine["G"] - 1.0
    errors = reference.worst_error(mine, exact)
    worst = max(errors, key=errors.__getitem__)
    return errors[worst], worst
