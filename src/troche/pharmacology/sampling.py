r"""Where a concentration was sampled: an artery, or a vein of the arm.

A vein lags behind the artery while the tissue it drains takes up drug, and shows
less of an early peak. The device here has a prompt share :math:`w` and a delayed
one:

.. math:: \dot C_d = k_v (C_a - C_d), \qquad C_v = w\,C_a + (1-w)\,C_d .

Metabolites rise slowly and are read alike at both sites (an assumption).

References
----------
.. [1] Kamp et al. (2020). *Anesthesiology* 133:1192-1213 (arterial central
   compartment linked to venous delay compartments).
"""

from __future__ import annotations

from troche.pharmacology.system import Array, Flow, Link

__all__ = ["venous_arrows", "venous_weights"]


def venous_arrows(k_v: Array, V1: Array) -> tuple[Link, Flow]:
    """Return the arrows of the delayed share; its state is in mg/L."""
    return Link("central", "venous delay", k_v / V1), Flow("venous delay", None, k_v)


def venous_weights(w: Array, V1: Array) -> dict[str, Array]:
    """Return what each state adds to the venous concentration, 1/L (1 for the delay)."""
    return {"central": w / V1, "venous delay": 1.0 - w}
