"""What every mechanism states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from troche.pharmacology.receptor import relative_load
from troche.pharmacology.system import Array

__all__ = ["SIGNALS", "Mechanism", "both", "mood_occupancy"]

SIGNALS: Final = (
    "S-ketamine",
    "R-ketamine",
    "effect S-ketamine",
    "effect R-ketamine",
    "effect S-norketamine",
    "effect R-norketamine",
    "S-hydroxynorketamine",
    "R-hydroxynorketamine",
)
"""Concentrations in mg/L that a mechanism may read; zero where a drug has no such enantiomer."""

Drive = Callable[[Mapping[str, Array], Mapping[str, Array]], Array]


@dataclass(frozen=True)
class Mechanism:
    """One assumption about what drives benefit.

    Parameters
    ----------
    name, letter, title
        How it is called, in tables and in words.
    needs
        Signals that it reads; empty where the drug itself does nothing.
    symbols
        Parameters of its own, besides those that all share.
    half_life : h
        Of the integrator that makes a session's burst out of its drive.
    drive
        From signals and parameters to a drive, zero without drug.
    """

    name: str
    letter: str
    title: str
    needs: tuple[str, ...]
    symbols: tuple[str, ...]
    half_life: float
    drive: Drive

    @property
    def acts(self) -> bool:
        """Whether the drug does anything beyond being felt."""
        return bool(self.needs)

    def sizes(self, p: Mapping[str, Array]) -> dict[str, Array]:
        """Return `p` with the sizes of benefit and hope as they are under this mechanism.

        Where the drug itself does nothing, ``E_day`` is zero and hope is ``eta_alone``.
        """
        if self.acts:
            return dict(p)
        return {**p, "E_day": 0.0 * p["E_day"], "eta": p["eta_alone"]}


def both(s: Array, r: Array, kappa: Array) -> Array:
    r"""Return both enantiomers in units of the racemate.

    .. math:: \frac{2 \kappa\, s + 2\, r}{1 + \kappa}

    so that the 1:1 mixture counts as itself whatever :math:`\kappa`, the potency of S
    relative to R *for mood*, which is never borrowed from binding.

    Examples
    --------
    >>> both(0.1, 0.1, 4.0), both(0.2, 0.0, 1.0)
    (0.2, 0.2)
    """
    return (2.0 * kappa * s + 2.0 * r) / (1.0 + kappa)


def mood_occupancy(signals: Mapping[str, Array], p: Mapping[str, Array]) -> Array:
    """Return receptor occupancy with the enantiomers' potency for mood.

    Norketamine competes for the same site. `p` holds the receptor's parameters
    (`troche.pharmacology.receptor.relative_load`) and ``kappa_mood``.
    """
    p = {**p, "kappa": p["kappa_mood"], "kappa_nk": p["kappa_mood"]}
    x = sum(
        relative_load(moiety, e, p) * signals[f"effect {e}-{moiety}"]
        for e in "SR"
        for moiety in ("ketamine", "norketamine")
    )
    return x / (1.0 + x)
