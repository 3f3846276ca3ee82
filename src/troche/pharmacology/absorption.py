r"""Two absorption paths for every route.

A *mucosal* part goes straight to plasma at its own rate; the *swallowed* part
passes gut and liver. Routes differ only in numbers:

===========  =====================================  ============================
route        mucosal part                           swallowed part
===========  =====================================  ============================
iv           everything, into plasma                none
im, sc       :math:`F` from the depot               none
nasal        :math:`F_{Rn}`, less per later device  the run-off
sublingual,  :math:`1-(1-F_{10})^{H/10\,min}`       the rest, after the hold;
buccal                                              none if spat out
rectal       a share that bypasses the liver        the rest, as if swallowed
oral         none                                   everything
===========  =====================================  ============================

The mouth is taken as a pool from which drug crosses the mucosa at a constant
rate while it is held, so that the share taken up grows with the hold :math:`H`
from 0 (swallowed at once) toward 1. The published share :math:`F_{10}` is that of
a film held 10 min [1]_. Swallowed drug escapes gut and liver as
:math:`F_g F_h`; what they extract enters as norketamine.

References
----------
.. [1] Simons et al. (2022). *Front Pain Res* 3:946486.
.. [2] Perez-Ruixo et al. (2021). *Clin Pharmacokinet* 60:501-516 (nasal and oral
   streams; second and later devices).
"""

from __future__ import annotations

from collections.abc import Sequence

from troche.errors import ModelError, nearest
from troche.pharmacology.hepatic import Liver
from troche.pharmacology.system import Array, Delivery, Entry, Flow, Parameters
from troche.units import MOLAR_MASS

__all__ = ["ROUTES", "depots", "entries", "mucosal_share", "uptake"]

ROUTES = ("iv", "im", "sc", "nasal", "sublingual", "buccal", "oral", "rectal")
_MOUTH = ("sublingual", "buccal")
_TEN_MINUTES = 10 / 60
_RATIO = MOLAR_MASS["norketamine"] / MOLAR_MASS["ketamine"]


def mucosal_share(F10: Array, hold: float) -> Array:
    """Return the share that crosses the mucosa of the mouth during a hold.

    Parameters
    ----------
    F10 : fraction
        Share after 10 min.
    hold : h

    Examples
    --------
    >>> mucosal_share(0.263, 0.0), round(mucosal_share(0.263, 10 / 60), 3)
    (0.0, 0.263)
    >>> round(mucosal_share(0.263, 15 / 60), 3)
    0.367
    """
    return 1.0 - (1.0 - F10) ** (hold / _TEN_MINUTES)


def _prolonged(delivery: Delivery) -> bool:
    return delivery.product.startswith("prolonged-release")


def _swallows(delivery: Delivery) -> bool:
    if delivery.route in _MOUTH:
        return delivery.swallowed
    return delivery.route in ("nasal", "oral", "rectal")


def depots(deliveries: Sequence[Delivery]) -> tuple[str, ...]:
    """Return the depots that these ways of giving a dose need, upstream first."""
    found: set[str] = set()
    for delivery in deliveries:
        if delivery.route not in ROUTES:
            raise ModelError(
                "route", delivery.route, ", ".join(ROUTES), nearest(delivery.route, ROUTES)
            )
        site = "mouth" if delivery.route in _MOUTH else delivery.route
        if delivery.route not in ("iv", "oral"):
            found.add(f"{site} depot")
        if _swallows(delivery):
            found.add("run-off" if delivery.route == "nasal" else "gut")
            if _prolonged(delivery):
                found.add("tablet")
    order = ("tablet", "gut", "run-off", "mouth depot", "nasal depot", "rectal depot")
    return tuple(name for name in (*order, "im depot", "sc depot") if name in found)


def uptake(p: Parameters, names: Sequence[str], liver: Liver) -> list[Flow]:
    """Return the flows out of the depots `names` into the body."""
    escape = p["Fg"] * liver.availability
    flows: list[Flow] = []
    for name in names:
        if name == "tablet":
            flows.append(Flow("tablet", "gut", p["k_release"]))
        elif name in ("gut", "run-off"):
            ka = p["ka_oral" if name == "gut" else "ka_run_off"]
            flows.append(Flow(name, "central", ka * escape))
            flows.append(Flow(name, "nk central", ka * (1.0 - escape), p["fm_nk"] * _RATIO))
        else:
            flows.append(Flow(name, "central", p[f"ka_{name.removesuffix(' depot')}"]))
    return flows


def entries(p: Parameters, delivery: Delivery) -> tuple[Entry, ...]:
    """Return the streams into which one dose divides.

    Their fractions add up to what is taken in; the remainder is what was spat out, or
    lost at an injection site.

    Parameters
    ----------
    p
        Individual parameters.
    delivery
        How the dose is given.

    Raises
    ------
    troche.errors.ModelError
        If the route is none of `ROUTES`.
    """
    route, length = delivery.route, delivery.duration
    if route == "iv":
        return (Entry("central", 1.0, 0.0, length),)
    if route in ("im", "sc"):
        return (Entry(f"{route} depot", p[f"F_{route}"], 0.0, length),)
    if route == "nasal":
        share = p["F_nasal"] * (1.0 if delivery.device == 1 else p["device_factor"])
        return (
            Entry("nasal depot", share, 0.0, length),
            Entry("run-off", 1.0 - share, 0.0, p["D_run_off"] + length),
        )
    gut = "tablet" if _prolonged(delivery) else "gut"
    spread = 0.0 if gut == "tablet" else p["D_oral"]
    if route == "oral":
        return (Entry(gut, 1.0, 0.0, spread),)
    if route == "rectal":
        return (
            Entry("rectal depot", p["F_rectal"], 0.0, 0.0),
            Entry("gut", 1.0 - p["F_rectal"], 0.0, p["D_oral"]),
        )
    if route not in _MOUTH:
        raise ModelError("route", route, ", ".join(ROUTES), nearest(route, ROUTES))
    share = mucosal_share(p["F_mouth"], delivery.hold)
    streams: tuple[Entry, ...] = ()
    if delivery.hold > 0.0:
        length = p["D_mouth"] * (delivery.hold / _TEN_MINUTES)
        streams = (Entry("mouth depot", share, 0.0, length),)
    if delivery.swallowed:
        streams += (Entry(gut, 1.0 - share, delivery.hold, spread),)
    return streams
