r"""First pass and clearance by the well-stirred liver.

One organ, two consequences: the liver clears :math:`CL = Q_h E` from plasma and
lets :math:`F_h = 1 - E` of a swallowed dose through, with

.. math:: E = \frac{CL_{int}}{Q_h + CL_{int}} .

:math:`Q_h` is a flow of plasma, and :math:`CL_{int}` is for total drug in plasma.
Enzyme function, liver function and other drugs act on :math:`CL_{int}` only, so that
they change oral exposure, :math:`F_g/CL_{int}`, far more than intravenous exposure.

References
----------
.. [1] Wilkinson & Shand (1975). A physiological approach to hepatic drug
   clearance. *Clin Pharmacol Ther* 18:377-390.
"""

from __future__ import annotations

from dataclasses import dataclass

from troche.pharmacology.system import Array

__all__ = ["Liver", "well_stirred"]


@dataclass(frozen=True)
class Liver:
    """What the liver does to the drug.

    Parameters
    ----------
    clearance : L/h
        Plasma clearance.
    availability : fraction
        Share of the drug that passes it unchanged, once.
    """

    clearance: Array
    availability: Array


def well_stirred(Qh: Array, CLint: Array) -> Liver:
    """Return clearance and availability of a liver.

    Parameters
    ----------
    Qh : L/h
        Hepatic plasma flow.
    CLint : L/h
        Intrinsic clearance.

    Returns
    -------
    Liver

    Examples
    --------
    Halving the enzyme lowers clearance by a fifth and doubles what escapes first pass:

    >>> typical, slow = well_stirred(125.0, 320.0), well_stirred(125.0, 160.0)
    >>> round(slow.clearance / typical.clearance, 2)
    0.78
    >>> round(slow.availability / typical.availability, 2)
    1.56
    """
    extraction = CLint / (Qh + CLint)
    return Liver(Qh * extraction, 1.0 - extraction)
