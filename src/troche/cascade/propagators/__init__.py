"""Ways to carry the linear system forward: modes, the matrix exponential, or both.

Each keeps a vector of coordinates per patient and answers the same questions;
the solver does not know which it holds. `ModalPropagator` is the fast one.
`ExponentialPropagator` works in the states themselves, where nothing cancels.
`MixedPropagator` takes modes where they are sound and the exponential for the
patients whose rates nearly coincide, chains of equal rates, and blocks with
loops. The patient is the last axis everywhere.
"""

from troche.cascade.propagators.choice import propagator_for
from troche.cascade.propagators.contract import ALL, Propagator, Weights
from troche.cascade.propagators.exponential import ExponentialPropagator
from troche.cascade.propagators.mixed import MixedPropagator
from troche.cascade.propagators.modal import ModalPropagator

__all__ = [
    "ALL",
    "ExponentialPropagator",
    "MixedPropagator",
    "ModalPropagator",
    "Propagator",
    "Weights",
    "propagator_for",
]
