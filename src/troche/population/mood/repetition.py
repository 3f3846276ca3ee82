"""From sessions to benefit over weeks, for a typical person and many possible truths.

The equations are those of `troche.pharmacology.mood`; here each session's burst enters
plasticity at once, at its centre, so that between sessions everything is a sum of
exponentials. Within a session only what has come of its burst so far has entered.

Written for any array namespace: parameters may carry leading axes (one
entry a draw), which results then have too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from troche.pharmacology.mood.felt import FELT_POWER, felt
from troche.pharmacology.mood.mechanisms import Mechanism
from troche.pharmacology.mood.plasticity import LN2, faded, plasticity_rates
from troche.pharmacology.mood.session import burst_effect
from troche.population.mood.sessions import Sessions
from troche.population.parameters import read_parameters

__all__ = ["Course", "Prepared", "Scan", "loop", "prepare", "receptor_values", "relative_benefit"]

Array = Any
Scan = Callable[[Callable[[Any, Any], tuple[Any, Any]], Any, Any], Any]

_NOTHING: Final = 1e-30
_LEAST: Final = 1e-60
_STATES: Final = 7
_FEW: Final = 12
"""Sessions up to which a regimen counts as short."""
_DAY: Final = 24.0


def loop(step: Callable[[Any, Any], tuple[Any, Any]], start: Any, rows: Any) -> Any:
    """Run a recursion with NumPy as `jax.lax.scan` does, and stack what it gives."""
    state, given = start, []
    for number in range(len(rows[0])):
        state, row = step(state, tuple(part[number] for part in rows))
        given.append(row)
    return tuple(np.stack(parts) for parts in zip(*given, strict=True))


def receptor_values() -> dict[str, float]:
    """Return typical values of the receptor: mood is fitted on this one scale."""
    return {p.symbol: p.value for p in read_parameters("receptor")}


@dataclass(frozen=True)
class Prepared:
    """Everything about some sessions that does not depend on parameters.

    Parameters
    ----------
    sessions
        The sessions.
    inside, end
        From `Sessions.operators`, for one mechanism.
    regimen, session : shape (point,)
        Where each point of time wanted lies.
    lag : h, shape (point,)
        Since that session began; negative where none has.
    until_then : h, shape (point, node)
        Weights of the quadrature over the session up to the point.
    """

    sessions: Sessions
    inside: Any
    end: Any
    regimen: Any
    session: Any
    lag: Any
    until_then: Any


def prepare(mechanism: Mechanism, sessions: Sessions, points: list[tuple[int, float]]) -> Prepared:
    """Return what `relative_benefit` needs for points given as (regimen, hours).

    A point a day after the reference infusion is put before them.
    """
    inside, end = sessions.operators(mechanism.half_life)
    found = [(0, *sessions.last_before(0, _DAY))]
    found += [(i, *sessions.last_before(i, hours)) for i, hours in points]
    lag = np.array([lag if session >= 0 else -1.0 for _, session, lag in found])
    regimen = np.array([i for i, _, _ in found])
    session = np.array([max(0, session) for _, session, _ in found])
    until_then = np.stack(
        [sessions.weights_until(i, j, t) for i, j, t in zip(regimen, session, lag, strict=True)]
    )
    return Prepared(sessions, inside, end, regimen, session, lag, until_then)


@dataclass(frozen=True)
class Course:
    """Benefit at the points wanted, and what the reference infusion is in each truth.

    Parameters
    ----------
    D : shape (..., point)
        Relative to one day after the reference infusion.
    X : shape (..., point)
        Hope, relative to its strongest after the reference infusion.
    A_ref, a_low, tau_q, tau_1, tau_X, D_ref : shape (...)
        Constants of the reference: peak burst, that of the lowest tested dose relative to it,
        areas in h, and benefit at one day.
    """

    D: Array
    X: Array
    A_ref: Array
    a_low: Array
    tau_q: Array
    tau_1: Array
    tau_X: Array
    D_ref: Array


@dataclass(frozen=True)
class _Pulses:
    """What each kind of session gives one state: at the nodes, and in all.

    Parameters
    ----------
    nodes : 1/h, shape (..., kind, node)
        What enters, relative to the reference's area.
    whole : shape (..., kind)
        Its area.
    centre : h, shape (..., kind)
        When half of it has entered, as its mean time.
    """

    nodes: Array
    whole: Array
    centre: Array

    @classmethod
    def of(cls, nodes: Array, s: Sessions, xp: Any) -> _Pulses:
        """Return pulses with their areas and centres."""
        w = xp.asarray(s.weights)
        whole = xp.maximum(xp.sum(w * nodes, axis=-1), 0.0)
        centre = xp.sum(w * xp.asarray(s.times) * nodes, axis=-1) / (whole + _NOTHING)
        return cls(nodes, whole, xp.clip(centre, 0.0, xp.asarray(s.spans)))


def _lifted(p: Mapping[str, Array], axes: int) -> dict[str, Array]:
    tail = (..., *([None] * axes))
    return {name: value[tail] for name, value in p.items()}


def relative_benefit(
    mechanism: Mechanism, p: Mapping[str, Array], prepared: Prepared, xp: Any, scan: Scan = loop
) -> Course:
    """Return benefit and hope, relative to those of the reference infusion.

    Parameters
    ----------
    mechanism
        What drives benefit.
    p
        Parameters of ``mood`` and of the receptor, arrays of any common shape.
    prepared
        From `prepare`.
    xp, scan
        Array namespace, and how to run a recursion in it.
    """
    s = prepared.sessions
    wide = _lifted(p, 2)
    burst, memory, constants = _bursts(mechanism, wide, p, prepared, xp)
    hope, tau_X = _hope(wide, s, xp)
    place = (..., s.kind)
    there = xp.asarray(s.there)
    given = tuple(
        part
        for pulses in (burst, memory, hope)
        for part in (pulses.whole[place] * there, pulses.centre[place] * there)
    )
    before = _before_each(given, p, s, xp, scan)
    Y = _at_points(before, burst, hope, p, prepared, xp)
    one = _lifted(p, 1)
    D = one["w_fast"] * Y["fast"] + (1.0 - one["w_fast"]) * Y["slow"]
    D_ref = D[..., 0] if mechanism.acts else D[..., 0] + 1.0
    return Course(D[..., 1:] / D_ref[..., None], Y["hope"][..., 1:], *constants, tau_X, D_ref)


def _bursts(
    mechanism: Mechanism,
    wide: dict[str, Array],
    p: Mapping[str, Array],
    prepared: Prepared,
    xp: Any,
) -> tuple[_Pulses, _Pulses, tuple[Array, Array, Array, Array]]:
    """Return what enters plasticity and memory, and the reference's constants."""
    s = prepared.sessions
    if not mechanism.acts:
        zero = 0.0 * wide["alpha"] + xp.zeros(s.times.shape)
        none = _Pulses.of(zero, s, xp)
        one = 1.0 + 0.0 * p["alpha"]
        return none, none, (one, one, one, one)
    signals = {name: xp.asarray(s.signals[name]) for name in mechanism.needs}
    h = mechanism.drive(signals, wide)
    rate = LN2 / mechanism.half_life
    end = xp.sum(xp.asarray(prepared.end) * h, axis=-1)
    # After the first session of a regimen each kind is taken to follow one like itself.
    before = np.where(s.first, 0.0, 1.0 / (1.0 - np.exp(-rate * s.lengths)))
    A = xp.matmul(xp.asarray(prepared.inside), h[..., None])[..., 0]
    A = A + (end * before)[..., None] * xp.exp(-rate * xp.asarray(s.times))
    A = xp.maximum(A, 0.0)
    A_ref = xp.max(A[..., 0, :], axis=-1)
    a_low = xp.max(A[..., -1, :], axis=-1) / A_ref
    e = burst_effect(A / A_ref[..., None, None], wide | {"a_low": a_low[..., None, None]})
    w = xp.asarray(s.weights)
    powered = (e + _NOTHING) ** (1.0 / wide["alpha"])
    tau_q = xp.sum(w[0] * powered[..., 0, :], axis=-1)
    tau_1 = xp.sum(w[0] * e[..., 0, :], axis=-1)
    into = powered / tau_q[..., None, None]
    remembered = e / tau_1[..., None, None]
    return _Pulses.of(into, s, xp), _Pulses.of(remembered, s, xp), (A_ref, a_low, tau_q, tau_1)


