r"""The effect site: plasma, a little later.

.. math:: \dot C_e = k_{e0} (C - C_e)

for each species on its own, in mg/L, driven by the concentration that the model
describes (arterial for troche's own, the sampled site for a published one).

References
----------
.. [1] Sheiner et al. (1979). *Clin Pharmacol Ther* 25:358-371.
"""

from __future__ import annotations

from array_api_compat import array_namespace

from troche.pharmacology.system import Array, System

__all__ = ["SPECIES", "with_effect_sites"]

SPECIES = ("ketamine", "norketamine")


def with_effect_sites(system: System, ke0: Array) -> System:
    """Return `system` with an effect site below each species that acts on the receptor.

    Parameters
    ----------
    system
        Any model's system.
    ke0 : 1/h
        Rate of equilibration.

    Returns
    -------
    System
        With further states, named ``"effect ketamine"`` and so on, in mg/L, and
        analytes of the same names.

    Examples
    --------
    >>> import numpy as np
    >>> from troche.pharmacology.system import Flow, System, rate_matrix
    >>> plasma = System(("central",), rate_matrix(["central"], [
    ...     Flow("central", None, np.array([0.5]))]), {"ketamine": {"central": 0.1}})
    >>> with_effect_sites(plasma, np.array([6.0])).matrix[0]
    array([[-0.5,  0. ],
           [ 0.6, -6. ]])
    """
    species = [name for name in SPECIES if name in system.observations]
    xp = array_namespace(system.matrix)
    n, extra = len(system.states), len(species)
    batch = system.matrix.shape[:-2]
    zeros = xp.zeros((*batch, n, extra), dtype=system.matrix.dtype)
    zero = xp.zeros(batch, dtype=system.matrix.dtype)
    rate = zero + ke0
    below = xp.stack([rate[..., None] * system.weights(name) for name in species], axis=-2)
    decay = xp.stack(
        [
            xp.stack([-rate if i == j else zero for j in range(extra)], axis=-1)
            for i in range(extra)
        ],
        axis=-2,
    )
    matrix = xp.concat(
        [xp.concat([system.matrix, zeros], axis=-1), xp.concat([below, decay], axis=-1)], axis=-2
    )
    names = tuple(f"effect {name}" for name in species)
    observations = {**system.observations, **{name: {name: 1.0} for name in names}}
    return System((*system.states, *names), matrix, observations)
