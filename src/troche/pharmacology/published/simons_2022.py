r"""Simons 2022: esketamine oral thin film, and infusion; arterial.

::

    mucosa ──KA1────────────────────► central ◄─CL_K2─► peripheral1
                                        │     ◄─CL_K3─► peripheral2
                                        │ CL_K1
    gut ──KA2──► portal ──1/MTT_G──► hepatic1 ──► hepatic2            (2/MTT_KN each)
                                                    │ fm_N
                                     norketamine ◄──┘   ◄─CL_N2─► norketamine2
                                        │ CL_N1
                                        ▼
                                     oxidation1 ──► oxidation2        (2/MTT_NH each)
                                                    │ fm_H
                              hydroxynorketamine ◄──┘   ◄─CL_H2─► hydroxynorketamine2
                                        │ CL_H1

.. math::

    \dot S &= -KA_1 S, \qquad \dot G = -KA_2 G, \qquad \dot P = KA_2 G - P/MTT_G \\
    \dot K &= KA_1 S - CL_{K1} K/V_{K1} + \text{exchange by } CL_{K2}, CL_{K3} \\
    \dot T_1 &= CL_{K1} K/V_{K1} + P/MTT_G - \tfrac{2}{MTT_{KN}} T_1, \qquad
    \dot T_2 = \tfrac{2}{MTT_{KN}} (T_1 - T_2) \\
    \dot N &= f_N \tfrac{M_N}{M_K} \tfrac{2}{MTT_{KN}} T_2 - CL_{N1} N/V_{N1}
              + \text{exchange by } CL_{N2}, \qquad V_{N1} = V_{K1} \\
    \dot U_1 &= CL_{N1} N/V_{N1} - \tfrac{2}{MTT_{NH}} U_1, \qquad
    \dot U_2 = \tfrac{2}{MTT_{NH}} (U_1 - U_2) \\
    \dot H &= f_H \tfrac{M_H}{M_N} \tfrac{2}{MTT_{NH}} U_2 - CL_{H1} H/V_{H1}
              + \text{exchange by } CL_{H2}

A film puts :math:`F_1` of its dose into S over :math:`D_1` and :math:`F_2` into G over
:math:`D_2`. The paper's model is molar; here the states are milligrams of each species,
with the molar masses :math:`M` at the two conversions.

Where the source leaves a choice (the paper prints a figure and no equations; structure as
in the open model library's transcription, which settled it against the paper's Table 2):

* What is swallowed feeds hepatic metabolism only. None of it reaches plasma as ketamine.
* :math:`F_2 = 1.16` applies to the whole film, so that together with :math:`F_1` more
  than the dose enters: the scale of the metabolites is set by the fixed conversions of
  80 and 70 %, and this share has taken the difference into itself.
* A mean transit time is that of the whole chain, two compartments at 2/MTT each; the way
  from gut to liver is one compartment.
* Exponents of weight are not printed; those of the table are the usual ones.
* A variance between occasions of 0.751 stands on the row of an additive error; it is taken
  for that of the chain from ketamine to norketamine, as in that library.
* One concentration volume serves ketamine and norketamine, one deviation included.

The film was held for 10 min without swallowing, under the tongue or in the cheek without
a difference. Other holds, and spitting out, are outside what the paper describes.

Simons P et al. Front Pain Res 2022;3:946486, https://doi.org/10.3389/fpain.2022.946486.
Read in an open model library (secondary).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, final

from troche.errors import ModelError
from troche.pharmacology.published.scope import Products, check
from troche.pharmacology.system import (
    Delivery,
    Entry,
    Flow,
    Parameters,
    Site,
    System,
    rate_matrix,
)
from troche.units import MOLAR_MASS

PRODUCTS: Final[Products] = {"sublingual": ("film",), "buccal": ("film",), "iv": ()}
HOLD: Final = 10 / 60
"""Hours that the film was held."""
N_PER_K: Final = MOLAR_MASS["norketamine"] / MOLAR_MASS["ketamine"]
H_PER_N: Final = MOLAR_MASS["hydroxynorketamine"] / MOLAR_MASS["norketamine"]


@final
class Simons2022:
    """The model of Simons 2022; see the head of this file.

    Parameters are those of its table; it has no covariates beyond weight.

    Examples
    --------
    >>> Simons2022().routes
    ('sublingual', 'buccal', 'iv')
    """

    name: Final = "simons-2022"
    enantiomers: Final = ("S",)
    routes: Final = tuple(PRODUCTS)
    covariates: Final[tuple[str, ...]] = ()
    site: Final[Site] = "arterial"

    def system(self, p: Parameters, deliveries: Sequence[Delivery]) -> System:
        """Return the system, with the depots of the film if one is given."""
        V1, VH1 = p["VK1"], p["VH1"]
        k_KN, k_NH = 2 / p["MTT_KN"], 2 / p["MTT_NH"]
        ketamine = ["central", "peripheral1", "peripheral2", "hepatic1", "hepatic2"]
        norketamine = ["norketamine", "norketamine2", "oxidation1", "oxidation2"]
        states = [*ketamine, *norketamine, "hydroxynorketamine", "hydroxynorketamine2"]
        arrows = [
            Flow("central", "peripheral1", p["CL_K2"] / V1),
            Flow("peripheral1", "central", p["CL_K2"] / p["VK2"]),
            Flow("central", "peripheral2", p["CL_K3"] / V1),
            Flow("peripheral2", "central", p["CL_K3"] / p["VK3"]),
            Flow("central", "hepatic1", p["CL_K1"] / V1),
            Flow("hepatic1", "hepatic2", k_KN),
            Flow("hepatic2", "norketamine", k_KN, yields=p["fm_N"] * N_PER_K),
            Flow("norketamine", "norketamine2", p["CL_N2"] / V1),
            Flow("norketamine2", "norketamine", p["CL_N2"] / p["VN2"]),
            Flow("norketamine", "oxidation1", p["CL_N1"] / V1),
            Flow("oxidation1", "oxidation2", k_NH),
            Flow("oxidation2", "hydroxynorketamine", k_NH, yields=p["fm_H"] * H_PER_N),
            Flow("hydroxynorketamine", "hydroxynorketamine2", p["CL_H2"] / VH1),
            Flow("hydroxynorketamine2", "hydroxynorketamine", p["CL_H2"] / p["VH2"]),
            Flow("hydroxynorketamine", None, p["CL_H1"] / VH1),
        ]
        if any(delivery.route != "iv" for delivery in deliveries):
            states += ["mucosa", "gut", "portal"]
            arrows += [
                Flow("mucosa", "central", p["KA1"]),
                Flow("gut", "portal", p["KA2"]),
                Flow("portal", "hepatic1", 1 / p["MTT_G"]),
            ]
        observations = {
            "ketamine": {"central": 1 / V1},
            "norketamine": {"norketamine": 1 / V1},
            "hydroxynorketamine": {"hydroxynorketamine": 1 / VH1},
        }
        return System(tuple(states), rate_matrix(states, arrows), observations)

    def entries(self, p: Parameters, delivery: Delivery) -> tuple[Entry, ...]:
        """Return the streams of one dose.

        Raises
        ------
        troche.errors.ModelError
            If the paper does not describe this route, product or hold.
        """
        check(self.name, PRODUCTS, delivery)
        if delivery.route == "iv":
            return (Entry("central", 1.0, duration=delivery.duration),)
        if abs(delivery.hold - HOLD) > 1 / 3600:
            raise ModelError(f"{self.name}, hold", f"{60 * delivery.hold:g} min", "10 min")
        if not delivery.swallowed:
            raise ModelError(f"{self.name}, after the hold", "spat out", "swallowed")
        return (
            Entry("mucosa", p["F1"], duration=p["D1"]),
            Entry("gut", p["F2"], duration=p["D2"]),
        )
