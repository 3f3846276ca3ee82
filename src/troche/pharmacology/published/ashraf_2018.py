r"""Ashraf 2018: oral esketamine through gut wall and liver, and its injection.

::

                 gut wall         liver
    depot ──ka──► F_GW ─────────► F_H ─────► central ◄─Q1─► peripheral1
                   │ 1-F_GW        │ 1-F_H     │     ◄─Q2─► peripheral2
                   ▼               ▼           │ QH (1-F_H)
               × F_GWm ─────────► × F_Hm ◄─────┘
                                   ▼
                              norketamine ◄─Qm─► norketamine2
                                   │ QH (1-F_Hm)

Gut wall and liver hold no drug (a quasi-steady state): they are shares of a flow,

.. math::

    Q_H &= c\,W^{0.75}, \quad Q_{VI} = f_{VI} Q_H, \quad
    Q_{GUT} = \frac{Q_{VI}\,CL_{perm}}{Q_{VI} + CL_{perm}} \\
    F_{GW} &= \frac{Q_{GUT}}{Q_{GUT} + CL_{int,GW}}, \quad
    F_H = \frac{Q_H}{Q_H + CL_{int,H}\,f_u/BP} \\
    F_{GWm} &= \frac{Q_{VI}}{Q_{VI} + CL_{int,GWm}}, \quad
    F_{Hm} = \frac{Q_H}{Q_H + CL_{int,Hm}\,f_{u,m}/BP_m}

    \dot D &= -k_a D \\
    \dot C &= F_{GW} F_H k_a D - Q_H(1-F_H) C/V_c + \text{exchange by } Q_1, Q_2 \\
    \dot M &= F_{Hm}\left[\left((1-F_{GW})F_{GWm} + F_{GW}(1-F_H)\right) k_a D
              + Q_H (1-F_H) C/V_c\right] - Q_H(1-F_{Hm}) M/V_{cm} + \text{exchange by } Q_m

All S-ketamine that gut wall and liver extract becomes norketamine, which passes gut wall
and liver itself before it is seen: Fmet = 1, so that norketamine's parameters are
apparent. Weight acts through hepatic flow alone. Venous.

Where the source leaves a choice:

* Structure as in the open model library's transcription, which follows the paper's
  deposited control stream: milligrams of ketamine become as many of norketamine, without
  the ratio of molar masses; flows of blood act on concentrations in plasma; unbound
  fractions of blood are those of plasma over the blood to plasma ratio; drug in the gut
  wall is all unbound.
* The interaction with ticlopidine is left out. Without it the share of the portal vein,
  that of CYP2B6 and its degradation do not appear in the equations.

Ashraf MW et al. CPT Pharmacometrics Syst Pharmacol 2018;7(10):687-697,
https://doi.org/10.1002/psp4.12346. Read in an open model library (secondary).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

from troche.pharmacology.published.scope import Products, check
from troche.pharmacology.system import (
    Array,
    Delivery,
    Entry,
    Flow,
    Parameters,
    Site,
    System,
    rate_matrix,
)

PRODUCTS: Final[Products] = {"oral": ("solution",), "iv": ()}


@dataclass(frozen=True)
class FirstPass:
    """Hepatic flow, and the shares that gut wall and liver let through.

    Parameters
    ----------
    QH : L/h
    F_GW, F_H
        Of S-ketamine.
    F_GWm, F_Hm
        Of norketamine.
    """

    QH: Array
    F_GW: Array
    F_H: Array
    F_GWm: Array
    F_Hm: Array


def first_pass(p: Parameters) -> FirstPass:
    """Return flow and availabilities by the paper's well-stirred gut wall and liver."""
    QH = p["QH_c"] * p["weight"] ** 0.75
    QVI = p["f_VI"] * QH
    QGUT = QVI * p["CL_perm"] / (QVI + p["CL_perm"])
    return FirstPass(
        QH=QH,
        F_GW=QGUT / (QGUT + p["CLint_GW"]),
        F_H=QH / (QH + p["CLint_H"] * p["fu"] / p["BP"]),
        F_GWm=QVI / (QVI + p["CLint_GWm"]),
        F_Hm=QH / (QH + p["CLint_Hm"] * p["fu_m"] / p["BP_m"]),
    )


@final
class Ashraf2018:
    """The model of Ashraf 2018; see the head of this file.

    Parameters are those of its table and the covariate ``weight`` (kg).

    Examples
    --------
    >>> Ashraf2018().routes
    ('oral', 'iv')
    """

    name: Final = "ashraf-2018"
    enantiomers: Final = ("S",)
    routes: Final = tuple(PRODUCTS)
    covariates: Final = ("weight",)
    site: Final[Site] = "venous"

    def system(self, p: Parameters, deliveries: Sequence[Delivery]) -> System:
        """Return the system, with a depot if anything is swallowed."""
        f = first_pass(p)
        Vc, Vcm = p["Vc"], p["Vcm"]
        states = ["central", "peripheral1", "peripheral2", "norketamine", "norketamine2"]
        arrows = [
            Flow("central", "peripheral1", p["Q1"] / Vc),
            Flow("peripheral1", "central", p["Q1"] / p["Vp1"]),
            Flow("central", "peripheral2", p["Q2"] / Vc),
            Flow("peripheral2", "central", p["Q2"] / p["Vp2"]),
            Flow("central", "norketamine", f.QH * (1 - f.F_H) / Vc, yields=f.F_Hm),
            Flow("norketamine", "norketamine2", p["Qm"] / Vcm),
            Flow("norketamine2", "norketamine", p["Qm"] / p["Vpm"]),
            Flow("norketamine", None, f.QH * (1 - f.F_Hm) / Vcm),
        ]
        if any(delivery.route == "oral" for delivery in deliveries):
            states += ["depot"]
            ka = p["ka"]
            arrows += [
                Flow("depot", "central", ka * f.F_GW * f.F_H),
                Flow("depot", "norketamine", ka * f.F_GW * (1 - f.F_H), yields=f.F_Hm),
                Flow("depot", "norketamine", ka * (1 - f.F_GW), yields=f.F_GWm * f.F_Hm),
            ]
        observations = {"ketamine": {"central": 1 / Vc}, "norketamine": {"norketamine": 1 / Vcm}}
        return System(tuple(states), rate_matrix(states, arrows), observations)

    def entries(self, p: Parameters, delivery: Delivery) -> tuple[Entry, ...]:
        """Return the stream of one dose.

        Raises
        ------
        troche.errors.ModelError
            If the paper does not describe this route or product.

        Examples
        --------
        >>> Ashraf2018().entries({}, Delivery("oral", "solution"))
        (Entry(state='depot', fraction=1.0, lag=0.0, duration=0.0),)
        """
        check(self.name, PRODUCTS, delivery)
        if delivery.route == "iv":
            return (Entry("central", 1.0, duration=delivery.duration),)
        return (Entry("depot", 1.0),)
