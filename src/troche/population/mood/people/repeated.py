"""Benefit over many sessions for many people and truths at once, session by session.

The same equations and the same step as `troche.population.mood.repetition`: each session's burst
enters plasticity at its centre, so that between sessions everything is a sum of exponentials.
Here every person has blood of their own, constants of the reference infusion are those of the
posterior, and all mechanisms go through one recursion. What a session adds is computed once for
each kind of session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.cascade.nodes import filter_operator, graded_grid
from troche.pharmacology.mood.felt import FELT_POWER, felt
from troche.pharmacology.mood.mechanisms import Mechanism, mechanism
from troche.pharmacology.mood.plasticity import LN2, plasticity_rates
from troche.pharmacology.mood.session import burst_effect
from troche.population.mood.people.benefit import Benefit
from troche.population.mood.people.chain import FASTEST_ONSET, FELT
from troche.population.mood.repetition import receptor_values
from troche.population.superposition.kinds import NODES, SessionKinds, grading, quadrature

__all__ = ["repeated_benefit"]

Floats = NDArray[np.float64]
Truths = Mapping[str, Mapping[str, Floats]]

_NOTHING: Final = 1e-30
_LEAST: Final = 1e-60
_STATES: Final = ("fast", "slow", "hope")


@dataclass(frozen=True)
class _Pulses:
    """What each kind of session, or a part of one, gives: shape (kind, column) or (point, ...).

    Burst, memory and hope: areas, and mean times in h.
    """

    burst: tuple[Floats, Floats]
    memory: tuple[Floats, Floats]
    hope: tuple[Floats, Floats]


@lru_cache(maxsize=512)
def _operators(span: float, length: float, half_life: float) -> tuple[Floats, Floats]:
    """Return what takes a drive at the nodes to an integrator there, and at the session's end."""
    rate = LN2 / half_life
    grid = graded_grid(span, NODES, grading(span))
    both = filter_operator(grid, rate, np.append(grid.times, span))
    return both[:-1], both[-1] * np.exp(-rate * max(0.0, length - span))


@lru_cache(maxsize=2048)
def _until(span: float, lag: float) -> Floats:
    """Return weights of the quadrature over a session up to a lag."""
    if lag >= span:
        return quadrature(span)[1]
    grid = graded_grid(span, NODES, grading(span))
    return np.asarray(filter_operator(grid, 0.0, np.array([max(lag, 0.0)]))[0])


def repeated_benefit(
    kinds: SessionKinds, times: Sequence[float], truths: Truths, columns: int
) -> dict[str, Benefit]:
    """Return benefit and hope of each mechanism, as `benefit_of` does by the full chain.

    Parameters
    ----------
    kinds
        Blood in the sessions of a regimen.
    times : h
        Increasing.
    truths
        By name of mechanism: parameters of ``mood`` and constants of the reference infusion,
        arrays of shape (column,).
    columns
        How many people and truths there are.
    """
    rivals = [mechanism(name) for name in truths]
    spans = [round(float(s), 6) for s in kinds.spans]
    points = _points(kinds, times)
    partial = sorted({(k, lag) for _, k, lag in points.values() if lag > 0.0})
    nodes = np.stack([quadrature(s)[0] for s in spans])
    weights = np.stack([quadrature(s)[1] for s in spans])
    part_weights = np.stack([_until(spans[k], lag) for k, lag in partial] or [np.zeros(NODES)])
    whole, begun = [], []
    for m in rivals:
        drives = _drives(m, truths[m.name], kinds, spans, columns)
        whole.append(_pulses(drives, weights, nodes, np.arange(len(spans)), np.asarray(spans)))
        if partial:
            which = np.array([k for k, _ in partial])
            ends = np.array([lag for _, lag in partial])
            begun.append(_pulses(drives, part_weights, nodes[which], which, ends))
    p = _Shared.of(rivals, truths, columns)
    sums = _recursion(kinds, points, partial, p, whole, begun, len(times))
    found = {}
    for i, m in enumerate(rivals):
        own = truths[m.name]
        D = (own["w_fast"] * sums[:, 0, i] + (1.0 - own["w_fast"]) * sums[:, 1, i]) / own["D_ref"]
        found[m.name] = Benefit(
            np.maximum(D if m.acts else 0.0 * D, 0.0), np.maximum(sums[:, 2, i], 0.0)
        )
    return found


