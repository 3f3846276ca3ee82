"""Concentrations and areas of many settings at once, in any array namespace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from array_api_compat import array_namespace
from numpy.typing import NDArray

from troche.cascade.modes import decompose
from troche.cascade.propagators import propagator_for
from troche.cascade.propagators.modal import ModalPropagator
from troche.cascade.structure import pattern_of
from troche.pharmacology.system import Delivery
from troche.pharmacology.troche import Troche
from troche.population.predictions.settings import Setting

__all__ = ["FOREVER", "SIGNALS", "Group", "Signals", "group_settings"]

Array = Any
FOREVER: Final = 1e5
"""Hours after which nothing is left; eleven years."""

SIGNALS: Final = ("ketamine", "ketamine (venous)", "norketamine", "hydroxynorketamine")
_MODEL: Final = Troche()


@dataclass(frozen=True)
class Group:
    """Settings that are given alike, so that one system serves them.

    Parameters
    ----------
    columns
        Their places among all settings.
    deliveries
        How each input is given; of a vein, with a duration for each column.
    starts, amounts, durations : shape (input, column)
        In h, mg and h; zero milligrams where a setting has fewer inputs.
    """

    columns: tuple[int, ...]
    deliveries: tuple[Delivery, ...]
    starts: NDArray[np.float64]
    amounts: NDArray[np.float64]
    durations: NDArray[np.float64]


def _manner(delivery: Delivery) -> Any:
    if delivery.route == "iv":
        return ("iv",)  # any duration
    return (
        delivery.route,
        delivery.product.startswith("prolonged-release"),
        delivery.hold,
        delivery.swallowed,
        delivery.duration,
    )


def group_settings(settings: Sequence[Setting]) -> tuple[Group, ...]:
    """Sort settings into groups that one system serves."""
    found: dict[Any, list[int]] = {}
    for column, each in enumerate(settings):
        manners = {_manner(i.delivery) for i in each.inputs}
        found.setdefault(tuple(sorted(manners, key=repr)), []).append(column)
    return tuple(_group(settings, tuple(columns)) for columns in found.values())


def _group(settings: Sequence[Setting], columns: tuple[int, ...]) -> Group:
    """Line up the inputs of several settings; the n-th of one manner with that of another."""
    slots: dict[Any, list[dict[int, Any]]] = {}
    for place, column in enumerate(columns):
        seen: dict[Any, int] = {}
        for each in settings[column].inputs:
            key = (_manner(each.delivery), each.delivery.device)
            number = seen.get(key, 0)
            seen[key] = number + 1
            rows = slots.setdefault(key, [])
            if len(rows) == number:
                rows.append({})
            rows[number][place] = each
    every = [row for rows in slots.values() for row in rows]
    shape = (len(every), len(columns))
    starts, amounts, durations = (np.zeros(shape) for _ in range(3))
    deliveries = []
    for i, row in enumerate(every):
        deliveries.append(next(iter(row.values())).delivery)
        for place, each in row.items():
            starts[i, place] = each.time
            amounts[i, place] = each.amount
            durations[i, place] = each.delivery.duration
    return Group(columns, tuple(deliveries), starts, amounts, durations)


@cache
def _pattern(deliveries: tuple[Delivery, ...]) -> NDArray[np.bool_]:
    """Return which entries of the matrix may be non-zero, from any parameters."""
    p = _Anything()
    return pattern_of(_MODEL.system(p, deliveries).matrix)


class _Anything(dict[str, Any]):
    """Parameters that all differ and lie inside (0, 1), for the pattern alone."""

    def __missing__(self, symbol: str) -> Any:
        self[symbol] = np.array([0.3 + 0.01 * len(self)])
        return self[symbol]


class Signals:
    """The curves of one group.

    Parameters
    ----------
    p
        Parameters by symbol, shape (column,): of the group's columns, or of one
        setting in many people.
    group
        The inputs.
    """

    def __init__(self, p: Mapping[str, Array], group: Group) -> None:
        self._xp = array_namespace(p["V1"])
        self._group, self._p = group, p
        system = _MODEL.system(p, group.deliveries)
        self._inputs = [
            (i, system.index(entry.state), entry)
            for i, delivery in enumerate(group.deliveries)
            for entry in _MODEL.entries(p, delivery)
        ]
        states = sorted({state for _, state, _ in self._inputs})
        numpy = isinstance(p["V1"], np.ndarray)
        self._propagator: Any = (
            propagator_for(system.matrix, states)
            if numpy
            else ModalPropagator(decompose(system.matrix, states, _pattern(group.deliveries)))
        )
        self._rows = {
            name: self._propagator.row(
                {system.index(s): w for s, w in system.observations[name].items()}
            )
            for name in SIGNALS
        }

    def _coordinates(self, times: Array, areas: bool) -> Array:
        """Return what all inputs have left at `times`, or its integral up to them."""
        solve = self._propagator.window_area if areas else self._propagator.window
        total = None
        for i, state, entry in self._inputs:
            start = self._group.starts[i] + entry.lag
            duration = self._duration(i, entry)
            elapsed = times - start
            share = self._group.amounts[i] * entry.fraction
            left = solve(state, elapsed, self._wide(duration, times)) * share
            total = left if total is None else total + left
        return total

    def _duration(self, i: int, entry: Any) -> Array:
        if self._group.deliveries[i].route in ("iv", "im", "sc"):
            return self._xp.asarray(self._group.durations[i])
        return entry.duration

    def _wide(self, duration: Array, times: Array) -> Array:
        return self._xp.zeros_like(times[0, ...]) + duration

    def curves(self, times: Array, names: Sequence[str]) -> dict[str, Array]:
        """Return concentrations in mg/L at `times`, shape (time, column), by signal."""
        y = self._coordinates(times, areas=False)
        return {name: self._propagator.at(self._rows[name], y) for name in names}

    def areas(self, times: Array, names: Sequence[str]) -> dict[str, Array]:
        """Return areas in mg*h/L from zero to `times`, likewise."""
        y = self._coordinates(times, areas=True)
        return {name: self._propagator.at(self._rows[name], y) for name in names}
