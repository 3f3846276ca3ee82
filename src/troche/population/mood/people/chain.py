"""One mechanism as a chain of filters below the blood.

The filters are those of `troche.pharmacology.mood`: burst A, memory T, fast and slow
plasticity Z_F and Z_S with their followers Y_F and Y_S, hope X with its follower Y_X.
Each stands under its mechanism's letter, as in ``"b A"``, so that all rivals fit into one
chain and are solved over the same blood.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from troche.cascade import Filter
from troche.pharmacology.mood.felt import FELT_POWER
from troche.pharmacology.mood.mechanisms import Mechanism
from troche.pharmacology.mood.plasticity import LN2, plasticity_rates
from troche.population.mood.people.drive import (
    BurstEffect,
    burst_drive,
    expected_again,
    felt_drive,
    follower_drive,
)
from troche.population.mood.repetition import receptor_values

__all__ = ["FELT", "filters_of", "followers"]

FELT = "effect S-ketamine"
"""The signal that is felt; a body without it feels nothing."""


FASTEST_ONSET: Final = 0.1
"""Hours. A truth with a faster onset is solved with this one: scores are read hours later, when
either has risen in full."""


def followers(mechanism: Mechanism) -> tuple[str, str, str]:
    """Return the names of Y_F, Y_S and Y_X in a mechanism's chain.

    Examples
    --------
    >>> from troche.pharmacology.mood.mechanisms import mechanism
    >>> followers(mechanism("graded occupancy"))
    ('b Y_F', 'b Y_S', 'b Y_X')
    """
    return f"{mechanism.letter} Y_F", f"{mechanism.letter} Y_S", f"{mechanism.letter} Y_X"


def filters_of(
    mechanism: Mechanism, p: Mapping[str, Any], signals: frozenset[str]
) -> tuple[Filter, ...]:
    """Return the filters of one mechanism, upstream first.

    Parameters
    ----------
    mechanism
        What drives benefit.
    p
        Parameters of ``mood`` in inner units, and the constants of one reference infusion:
        numbers, or arrays of shape (patient,).
    signals
        What the body shows of those in `troche.pharmacology.mood.mechanisms.SIGNALS`.

    Notes
    -----
    The receptor stands at its typical values, as in the fit: mood is fitted on that scale.
    """
    p = {**p, "onset_half_life": np.maximum(p["onset_half_life"], FASTEST_ONSET)}
    acting = _acting(mechanism, p, signals) if mechanism.acts else ()
    return (*acting, *(_felt(mechanism, p) if FELT in signals else ()))


_OF_BURSTS: Final = (
    "a50", "gamma", "a0", "a_low", "untested", "A_ref", "tau_1", "tau_q", "phi", "alpha",
)  # fmt: skip


def _acting(
    mechanism: Mechanism, p: Mapping[str, Any], signals: frozenset[str]
) -> tuple[Filter, ...]:
    A, T, Z_F, Z_S = (f"{mechanism.letter} {name}" for name in ("A", "T", "Z_F", "Z_S"))
    Y_F, Y_S, _ = followers(mechanism)
    rates = plasticity_rates(p)
    drive = {s: p[s] for s in mechanism.symbols} | receptor_values()
    effect = {s: p[s] for s in _OF_BURSTS}
    shared = BurstEffect(A, T)
    needs = tuple(name for name in mechanism.needs if name in signals)
    return (
        Filter(A, LN2 / mechanism.half_life, burst_drive(mechanism), needs, drive),
        Filter(T, rates["memory"], shared.remembered, (A,), effect),
        *(
            Filter(Z, rates[kind] / p["alpha"], shared.plasticity, (A, T), effect)
            for Z, kind in ((Z_F, "fast"), (Z_S, "slow"))
        ),
        *(
            Filter(
                Y,
                rates[f"{kind} onset"],
                follower_drive(Z),
                (Z,),
                {"onset": rates[f"{kind} onset"], "alpha": p["alpha"]},
            )
            for Y, Z, kind in ((Y_F, Z_F, "fast"), (Y_S, Z_S, "slow"))
        ),
    )


def _felt(mechanism: Mechanism, p: Mapping[str, Any]) -> tuple[Filter, ...]:
    X, Y_X = f"{mechanism.letter} X", followers(mechanism)[2]
    onset = plasticity_rates(p)["fast onset"]
    strength = {s: p[s] for s in ("C50_felt", "n_felt", "tau_X")}
    return (
        Filter(X, FELT_POWER * LN2 / p["expectancy_half_life"], felt_drive, (FELT,), strength),
        Filter(Y_X, onset, expected_again(X), (X,), {"onset": onset}),
    )
