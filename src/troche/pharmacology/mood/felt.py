r"""Felt effects, and what people expect of them.

.. math::

    f &= \frac{C_{e,S}^n}{C_{50}^n + C_{e,S}^n} \\
    \dot X &= f^8/\tau_X - 8 k_X X, \qquad \dot Y_X = k_{on}(X^{1/8} - Y_X)

The effect site of S-ketamine drives feeling; R-ketamine adds nothing that two studies could
find (Olofsen 2022, Kamp 2021). The strongest recent session counts, hence the eighth
power. :math:`C_{50}` starts from two studies of drug high and perception, both arterial and
total; what is expected of a felt dose is fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.pharmacology.system import Array

__all__ = ["FELT_POWER", "felt"]

FELT_POWER: Final = 8
_NOTHING: Final = 1e-12


def felt(C_S: Array, p: Mapping[str, Array]) -> Array:
    """Return how strongly a concentration is felt, a fraction of the most.

    Parameters
    ----------
    C_S : mg/L
        S-ketamine at the effect site, arterial and total.
    p
        ``C50_felt`` in mg/L, ``n_felt``.

    Examples
    --------
    >>> round(float(felt(0.09, {"C50_felt": 0.09, "n_felt": 2.5})), 6)
    0.5
    """
    raised = (C_S + _NOTHING) ** p["n_felt"]
    return raised / (p["C50_felt"] ** p["n_felt"] + raised)
