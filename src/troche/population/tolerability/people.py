r"""Harm of each patient: probabilities and expected points, no dice.

A patient has a lasting sensitivity :math:`\eta` to what is felt, and one to each other kind of
event, keyed by seed and patient. Given it, an event in session j has the probability

.. math:: p_j = \Phi\Bigl(\frac{m_j + u + \sqrt{a}\,\eta}{\sqrt{1 - a}}\Bigr),
          \qquad P = 1 - \prod_j (1 - p_j),

with a the share of the spread that stays with a person, and u what the truth's own study adds
(`troche.population.tolerability.truths`). Together with what happens without drug, of which a
share b of people has it over the period, it is :math:`b + (1 - b)\,P`. A share of people is
the mean of P over sensitivities, by Gauss–Hermite quadrature, and over the patients' own blood.
The expected points of the CADSS are those over the session's own chance, too. A dose that was
missed is no session: it gives no event and leaves no habituation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.felt import felt
from troche.pharmacology.tolerability import (
    dissociation,
    event_drive,
    exceeds,
    habituated,
    pressure_rise,
    reported,
    session_strength,
)
from troche.population.streams import normals
from troche.population.tolerability.kinds import CADSS_ABOVE_4, DISSOCIATION, EVENTS
from troche.population.tolerability.truths import HarmTruths

__all__ = ["Sessions", "cadss", "chances", "habituation", "pressures"]

Floats = NDArray[np.float64]

FELT_POINTS: Final = 4.0
"""CADSS above which a session counts as felt: the convention of trials."""

_CHANCES: Final = 7
"""Nodes over a session's own chance; the points are smooth in it."""

_SENSITIVITIES: Final = 12
"""Nodes over sensitivity: to within half a percentage point of many more."""

_LEAST: Final = 1e-12


@dataclass(frozen=True)
class Sessions:
    """The sessions of some patients.

    Parameters
    ----------
    C_S, C_R : mg/L, shape (session, patient)
        Highest at the effect site.
    taken : shape (session, patient)
        Whether the patient took the dose.
    times : h, shape (session,)
        When they begin.
    seed, start
        Of the study, and number of the first patient.
    """

    C_S: Floats
    C_R: Floats
    taken: NDArray[np.bool_]
    times: Floats
    seed: int
    start: int

    @property
    def patients(self) -> int:
        """How many there are."""
        return int(self.C_S.shape[1])

    def sensitivity(self, what: str) -> Floats:
        """Return each patient's own, standard normal, shape (patient,)."""
        purpose = f"harm: sensitivity, {what}"
        return np.asarray(normals(self.seed, purpose, self.start, self.patients)[0])


def habituation(s: Sessions, truths: HarmTruths) -> Floats:
    """Return T at each session, shape (session, patient); zero at the first."""
    T = np.zeros_like(s.C_S)
    f = np.where(s.taken, felt(s.C_S, truths.values), 0.0)
    for j in range(1, len(T)):
        T[j] = habituated(T[j - 1], f[j - 1], s.times[j] - s.times[j - 1], truths.values)
    return T


def chances(s: Sessions, T: Floats, truths: HarmTruths) -> dict[str, Floats]:
    """Return the probability that the drug gives each patient an event at least once.

    Parameters
    ----------
    s, truths
        Of the patients; truths with arrays of shape (patient,).
    T
        From `habituation`.

    Returns
    -------
    dict
        By name of event, shape (patient,): over all sensitivities, so that a share of people
        is the mean over patients; besides ``"CADSS above 4, first session"`` and, for each
        patient's own sensitivity, ``"CADSS above 4, own"``.
    """
    p, felt_name = dict(truths.values), CADSS_ABOVE_4.name
    narrow = p | {"spread_felt": truths.without_blood("spread_felt")}
    above = exceeds(s.C_S, T, FELT_POINTS, narrow) + truths.shift[felt_name]
    first = _first(above, s)[None, :], np.asarray(s.taken.any(axis=0))[None, :]
    found = {
        felt_name: _share(above, s.taken, p["alike"]),
        f"{felt_name}, own": _ever(above, s.taken, p["alike"], s.sensitivity("what is felt")),
        f"{felt_name}, first session": _share(*first, p["alike"]),
    }
    strength = session_strength(s.C_S, s.C_R, p)
    narrow = p | {"spread_events": truths.without_blood("spread_events")}
    told = reported(s.C_S, T, truths.C50[DISSOCIATION.name], narrow)
    found[DISSOCIATION.name] = _share(told + truths.shift[DISSOCIATION.name], s.taken, p["alike"])
    for event in EVENTS:
        drive = event_drive(strength, truths.C50[event.name], narrow) + truths.shift[event.name]
        found[event.name] = _share(drive, s.taken, p["alike"])
    return found


