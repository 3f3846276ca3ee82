"""The referee: an explicit Runge-Kutta solution that shares no line with the cascade."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import solve_ivp

sys.path.insert(0, str(Path(__file__).parents[2]))  # for the benchmarks' reference system


def _of(value, patient):
    value = np.asarray(value)
    return value[patient] if value.ndim else value[()]


def solve_explicitly(chain, doses, times, record, patient):
    """Return every record and filter of one patient at `times`, by DOP853 at 1e-12."""
    matrix = np.asarray(chain.matrix)[patient]
    n, names = len(matrix), [f.name for f in chain.filters]
    streams = []
    for dose in doses:
        start = dose.time + float(_of(dose.lag, patient))
        stop = start + float(_of(dose.duration, patient))
        if dose.time < times[-1]:
            streams.append((start, stop, dose.state, float(_of(dose.amount, patient))))

    def slope(t, y, rate):
        x, below = y[:n], dict(zip(names, y[n:], strict=True))
        for name, weights in chain.signals.items():
            below[name] = sum(_of(w, patient) * x[s] for s, w in weights.items())
        change = [matrix @ x + rate]
        for f in chain.filters:
            own = {k: _of(v, patient) for k, v in f.parameters.items()}
            if callable(f.drive):
                drive = f.drive({k: np.asarray(below[k]) for k in f.reads}, own)
            else:
                drive = _of(f.drive.gain, patient) * below[f.drive.source]
            change.append([drive - _of(f.rate, patient) * below[f.name]])
        return np.concatenate(change)

    horizon = times[-1]
    edges = sorted({0.0, horizon} | {t for s in streams for t in s[:2] if t < horizon})
    y = np.concatenate([np.zeros(n), [_of(f.start, patient) for f in chain.filters]]).astype(float)
    rows = np.empty((len(times), len(y)))
    for start, stop in itertools.pairwise(edges):
        rate = np.zeros(n)
        for s0, s1, state, amount in streams:
            if s0 == s1 == start:
                y[state] += amount
            elif s0 <= start < s1:
                rate[state] += amount / (s1 - s0)
        inside = [i for i, t in enumerate(times) if start <= t < stop]
        at = [*dict.fromkeys(float(times[i]) for i in inside), stop]
        run = solve_ivp(slope, (start, stop), y, "DOP853", at, rtol=1e-12, atol=1e-13, args=(rate,))
        place = {t: k for k, t in enumerate(at)}
        for i in inside:
            rows[i] = run.y[:, place[float(times[i])]]
        y = run.y[:, -1].copy()
    rows[[i for i, t in enumerate(times) if t == horizon]] = y
    found = {name: rows[:, n + i] for i, name in enumerate(names)}
    for name, weights in record.items():
        found[name] = sum(_of(w, patient) * rows[:, s] for s, w in weights.items())
    return found


@pytest.fixture(scope="session")
def explicit():
    return solve_explicitly


@pytest.fixture(scope="session")
def worst():
    """Worst |error| over times, relative to the largest value of that signal."""

    def of(found, exact):
        return float(np.max(np.abs(found - exact)) / np.max(np.abs(exact)))

    return of
