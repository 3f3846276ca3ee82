r"""Perez-Ruixo 2021: esketamine nasal spray, infusion and oral solution.

::

    nasal ──ka_n──────────────────────► central ◄─Q1─► peripheral1
                                          ▲ │   ◄─Q2─► peripheral2
                                       Qh │ │ Qh
    swallowed ─ka_sw─┐                    │ ▼
    solution  ─ka_po─┴──────────────────► liver ──kel──► other metabolites
                                            │ kmet
                                            ▼
                                       norketamine ◄─Q3─► norketamine2
                                            │ CLn

.. math::

    \dot N &= -k_{a,n} N, \qquad
    \dot S = -k_{a,sw} S, \qquad
    \dot O = -k_{a,po} O \\
    \dot C &= k_{a,n} N + Q_h(L/V_h - C/V_c) + Q_1(P_1/V_{p1} - C/V_c) + Q_2(P_2/V_{p2} - C/V_c) \\
    \dot L &= k_{a,sw} S + k_{a,po} O + Q_h(C/V_c - L/V_h) - (k_{el} + k_{met}) L \\
    \dot M &= k_{met} L - CL_n M/V_{cn} - Q_3(M/V_{cn} - M_2/V_{pn})

A device puts :math:`FR_n` of its dose into N at once and :math:`(1-FR_n)F_{gut}` into S
over :math:`D_{sw}`; a solution puts :math:`F_{gut}` into O over :math:`D_{po}`. Devices
after the first have :math:`FR_n` times 0.62, Japanese people times 1.34, Asian people
:math:`k_{el}` times 0.36 and :math:`CL_n` times 0.81; beyond 60 years :math:`Q_h` falls
by 2.19 L/h a year. Weight has no effect. Venous.

Where the source leaves a choice:

* The equations that the paper prints for the nasal and the swallowed depot do not
  balance. Structure as in the open model library's transcription, which gives the
  bioavailabilities that the paper derives, FRn + (1 − FRn) Fgut (1 − E) and Fgut (1 − E).
* Drug that the gut wall extracts, 1 − Fgut, is lost: it does not enter norketamine.
* Milligrams of ketamine become as many milligrams of norketamine. Volumes and clearance
  of norketamine are apparent and have taken the ratio of molar masses into themselves.
* Read so, the model repeats ketamine and the peak of norketamine in the paper's Table 4
  within 1 %, with devices 5 min apart and 70 years for "over 60". The AUC of norketamine
  comes out 1.4 to 1.6 times that of Table 4, which the printed parameters cannot give:
  a conflict inside the source, left as it is.
* An individual FRn times 1.34 can pass 1, where this file stops it.
* A person's deviation multiplies Qh before the years are taken off.

Perez-Ruixo C et al. Clin Pharmacokinet 2021;60(4):501-516,
https://doi.org/10.1007/s40262-020-00953-4. Read in an open model library (secondary).
"""

from __future__ import annotations

from collections.abc import Sequence
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

PRODUCTS: Final[Products] = {"nasal": ("spray",), "oral": ("solution",), "iv": ()}
AGE_OF_FALL: Final = 60.0
"""Years up to which hepatic flow does not change."""


@final
class PerezRuixo2021:
    """The model of Perez-Ruixo 2021; see the head of this file.

    Parameters are those of its table and the covariates ``age`` (year), ``asian`` and
    ``japanese`` (0 or 1; a Japanese person is both).

    Examples
    --------
    >>> PerezRuixo2021().routes
    ('nasal', 'oral', 'iv')
    """

    name: Final = "perez-ruixo-2021"
    enantiomers: Final = ("S",)
    routes: Final = tuple(PRODUCTS)
    covariates: Final = ("age", "asian", "japanese")
    site: Final[Site] = "venous"

    def system(self, p: Parameters, deliveries: Sequence[Delivery]) -> System:
        """Return the system, with a depot for each route that needs one."""
        Vc, Vh, Vcn, Vpn = p["Vc"], p["Vh"], p["Vcn"], p["Vpn"]
        Qh = p["Qh"] + p["Qh_age"] * _above(p["age"] - AGE_OF_FALL, 0.0)
        kel = p["kel"] * _factor(p["kel_asian"], p["asian"])
        CLn = p["CLn"] * _factor(p["CLn_asian"], p["asian"])
        states = ["central", "peripheral1", "peripheral2", "liver", "norketamine", "norketamine2"]
        arrows = [
            Flow("central", "peripheral1", p["Q1"] / Vc),
            Flow("peripheral1", "central", p["Q1"] / p["Vp1"]),
            Flow("central", "peripheral2", p["Q2"] / Vc),
            Flow("peripheral2", "central", p["Q2"] / p["Vp2"]),
            Flow("central", "liver", Qh / Vc),
            Flow("liver", "central", Qh / Vh),
            Flow("liver", None, kel),
            Flow("liver", "norketamine", p["kmet"]),
            Flow("norketamine", "norketamine2", p["Q3"] / Vcn),
            Flow("norketamine2", "norketamine", p["Q3"] / Vpn),
            Flow("norketamine", None, CLn / Vcn),
        ]
        routes = {delivery.route for delivery in deliveries}
        if "nasal" in routes:
            states += ["nasal", "swallowed"]
            arrows += [
                Flow("nasal", "central", p["ka_n"]),
                Flow("swallowed", "liver", p["ka_sw"]),
            ]
        if "oral" in routes:
            states += ["solution"]
            arrows += [Flow("solution", "liver", p["ka_po"])]
        observations = {"ketamine": {"central": 1 / Vc}, "norketamine": {"norketamine": 1 / Vcn}}
        return System(tuple(states), rate_matrix(states, arrows), observations)

    def entries(self, p: Parameters, delivery: Delivery) -> tuple[Entry, ...]:
        """Return the streams of one dose.

        Raises
        ------
        troche.errors.ModelError
            If the paper does not describe this route or product.
        """
        check(self.name, PRODUCTS, delivery)
        if delivery.route == "iv":
            return (Entry("central", 1.0, duration=delivery.duration),)
        if delivery.route == "oral":
            return (Entry("solution", p["Fgut"], duration=p["Dpo"]),)
        FRn = p["FRn"] * _factor(p["FRn_japanese"], p["japanese"])
        if delivery.device > 1:
            FRn = FRn * p["FRn_device"]
        FRn = 1.0 - _above(1.0 - FRn, 0.0)
        return (
            Entry("nasal", FRn),
            Entry("swallowed", (1 - FRn) * p["Fgut"], duration=p["Dsw"]),
        )


def _factor(factor: Array, indicator: Array) -> Array:
    """Return `factor` where `indicator` is 1, and 1 where it is 0."""
    return 1 + indicator * (factor - 1)


def _above(x: Array, low: float) -> Array:
    """Return the larger of `x` and `low`, in any array namespace and for plain numbers."""
    return (x + low + abs(x - low)) / 2
