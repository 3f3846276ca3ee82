r"""First pass and clearance by the well-stirred liver.

One organ, two consequences: the liver clears :math:`CL = Q_h E` from plasma and
lets :math:`F_h = 1 - E` of a swallowed dose through, with

.. math:: E = \frac{CL_{int}}{Q_h + CL_{int}} .

A published clearance and a published extraction fix the typical :math:`Q_h` (as
plasma flow) and :math:`CL_{int}`; enzyme function, liver function and inhibitors
act on :math:`CL_{int}` only, so that they change oral exposure far more than
intravenous exposure.

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


def well_stirred(CL: Array, E: Array, flow: Array = 1.0, intrinsic: Array = 1.0) -> Liver:
    """Return clearance and availability for a changed flow or intrinsic clearance.

    Parameters
    ----------
    CL : L/h
        Plasma clearance of the typical liver.
    E : fraction
        Its extraction.
    flow, intrinsic : ratio
        Hepatic flow and intrinsic clearance relative to the typical liver.

    Returns
    -------
    Liver

    Examples
    --------
    Halving the enzyme lowers clearance by a fifth and doubles what escapes first pass:

    >>> typical, slow = well_stirred(90.0, 0.72), well_stirred(90.0, 0.72, intrinsic=0.5)
    >>> round(slow.clearance / typical.clearance, 2)
    0.78
    >>> round(slow.availability / typical.availability, 2)
    1.56
    """
    Qh = CL / E * flow
    CLint = CL / (1.0 - E) * intrinsic
    extraction = CLint / (Qh + CLint)
    return Liver(Qh * extraction, 1.0 - extraction)
