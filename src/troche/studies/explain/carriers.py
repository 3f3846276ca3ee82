"""Which assumption carries the difference: parameters, by the spread that they explain.

Shares are of the whole variance of the difference, structure included: a mechanism's own
shares count by its weight and by how much the difference varies under it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.parameters import read_parameters
from troche.studies.explain.knowledge import Beliefs, Knowledge
from troche.studies.explain.spread import fifths, first_order, in_turn, moments

__all__ = ["FROM_PRIOR", "Carrier", "Fifth", "carriers_of"]

Floats = NDArray[np.float64]

FROM_PRIOR: Final = 0.2
"""Share of the prior's standard deviation that rows take away at the least where they speak."""

_LEAST: Final = 1e-12

_MEANINGS: Final = {
    "eta_alone": "share of baseline that the hope of a felt session takes away, where expectancy "
    "is all there is",
    "same_day_time": "time constant with which the early step of the day of dosing passes",
}
"""Of parameters whose meaning in the table leans on the one above."""


@dataclass(frozen=True)
class Fifth:
    """Truths with the lowest, or the highest, fifth of a parameter.

    Parameters
    ----------
    value
        Median of the parameter there, in its unit.
    difference : points
        Mean difference of the regimens there.
    """

    value: float
    difference: float


@dataclass(frozen=True)
class Carrier:
    """A parameter that the difference depends on.

    Parameters
    ----------
    symbol, meaning, unit
        From the table of parameters.
    share
        Of the whole variance of the difference, that would go if it alone were known.
    in_turn
        What it explains of that which larger ones have left over.
    lowest, highest
        Over the mechanisms that have it.
    informed
        Share of the prior's standard deviation that the rows took away.
    from_prior
        Whether that is so little that the prior speaks.
    mechanisms
        Names of those that have it.
    by_mechanism
        Share of each one's own variance.
    """

    symbol: str
    meaning: str
    unit: str
    share: float
    in_turn: float
    lowest: Fifth
    highest: Fifth
    informed: float
    from_prior: bool
    mechanisms: tuple[str, ...]
    by_mechanism: Mapping[str, float]

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def carriers_of(difference: Floats, knowledge: Knowledge) -> tuple[Carrier, ...]:
    """Return the parameters that explain more than chance could, largest share first.

    Parameters
    ----------
    difference : points, shape (truth,)
        In every truth of ``knowledge.whole``.
    knowledge
        The truths.
    """
    beliefs = knowledge.whole
    w, _, variance = moments(difference, beliefs)
    off = difference - np.average(difference, weights=beliefs.weight)
    whole = float(np.sum(beliefs.weight * off**2))
    if whole <= _LEAST:
        return ()
    each = [difference[beliefs.place == m] for m in range(len(beliefs.names))]
    own: dict[str, Floats] = {}
    for parameter in read_parameters("mood"):
        draws = [beliefs.posteriors[n].values[parameter.symbol] for n in beliefs.names]
        own[parameter.symbol] = np.array(
            [first_order(d, x)[0] for d, x in zip(each, draws, strict=True)]
        )
    shares = {symbol: float(np.sum(w * variance * s)) / whole for symbol, s in own.items()}
    order = sorted((s for s in shares if shares[s] > 0.0), key=lambda s: -shares[s])
    if not order:
        return ()
    turns = _in_turn(each, order, beliefs) @ (w * variance) / whole
    return tuple(
        _carrier(symbol, shares[symbol], float(turn), own[symbol], each, knowledge)
        for symbol, turn in zip(order, turns, strict=True)
    )


def _in_turn(each: Sequence[Floats], order: Sequence[str], beliefs: Beliefs) -> Floats:
    """Return shares of each mechanism's variance in order, shape (symbol, mechanism)."""
    return np.stack(
        [
            in_turn(d, [beliefs.posteriors[name].values[symbol] for symbol in order])
            for name, d in zip(beliefs.names, each, strict=True)
        ],
        axis=1,
    )


def _carrier(
    symbol: str,
    share: float,
    turn: float,
    own: Floats,
    each: Sequence[Floats],
    knowledge: Knowledge,
) -> Carrier:
    beliefs, parameter = knowledge.whole, read_parameters("mood")[symbol]
    ends: list[list[tuple[float, float]]] = [[], []]
    weights, told, having = [], [], []
    for name, d in zip(beliefs.names, each, strict=True):
        x = beliefs.posteriors[name].values[symbol]
        if float(np.ptp(x)) < _LEAST:
            continue
        having.append(name)
        weights.append(beliefs.weights[name])
        told.append(knowledge.told_by_rows(name, symbol))
        group = fifths(x)
        for end, place in zip(ends, (group.min(), group.max()), strict=True):
            end.append((float(np.median(x[group == place])), float(d[group == place].mean())))
    # Mechanisms of no weight say what they can where no other has the parameter.
    w = np.array(weights) + _LEAST
    lowest, highest = (Fifth(*np.average(end, axis=0, weights=w).tolist()) for end in ends)
    informed = float(np.average(told, weights=w))
    by_mechanism = {n: float(s) for n, s in zip(beliefs.names, own, strict=True)}
    return Carrier(
        symbol,
        _MEANINGS.get(symbol, parameter.meaning),
        parameter.unit,
        share,
        turn,
        lowest,
        highest,
        informed,
        informed < FROM_PRIOR,
        tuple(having),
        by_mechanism,
    )
