r"""Which possible truth about harm each patient carries.

A truth is a draw of the posterior and, as a possible truth is that of one more study, that
study's own deviations: of each event's share on placebo on the log odds, of what the drug adds
to each on the normal scale, and of blood pressure and of the CADSS without drug as a factor. The
chance behind them belongs to the number of the draw. Where typical values are taken as known,
parameters stand at their medians and the deviations are zero.

In the fit, the typical person's peak stands for an arm, so the spreads of sensitivity there
hold what differs in people's blood. Here people's blood differs by itself; what it adds in the
fitted arms (`BLOOD_VARIANCE`) is taken out again, the same for every regimen, down to
`LEAST_OWN` of the fitted spread: a person is as sensitive under one regimen as under another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.tolerability import background
from troche.population.parameters.overlay import KNOWLEDGE_SEED
from troche.population.streams import normals
from troche.population.tolerability.kinds import CADSS_ABOVE_4, DISSOCIATION, EVENTS
from troche.population.tolerability.posterior import TolerabilityPosterior

__all__ = ["BLOOD_VARIANCE", "LEAST_OWN", "HarmTruths", "truths_of"]

Floats = NDArray[np.float64]

BLOOD_VARIANCE: Final = 0.2
"""Variance among people of the logarithm of a peak in the arms that were fitted, most of them of
sprays: that of 56 mg of nasal esketamine in a thousand virtual adults, within a possible truth."""

LEAST_OWN: Final = 0.3
"""Share of a fitted spread that is left to sensitivity at least, an assumption."""

_FELT: Final = (CADSS_ABOVE_4.name, DISSOCIATION.name)


@dataclass(frozen=True)
class HarmTruths:
    """Truths about harm; every array has shape (truth,), or (patient,) after `of`.

    Parameters
    ----------
    values
        Parameters of the table ``tolerability``, by symbol.
    C50
        By name of event, mg/L.
    share
        By name of event: share of people with it over four weeks without drug.
    shift
        By name of event: what this study adds to the drug's part, on the normal scale.
    pressure
        Factor of this study's rises.
    points
        Mean CADSS of this study's people without drug.
    """

    values: Mapping[str, Floats]
    C50: Mapping[str, Floats]
    share: Mapping[str, Floats]
    shift: Mapping[str, Floats]
    pressure: Floats
    points: Floats

    def of(self, draw: NDArray[np.int64]) -> HarmTruths:
        """Return what patients carry who carry these truths."""

        def at(part: Mapping[str, Floats]) -> dict[str, Floats]:
            return {name: column[draw] for name, column in part.items()}

        return HarmTruths(
            at(self.values),
            at(self.C50),
            at(self.share),
            at(self.shift),
            self.pressure[draw],
            self.points[draw],
        )

    def without_drug(self, name: str, hours: float) -> Floats:
        """Return the share of people with an event over a period without drug.

        Parameters
        ----------
        name
            Of the event.
        hours : h
            Of the period.
        """
        return np.asarray(background(self.share[name], hours, self.values))

    def without_blood(self, symbol: str) -> Floats:
        """Return a spread without what people's blood adds to it in the fitted arms.

        Parameters
        ----------
        symbol
            ``"spread_felt"`` or ``"spread_events"``.
        """
        whole = self.values[symbol]
        return np.sqrt(np.maximum(whole**2 - BLOOD_VARIANCE, (LEAST_OWN * whole) ** 2))


def truths_of(posterior: TolerabilityPosterior, draws: int) -> HarmTruths:
    """Return the truths of a study.

    Parameters
    ----------
    posterior
        The shipped draws.
    draws
        How many truths the study has; 0 takes typical values as known, as one truth.

    Examples
    --------
    >>> from troche.population.tolerability.posterior import read_tolerability
    >>> typical = truths_of(read_tolerability(), 0)
    >>> typical.shift["nausea"].tolist(), typical.pressure.tolist()
    ([0.0], [1.0])
    """
    chosen = posterior.at(np.arange(draws)) if draws else posterior.middle()
    p: Mapping[str, Any] = chosen.values
    names = (*_FELT, *(event.name for event in EVENTS))
    shares = {**chosen.background, CADSS_ABOVE_4.name: p["cadss_background_share"]}

    def deviation(purpose: str, spread: Floats) -> Floats:
        if not draws:
            return np.zeros(1)
        return np.asarray(
            spread * normals(KNOWLEDGE_SEED, f"one more study: {purpose}", 0, draws)[0]
        )

    study = {n: deviation(f"{n} without drug", p["between_studies_background"]) for n in names}
    return HarmTruths(
        p,
        chosen.C50,
        {n: _moved(shares[n], study[n]) for n in names},
        {n: deviation(f"{n} by the drug", p["between_studies_events"]) for n in names},
        np.exp(deviation("blood pressure", p["between_studies_pressure"])),
        p["cadss_background"] * np.exp(study[CADSS_ABOVE_4.name]),
    )


def _moved(share: Floats, by: Floats) -> Floats:
    """Return a share moved on the log odds."""
    odds = share / (1.0 - share) * np.exp(by)
    return np.asarray(odds / (1.0 + odds))
