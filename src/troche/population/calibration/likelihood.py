r"""The likelihood of the rows: one multivariate normal a family, effects integrated out.

For the rows :math:`y_f` of one family, on the log scale,

.. math::
    y_f \sim N\Bigl(m_f(\theta) + \tfrac12 d_f,\;
        J_f\,(T + \Omega / n)\,J_f^\top + R_f\Bigr)

:math:`m` are typical people's metrics, solved exactly by the cascade; :math:`J` its
derivatives; :math:`T` the variances between studies, :math:`\Omega` those between people,
:math:`R` what is left: residuals, what rows leave open, and errors that points of one
figure share. :math:`d` is the variance of a metric between people: an arithmetic mean
lies above the typical person by half of it, a median or geometric mean does not.

One study has one set of effects, shared by all of its rows, and they are integrated out
to first order (as NONMEM's FO does): :math:`J` is taken where the linearised fit ends and
stays there, which leaves no funnel to sample. What that costs is measured by refitting
studies simulated with the exact effects (`troche.population.calibration.recovery`).

References
----------
.. [1] Sheiner & Beal (1980). *J Pharmacokinet Biopharm* 8:553-571 (first order).
.. [2] Dias et al. (2013). *Med Decis Making* 33:607-617 (evidence synthesis of rows).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

import numpy as np
from array_api_compat import array_namespace
from numpy.typing import NDArray

from troche.population.calibration.mechanics import Mechanics
from troche.population.calibration.observed import Noise, published_spreads
from troche.population.posterior import read as columns

__all__ = ["CURVE", "RESIDUAL", "Layout", "Unknowns"]

Array = Any
Floats = NDArray[np.float64]

RESIDUAL: Final[Mapping[Noise, float]] = {
    "concentration": 0.08,
    "metabolite concentration": 0.12,
    "exposure": 0.08,
    "metabolite exposure": 0.12,
    "time": 0.20,
    "share": 0.15,
    "parameter": 0.02,
    "interaction": 0.15,
}
"""Prior medians of the residual standard deviations."""

CURVE: Final = 0.06
"""Prior median of the error that points of one figure, or of one model, share."""

_SPREAD_DIFFERS: Final = 0.25
"""Standard deviation of the logarithm of a spread that a paper prints and of that here."""

_SD_OF_LOG: Final = {"study": 0.4, "subject": 0.35, "residual": 0.4}
"""Prior standard deviations of the logarithms of standard deviations."""


@dataclass(frozen=True)
class Unknowns:
    """The vector that is sampled, cut into what it means.

    Parameters
    ----------
    theta
        Typical values, on the scales of the prior; shape (parameter,).
    between_study, between_subject
        Standard deviations, shape (parameter,).
    residual
        Standard deviations, shape (noise,).
    curve
        Standard deviation of the error that points of one figure share.
    """

    theta: Array
    between_study: Array
    between_subject: Array
    residual: Array
    curve: Array


class Layout:
    """What the likelihood needs besides the unknowns.

    Parameters
    ----------
    mechanics
        Predictions.
    """

    def __init__(self, mechanics: Mechanics) -> None:
        rows, scales = mechanics.observed, mechanics.scales
        self.mechanics, self.scales = mechanics, scales
        self.values = np.array([o.value for o in rows])
        self.members = {
            family: np.flatnonzero([o.family == family for o in rows])
            for family in dict.fromkeys(o.family for o in rows)
        }
        names = get_args(Noise)
        self.noise_of = np.array([names.index(o.noise) for o in rows])
        self.fixed = np.array([o.fixed_sd for o in rows])
        self.root_n = np.array([1.0 / np.sqrt(o.n) for o in rows])
        self.of_mean = np.array([float(o.of_mean) for o in rows])
        curves = [f"{o.family} {o.curve}" if o.curve else str(i) for i, o in enumerate(rows)]
        same = np.array([[a == b for b in curves] for a in curves], dtype=np.float64)
        self.same_curve = same * np.array([float(bool(o.curve)) for o in rows])
        self.differing = np.flatnonzero(scales.between_subject > 0)
        self.spread_rows = np.flatnonzero([np.isfinite(o.spread) for o in rows])
        families = list(self.members)
        self.spread_family = np.array(
            [families.index(rows[i].family) for i in self.spread_rows], dtype=np.int64
        )
        self.spreads = np.array([rows[i].spread for i in self.spread_rows])
        self.spread_sd = np.array(
            [np.hypot(0.1, 1 / np.sqrt(2 * max(1.0, rows[i].n - 1))) for i in self.spread_rows]
        )

        self.published = np.array(
            [
                (families.index(family), scales.symbols.index(symbol), np.log(sd))
                for family, symbol, sd in published_spreads()
                if family in self.members
            ]
        ).reshape(-1, 3)

    @property
    def size(self) -> int:
        """Length of the vector that is sampled."""
        return 2 * len(self.scales.fitted) + len(self.differing) + len(RESIDUAL) + 1

    @property
    def names(self) -> tuple[str, ...]:
        """What each place of the vector is."""
        symbols = self.scales.symbols
        return (
            *symbols,
            *(f"{columns.STUDIES}{s}" for s in symbols),
            *(f"{columns.PEOPLE}{symbols[i]}" for i in self.differing),
            *(f"{columns.RESIDUAL}{name}" for name in RESIDUAL),
            columns.CURVE,
        )

    def unknowns(self, z: Array) -> Unknowns:
        """Take standard normal numbers to the unknowns; shape (size,) or (size, draw)."""
        xp = array_namespace(z)
        scales = self.scales
        count, people = len(scales.fitted), len(self.differing)
        wide = (slice(None), *(None,) * (len(z.shape) - 1))

        def spread(part: Array, median: Floats, kind: str) -> Array:
            return xp.asarray(median)[wide] * xp.exp(_SD_OF_LOG[kind] * part)

        a, b, c = count, 2 * count, 2 * count + people
        theta = xp.asarray(scales.centre)[wide] + xp.asarray(scales.width)[wide] * z[:a, ...]
        study = spread(z[a:b, ...], scales.between_study, "study")
        own = spread(z[b:c, ...], scales.between_subject[self.differing], "subject")
        place = np.zeros((count, people))
        place[self.differing, np.arange(people)] = 1.0
        subject = xp.asarray(place) @ own if people else study * 0.0
        noise = spread(z[c:-1, ...], np.array(list(RESIDUAL.values())), "residual")
        curve = CURVE * xp.exp(_SD_OF_LOG["residual"] * z[-1, ...])
        return Unknowns(theta, study, subject, noise, curve)

    def moments(
        self, unknowns: Unknowns, predicted: Array, sensitivities: Array, family: str
    ) -> tuple[Array, Array]:
        """Return mean and covariance of the rows of one family.

        Parameters
        ----------
        unknowns
            One draw.
        predicted : shape (row,)
            Of all rows.
        sensitivities : shape (row, parameter)
            Derivatives of the predictions where the effects are expanded.
        family
            One of `members`.
        """
        xp = array_namespace(predicted)
        rows = self.members[family]
        J = sensitivities[rows]
        people = J * unknowns.between_subject
        studies = J * unknowns.between_study
        variance = xp.sum(people * people, axis=1)
        mean = predicted[rows] + 0.5 * xp.asarray(self.of_mean[rows]) * variance
        sampled = xp.asarray(self.root_n[rows])[:, None] * people
        own = unknowns.residual[self.noise_of[rows]] ** 2 + xp.asarray(self.fixed[rows]) ** 2
        shared = xp.asarray(self.same_curve[np.ix_(rows, rows)]) * unknowns.curve**2
        diagonal = own * xp.eye(len(rows))
        return mean, studies @ studies.T + sampled @ sampled.T + shared + diagonal

    def of_families(
        self, z: Array, sensitivities: Array, values: Array | None = None
    ) -> dict[str, Array]:
        """Return the log density of each family's rows, its effects integrated out.

        Without `values` the rows are those of the evidence.
        """
        xp = array_namespace(z)
        seen = self.values if values is None else values
        unknowns = self.unknowns(z)
        predicted = self.mechanics.predict(unknowns.theta)
        found = {}
        for family, rows in self.members.items():
            mean, covariance = self.moments(unknowns, predicted, sensitivities, family)
            root = xp.linalg.cholesky(covariance)
            white = _solve_lower(root, xp.asarray(seen)[rows] - mean, xp)
            found[family] = (
                -0.5 * xp.sum(white**2)
                - xp.sum(xp.log(xp.linalg.diagonal(root)))
                - 0.5 * len(rows) * np.log(2 * np.pi)
            )
        return found

    def log_density(
        self,
        z: Array,
        sensitivities: Array,
        active: Array,
        values: Array | None = None,
        prior: Array = 1.0,
    ) -> Array:
        """Return the logarithm of the posterior density, up to a constant.

        Parameters
        ----------
        z : shape (size,)
            Standard normal under the prior.
        sensitivities : shape (row, parameter)
            As in `moments`.
        active : shape (family,)
            1 for a family whose rows speak, 0 for one that is left out.
        values : shape (row,), optional
            In place of those of the evidence.
        prior
            Standard deviation of `z` under the prior.
        """
        xp = array_namespace(z)
        unknowns = self.unknowns(z)
        rows = xp.sum(xp.stack(list(self.of_families(z, sensitivities, values).values())) * active)
        before = -0.5 * xp.sum((z / prior) ** 2) + self._of_alike(unknowns)
        return rows + self.of_spreads(unknowns, sensitivities, active) + before

    def of_spreads(self, unknowns: Unknowns, sensitivities: Array, active: Array) -> Array:
        """Return the log density of the spreads between people that rows report."""
        xp = array_namespace(unknowns.theta)
        J = sensitivities[self.spread_rows]
        own = 0.5 * xp.log(xp.sum((J * unknowns.between_subject) ** 2, axis=1) + 1e-12)
        off = (xp.log(xp.asarray(self.spreads)) - own) / self.spread_sd
        rows = -0.5 * xp.sum(active[self.spread_family] * off**2)
        family, place = self.published[:, 0].astype(int), self.published[:, 1].astype(int)
        theirs = xp.log(unknowns.between_subject[place]) - xp.asarray(self.published[:, 2])
        return rows - 0.5 * xp.sum(active[family] * (theirs / _SPREAD_DIFFERS) ** 2)

    def _of_alike(self, unknowns: Unknowns) -> Array:
        theta = unknowns.theta
        return sum(
            (-0.5 * ((theta[i] - theta[j]) / sd) ** 2 for i, j, sd in self.scales.alike), 0.0
        )


def _solve_lower(root: Array, right: Array, xp: Any) -> Array:
    if xp.__name__.endswith("numpy") and "jax" not in xp.__name__:
        from scipy.linalg import solve_triangular

        return solve_triangular(root, right, lower=True)
    from jax.scipy.linalg import solve_triangular as solve

    return solve(root, right, lower=True)
