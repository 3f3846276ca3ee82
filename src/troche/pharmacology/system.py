r"""What a pharmacokinetic model is: flows between states, and doses that enter.

Every model of this package, troche's own and the published ones, is a linear
system with constant coefficients between doses,

.. math:: \dot x = K x + u(t),

where :math:`x` holds milligrams of each species (or, for an effect site, mg/L).
A model writes its equations as `Flow` and `Link` objects, which read like the
arrows of the paper's diagram; `rate_matrix` turns them into :math:`K`. A dose
becomes one or more `Entry` objects: which share of it goes where, how late, and
over how long.

Arrays are of any array-API namespace and broadcast: a parameter is a scalar or
has one value per patient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from array_api_compat import array_namespace

__all__ = [
    "Array",
    "Delivery",
    "Entry",
    "Flow",
    "Link",
    "Model",
    "Parameters",
    "Site",
    "System",
    "rate_matrix",
]

Array = Any
Parameters = Mapping[str, Array]
Site = Literal["arterial", "venous"]


@dataclass(frozen=True)
class Delivery:
    """How a dose is given, as far as the body can tell.

    Parameters
    ----------
    route
        ``iv``, ``im``, ``sc``, ``nasal``, ``sublingual``, ``buccal``, ``oral``, ``rectal``.
    product
        The dosage form, such as ``"tablet"`` or ``"prolonged-release tablet"``; empty if unnamed.
    duration : h
        Length of an infusion; 0 for everything given at once.
    hold : h
        Time that a sublingual or buccal form is kept in the mouth.
    swallowed
        False when what is left after the hold is spat out.
    device
        1 for the first nasal device of an administration, 2 for the next, …
    """

    route: str
    product: str = ""
    duration: float = 0.0
    hold: float = 0.0
    swallowed: bool = True
    device: int = 1


@dataclass(frozen=True)
class Entry:
    """One stream of a dose into one state.

    Parameters
    ----------
    state
        The state that receives it.
    fraction : mg per mg of base given
        Share of the dose; shape ``()`` or ``(patient,)``. For a stream that
        enters as a metabolite it includes the ratio of molar masses.
    lag : h
        From the start of the administration to the start of this stream.
    duration : h
        Length of a zero-order input; 0 is instantaneous.
    """

    state: str
    fraction: Array
    lag: Array = 0.0
    duration: Array = 0.0


@dataclass(frozen=True)
class Flow:
    """Drug that leaves `source` at `rate` and arrives in `target`.

    Parameters
    ----------
    source, target
        Names of states; a `target` of None is elimination.
    rate : 1/h
        First-order rate constant.
    yields : mg per mg
        What arrives per milligram that leaves: a fraction, a ratio of molar masses.
    """

    source: str
    target: str | None
    rate: Array
    yields: Array = 1.0


@dataclass(frozen=True)
class Link:
    r"""An influence without transport: `target` gains `rate` times `source`.

    The source loses nothing, as in :math:`\dot C_e = k_{e0}(C - C_e)`.

    Parameters
    ----------
    source, target
        Names of states.
    rate : units of the target per unit of the source per h
    """

    source: str
    target: str
    rate: Array


@dataclass(frozen=True)
class System:
    r"""A model with its numbers filled in, ready to be solved.

    Parameters
    ----------
    states
        Names, in the order of the matrix.
    matrix : 1/h, shape (*patient, state, state)
        :math:`K` of :math:`\dot x = Kx`.
    observations : 1/L
        For each analyte, what one milligram in a state adds to its concentration.
    """

    states: tuple[str, ...]
    matrix: Array
    observations: Mapping[str, Mapping[str, Array]]

    def index(self, state: str) -> int:
        """Return the place of `state` in the matrix."""
        return self.states.index(state)

    def weights(self, analyte: str) -> Array:
        """Return the row that turns states into the concentration of `analyte`.

        Returns
        -------
        1/L, shape (*patient, state)
        """
        xp = array_namespace(self.matrix)
        shape = self.matrix.shape[:-2]
        terms = self.observations[analyte]
        zero = xp.zeros(shape, dtype=self.matrix.dtype)
        return xp.stack([zero + terms.get(state, 0.0) for state in self.states], axis=-1)


class Model(Protocol):
    """The contract of every pharmacokinetic model; one shared test holds it.

    Attributes
    ----------
    name
        As written on the command line.
    enantiomers
        Which of ``"S"`` and ``"R"`` it describes.
    routes
        The routes that it describes.
    site
        Where its concentrations were sampled.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def enantiomers(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def routes(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def site(self) -> Site: ...  # noqa: D102

    def system(self, p: Parameters, deliveries: Sequence[Delivery]) -> System:
        """Return the system for parameters `p`, with the depots that `deliveries` need."""
        ...

    def entries(self, p: Parameters, delivery: Delivery) -> tuple[Entry, ...]:
        """Return the streams into which one dose, given as `delivery`, divides."""
        ...


def rate_matrix(states: Sequence[str], arrows: Sequence[Flow | Link]) -> Array:
    """Assemble :math:`K` from flows and links.

    Parameters
    ----------
    states
        Names of the states, in the order wanted.
    arrows
        The model's flows and links; at least one rate is an array and fixes the
        namespace.

    Returns
    -------
    1/h, shape (*patient, state, state)

    Raises
    ------
    ValueError
        If an arrow names a state that is not there.

    Examples
    --------
    One compartment fed by a depot; each column of a closed part sums to zero.

    >>> import numpy as np
    >>> k = rate_matrix(["depot", "central"], [
    ...     Flow("depot", "central", np.array([1.0])), Flow("central", None, np.array([0.5]))])
    >>> k[0]
    array([[-1. ,  0. ],
           [ 1. , -0.5]])
    """
    place = {state: i for i, state in enumerate(states)}
    cells: dict[tuple[int, int], Array] = {}

    def add(i: int, j: int, value: Array) -> None:
        cells[i, j] = cells[i, j] + value if (i, j) in cells else value

    for arrow in arrows:
        for state in (arrow.source, arrow.target):
            if state is not None and state not in place:
                raise ValueError(f"{state!r} is not among the states {tuple(states)}")
        j = place[arrow.source]
        if isinstance(arrow, Flow):
            add(j, j, -arrow.rate)
        if arrow.target is not None:
            gain = arrow.rate * arrow.yields if isinstance(arrow, Flow) else arrow.rate
            add(place[arrow.target], j, gain)
    arrays = [value for value in cells.values() if hasattr(value, "shape")]
    xp = array_namespace(*arrays)
    zero = sum((value * 0.0 for value in cells.values()), start=xp.zeros(()))
    rows = [
        xp.stack([zero + cells.get((i, j), 0.0) for j in range(len(states))], axis=-1)
        for i in range(len(states))
    ]
    return xp.stack(rows, axis=-2)
