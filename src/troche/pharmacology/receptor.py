r"""From effect-site concentration to NMDA receptor occupancy.

Species compete for one channel site, so with unbound molar concentrations

.. math:: x = \sum_i \frac{f_{u,i}\,K_{p,uu}\,C_{e,i}}{IC_{50,i}}, \qquad RO = \frac{x}{1+x} .

The IC50 are those of racemates, measured in the rat. Enantiomers differ by the
ratio :math:`\kappa` of S to R, and their 1:1 mixture keeps the racemate's IC50:

.. math:: IC_{50,S} = IC_{50}\,\frac{1 + 1/\kappa}{2}, \qquad IC_{50,R} = \kappa\, IC_{50,S} .

Human tracers disagree, so the size of human occupancy is unknown; the number here
is a common scale on which regimens are compared.

References
----------
.. [1] Shaffer et al. (2014). Interspecies ketamine and norketamine receptor
   occupancy. *J Pharmacol Toxicol Methods*.
.. [2] Ebert et al. (1997). *Eur J Pharmacol* 333:99-104 (enantiomers).
"""

from __future__ import annotations

from collections.abc import Mapping

from troche.pharmacology.system import Array, Parameters
from troche.units import MOLAR_MASS, Moiety

__all__ = ["enantiomer_ic50", "occupancy", "relative_load"]


def enantiomer_ic50(IC50: Array, kappa: Array, enantiomer: str) -> Array:
    """Return the IC50 of one enantiomer from that of the racemate.

    Parameters
    ----------
    IC50 : nmol/L, unbound
        Of the 1:1 mixture.
    kappa : ratio
        Potency of S relative to R.
    enantiomer
        ``"S"`` or ``"R"``.

    Examples
    --------
    >>> enantiomer_ic50(1420.0, 4.0, "S"), enantiomer_ic50(1420.0, 4.0, "R")
    (887.5, 3550.0)
    """
    of_s = IC50 * (1.0 + 1.0 / kappa) / 2.0
    return of_s if enantiomer == "S" else of_s * kappa


def relative_load(moiety: Moiety, enantiomer: str, p: Parameters) -> Array:
    """Return what one mg/L at the effect site adds to :math:`x`.

    Parameters
    ----------
    moiety
        ``"ketamine"`` or ``"norketamine"``.
    enantiomer
        ``"S"`` or ``"R"``.
    p
        ``fu`` or ``fu_nk`` (fraction), ``Kp_uu`` (ratio), ``IC50`` or ``IC50_nk``
        (nmol/L, unbound), ``kappa`` or ``kappa_nk`` (ratio).

    Returns
    -------
    L/mg
    """
    suffix = "" if moiety == "ketamine" else "_nk"
    ic50 = enantiomer_ic50(p[f"IC50{suffix}"], p[f"kappa{suffix}"], enantiomer)
    nanomolar = 1e6 / MOLAR_MASS[moiety]  # nmol/L in one mg/L
    return p[f"fu{suffix}"] * p["Kp_uu"] * nanomolar / ic50


def occupancy(concentrations: Mapping[str, Array], loads: Mapping[str, Array]) -> Array:
    """Return the share of receptors occupied.

    Parameters
    ----------
    concentrations : mg/L
        At the effect site, by species.
    loads : L/mg
        From `relative_load`, for the same species.

    Returns
    -------
    fraction

    Examples
    --------
    Racemate at 200 ng/mL (unbound fraction 0.6) occupies about a quarter:

    >>> p = {"fu": 0.6, "Kp_uu": 1.0, "IC50": 1420.0, "kappa": 4.0}
    >>> loads = {e: relative_load("ketamine", e, p) for e in "SR"}
    >>> round(occupancy({"S": 0.1, "R": 0.1}, loads), 3)
    0.262
    """
    x = sum(
        (loads[name] * value for name, value in list(concentrations.items())[1:]),
        loads[next(iter(concentrations))] * next(iter(concentrations.values())),
    )
    return x / (1.0 + x)
