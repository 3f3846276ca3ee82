"""From a vector of parameters to what each row would say of typical people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from array_api_compat import array_namespace

from troche.population.calibration.derived import DERIVED
from troche.population.calibration.observed import Observed
from troche.population.calibration.scales import Scales
from troche.population.parameters import Transform
from troche.population.predictions import Plan
from troche.population.predictions.derivatives import sensitivities

__all__ = ["Mechanics"]

Array = Any


class Mechanics:
    """The mechanistic half of the fit.

    Parameters
    ----------
    scales
        The fitted vector.
    observed
        The rows.
    """

    def __init__(self, scales: Scales, observed: Sequence[Observed]) -> None:
        self.scales, self.observed = scales, tuple(observed)
        demands = list(dict.fromkeys(d for each in self.observed for d in each.demands))
        place = {demand: i for i, demand in enumerate(demands)}
        self.plan = Plan(demands)
        self._first = [place[o.demands[0]] if o.demands else -1 for o in self.observed]
        self._minus = [place[o.demands[1]] if len(o.demands) > 1 else -1 for o in self.observed]

    def predict(self, theta: Array) -> Array:
        """Return what each row would say of typical people, on the scale of the row.

        Parameters
        ----------
        theta : shape (parameter,) or (parameter, draw)

        Returns
        -------
        shape (row,) or (row, draw)
        """
        xp = array_namespace(theta)
        metrics = xp.log(self.plan.evaluate(self.scales.parameters_of(theta)))
        values = {s: v[0, ...] for s, v in self.scales.values(theta).items()}
        rows = []
        for each, first, minus in zip(self.observed, self._first, self._minus, strict=True):
            if first < 0:
                rows.append(self._published(each.parameter, theta, values, xp))
            elif minus < 0:
                rows.append(metrics[first, ...])
            else:
                rows.append(metrics[first, ...] - metrics[minus, ...])
        return xp.stack(rows)

    def _published(self, name: str, theta: Array, values: dict[str, Array], xp: Any) -> Array:
        if name in DERIVED:
            return _scaled(DERIVED[name].of(values), DERIVED[name].transform, xp)
        return theta[self.scales.symbols.index(name), ...]

    def sensitivities(self, theta: np.ndarray) -> np.ndarray:
        """Return the derivative of each row's prediction, by central differences.

        Returns
        -------
        shape (row, parameter)
        """
        return sensitivities(self.predict, theta)


def _scaled(value: Array, transform: Transform, xp: Any) -> Array:
    return xp.log(value / (1.0 - value)) if transform == "logit" else xp.log(value)
