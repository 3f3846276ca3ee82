"""Benefit and hope of dosed bodies under every mechanism, solved over one course of blood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.cascade import Chain, Dose, Nodes, solve
from troche.pharmacology.mood.mechanisms import SIGNALS, mechanism
from troche.pharmacology.mood.plasticity import benefit
from troche.population.bodies import Bodies
from troche.population.mood.people.chain import filters_of, followers

__all__ = ["NODES", "Benefit", "benefit_of", "no_benefit"]

Floats = NDArray[np.float64]

NODES: Final = Nodes()
"""Quadrature of the chain; a test measures what it leaves."""


_LONGEST: Final = 120.0
"""Hours of the longest interval."""


@dataclass(frozen=True)
class Benefit:
    """What a drug does under one mechanism; each of shape (time, patient).

    Parameters
    ----------
    D
        Benefit, relative to that of one reference infusion at one day.
    X
        Hope, relative to its strongest after one reference infusion.
    """

    D: Floats
    X: Floats


def no_benefit(times: int, patients: int) -> Benefit:
    """Return what no drug does: nothing, exactly."""
    return Benefit(np.zeros((times, patients)), np.zeros((times, patients)))


def benefit_of(
    bodies: Bodies,
    doses: Sequence[Dose],
    times: Sequence[float],
    parameters: Mapping[str, Mapping[str, Any]],
    nodes: Nodes = NODES,
) -> dict[str, Benefit]:
    """Return benefit and hope of each mechanism.

    Parameters
    ----------
    bodies, doses
        The cohort, and what enters it.
    times : h
        Non-decreasing; the last is the horizon.
    parameters
        By name of mechanism: parameters of ``mood`` and constants of the reference infusion,
        arrays of shape (patient,).
    nodes
        Quadrature.

    Returns
    -------
    dict
        By name of mechanism.
    """
    system = bodies.system
    present = [name for name in SIGNALS if name in system.observations]
    signals = {
        name: {system.index(s): w for s, w in system.observations[name].items()} for name in present
    }
    rivals = [mechanism(name) for name in parameters]
    filters = [f for m in rivals for f in filters_of(m, parameters[m.name], frozenset(present))]
    read = {name for f in filters for name in f.reads}
    chain = Chain(system.matrix, {n: w for n, w in signals.items() if n in read}, filters)
    known = {f.name for f in filters}
    wanted = [name for m in rivals for name in followers(m) if name in known]
    solved = solve(chain, [*doses, *_marks(doses, times[-1])], times, filters=wanted, nodes=nodes)
    nothing = np.zeros((len(times), len(bodies.patients)))
    found = {}
    for m in rivals:
        Y_F, Y_S, Y_X = (
            np.asarray(solved[name]) if name in known else nothing for name in followers(m)
        )
        D = np.asarray(benefit(Y_F, Y_S, parameters[m.name])) if m.acts else nothing
        found[m.name] = Benefit(np.maximum(D, 0.0), np.maximum(Y_X, 0.0))
    return found


def _marks(doses: Sequence[Dose], horizon: float) -> list[Dose]:
    """Return doses of nothing that end intervals: over long ones fast followers are not solved."""
    state = doses[0].state if doses else 0
    return [Dose(float(t), state, 0.0) for t in np.arange(_LONGEST, horizon, _LONGEST)]
