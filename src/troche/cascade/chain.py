r"""A chain in which nothing feeds back upstream.

Below the linear system stand scalar filters,

.. math:: \dot y_i = f_i(x, y_1, \dots, y_{i-1}) - r_i\, y_i ,

each driven by a function of what stands above it: the glutamate burst by
occupancy, plasticity by the burst, mood by plasticity. A new state of the
product is one more `Filter` in the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from troche.cascade.doses import is_shared
from troche.pharmacology.system import Array

__all__ = ["Chain", "Filter", "Proportional"]

Drive = Callable[[Mapping[str, Array], Mapping[str, Array]], Array]


@dataclass(frozen=True)
class Proportional:
    """A drive that is `gain` times one other filter.

    Parameters
    ----------
    source
        Name of the filter above.
    gain : shape () or (patient,)
        In units of the filter per unit of the source per h.
    """

    source: str
    gain: Array


@dataclass(frozen=True)
class Filter:
    """One scalar state of the chain.

    Parameters
    ----------
    name
        How results and drives further down call it.
    rate : 1/h, shape () or (patient,)
        Its own decay.
    drive
        What fills it: a function from signals (by name, shape (node, patient)) and
        parameters to an array of the signals' shape, or `Proportional`.
    needs
        Names of the signals and filters that a function reads.
    parameters
        What the function is given besides: numbers, or one per patient.
    start : shape () or (patient,)
        Its value at time zero.
    slow
        True when the drive follows slow states only; it then gets few nodes.
    """

    name: str
    rate: Array
    drive: Drive | Proportional
    needs: tuple[str, ...] = ()
    parameters: Mapping[str, Array] = field(default_factory=dict)
    start: Array = 0.0
    slow: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """What the drive reads, whichever way it is written."""
        return (self.drive.source,) if isinstance(self.drive, Proportional) else self.needs

    def driven_by(self, inputs: Mapping[str, Array], columns: Any | None = None) -> Array:
        """Return the drive where `inputs` are known, of patients `columns` where given."""

        def mine(value: Array) -> Array:
            return value if columns is None or is_shared(value) else value[columns]

        if isinstance(self.drive, Proportional):
            return mine(self.drive.gain) * inputs[self.drive.source]
        return self.drive(inputs, {name: mine(value) for name, value in self.parameters.items()})


@dataclass(frozen=True)
class Chain:
    """A linear system and the filters below it.

    Parameters
    ----------
    matrix : 1/h, shape (patient, state, state)
        The linear part.
    signals
        Linear signals: name to {state: weight}, weights of shape () or (patient,).
    filters
        In order, upstream first.

    Raises
    ------
    ValueError
        If two names are equal, or a filter reads what does not stand above it.
    """

    matrix: Array
    signals: Mapping[str, Mapping[int, Array]] = field(default_factory=dict)
    filters: Sequence[Filter] = ()

    def __post_init__(self) -> None:
        known = list(self.signals)
        for item in self.filters:
            missing = [name for name in item.reads if name not in known]
            if missing or item.name in known:
                fault = f"reads {missing}, not above it" if missing else "has a name already taken"
                raise ValueError(f"filter {item.name!r} {fault}; above it stand {known}")
            known.append(item.name)

    def depends_only_on_linear(self, item: Filter) -> bool:
        """Return whether the drive of `item` hangs on the linear state and nothing else.

        A filter proportional to such a one counts too: what it owes to its source's
        value at the start of an interval is known in closed form.
        """
        if not isinstance(item.drive, Proportional):
            return all(name in self.signals for name in item.reads)
        above = {f.name: f for f in self.filters}.get(item.drive.source)
        return (
            above is not None
            and not isinstance(above.drive, Proportional)
            and self.depends_only_on_linear(above)
        )
