r"""Metrics of typical curves, for many rows at once, in any array namespace.

A plan is made once from what is asked; evaluating it for other parameters is arithmetic
alone, so that JAX can differentiate it and NumPy can run it for hundreds of draws.

A half-life is the slope of the logarithm over the row's window; without a window, the
geometric mean of those over 4 to 12 h and 8 to 24 h after the last input. A
bioavailability is the ratio of areas over the row's interval to those of the same
amount given at once into a vein.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from array_api_compat import array_namespace
from numpy.typing import NDArray

from troche.pharmacology.hepatic import well_stirred
from troche.pharmacology.troche import of_enantiomer
from troche.population.predictions.grid import end_of_inputs, half_life_windows, peak_times
from troche.population.predictions.settings import Demand, Setting
from troche.population.predictions.signals import FOREVER, Group, Signals, group_settings

__all__ = ["Plan"]

_NEARNESS: Final = 40.0
"""A point 2.5 % below the peak weighs exp(-1): about what individual curves differ by."""

_NOTHING: Final = 1e-300
"""Added before a logarithm, where a curve may begin at zero."""

Array = Any
ParametersOf = Callable[[Sequence[Setting]], Mapping[str, Array]]


@dataclass
class _Look:
    """Times wanted of one setting: instants, and ends of areas."""

    instants: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def at(self, times: Sequence[float]) -> slice:
        return _append(self.instants, times)

    def until(self, times: Sequence[float]) -> slice:
        return _append(self.ends, times)


def _append(known: list[float], times: Sequence[float]) -> slice:
    """Note `times`, once, and return where they stand."""
    length = len(times)
    for start in range(len(known) - length + 1):
        if known[start : start + length] == list(times):
            return slice(start, start + length)
    known.extend(times)
    return slice(len(known) - length, len(known))


class Plan:
    """Everything about some demands that does not depend on parameters.

    Parameters
    ----------
    demands
        What is wanted, in order.

    Examples
    --------
    >>> from troche.evidence import load
    >>> from troche.population.parameters import read_parameters
    >>> from troche.population.predictions import demands_of
    >>> from troche.population.readings import read_row
    >>> row = load("pk_observations")[13]
    >>> plan = Plan([demands_of(read_row(row))])
    >>> table = read_parameters("troche")
    >>> peak = plan.evaluate(lambda people: table.typical_of([s.weight for s in people]))
    >>> bool(0.06 < peak[0] < 0.16)
    True
    """

    def __init__(self, demands: Sequence[Demand]) -> None:
        self.demands = tuple(demands)
        places: dict[Setting, int] = {}
        for demand in self.demands:
            for each in (*demand.settings, *demand.references):
                places.setdefault(each, len(places))
        self.settings = tuple(places)
        self._places = places
        self._looks = [_Look() for _ in self.settings]
        self._parts = [self._part(demand) for demand in self.demands]
        # S first: one cut tells the enantiomers' parameters apart.
        kinds = sorted({_people(s): s for s in self.settings}.items(), key=lambda k: k[0][0] != "S")
        self._people = tuple(each for _, each in kinds)
        number = {kind: i for i, (kind, _) in enumerate(kinds)}
        self._kind = np.array([number[_people(s)] for s in self.settings])
        self.groups = group_settings(self.settings)

    def _look(self, each: Setting) -> _Look:
        return self._looks[self._places[each]]

    def _part(self, demand: Demand) -> Any:
        """Note the times that a demand needs; return where they stand and what they are."""
        q, (start, stop) = demand.quantity, (demand.start, demand.stop)
        everyone = (*demand.settings, *demand.references)
        first = demand.settings[0]
        if q in ("peak", "time of peak"):
            times, corners = peak_times(first, start, stop)
            where = [self._look(s).at(times.tolist()) for s in everyone]
            return where, (times, corners)
        if q in ("concentration", "end of infusion"):
            time = start if q == "concentration" else end_of_inputs(first)
            return [self._look(s).at([time]) for s in everyone], None
        if q == "half-life":
            stated = math.isfinite(stop) and stop > start
            windows = half_life_windows(first, start, stop, stated)
            times = np.concatenate([np.linspace(low, high, 6) for low, high in windows])
            return [self._look(s).at(times.tolist()) for s in everyone], times.reshape(-1, 6)
        if q in ("area", "bioavailability"):
            end = stop if math.isfinite(stop) else FOREVER
            return [self._look(s).until([start, end]) for s in everyone], None
        if q in ("clearance", "apparent clearance"):
            return [self._look(s).until([FOREVER]) for s in everyone], None
        return [None for _ in everyone], None

    def evaluate(self, parameters_of: ParametersOf) -> Array:
        """Return the metrics for given parameters.

        Parameters
        ----------
        parameters_of
            For settings, S-ketamine's parameters of their people (weight and what is
            given beside it included), each of shape (setting,) or (setting, draw).

        Returns
        -------
        shape (demand,) or (demand, draw)
            In inner units.
        """
        people = parameters_of(self._people)
        xp = array_namespace(people["V1"])
        many = len(people["V1"].shape) > 1
        count = people["V1"].shape[1] if many else 1
        table = _by_enantiomer(people, self._people, xp)
        curves: list[Any] = [None] * len(self.settings)
        areas: list[Any] = [None] * len(self.settings)
        for group in self.groups:
            members = xp.asarray(self._kind[list(group.columns)])
            p = {
                symbol: xp.reshape(xp.take(values, members, axis=0), (-1,))
                for symbol, values in table.items()
            }
            self._solve(group, p, count, xp, curves, areas)
        found = [
            self._value(demand, part, table, curves, areas, xp)
            for demand, part in zip(self.demands, self._parts, strict=True)
        ]
        stacked = xp.stack(found)
        return stacked if many else stacked[:, 0]

    def _solve(
        self,
        group: Group,
        p: Mapping[str, Array],
        count: int,
        xp: Any,
        curves: list[Any],
        areas: list[Any],
    ) -> None:
        members, width = group.columns, len(group.columns)
        wide = Group(
            members,
            group.deliveries,
            *(np.repeat(a, count, axis=1) for a in (group.starts, group.amounts, group.durations)),
        )
        signals = Signals(p, wide)
        names = ("ketamine", "ketamine (venous)", "norketamine", "hydroxynorketamine")
        for kind, into in (("instants", curves), ("ends", areas)):
            lists = [getattr(self._looks[c], kind) for c in members]
            longest = max(map(len, lists))
            if not longest:
                continue
            times = np.zeros((longest, width))
            for place, each in enumerate(lists):
                times[: len(each), place] = each
                times[len(each) :, place] = each[-1] if each else 0.0
            solve = signals.curves if kind == "instants" else signals.areas
            found = solve(xp.asarray(np.repeat(times, count, axis=1)), names)
            for place, column in enumerate(members):
                part = slice(place * count, (place + 1) * count)
                into[column] = {name: values[:, part] for name, values in found.items()}

    def _value(
        self,
        demand: Demand,
        part: Any,
        table: Mapping[str, Array],
        curves: Sequence[Any],
        areas: Sequence[Any],
        xp: Any,
    ) -> Array:
        slices, times = part
        q = demand.quantity
        chosen = [self._places[s] for s in demand.settings]
        vein = demand.site == "venous" and demand.analyte == "ketamine"
        name = "ketamine (venous)" if vein else demand.analyte

        def total(source: Sequence[Any], places: Sequence[int], where: Sequence[slice]) -> Array:
            terms = [source[c][name][w, :] for c, w in zip(places, where, strict=True)]
            return sum(terms[1:], terms[0])

        size = len(chosen)
        own = {
            s: xp.stack([table[s][self._kind[c], :] for c in chosen])
            for s in ("Qh", "CLint", "V1", "V2", "V3", "F_nasal", "device_factor")
            if q in ("clearance", "volume", "nasal share")
        }
        if q == "peak":
            instants, corners = times
            return _peak(instants, corners, total(curves, chosen, slices), xp)
        if q == "time of peak":
            return _mean_peak_time(times[0], total(curves, chosen, slices), xp)
        if q in ("concentration", "end of infusion"):
            return total(curves, chosen, slices)[0, :]
        if q == "half-life":
            return _half_life(times, total(curves, chosen, slices), xp)
        if q in ("area", "bioavailability"):
            ends = total(areas, chosen, slices[:size])
            area = ends[1, :] - ends[0, :]
            if q == "area":
                return area
            beside = total(areas, [self._places[s] for s in demand.references], slices[size:])
            return area / (beside[1, :] - beside[0, :])
        if q in ("clearance", "apparent clearance"):
            dose = math.fsum(s.dose for s in demand.settings)
            cleared = dose / total(areas, chosen, slices)[0, :]
            if q == "apparent clearance" or all(
                i.delivery.route == "iv" for s in demand.settings for i in s.inputs
            ):
                return cleared
            return xp.mean(well_stirred(own["Qh"], own["CLint"]).clearance, axis=0)
        if q == "volume":
            return xp.mean(own["V1"] + own["V2"] + own["V3"], axis=0)
        return _nasal_share(demand.settings[0], {s: v[0, :] for s, v in own.items()})


def _people(each: Setting) -> tuple[str, float, str]:
    return each.enantiomer, each.weight, each.perpetrator


def _by_enantiomer(p: Mapping[str, Array], people: Sequence[Setting], xp: Any) -> dict[str, Array]:
    """Return parameters of each kind of people, shape (people, draw), for what they are given."""
    cut = sum(each.enantiomer == "S" for each in people)
    wide = {s: v if len(v.shape) > 1 else v[:, None] for s, v in p.items()}
    if cut == len(people):
        return wide
    other = {symbol: values[cut:, :] for symbol, values in wide.items()}
    changed = of_enantiomer(other, "R")
    return {
        symbol: values
        if changed[symbol] is other[symbol]
        else xp.concat([values[:cut, :], changed[symbol]])
        for symbol, values in wide.items()
    }


def _peak(times: NDArray[np.float64], corner: NDArray[np.bool_], values: Array, xp: Any) -> Array:
    """Return the height of the peak.

    Of the parabola through the highest point and its neighbours, so that it changes smoothly
    with the parameters; at a corner, where an input ends, the point itself. Logarithms of
    concentration and time, in which a peak is nearly a parabola.
    """
    top = xp.clip(xp.argmax(values, axis=0), 1, len(times) - 2)
    t, edge = xp.asarray(np.log(np.maximum(times, 1e-4))), xp.asarray(corner)
    a, b, c = (xp.take(t, top + k, axis=0) for k in (-1, 0, 1))
    y1, y2, y3 = (
        xp.log(xp.take_along_axis(values, (top + k)[None, :], axis=0)[0] + _NOTHING)
        for k in (-1, 0, 1)
    )
    left, right = (y2 - y1) / (b - a), (y3 - y2) / (c - b)
    bend = (right - left) / (c - a)
    smooth = (bend < 0.0) & (y2 >= y1) & (y2 >= y3) & ~xp.take(edge, top, axis=0)
    bend = xp.where(smooth, bend, -xp.ones_like(bend))
    slope = left + bend * (b - a)  # of the parabola at its middle point
    shift = xp.where(smooth, -0.5 * slope / bend, xp.zeros_like(slope))
    height = y2 + xp.where(smooth, shift * (slope + bend * shift), xp.zeros_like(slope))
    highest = xp.max(values, axis=0)
    return xp.where(smooth, xp.exp(height), highest)


def _mean_peak_time(times: NDArray[np.float64], values: Array, xp: Any) -> Array:
    """Return the time of the peak as a mean over people would have it.

    A curve with two humps has one time of its peak, which jumps from hump to hump; people
    who differ a little have theirs at either. Times are weighed by how near the curve is to
    its highest point there.
    """
    t = np.log(np.maximum(times, 1e-4))
    width = np.gradient(t)
    logs = xp.log(values + _NOTHING)
    nearness = _NEARNESS * (logs - xp.max(logs, axis=0))
    weights = xp.asarray(width)[:, None] * xp.exp(nearness)
    return xp.exp(xp.sum(weights * xp.asarray(t)[:, None], axis=0) / xp.sum(weights, axis=0))


def _half_life(windows: NDArray[np.float64], values: Array, xp: Any) -> Array:
    """Return the half-life by regression of the logarithm; the geometric mean over windows."""
    logs = []
    for k, times in enumerate(windows):
        y = xp.log(values[6 * k : 6 * k + 6, :])
        x = times - times.mean()
        slope = xp.sum(xp.asarray(x)[:, None] * y, axis=0) / float((x * x).sum())
        logs.append(xp.log(-math.log(2.0) / slope))
    return xp.exp(sum(logs[1:], logs[0]) / len(logs))


def _nasal_share(each: Setting, p: Mapping[str, Array]) -> Array:
    factors = [
        (i.amount, 1.0 if i.delivery.device == 1 else p["device_factor"]) for i in each.inputs
    ]
    return p["F_nasal"] * sum(a * f for a, f in factors) / sum(a for a, _ in factors)
