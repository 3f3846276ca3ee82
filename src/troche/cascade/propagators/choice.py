"""Which propagator a rate matrix gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from array_api_compat import is_numpy_array

from troche.cascade.concrete import numbers_of
from troche.cascade.modes import decompose
from troche.cascade.propagators.contract import Propagator
from troche.cascade.propagators.exponential import ExponentialPropagator
from troche.cascade.propagators.mixed import MixedPropagator
from troche.cascade.propagators.modal import ModalPropagator
from troche.pharmacology.system import Array

__all__ = ["propagator_for"]


def propagator_for(
    matrix: Array,
    inputs: Sequence[int] | None = None,
    method: str = "auto",
    pattern: Any | None = None,
) -> Propagator:
    """Choose how to carry `matrix` forward.

    Parameters
    ----------
    matrix : 1/h, shape (patient, state, state)
    inputs
        States that receive doses.
    method
        ``"modal"``, ``"exponential"``, or ``"auto"``: modal where sound. The
        exponential is for NumPy arrays; traced arrays take ``"modal"``.
    pattern
        As in `troche.cascade.modes.decompose`.

    Raises
    ------
    ValueError
        If `method` is none of these, or needs what the arrays cannot give.

    Examples
    --------
    >>> import numpy as np
    >>> equal = np.array([[[-2.0, 0.0], [2.0, -2.0]]])
    >>> type(propagator_for(equal)).__name__
    'ExponentialPropagator'
    """
    if method not in ("auto", "modal", "exponential"):
        raise ValueError(f"method {method!r} is not 'auto', 'modal' or 'exponential'")
    if method == "exponential":
        if not is_numpy_array(matrix):
            raise ValueError(
                f"method 'exponential' takes NumPy arrays, not {type(matrix).__name__}; "
                "for these use 'modal'"
            )
        return ExponentialPropagator(matrix)
    modal = ModalPropagator(decompose(matrix, inputs, pattern))
    if method == "modal":
        return modal
    sound = numbers_of(modal.modes.sound)
    if sound is None:
        raise ValueError("method 'auto' looks at values, which traced arrays lack; use 'modal'")
    others = np.flatnonzero(~sound)
    if len(others) == 0:
        return modal
    if not is_numpy_array(matrix):
        raise ValueError(
            f"the rates of {len(others)} patients (first: {others[0]}) nearly coincide, and the "
            f"modal form loses their digits; the exact form takes NumPy arrays, "
            f"not {type(matrix).__name__}"
        )
    exponential = ExponentialPropagator(matrix[others])
    if len(others) == len(sound):
        return exponential
    return MixedPropagator(modal, exponential, others)
