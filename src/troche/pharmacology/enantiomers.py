"""Two enantiomers in one body: side by side, without exchange."""

from __future__ import annotations

from collections.abc import Mapping

from array_api_compat import array_namespace

from troche.pharmacology.system import Array, System

__all__ = ["side_by_side"]


def side_by_side(systems: Mapping[str, System]) -> System:
    """Join the systems of enantiomers into one.

    No chiral inversion is known (Geisslinger 1993), so the matrix is block
    diagonal. States are renamed ``"S: central"``; analytes ``"S-ketamine"``, and
    the totals keep the plain name.

    Parameters
    ----------
    systems
        By enantiomer, ``"S"`` or ``"R"``.

    Returns
    -------
    System

    Examples
    --------
    >>> import numpy as np
    >>> one = System(("central",), np.array([[[-0.5]]]), {"ketamine": {"central": 0.1}})
    >>> both = side_by_side({"S": one, "R": one})
    >>> both.states, sorted(both.observations)
    (('S: central', 'R: central'), ['R-ketamine', 'S-ketamine', 'ketamine'])
    """
    states = tuple(f"{e}: {s}" for e, system in systems.items() for s in system.states)
    observations: dict[str, dict[str, Array]] = {}
    for e, system in systems.items():
        for analyte, weights in system.observations.items():
            named = {f"{e}: {state}": weight for state, weight in weights.items()}
            bare = analyte.removeprefix("effect ")
            site = analyte.removesuffix(bare)
            observations[f"{site}{e}-{bare}"] = named
            observations.setdefault(analyte, {}).update(named)
    matrices = [system.matrix for system in systems.values()]
    xp = array_namespace(*matrices)
    batch = matrices[0].shape[:-2]
    rows = [
        xp.concat(
            [
                m if i == j else xp.zeros((*batch, m.shape[-1], o.shape[-1]), dtype=m.dtype)
                for j, o in enumerate(matrices)
            ],
            axis=-1,
        )
        for i, m in enumerate(matrices)
    ]
    return System(states, xp.concat(rows, axis=-2), observations)
