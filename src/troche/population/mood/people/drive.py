"""What stands between the filters of a mechanism: from blood to burst, from burst to benefit.

Each function reads the filters by their plain names (``"A"``, ``"T"``, …). Values that
quadrature leaves a rounding below zero count as zero, since powers of them are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.felt import FELT_POWER, felt
from troche.pharmacology.mood.mechanisms import Mechanism
from troche.pharmacology.mood.plasticity import accumulated, faded
from troche.pharmacology.mood.session import burst_effect

__all__ = ["BurstEffect", "Drive", "burst_drive", "expected_again", "felt_drive", "follower_drive"]

Floats = NDArray[np.float64]
Inputs = Mapping[str, Any]
Drive = Callable[[Inputs, Inputs], Any]

_NOTHING: Final = 1e-30
"""As in the fit: a power of zero has no slope."""

_LEAST: Final = 1e-60


def burst_drive(mechanism: Mechanism) -> Drive:
    """Return the drive of a burst; a signal that the body does not have is zero."""

    def drive(signals: Inputs, p: Inputs) -> Any:
        like = next(iter(signals.values()))
        present = {
            name: np.maximum(signals[name], 0.0) if name in signals else np.zeros_like(like)
            for name in mechanism.needs
        }
        return mechanism.drive(present, p)

    return drive


class BurstEffect:
    """The effect of one mechanism's burst, and what it drives.

    Memory and both plasticities read the same burst at the same nodes, one after the
    other: what they share is computed once.

    Parameters
    ----------
    name
        Of the burst's filter.
    memory
        Of the memory's filter.
    """

    def __init__(self, name: str, memory: str) -> None:
        self._name, self._memory = name, memory
        self._effect: tuple[Any, Any] = (None, None)
        self._into: tuple[Any, Any] = (None, None)

    def remembered(self, inputs: Inputs, p: Inputs) -> Any:
        """Return what fills the memory, 1/h."""
        return self._effect_of(inputs[self._name], p) / p["tau_1"]

    def plasticity(self, inputs: Inputs, p: Inputs) -> Any:
        """Return what fills either plasticity, 1/h."""
        A = inputs[self._name]
        known, value = self._into
        if known is None or known is not _owner(A):
            less = faded(self._effect_of(A, p), np.maximum(inputs[self._memory], 0.0), p)
            value = (less + _NOTHING) ** (1.0 / p["alpha"]) / p["tau_q"]
            self._into = (_owner(A), value)
        return value

    def _effect_of(self, A: Any, p: Inputs) -> Any:
        known, value = self._effect
        if known is None or known is not _owner(A):
            value = burst_effect(np.maximum(A, 0.0) / p["A_ref"], p)
            self._effect = (_owner(A), value)
        return value


def _owner(view: Any) -> Any:
    """Return the array that a view looks into: a new one for every interval."""
    return view if view.base is None else view.base


def follower_drive(source: str) -> Drive:
    """Return the drive of what follows a plasticity, 1/h."""

    def drive(inputs: Inputs, p: Inputs) -> Any:
        return p["onset"] * accumulated(np.maximum(inputs[source], 0.0), p)

    return drive


def felt_drive(inputs: Inputs, p: Inputs) -> Any:
    """Return what fills the hope that a felt session leaves, 1/h."""
    C = np.maximum(inputs["effect S-ketamine"], 0.0)
    return felt(C, p) ** FELT_POWER / p["tau_X"]


def expected_again(source: str) -> Drive:
    """Return the drive of what follows hope, 1/h."""

    def drive(inputs: Inputs, p: Inputs) -> Any:
        return p["onset"] * (np.maximum(inputs[source], 0.0) + _LEAST) ** (1.0 / FELT_POWER)

    return drive