def _points(kinds: SessionKinds, times: Sequence[float]) -> dict[int, tuple[int, int, float]]:
    """Return, by number of the time, the session, its kind and the lag; none before the first."""
    asked = np.asarray(times)
    session = np.searchsorted(kinds.starts, asked + 1e-9) - 1
    return {
        i: (int(s), int(kinds.kind[s]), round(max(0.0, float(asked[i] - kinds.starts[s])), 6))
        for i, s in enumerate(session)
        if s >= 0
    }


_Drives = tuple[Floats | None, Floats | None, Floats]


def _drives(
    m: Mechanism, p: Mapping[str, Floats], kinds: SessionKinds, spans: list[float], columns: int
) -> _Drives:
    """Return what enters burst's states, memory and hope, 1/h, shape (kind, node, column)."""
    strength = _power(felt(kinds.stacked(FELT, columns), p), FELT_POWER) / p["tau_X"]
    if not m.acts:
        return None, None, strength
    signals = {name: kinds.stacked(name, columns) for name in m.needs}
    h = np.asarray(m.drive(signals, {**p, **receptor_values()}))
    lengths = [round(float(t), 6) for t in kinds.lengths]
    both = [_operators(s, t, m.half_life) for s, t in zip(spans, lengths, strict=True)]
    rate = LN2 / m.half_life
    # After the first session of a regimen each kind is taken to follow one like itself.
    before = np.where(kinds.first, 0.0, 1.0 / -np.expm1(-rate * kinds.lengths))
    end = np.einsum("kn,knc->kc", np.stack([e for _, e in both]), h) * before[:, None]
    A = np.stack([inside for inside, _ in both]) @ h
    faded = np.exp(-rate * np.stack([quadrature(s)[0] for s in spans]))
    A = np.maximum(A + end[:, None, :] * faded[:, :, None], 0.0)
    e = np.asarray(burst_effect(A / p["A_ref"], p))
    return _power(e + _NOTHING, 1.0 / p["alpha"]) / p["tau_q"], e / p["tau_1"], strength


def _power(x: Any, exponent: Any) -> Floats:
    # Several times as fast as x**exponent, for x above zero.
    return np.asarray(np.exp(exponent * np.log(x)))


def _pulses(
    drives: _Drives, weights: Floats, times: Floats, which: NDArray[np.int64], ends: Floats
) -> _Pulses:
    pairs = []
    for drive in drives:
        if drive is None:
            nothing = np.zeros((len(which), drives[2].shape[-1]))
            pairs.append((nothing, nothing))
            continue
        # Weights of part of a session can be below zero, and with them a sum near nothing.
        area = np.maximum(np.einsum("kn,knc->kc", weights, drive[which]), 0.0)
        moment = np.einsum("kn,knc->kc", weights * times, drive[which])
        pairs.append((area, np.clip(moment / (area + _NOTHING), 0.0, ends[:, None])))
    return _Pulses(*pairs)


@dataclass(frozen=True)
class _Shared:
    """Rates of all states under all mechanisms: shape (state, mechanism, column), 1/h."""

    power: Floats
    decay: Floats
    onset: Floats
    forgetting: Floats
    phi: Floats

    @classmethod
    def of(cls, rivals: Sequence[Mechanism], truths: Truths, columns: int) -> _Shared:
        def stacked(name: str) -> Floats:
            return np.stack([np.broadcast_to(truths[m.name][name], (columns,)) for m in rivals])

        q = 1.0 / stacked("alpha")
        half_lives = ("fast_half_life", "slow_half_life", "memory_half_life", "slow_lag")
        p = {name: stacked(name) for name in half_lives}
        p["onset_half_life"] = np.maximum(stacked("onset_half_life"), FASTEST_ONSET)
        rates = plasticity_rates(p)
        return cls(
            np.stack([q, q, np.full_like(q, FELT_POWER)]),
            np.stack([rates["fast"], rates["slow"], LN2 / stacked("expectancy_half_life")]),
            np.stack([rates["fast onset"], rates["slow onset"], rates["fast onset"]]),
            rates["memory"],
            stacked("phi"),
        )


