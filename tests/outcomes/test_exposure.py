"""Exposure metrics against a dense sampling of the same course, and accumulation theory."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from troche.outcomes.exposure import METRICS, ExposureRecorder, Windows, windows_of
from troche.outcomes.peaks import peak, time_above
from troche.population.bodies import Bodies, make_bodies
from troche.population.course import course
from troche.population.drugs import delivery_of
from troche.population.patients import draw_patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.regimen import expand, parse

N = 8


def recorded(
    text: str, horizon: float, level: float | None = None, **further: tuple[float, float]
) -> tuple[dict[str, np.ndarray], Bodies, list, Windows]:
    people = population("healthy adults")
    recipe = Recipe.of("troche", people, 4, draws=0)
    given = list(expand(parse(text), horizon).administrations)
    ways = tuple(dict.fromkeys(delivery_of(g) for g in given))
    patients = draw_patients(people, 4, 0, N)
    bodies = make_bodies(recipe, patients, np.zeros(N, np.int64), ("S", "R"), ways)
    starts = sorted({g.time_h for g in given if g.part == 1 and g.device == 1})
    windows = windows_of(starts, horizon, further)
    doses = bodies.doses(given)
    recorder = ExposureRecorder(N, windows, level)
    for segment in course(bodies, doses, horizon, windows.readings, windows.marks):
        recorder.see(segment)
    return recorder.results(["ketamine", "norketamine"]), bodies, doses, windows


def dense(bodies: Bodies, doses: list, horizon: float, times: Sequence[float]) -> dict:
    found = list(course(bodies, doses, horizon, times))
    return {
        name: np.concatenate([s.readings[name] for s in found if s.outputs])
        for name in ("ketamine", "norketamine", "occupancy")
    }


REGIMENS = [
    ("30 mg ketamine sublingual tablet, 3 times daily", 48.0),
    ("0.5 mg/kg ketamine iv over 40 min, days 1 3", 72.0),
    ("10 mg ketamine iv bolus + 20 mg over 60 min, days 1 2", 48.0),
    ("80 mg ketamine oral prolonged-release tablet, daily", 96.0),
]


@pytest.mark.parametrize(("text", "horizon"), REGIMENS)
def test_metrics_are_those_of_a_dense_course(text: str, horizon: float) -> None:
    level = 20.0
    found, bodies, doses, windows = recorded(text, horizon, level, auc_1_9h=(1.0, 9.0))
    starts = {d.time for d in doses}
    stops = {d.time + float(np.max(d.duration)) for d in doses}
    fine = {s + x for s in starts | stops for x in np.geomspace(1e-3, 2.0, 60)}
    # A bolus jumps: a hair before each dose closes the trapezoid there.
    spans = windows.spans().values()
    edges = {e - 1e-7 for e in {*starts, *(span[1] for span in spans)} if e > 0}
    edges |= {e for span in spans for e in span}
    t = np.array(sorted({*np.arange(0, horizon, 0.02), *edges, *fine, *starts, *stops, horizon}))
    t = t[(t >= 0) & (t <= horizon)]
    c = {k: v * (1 if k == "occupancy" else 1000) for k, v in
         dense(bodies, doses, horizon, t.tolist()).items()}  # fmt: skip
    for analyte in ("ketamine", "norketamine"):
        y = c[analyte]

        def area(start: float, stop: float, y: np.ndarray = y) -> np.ndarray:
            inside = (t >= start) & (t <= stop + 1e-9)
            return np.trapezoid(y[inside], t[inside], axis=0)

        # A polynomial through seven graded nodes: 1e-3 of a peak; see `test_peaks_of_people`.
        np.testing.assert_allclose(found[f"{analyte} cmax"], y.max(axis=0), rtol=1e-3)
        first = t < windows.first - 1e-8
        np.testing.assert_allclose(found[f"{analyte} cmax_first"], y[first].max(axis=0), rtol=1e-3)
        # The trapezoid's own error, on steps of 72 s and below, largest behind a bolus.
        for name, span in windows.spans().items():
            by_sum = area(span[0], span[1] - 1e-7)
            np.testing.assert_allclose(found[f"{analyte} {name}"], by_sum, rtol=5e-4)
    above = np.trapezoid((c["ketamine"] > level).astype(float), t, axis=0)
    # The dense side counts whole steps, up to 72 s at each of up to twelve crossings.
    np.testing.assert_allclose(found["ketamine hours_above"], above, atol=0.03, rtol=0.01)
    np.testing.assert_allclose(found["occupancy peak"], c["occupancy"].max(axis=0), rtol=1e-3)
    total = np.trapezoid(c["occupancy"], t, axis=0) / (horizon / 168)
    np.testing.assert_allclose(found["occupancy hours_per_week"], total, rtol=2e-3)


def test_areas_over_neighbouring_intervals_add_up() -> None:
    spans = {"a": (0.0, 3.3), "b": (3.3, 30.0), "c": (30.0, 48.0)}
    found, *_ = recorded("30 mg ketamine sublingual tablet, 3 times daily", 48.0, **spans)
    parts = sum(found[f"ketamine {name}"] for name in spans)
    np.testing.assert_allclose(parts, found["ketamine auc_total"], rtol=1e-8)


def test_at_steady_state_an_interval_holds_the_area_of_a_single_dose() -> None:
    found, bodies, *_ = recorded("30 mg ketamine oral capsule, twice daily", 24.0 * 20)
    given = expand(parse("30 mg ketamine oral capsule"), 1.0).administrations[0]
    single = sum(15.0 * bodies.exposure_of(e, delivery_of(given), "ketamine") for e in ("S", "R"))
    # Twenty days are more than fifty of the longest half-lives of ketamine here.
    np.testing.assert_allclose(found["ketamine auc_last"], 1000 * single, rtol=1e-6)
    np.testing.assert_allclose(
        found["ketamine accumulation"],
        found["ketamine auc_last"] / found["ketamine auc_first"],
        rtol=1e-12,
    )
    assert (found["ketamine accumulation"] > 1).all()
    assert (found["norketamine accumulation"] > found["ketamine accumulation"]).all()


def test_half_life_is_the_slope_between_8_and_24_hours() -> None:
    found, bodies, doses, _ = recorded("40 mg ketamine iv over 40 min", 48.0)
    c = dense(bodies, doses, 48.0, [8.0, 24.0])["ketamine"]
    by_hand = 16 * math.log(2) / np.log(c[0] / c[1])
    np.testing.assert_allclose(found["ketamine half_life"], by_hand, rtol=1e-9)


def test_half_life_needs_24_hours_after_the_last_dose() -> None:
    found, *_ = recorded("40 mg ketamine iv over 40 min, days 1 2", 47.9)
    assert np.isnan(found["ketamine half_life"]).all()
    found, *_ = recorded("40 mg ketamine iv over 40 min, days 1 2", 48.0)
    assert np.isfinite(found["ketamine half_life"]).all()


@pytest.mark.parametrize(
    "text",
    ["56 mg esketamine nasal", "30 mg ketamine oral capsule", "20 mg ketamine im",
     "80 mg ketamine oral prolonged-release tablet, twice daily"],
)  # fmt: skip
def test_peaks_of_people(text: str) -> None:
    """Slow peaks between sparse nodes, in people who differ."""
    found, bodies, doses, _ = recorded(text, 48.0)
    ends = {d.time + d.lag + float(np.max(d.duration)) for d in doses}
    t = sorted({*np.linspace(0, 48, 9601), *np.geomspace(1e-3, 8, 2000), *ends})
    c = dense(bodies, doses, 48.0, t)
    for analyte in ("ketamine", "norketamine"):
        top = 1000 * c[analyte]
        # Seven of 30 graded nodes leave up to 4e-4 of a peak, and the dense side 1e-4.
        np.testing.assert_allclose(found[f"{analyte} cmax"], top.max(axis=0), rtol=6e-4)
        when = np.array(t)[top.argmax(axis=0)]
        np.testing.assert_allclose(found[f"{analyte} tmax"], when, rtol=0.03, atol=0.02)


# Windows.


@pytest.mark.parametrize(
    ("doses", "horizon", "spans"),
    [
        ([0.0], 48.0, {"auc_first": (0, 48), "auc_0_24h": (0, 24), "auc_last": (0, 48)}),
        ([0.0, 24.0], 47.0, {"auc_first": (0, 24), "auc_0_24h": (0, 24)}),
        ([0.0, 24.0], 48.0, {"auc_first": (0, 24), "auc_last": (24, 48)}),
        ([0.0, 8.0, 16.0], 20.0, {"auc_first": (0, 8)}),
        ([], 10.0, {}),
    ],
)
def test_a_window_that_the_horizon_cuts_is_left_out(
    doses: list[float], horizon: float, spans: dict[str, tuple[float, float]]
) -> None:
    found = windows_of(doses, horizon).spans()
    assert found["auc_total"] == (0.0, horizon)
    for name, span in spans.items():
        assert found[name] == span
    for name in {"auc_last", "auc_0_24h"} - set(spans):
        if name in found:
            assert found[name][1] <= horizon


def test_a_cut_last_interval_and_a_single_dose_have_no_accumulation() -> None:
    cut, *_ = recorded("30 mg ketamine oral capsule, days 1 2", 47.0)
    for name in ("auc_last", "accumulation"):
        assert np.isnan(cut[f"ketamine {name}"]).all()
    single, *_ = recorded("30 mg ketamine oral capsule", 47.0)
    assert np.isnan(single["ketamine accumulation"]).all()
    assert np.isfinite(single["ketamine auc_last"]).all()


def test_nothing_given_is_zero_and_has_no_times() -> None:
    recorder = ExposureRecorder(3, windows_of([], 48.0), level=5.0)
    found = recorder.results(["ketamine"])
    for name in ("cmax", "auc_total", "auc_0_24h", "cmax_first"):
        np.testing.assert_array_equal(found[f"ketamine {name}"], 0.0)
    for name in ("tmax", "tmax_first", "half_life", "accumulation", "auc_last"):
        assert np.isnan(found[f"ketamine {name}"]).all(), name
    np.testing.assert_array_equal(found["ketamine hours_above"], 0.0)
    np.testing.assert_array_equal(found["occupancy peak"], 0.0)
    assert np.isnan(found["occupancy time of peak"]).all()


def test_every_metric_has_a_rule_and_is_returned() -> None:
    found, *_ = recorded("30 mg ketamine oral capsule, days 1 2", 48.0)
    names = [m.name for m in METRICS]
    assert len(set(names)) == len(names)
    for metric in METRICS:
        assert f"ketamine {metric.name}" in found
        assert metric.meaning


# Peaks and time above a level.


def test_a_parabola_is_read_exactly() -> None:
    t = np.array([0.0, 0.3, 1.0, 1.4, 3.0, 3.5, 4.0, 5.0])
    y = 5 - 2 * (t - 1.1) ** 2
    height, when = peak(t, np.stack([y, y - 9, -y], axis=1))
    np.testing.assert_allclose(height, [5.0, -4.0, -y.min()], rtol=1e-12)
    np.testing.assert_allclose(when, [1.1, 1.1, 5.0], rtol=1e-12)


def test_a_peak_at_an_end_is_that_end() -> None:
    t = np.linspace(0, 1, 5)
    height, when = peak(t, np.stack([np.exp(-t), np.exp(t), 0 * t, 0 * t + 2], axis=1))
    np.testing.assert_allclose(height, [1.0, np.e, 0.0, 2.0], rtol=1e-12)
    assert when[0] == 0.0
    assert when[1] == 1.0


def test_time_above_a_level_by_straight_lines() -> None:
    t = np.array([0.0, 1.0, 3.0, 4.0])
    y = np.array([[0, 2, 2, 0], [2, 2, 2, 2], [0, 0, 0, 0], [1, 1, 1, 1], [4, 0, 0, 4]], float).T
    # A line that runs along the level is not above it.
    np.testing.assert_allclose(time_above(t, y, 1.0), [3.0, 4.0, 0.0, 0.0, 1.5])


def test_time_above_a_level_in_a_washout_is_exact() -> None:
    t = np.array([0.0, 0.1, 3.0, 11.0, 24.0])
    falling = np.exp(-0.3 * t)[:, None]
    np.testing.assert_allclose(time_above(t, falling, 0.05), math.log(20) / 0.3, rtol=1e-12)


@pytest.mark.parametrize("count", [2, 3, 4, 6, 7, 30])
def test_few_nodes_are_enough_to_find_a_peak(count: int) -> None:
    t = np.linspace(0, 1, count)
    y = np.stack([t * (1 - t), 1 - t, t], axis=1)
    height, _ = peak(t, y)
    assert height[0] == pytest.approx(0.25 if count > 2 else 0.0, rel=1e-9)
    np.testing.assert_array_equal(height[1:], 1.0)
