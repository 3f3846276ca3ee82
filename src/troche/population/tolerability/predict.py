r"""What rows of harm are expected to say, and draws of what a study would report.

Given a person's sensitivity :math:`\eta`, sessions are independent; over people it is
averaged by Gauss-Hermite quadrature,

.. math:: P = 1 - \int \prod_j \Bigl[1 - \Phi\Bigl(\frac{m_j + \delta + \sqrt{a}\,\eta}
          {\sqrt{1 - a}}\Bigr)\Bigr]\,\varphi(\eta)\,d\eta, \qquad
          S = 1 - (1 - b)(1 - P)

with b what happens without drug, and a study's own deviations: :math:`\delta` of the drug's
part, and one of b on its log odds. No drug leaves b exactly. Where people were chosen for having
tolerated the drug, :math:`\eta` has a lower mean and b lower odds; where a symptom was asked for,
m is higher; where one term of a group is counted, S is a share of that of the group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.felt import felt
from troche.pharmacology.tolerability import (
    background,
    dissociation,
    event_drive,
    exceeds,
    habituated,
    pressure_rise,
    reported,
    session_strength,
)
from troche.population.mood.repetition import Scan, loop
from troche.population.mood.shares import normal_cdf
from troche.population.tolerability.kinds import DISSOCIATION, REPORTED
from troche.population.tolerability.layout import PRESSURES, HarmLayout, Pairs

__all__ = ["ABOVE", "HarmExpected", "HarmPredictor", "harm_draws"]

Array = Any
Floats = NDArray[np.float64]

ABOVE: Final = 4.0
"""Points of the CADSS above which a person is counted."""

_ETA, _RAW = np.polynomial.hermite_e.hermegauss(9)
_WEIGHTS: Final = _RAW / _RAW.sum()

_CUFF: Final = 10.0
"""mmHg (beats a minute): spread of a person's change without drug. An assumption; the table
has no row."""

_UNEVEN: Final = 1.4
"""Standard deviation over mean of the score without drug: an assumption, a few score much."""

_LEAST: Final = 1e-30
_TOLD: Final = REPORTED.index(DISSOCIATION)
_COPIES: Final = 20
_SEED: Final = 20261123


@dataclass(frozen=True)
class HarmExpected:
    """What rows are expected to say; leading axes are draws.

    Parameters
    ----------
    mean : shape (..., row)
        Fractions, points, mmHg or beats a minute.
    sd : shape (..., row)
        Among people, of means; of shares that of one person's yes or no.
    """

    mean: Array
    sd: Array


class HarmPredictor:
    """Expectations of laid out rows, for any array namespace.

    Parameters
    ----------
    layout
        Of the rows.
    xp, scan
        Array namespace, and how to run a recursion in it.
    """

    def __init__(self, layout: HarmLayout, xp: Any = np, scan: Scan = loop) -> None:
        self.layout, self._xp, self._scan = layout, xp, scan

    def expected(
        self, p: Mapping[str, Array], C50: Array, share: Array, without: Array, drug: Array
    ) -> HarmExpected:
        """Return what every row is expected to say.

        Parameters
        ----------
        p : shape (...)
            Parameters of the table ``tolerability`` by symbol.
        C50 : mg/L, shape (..., event)
        share : fraction, shape (..., event)
            Over four weeks without drug, of `REPORTED`.
        without, drug : shape (..., study)
            Standard normal deviations of each family and event.
        """
        lay, xp = self.layout, self._xp
        count = len(lay.statistics)
        mean = xp.zeros((*drug.shape[:-1], count))
        sd = xp.zeros((*drug.shape[:-1], count))
        if len(lay.part_of):
            shares = self._shares(p, C50, share, without, drug)
            mean = mean + shares
            sd = sd + xp.sqrt(xp.maximum(shares * (1.0 - shares), _LEAST))
        if len(lay.mean_of):
            place = xp.asarray(np.eye(count)[lay.mean_of])
            m, s = self._means(p, without, drug)
            mean, sd = mean + m @ place, sd + s @ place
        return HarmExpected(mean, sd)

    def _shares(
        self, p: Mapping[str, Array], C50: Array, share: Array, without: Array, drug: Array
    ) -> Array:
        lay, xp = self.layout, self._xp
        one = _wide(p, 1)
        every = xp.concatenate([share, p["cadss_background_share"][..., None]], axis=-1)
        b = every[..., lay.part_background]
        odds = xp.log(b) - xp.log(1.0 - b)
        odds = odds + one["between_studies_background"] * without[..., lay.part_study]
        odds = odds - one["tolerant_background"] * xp.asarray(lay.part_chosen)
        b = background(1.0 / (1.0 + xp.exp(-odds)), xp.asarray(lay.hours[lay.part_of]), one)
        spared = 1.0 - b
        by_drug = 0.0 * spared
        drives = [(self._event_drives(p, C50), lay.of_events)] if len(lay.of_events.part) else []
        drives += [(self._felt_drives(p, C50, pairs), pairs) for pairs in lay.of_felt]
        moved = one["between_studies_events"] * drug[..., lay.part_study]
        moved = moved + one["asked"] * xp.asarray(lay.part_asked)
        moved = moved - xp.sqrt(one["alike"]) * one["tolerant"] * xp.asarray(lay.part_chosen)
        for drive, pairs in drives:
            shift = moved[..., pairs.part, None]
            ever = self._ever(drive + shift, xp.asarray(pairs.counts), p)
            onto = pairs.weight[:, None] * np.eye(len(lay.part_of))[pairs.part]
            by_drug = by_drug + ever @ xp.asarray(onto)
        counted = xp.where(xp.asarray(lay.part_one_term), one["one_term"], 1.0)
        shares = 1.0 - spared * (1.0 - by_drug)
        logs = xp.log(xp.maximum(1.0 - counted * shares, _LEAST))
        rows = np.eye(len(lay.statistics))[lay.part_of]
        has = xp.asarray(lay.shares.astype(float))
        return (1.0 - xp.exp(logs @ xp.asarray(rows))) * has

    def _event_drives(self, p: Mapping[str, Array], C50: Array) -> Array:
        """Return how far a middle person lies above thresholds, shape (..., pair, session)."""
        pairs, xp, two = self.layout.of_events, self._xp, _wide(p, 2)
        strength = session_strength(xp.asarray(pairs.C_S), xp.asarray(pairs.C_R), two)
        return event_drive(strength, C50[..., pairs.event][..., None], two)

    def _felt_drives(self, p: Mapping[str, Array], C50: Array, pairs: Pairs) -> Array:
        """Return the same of what is felt; what earlier sessions left counts."""
        xp, one, two = self._xp, _wide(p, 1), _wide(p, 2)
        C = xp.asarray(pairs.C_S)
        f = felt(C, two)

        def step(T: Array, row: tuple[Array, Array]) -> tuple[Array, tuple[Array]]:
            return habituated(T, row[0], row[1], one), (T,)

        rows = (xp.moveaxis(f, -1, 0), xp.asarray(pairs.gaps.T))
        T = xp.moveaxis(self._scan(step, 0.0 * f[..., 0], rows)[0], 0, -1)
        told = reported(C, T, C50[..., _TOLD, None, None], two)
        return xp.where(xp.asarray(pairs.event == 0)[:, None], told, exceeds(C, T, ABOVE, two))

    def _ever(self, drives: Array, counts: Array, p: Mapping[str, Array]) -> Array:
        """Return the share of people with it in a session that counts, shape (..., pair)."""
        xp, a = self._xp, _wide(p, 3)["alike"]
        z = (drives[..., None] + xp.sqrt(a) * xp.asarray(_ETA)) / xp.sqrt(1.0 - a)
        spared = xp.log(normal_cdf(-z) + _LEAST) * counts[..., None]
        return 1.0 - xp.exp(xp.sum(spared, axis=-2)) @ xp.asarray(_WEIGHTS)

    def _means(self, p: Mapping[str, Array], without: Array, drug: Array) -> tuple[Array, Array]:
        """Return means and standard deviations among people of scores and pressures."""
        lay, xp, one, two = self.layout, self._xp, _wide(p, 1), _wide(p, 2)
        C = xp.asarray(lay.mean_C)
        d = drug[..., lay.mean_study]
        shift = (one["between_studies_events"] * d)[..., None] + xp.asarray(_ETA)
        D = dissociation(C[:, None] * xp.exp(two["spread_felt"] * shift), 0.0, two)
        score = D @ xp.asarray(_WEIGHTS)
        b = one["cadss_background"] * xp.exp(
            one["between_studies_background"] * without[..., lay.mean_study]
        )
        varied = xp.maximum((D**2) @ xp.asarray(_WEIGHTS) - score**2, 0.0) + (_UNEVEN * b) ** 2
        slopes = xp.stack([p[s] for s in PRESSURES.values()], axis=-1)
        rise = pressure_rise(C, slopes[..., np.maximum(lay.mean_pressure, 0)])
        rise = rise * xp.exp(one["between_studies_pressure"] * d)
        pressed = xp.asarray(lay.mean_pressure >= 0)
        sd_rise = xp.sqrt((one["spread_pressure"] * rise) ** 2 + _CUFF**2)
        return xp.where(pressed, rise, b + score), xp.where(pressed, sd_rise, xp.sqrt(varied))


def _wide(p: Mapping[str, Array], axes: int) -> dict[str, Array]:
    """Return parameters with so many axes more."""
    return {name: value[(..., *[None] * axes)] for name, value in p.items()}


def harm_draws(
    layout: HarmLayout,
    values: Mapping[str, Floats],
    C50: Mapping[str, Floats],
    share: Mapping[str, Floats],
) -> Floats:
    """Return draws of what rows would report: truths, studies and chance together.

    Parameters
    ----------
    layout
        Of the rows; neither their values nor their reported spreads are looked at.
    values, C50, share : shape (draw,)
        As of `TolerabilityPosterior`.

    Returns
    -------
    shape (copies * draw, row)
    """
    rng = np.random.default_rng(_SEED)
    p = {name: np.tile(np.asarray(v, dtype=float), _COPIES) for name, v in values.items()}
    many = len(next(iter(p.values())))
    tables = [
        np.stack([np.tile(part[e.name], _COPIES) for e in REPORTED], axis=-1)
        for part in (C50, share)
    ]
    deviations = rng.normal(size=(2, many, len(layout.studies)))
    expected = HarmPredictor(layout).expected(p, *tables, *deviations)
    ranged = np.isfinite(layout.errors)
    error = np.where(ranged, np.nan_to_num(layout.errors), expected.sd / np.sqrt(layout.n))
    found = expected.mean + error * rng.normal(size=expected.mean.shape)
    counted = layout.shares & ~ranged
    n = np.maximum(np.round(layout.n), 1.0)
    chance = np.clip(expected.mean, 0.0, 1.0)
    found[:, counted] = (rng.binomial(n.astype(int), chance) / n)[:, counted]
    found[:, layout.shares] = np.clip(found[:, layout.shares], 0.0, 1.0)
    return np.asarray(found)