@dataclass(frozen=True)
class _Step:
    """What one stretch with a pulse in it does to the states, shape (state, mechanism, column).

    A state's root z decays by `kept`; its follower keeps `lagged` of itself and takes `follows`
    of z. Once before the pulse's centre, once after.
    """

    area: Floats
    kept: tuple[Floats, Floats]
    lagged: tuple[Floats, Floats]
    follows: tuple[Floats, Floats]
    memory: tuple[Floats, Floats, Floats]

    @classmethod
    def of(cls, pulses: Sequence[_Pulses], k: int, length: float, p: _Shared) -> _Step:
        area = np.stack([[getattr(x, n)[0][k] for x in pulses] for n in ("burst", "burst", "hope")])
        centre = np.stack(
            [[getattr(x, n)[1][k] for x in pulses] for n in ("burst", "burst", "hope")]
        )
        spent = np.stack([x.memory[0][k] for x in pulses])
        middle = np.stack([x.memory[1][k] for x in pulses])
        kept, lagged, follows = [], [], []
        share = p.onset / (p.onset - p.decay)
        for hours in (centre, length - centre):
            z, y = np.exp(-p.decay * hours), np.exp(-p.onset * hours)
            kept.append(z)
            lagged.append(y)
            follows.append(share * (z - y))
        memory = np.exp(-p.forgetting * middle), np.exp(-p.forgetting * (length - middle))
        return cls(
            area,
            (kept[0], kept[1]),
            (lagged[0], lagged[1]),
            (follows[0], follows[1]),
            (spent, *memory),
        )

    def through(self, z: Floats, y: Floats, T: Floats, p: _Shared) -> tuple[Floats, Floats]:
        """Return roots and followers after the stretch."""
        entering = self.area.copy()
        # What is remembered fades the burst, not hope.
        entering[:2] *= np.exp(-p.power[0] * np.log1p(p.phi * T))
        y = y * self.lagged[0] + z * self.follows[0]
        z = z * self.kept[0]
        z = np.exp(np.log(np.exp(p.power * np.log(z + _LEAST)) + entering + _LEAST) / p.power)
        return z * self.kept[1], y * self.lagged[1] + z * self.follows[1]


def _recursion(
    kinds: SessionKinds,
    points: Mapping[int, tuple[int, int, float]],
    partial: list[tuple[int, float]],
    p: _Shared,
    whole: Sequence[_Pulses],
    begun: Sequence[_Pulses],
    times: int,
) -> Floats:
    """Return the followers at the times, shape (time, state, mechanism, column)."""
    found = np.zeros((times, *p.power.shape))
    steps = [_Step.of(whole, k, float(t), p) for k, t in enumerate(kinds.lengths)]
    parts = {pair: _Step.of(begun, i, pair[1], p) for i, pair in enumerate(partial)}
    asked: dict[int, list[tuple[int, int, float]]] = {}
    for i, (session, k, lag) in points.items():
        asked.setdefault(session, []).append((i, k, lag))
    last = max(asked, default=-1)
    z, y, T = np.zeros_like(p.power), np.zeros_like(p.power), np.zeros_like(p.phi)
    for session in range(last + 1):
        for i, k, lag in asked.get(session, ()):
            found[i] = parts[k, lag].through(z, y, T, p)[1] if lag > 0.0 else y
        if session == last:
            break
        step = steps[kinds.kind[session]]
        z, y = step.through(z, y, T, p)
        spent, before, after = step.memory
        T = (T * before + spent) * after
    return found
