"""``python -m benchmarks.accuracy``: what nodes buy, and what cutting long intervals buys.

Errors as in the benchmarks: worst over 64 patients, all ten states and all output times,
relative to the state's largest value in that patient, against DOP853 at rtol 1e-12.
"""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks import reference
from benchmarks.workloads import BLOCK, WORKLOADS, Workload, blocks_of, buffer_for, solve_block
from troche.cascade import Chain, Dose, Nodes, refinement_error, solve

PATIENTS, SEED = 64, 7
CHOICES = ((16, 6), (20, 8), (24, 10), (28, 10), (32, 14), (40, 16))


def rate_of(workload: Workload) -> float:
    """Return patients per processor second, the median of nine blocks."""
    block = blocks_of(reference.parameters(BLOCK), workload.taken(BLOCK, 0))[0]
    buffer = buffer_for(workload)
    solve_block(workload, block, buffer)
    spent = []
    for _ in range(9):
        began = time.process_time()
        solve_block(workload, block, buffer)
        spent.append(time.process_time() - began)
    return BLOCK / statistics.median(spent)


def nodes_table(workload: Workload) -> None:
    parameters, took = reference.parameters(PATIENTS, SEED), workload.taken(PATIENTS, SEED)
    doses, chain = workload.doses(took), reference.chain(parameters)
    exact = reference.explicit(parameters, doses, workload.times)
    print(f"\n{workload.name}: nodes, worst error (state), of P, D, T alone, as estimated; /CPU s")
    for fast, slow in CHOICES:
        nodes = Nodes(fast, slow, workload.nodes.grading)
        times = workload.times.tolist()
        found = solve(
            chain, doses, times, reference.RECORD, nodes=nodes, reuse=workload.reuse
        ).values
        errors = reference.worst_error(found, exact)
        worst = max(errors, key=errors.__getitem__)
        below = max(errors[name] for name in "PDT")
        told = refinement_error(chain, doses, times, nodes=nodes)
        estimate = max(told[name] for name in "PDT")
        rate = rate_of(replace(workload, nodes=nodes))
        numbers = f"{errors[worst]:8.1e} {worst:3} {below:8.1e} {estimate:8.1e}"
        print(f"{fast:4} {slow:3}  {numbers}  {rate:9,.0f}")


def uptake_table() -> None:
    parameters = reference.parameters(PATIENTS, SEED)
    chain, own = (
        reference.chain(parameters),
        np.random.default_rng(SEED).uniform(0.2, 1.5, PATIENTS),
    )
    times = [*np.arange(0.0, 6.0, 0.5).tolist(), *np.arange(6.0, 49.0, 6.0).tolist()]
    print("\nuptake in each patient's own time, 0.2 to 1.5 h: nodes, worst error of W, P, D, T")
    for kind in ("duration", "lag"):
        doses = [Dose(24.0 * day, 0, reference.DOSE_MG, **{kind: own}) for day in range(2)]
        # No analytic corner is left between 400 nodes on an hour and a half.
        exact = solve(chain, doses, times, nodes=Nodes(400, 60), reuse=None).values
        for fast, slow in ((24, 10), (40, 16), (60, 24)):
            found = solve(chain, doses, times, nodes=Nodes(fast, slow), reuse=None).values
            errors = reference.worst_error(found, exact)
            print(f"{kind:9}{fast:4} {slow:3}  {max(errors.values()):8.1e}")


def reuse_table() -> None:
    parameters = reference.parameters(BLOCK)
    chain, doses, times = reference.chain(parameters), reference.daily_doses(), np.arange(29) * 24.0
    afresh = solve(chain, doses, times.tolist(), reference.RECORD, reuse=None).values
    exact = {name: value for name, value in afresh.items() if name != "W"}
    print("\nreuse, daily, 1,024 patients: tolerance, fresh days of 28, worst change in P, D, T")
    for tolerance in (1e-5, 1e-6, 1e-7, 1e-8, 0.0):
        found = solve(chain, doses, times.tolist(), reference.RECORD, reuse=tolerance)
        change = max(reference.worst_error(found.values, exact)[name] for name in "PDT")
        print(f"{tolerance:8.0e}  {28 * found.fresh:5.2f}  {change:8.1e}")


def equal_rates_table() -> None:
    times = np.array([0.1, 0.5, 1.0, 2.0, 5.0, 12.0])
    print("\ntwo rates a relative gap apart: gap, worst error modal, exponential, as chosen")
    for gap in (0.0, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2):
        fast, slow = 1.3 * (1 + gap), 1.3
        z = -(fast - slow) * times
        mean = np.where(z == 0, 1.0, np.expm1(z) / np.where(z == 0, 1.0, z))
        exact = fast * times * np.exp(-slow * times) * mean
        chain = Chain(np.array([[[-fast, 0.0], [fast, -slow]]]))
        line = f"{gap:8.0e}"
        for method in ("modal", "exponential", "auto"):
            found = solve(
                chain, [Dose(0.0, 0, 1.0)], times.tolist(), {"x": {1: 1.0}}, method=method
            )["x"][:, 0]
            line += f"  {np.abs(found - exact).max() / exact.max():8.1e}"
        print(line)


def width_table() -> None:
    """Show what NumPy's overhead a call costs: the same work in blocks of several widths."""
    print("\ndaily, patients solved together and patients/CPU s")
    workload = WORKLOADS[0]
    for width in (64, 256, 1024, 4096):
        block = reference.parameters(width), workload.taken(width, 0)
        solve_block(workload, block)
        spent = []
        for _ in range(9):
            began = time.process_time()
            solve_block(workload, block)
            spent.append(time.process_time() - began)
        print(f"{width:5} {width / statistics.median(spent):9,.0f}")


def washout_table() -> None:
    parameters = reference.parameters(PATIENTS, SEED)
    chain, doses = reference.chain(parameters), [Dose(0.0, 0, reference.DOSE_MG)]
    print("\none dose, then nothing: hours, worst error with 24 nodes whole, and cut")
    for horizon in (24.0, 72.0, 168.0, 672.0, 1344.0):
        # Close after the dose, where the burst is fast, and to the end.
        times = np.concatenate(([0.0], horizon * np.linspace(0, 1, 41)[1:] ** 3))
        exact = reference.explicit(parameters, doses, times)
        line = f"{horizon:8.0f}"
        for first_piece in (math.inf, 24.0):
            nodes = Nodes(first_piece=first_piece)
            found = solve(chain, doses, times.tolist(), reference.RECORD, nodes=nodes).values
            line += f"  {max(reference.worst_error(found, exact).values()):8.1e}"
        print(line)


if __name__ == "__main__":
    with threadpool_limits(1):
        for each in WORKLOADS:
            nodes_table(each)
        washout_table()
        uptake_table()
        reuse_table()
        equal_rates_table()
        width_table()
