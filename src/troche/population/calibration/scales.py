"""The fitted parameters as one vector, each on the scale of its prior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from array_api_compat import array_namespace
from numpy.typing import NDArray

from troche.pharmacology.interactions import beside
from troche.population.calibration.observed import FITTED_TABLES
from troche.population.parameters import Parameter, read_parameters, to_scale
from troche.population.parameters.read import file_of
from troche.population.parameters.table import REFERENCE_WEIGHT
from troche.population.predictions import Setting

__all__ = ["Scales"]

Array = Any
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scales:
    """Prior and meaning of the vector that is fitted.

    Parameters
    ----------
    fitted
        The parameters that are estimated, in order.
    known
        Those that are not: they enter at their value.
    alike
        Pairs of places that are expected near one another, with the standard deviation.
    """

    fitted: tuple[Parameter, ...]
    known: tuple[Parameter, ...]
    alike: tuple[tuple[int, int, float], ...]

    @classmethod
    def of_tables(cls) -> Scales:
        """Return the scales of the shipped parameter tables.

        Examples
        --------
        >>> "CLint" in Scales.of_tables().symbols
        True
        """
        every = [p for name in FITTED_TABLES for p in read_parameters(name, fitted=False)]
        fitted = tuple(p for p in every if p.fitted)
        place = {p.symbol: i for i, p in enumerate(fitted)}
        alike = tuple(
            (place[pair.between[0]], place[pair.between[1]], pair.sd)
            for name in FITTED_TABLES
            for pair in file_of(name).alike
        )
        return cls(fitted, tuple(p for p in every if not p.fitted), alike)

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols of the fitted parameters, in order."""
        return tuple(p.symbol for p in self.fitted)

    @cached_property
    def centre(self) -> Floats:
        """Medians of the prior, shape (parameter,)."""
        return np.array([to_scale(p.value, p.transform) for p in self.fitted])

    @cached_property
    def width(self) -> Floats:
        """Standard deviations of the prior, shape (parameter,)."""
        return np.array([p.uncertainty_sd for p in self.fitted])

    @cached_property
    def between_study(self) -> Floats:
        """Prior medians of the standard deviations between studies, shape (parameter,)."""
        return np.array([p.between_study_sd for p in self.fitted])

    @cached_property
    def between_subject(self) -> Floats:
        """Prior medians of those between people, shape (parameter,); 0 where there is none."""
        return np.array([p.spread_sd for p in self.fitted])

    @cached_property
    def _logit(self) -> NDArray[np.bool_]:
        return np.array([p.transform == "logit" for p in self.fitted])

    @cached_property
    def _exponents(self) -> Floats:
        return np.array([p.weight_exponent for p in self.fitted])

    def values(self, theta: Array, weights: Sequence[float] = (REFERENCE_WEIGHT,)) -> Any:
        """Return the parameters of people of some weights.

        Parameters
        ----------
        theta : shape (parameter,) or (parameter, draw)
            On the scales of the prior.
        weights : kg

        Returns
        -------
        dict of symbol to shape (weight,) or (weight, draw)
        """
        xp = array_namespace(theta)
        relative = np.asarray(weights)[None, :] / REFERENCE_WEIGHT
        wide = (slice(None), slice(None), *(None,) * (len(theta.shape) - 1))
        logit = xp.asarray(self._logit)[(slice(None), *(None,) * (len(theta.shape) - 1))]
        natural = xp.where(logit, 1.0 / (1.0 + xp.exp(-theta)), xp.exp(theta))
        scaled = natural[:, None, ...] * xp.asarray(relative ** self._exponents[:, None])[wide]
        found = {p.symbol: scaled[i, ...] for i, p in enumerate(self.fitted)}
        nothing = scaled[0, ...] * 0.0
        for p in self.known:
            known = p.value * relative[0] ** p.weight_exponent
            found[p.symbol] = nothing + xp.asarray(known)[wide[1:]]
        return found

    def parameters_of(self, theta: Array) -> Any:
        """Return what `troche.population.predictions.Plan.evaluate` takes."""

        def of(people: Sequence[Setting]) -> Mapping[str, Array]:
            found: dict[str, Array] = self.values(theta, [each.weight for each in people])
            taking = [i for i, each in enumerate(people) if each.perpetrator]
            if not taking:
                return found
            xp = array_namespace(theta)
            changed = {
                i: beside({s: v[i, ...] for s, v in found.items()}, people[i].perpetrator)
                for i in taking
            }
            for symbol in ("CLint", "Fg"):
                rows = [
                    changed[i][symbol] if i in changed else found[symbol][i, ...]
                    for i in range(len(people))
                ]
                found[symbol] = xp.stack(rows)
            return found

        return of