def _hope(wide: dict[str, Array], s: Sessions, xp: Any) -> tuple[_Pulses, Array]:
    strength = felt(xp.asarray(s.signals["effect S-ketamine"]), wide) ** FELT_POWER
    w = xp.asarray(s.weights)
    tau = xp.sum(w[0] * strength[..., 0, :], axis=-1)
    into = strength / tau[..., None, None]
    return _Pulses.of(into, s, xp), tau


def _followed(z: Array, y: Array, decay: Array, onset: Array, hours: Array, xp: Any) -> Array:
    """Return the follower of a decaying quantity, so many hours later."""
    kept, lagged = xp.exp(-decay * hours), xp.exp(-onset * hours)
    return y * lagged + z * onset / (onset - decay) * (kept - lagged)


def _through(
    Z: Array,
    y: Array,
    pulse: tuple[Array, Array],
    hours: Array,
    kind: tuple[Array, Array, Array],
    xp: Any,
) -> tuple[Array, Array]:
    """Return a state and its follower `hours` into a session whose pulse enters at its centre.

    `pulse` holds area and centre; `kind` the power, the decay and the rate of the follower.
    """
    area, centre = pulse
    power, decay, onset = kind
    y = _followed((Z + _LEAST) ** (1.0 / power), y, decay, onset, centre, xp)
    Z = Z * xp.exp(-power * decay * centre) + area
    left = hours - centre
    y = _followed((Z + _LEAST) ** (1.0 / power), y, decay, onset, left, xp)
    return Z * xp.exp(-power * decay * left), y


