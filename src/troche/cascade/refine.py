"""How wrong the quadrature is: solve again on finer nodes and compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from troche.cascade.chain import Chain
from troche.cascade.doses import Dose
from troche.cascade.nodes import Nodes
from troche.cascade.solve import solve

__all__ = ["refinement_error"]


def refinement_error(
    chain: Chain,
    doses: Sequence[Dose],
    times: Sequence[float],
    *,
    nodes: Nodes | None = None,
    **options: Any,
) -> dict[str, float]:
    """Estimate the error of each filter by halving the spacing of its nodes.

    The quadrature converges spectrally, so the difference between one choice of
    nodes and the next finer one is the error of the coarser. What `reuse` leaves, up to
    its tolerance, is in both solutions and is not seen.

    Parameters
    ----------
    chain, doses, times
        As in `troche.cascade.solve.solve`.
    nodes
        The choice whose error is wanted.
    **options
        Passed to both solutions.

    Returns
    -------
    dict
        For each filter the worst difference over patients and times, divided by the
        largest value of that filter in that patient.

    Examples
    --------
    >>> import numpy as np
    >>> from troche.cascade import Chain, Dose, Filter, Nodes, refinement_error
    >>> occupancy = Filter("RO", 0.1, lambda x, p: x["C"] / (1.0 + x["C"]), needs=("C",))
    >>> chain = Chain(np.array([[[-0.5]]]), {"C": {0: 1.0}}, [occupancy])
    >>> refinement_error(chain, [Dose(0.0, 0, 10.0)], [24.0], nodes=Nodes(fast=20))["RO"] < 1e-8
    True
    """
    nodes = nodes or Nodes()
    coarse = solve(chain, doses, times, nodes=nodes, **options)
    fine = solve(chain, doses, times, nodes=nodes.refined(), **options)
    errors = {}
    for name, value in coarse.values.items():
        exact = np.asarray(fine[name])
        scale = np.max(np.abs(exact), axis=0)
        gap = np.max(np.abs(np.asarray(value) - exact), axis=0)
        errors[name] = float(np.max(gap / np.where(scale == 0.0, 1.0, scale)))
    return errors
