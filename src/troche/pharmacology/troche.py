r"""troche's own pharmacokinetic model, for one enantiomer.

::

    mucosa ──────────────► central ◄──► shallow
    gut ──Fg·Fh──────────►    │    ◄──► deep
     │                        │ CL
     └─1-Fg·Fh─► norketamine ◄┘ ◄──► nk peripheral
                     │ CLn
                     ▼
              hydroxynorketamine ──► CLh

with :math:`C = A_1/V_1` and all rates first order:

.. math::
    \dot A_1 &= u_1 + k_a A_m + k_g F_g F_h A_g
        - CL\,C - Q_2 (C - C_2) - Q_3 (C - C_3) \\
    V_2 \dot C_2 &= Q_2 (C - C_2), \qquad V_3 \dot C_3 = Q_3 (C - C_3) \\
    \dot N_1 &= f_{m,n}\,\rho_n \bigl(CL\,C + k_g (1 - F_g F_h) A_g\bigr)
        - CL_n C_n - Q_n (C_n - C_{n2}) \\
    V_{n2} \dot C_{n2} &= Q_n (C_n - C_{n2}) \\
    \dot H &= f_{m,h}\,\rho_h\, CL_n C_n - CL_h C_h ,

:math:`\rho` the ratios of molar masses. Concentrations are arterial; see
`troche.pharmacology.sampling` for the vein. The structure of the disposition is
that of Simons 2022 [1]_ with two differences: metabolites form without delay
chains, and hydroxynorketamine has one compartment of their total volume. First
pass and norketamine are those of Perez-Ruixo 2021 [2]_ without its liver compartment.

References
----------
.. [1] Simons et al. (2022). *Front Pain Res* 3:946486.
.. [2] Perez-Ruixo et al. (2021). *Clin Pharmacokinet* 60:501-516.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from array_api_compat import array_namespace

from troche.pharmacology import absorption
from troche.pharmacology.hepatic import well_stirred
from troche.pharmacology.sampling import venous_arrows, venous_weights
from troche.pharmacology.system import (
    Array,
    Delivery,
    Entry,
    Flow,
    Link,
    Parameters,
    Site,
    System,
    rate_matrix,
)
from troche.units import MOLAR_MASS

__all__ = ["Troche", "enzyme_function", "of_enantiomer"]

_CORE = (
    "central",
    "shallow",
    "deep",
    "venous delay",
    "nk central",
    "nk peripheral",
    "hnk",
)
_TO_NK = MOLAR_MASS["norketamine"] / MOLAR_MASS["ketamine"]
_TO_HNK = MOLAR_MASS["hydroxynorketamine"] / MOLAR_MASS["norketamine"]


def of_enantiomer(p: Parameters, enantiomer: str) -> Parameters:
    """Return the parameters of one enantiomer from those of S.

    R-ketamine has a smaller clearance (Wang 2019; Geisslinger 1993). Both meet the same
    flow and the same gut, so they differ in intrinsic clearance, which ties their first
    pass together.

    Examples
    --------
    >>> p = {"CLint": 300.0, "V1": 12.0, "V2": 40.0, "V3": 170.0, "CLn": 60.0,
    ...      "CLint_R_ratio": 0.6, "V_R_ratio": 1.0, "CLn_R_ratio": 0.85}
    >>> of_enantiomer(p, "R")["CLint"]
    180.0
    """
    if enantiomer == "S":
        return p
    scaled = {"CLint": "CLint_R_ratio", "CLn": "CLn_R_ratio"}
    scaled |= dict.fromkeys(("V1", "V2", "V3"), "V_R_ratio")
    return {**p, **{symbol: p[symbol] * p[ratio] for symbol, ratio in scaled.items()}}


def enzyme_function(
    p: Parameters, intermediate: Array, poor: Array, mild: Array, moderate: Array, mean: Array
) -> Array:
    """Return intrinsic clearance relative to the population, from genotype and liver.

    Parameters
    ----------
    p
        ``CL_11``, ``CL_16``, ``CL_66`` (L/h), ``cyp2b6_share``, ``liver_mild``,
        ``liver_moderate``.
    intermediate, poor, mild, moderate
        1 where it applies to the patient, else 0.
    mean
        Shares (intermediate, poor) in the population, whose average stays 1 on the
        log scale: published clearances are averages over genotypes.
    """
    xp = array_namespace(intermediate)
    log_16 = p["cyp2b6_share"] * math.log(p["CL_16"] / p["CL_11"])
    log_66 = p["cyp2b6_share"] * math.log(p["CL_66"] / p["CL_11"])
    genotype = (intermediate - mean[0]) * log_16 + (poor - mean[1]) * log_66
    liver = 1.0 - mild * (1.0 - p["liver_mild"]) - moderate * (1.0 - p["liver_moderate"])
    return xp.exp(genotype) * liver


@dataclass(frozen=True)
class Troche:
    """The model of this page, as `troche.pharmacology.system.Model` asks.

    Examples
    --------
    >>> Troche().routes
    ('iv', 'im', 'sc', 'nasal', 'sublingual', 'buccal', 'oral', 'rectal')
    """

    name: str = "troche"
    enantiomers: tuple[str, ...] = ("S", "R")
    routes: tuple[str, ...] = absorption.ROUTES
    site: Site = "arterial"

    def system(self, p: Parameters, deliveries: Sequence[Delivery]) -> System:
        """Return the system for parameters `p`, with the depots that `deliveries` need."""
        V1, V2, V3, Q2, Q3 = p["V1"], p["V2"], p["V3"], p["Q2"], p["Q3"]
        Vn1, Vn2, Qn, CLn = p["Vn1"], p["Vn2"], p["Qn"], p["CLn"]
        liver = well_stirred(p["Qh"], p["CLint"])
        names = absorption.depots(deliveries)
        arrows: list[Flow | Link] = [
            *absorption.uptake(p, names, liver),
            Flow("central", "nk central", liver.clearance / V1, p["fm_nk"] * _TO_NK),
            Flow("central", "shallow", Q2 / V1),
            Flow("shallow", "central", Q2 / V2),
            Flow("central", "deep", Q3 / V1),
            Flow("deep", "central", Q3 / V3),
            *venous_arrows(p["k_venous"], V1),
            Flow("nk central", "hnk", CLn / Vn1, p["fm_hnk"] * _TO_HNK),
            Flow("nk central", "nk peripheral", Qn / Vn1),
            Flow("nk peripheral", "nk central", Qn / Vn2),
            Flow("hnk", None, p["CLh"] / p["Vh"]),
        ]
        states = (*names, *_CORE)
        observations = {
            "ketamine": {"central": 1.0 / V1},
            "ketamine (venous)": venous_weights(p["w_venous"], V1),
            "norketamine": {"nk central": 1.0 / Vn1},
            "hydroxynorketamine": {"hnk": 1.0 / p["Vh"]},
        }
        return System(states, rate_matrix(states, arrows), observations)

    def entries(self, p: Parameters, delivery: Delivery) -> tuple[Entry, ...]:
        """Return the streams into which one dose, given as `delivery`, divides."""
        return absorption.entries(p, delivery)