def _kinds(p: Mapping[str, Array]) -> dict[str, tuple[Array, Array, Array]]:
    """Return power, decay and rate of the follower, 1/h, of each state."""
    rates = plasticity_rates(p)
    q = 1.0 / p["alpha"]
    return {
        "fast": (q, rates["fast"], rates["fast onset"]),
        "slow": (q, rates["slow"], rates["slow onset"]),
        "hope": (FELT_POWER, LN2 / p["expectancy_half_life"], rates["fast onset"]),
    }


def _before_each(
    given: tuple[Array, ...], p: Mapping[str, Array], s: Sessions, xp: Any, scan: Scan
) -> dict[str, tuple[Array, Array]]:
    """Return, just before each session, what each state holds and its follower.

    `given` are areas and centres of burst, memory and hope, shape (..., regimen, session).
    The memory stands in place of a follower of ``"memory"``. Regimens of few sessions run
    apart from those of many, so that a single infusion does not wait for a hundred doses.
    """
    counts = s.there.sum(axis=1).astype(int)
    longest = s.there.shape[1]
    groups = [
        (rows, int(counts[rows].max()))
        for rows in (np.flatnonzero(counts <= _FEW), np.flatnonzero(counts > _FEW))
        if len(rows)
    ]
    parts = []
    for rows, length in groups:
        own = (..., rows, slice(0, length))
        gaps = xp.asarray(s.gaps[rows, :length])
        found = _recursion(tuple(part[own] for part in given), gaps, p, xp, scan)
        lacking = longest - length
        if lacking:
            wide = [(0, 0)] * (found[0].ndim - 1) + [(0, lacking)]
            found = tuple(xp.pad(part, wide) for part in found)
        parts.append(found)
    back = np.argsort(np.concatenate([rows for rows, _ in groups]))
    states = [
        xp.concatenate([part[i] for part in parts], axis=-2)[..., back, :] for i in range(_STATES)
    ]
    return {
        "fast": (states[0], states[1]),
        "slow": (states[2], states[3]),
        "hope": (states[4], states[5]),
        "memory": (states[6], states[6]),
    }


def _recursion(
    given: tuple[Array, ...], gaps: Array, p: Mapping[str, Array], xp: Any, scan: Scan
) -> tuple[Array, ...]:
    """Return the seven states before each session, shape (..., regimen, session)."""
    wide = _lifted(p, 1)
    kinds = _kinds(wide)
    forgetting = plasticity_rates(wide)["memory"]
    q = 1.0 / wide["alpha"]
    zero = 0.0 * given[0][..., 0]

    def step(state: Any, row: Any) -> Any:
        Z_F, y_F, Z_S, y_S, Z_X, y_X, T = state
        J, c_J, R, c_R, X, c_X, gap = row
        J = J * faded(xp.ones_like(T), T, wide) ** q
        fast = _through(Z_F, y_F, (J, c_J), gap, kinds["fast"], xp)
        slow = _through(Z_S, y_S, (J, c_J), gap, kinds["slow"], xp)
        hope = _through(Z_X, y_X, (X, c_X), gap, kinds["hope"], xp)
        T = (T * xp.exp(-forgetting * c_R) + R) * xp.exp(-forgetting * (gap - c_R))
        return (*fast, *slow, *hope, T), state

    rows = tuple(xp.moveaxis(part, -1, 0) for part in given)
    found = scan(step, (zero,) * _STATES, (*rows, xp.moveaxis(gaps, -1, 0)))
    return tuple(xp.moveaxis(part, 0, -1) for part in found)


def _at_points(
    before: dict[str, tuple[Array, Array]],
    burst: _Pulses,
    hope: _Pulses,
    p: Mapping[str, Array],
    prepared: Prepared,
    xp: Any,
) -> dict[str, Array]:
    """Return the followers at the points, with what has come of the last session's burst."""
    s = prepared.sessions
    wide = _lifted(p, 1)
    kinds = s.kind[prepared.regimen, prepared.session]
    nodes = (..., kinds, slice(None))
    points = (..., prepared.regimen, prepared.session)
    lag = xp.asarray(np.maximum(prepared.lag, 0.0))
    weights = xp.asarray(prepared.until_then)
    times = xp.asarray(s.times[kinds])
    T = before["memory"][0][points]
    less = faded(xp.ones_like(T), T, wide)
    begun = xp.where(xp.asarray(prepared.lag) >= 0.0, 1.0, 0.0)
    found = {}
    for name, kind in _kinds(wide).items():
        pulses = hope if name == "hope" else burst
        # Weights of part of a session can be below zero, and with them a sum near nothing.
        new = xp.maximum(xp.sum(weights * pulses.nodes[nodes], axis=-1), 0.0)
        centre = xp.sum(weights * times * pulses.nodes[nodes], axis=-1) / (new + _NOTHING)
        centre = xp.clip(centre, 0.0, lag)
        if name != "hope":
            new = new * less ** kind[0]
        Z, y = before[name][0][points], before[name][1][points]
        found[name] = begun * _through(Z, y, (new, centre), lag, kind, xp)[1]
    return found