def _first(values: Floats, s: Sessions) -> Floats:
    """Return each patient's value at the first session that they took."""
    return np.asarray(values[np.argmax(s.taken, axis=0), np.arange(s.patients)])


def _share(drive: Floats, taken: NDArray[np.bool_], alike: Floats) -> Floats:
    """Return the probability of at least one, over all sensitivities."""
    return _mean(lambda eta: _ever(drive, taken, alike, eta), _SENSITIVITIES)


def _ever(drive: Floats, taken: NDArray[np.bool_], alike: Floats, eta: Floats) -> Floats:
    """Return the probability of at least one, given a sensitivity."""
    from scipy.special import log_ndtr

    # The logarithm of what does not happen adds up without losing small probabilities.
    spared = log_ndtr(-(drive + np.sqrt(alike) * eta) / np.sqrt(1.0 - alike))
    return np.asarray(-np.expm1(np.where(taken, spared, 0.0).sum(axis=0)))


def _mean(value: Callable[[Any], Floats], nodes: int) -> Floats:
    """Return the mean over a standard normal number, by quadrature."""
    x, weights = np.polynomial.hermite_e.hermegauss(nodes)
    weights = weights / weights.sum()
    return np.asarray(sum(w * value(z) for z, w in zip(x, weights, strict=True)))


def cadss(C_S: Floats, T: Floats, s: Sessions, truths: HarmTruths, *, own: bool = True) -> Floats:
    """Return the points of the CADSS that the drug adds, expected for each patient.

    Parameters
    ----------
    C_S : mg/L, shape (any, patient)
        S-ketamine at the effect site.
    T : shape (any, patient)
        Habituation there.
    s, truths
        Of the patients.
    own
        Whether for each patient's own sensitivity; else over all sensitivities, so that the
        mean over patients is that of people.
    """
    p = truths.values
    spread = truths.without_blood("spread_felt")
    lasting = np.sqrt(p["alike"]) * s.sensitivity("what is felt") if own else 0.0
    chance = np.sqrt(1.0 - p["alike"]) if own else 1.0

    def points(z: float) -> Floats:
        shift = truths.shift[CADSS_ABOVE_4.name] + lasting + chance * z
        return np.asarray(dissociation(C_S * np.exp(spread * shift), T, p))

    return _mean(points, _CHANCES)


def pressures(s: Sessions, truths: HarmTruths, *, own: bool = True) -> dict[str, Floats]:
    """Return each patient's rises at their highest session, in the units of the slopes.

    People's rises at one concentration are log-normal around a mean of one; nothing wears off.

    Parameters
    ----------
    s, truths
        Of the patients.
    own
        As in `cadss`.
    """
    p: Mapping[str, Any] = truths.values
    top = np.where(s.taken, s.C_S, 0.0).max(axis=0, initial=0.0)
    factor = truths.pressure
    if own:
        omega = np.sqrt(np.log1p(p["spread_pressure"] ** 2))
        factor = factor * np.exp(omega * s.sensitivity("blood pressure") - omega**2 / 2.0)
    return {
        name: np.asarray(pressure_rise(top, p[f"slope_{name}"] * factor))
        for name in ("systolic", "diastolic", "heart")
    }
