r"""Otto 2021: esketamine infusion with norketamine, venous.

::

    central ◄─Q1─► peripheral1
      │     ◄─Q2─► peripheral2
      │ CL
      ▼
    norketamine ◄─Q_N─► norketamine2
      │ CL_N

.. math::

    \dot K &= -CL\,K/V_1 + Q_1(P_1/V_{p1} - K/V_1) + Q_2(P_2/V_{p2} - K/V_1) \\
    \dot N &= CL\,K/V_1 - CL_N N/V_N + Q_N(N_2/V_{p,N} - N/V_N)

Typical values of ketamine are those of Fanta 2015, fixed; its variability and all of
norketamine were estimated from infusions. Weight scales V1, V_N (exponent 1), CL and CL_N
(0.75), and nothing else. All ketamine becomes norketamine.

Where the source leaves a choice: the paper's code carries mass without the ratio of molar
masses, so a milligram of ketamine becomes a milligram of norketamine, whose parameters
are apparent. Structure as in the open model library's transcription, which follows that
code. Only intravenous doses were given.

Otto ME et al. Eur J Clin Pharmacol 2021;77(8):1181-1192,
https://doi.org/10.1007/s00228-021-03104-1. Read in an open model library (secondary).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, final

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

PRODUCTS: Final[Products] = {"iv": ()}


@final
class Otto2021:
    """The model of Otto 2021; see the head of this file.

    Parameters are those of its table; it has no covariates beyond weight.

    Examples
    --------
    >>> Otto2021().entries({}, Delivery("iv", duration=0.5))
    (Entry(state='central', fraction=1.0, lag=0.0, duration=0.5),)
    """

    name: Final = "otto-2021"
    enantiomers: Final = ("S",)
    routes: Final = tuple(PRODUCTS)
    covariates: Final[tuple[str, ...]] = ()
    site: Final[Site] = "venous"

    def system(self, p: Parameters, deliveries: Sequence[Delivery]) -> System:
        """Return the system; an infusion needs no depot."""
        V1, V_N = p["V1"], p["V_N"]
        states = ("central", "peripheral1", "peripheral2", "norketamine", "norketamine2")
        arrows = [
            Flow("central", "peripheral1", p["Q1"] / V1),
            Flow("peripheral1", "central", p["Q1"] / p["Vp1"]),
            Flow("central", "peripheral2", p["Q2"] / V1),
            Flow("peripheral2", "central", p["Q2"] / p["Vp2"]),
            Flow("central", "norketamine", p["CL"] / V1),
            Flow("norketamine", "norketamine2", p["Q_N"] / V_N),
            Flow("norketamine2", "norketamine", p["Q_N"] / p["Vp_N"]),
            Flow("norketamine", None, p["CL_N"] / V_N),
        ]
        observations = {"ketamine": {"central": 1 / V1}, "norketamine": {"norketamine": 1 / V_N}}
        return System(states, rate_matrix(states, arrows), observations)

    def entries(self, p: Parameters, delivery: Delivery) -> tuple[Entry, ...]:
        """Return the stream of one dose.

        Raises
        ------
        troche.errors.ModelError
            If the dose is not intravenous.
        """
        check(self.name, PRODUCTS, delivery)
        return (Entry("central", 1.0, duration=delivery.duration),)
