"""The whole of troche's own model, solved a second time from equations written out here.

Nothing of `rate_matrix`, the propagators or the course is used: the right-hand side is the
page of the model by hand, DOP853 restarts wherever an input starts or stops, and areas are
further states. What is shared is the parameters, the patients and the timetable.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from tests.pharmacology.conftest import numbers, people

from troche.outcomes.exposure import ExposureRecorder, windows_of
from troche.population.parameters import read_parameters

WATCHED = ("S-ketamine", "S-ketamine (venous)", "S-norketamine", "S-hydroxynorketamine")


def by_hand(
    p: Mapping[str, float], ke0: float, doses: list[tuple[float, float, float]], end: float
) -> dict[str, Any]:
    """Solve sublingual doses (time h, mg, hold h), swallowed after the hold."""
    Qh, CLint = p["Qh"], p["CLint"]
    CL = Qh * CLint / (Qh + CLint)
    F = p["Fg"] * Qh / (Qh + CLint)
    nk, hnk = 223.7 / 237.73, 239.7 / 223.7
    V1, V2, V3, Vn1, Vn2 = (p[k] for k in ("V1", "V2", "V3", "Vn1", "Vn2"))
    Vh, w, kv = p["Vh"], p["w_venous"], p["k_venous"]

    def rhs(t: float, y: np.ndarray, into_mouth: float, into_gut: float) -> list[float]:
        M, G, A1, A2, A3, D, N1, N2, H, Ce, Ne = y[:11]
        C, C2, C3, Cn, Cn2 = A1 / V1, A2 / V2, A3 / V3, N1 / Vn1, N2 / Vn2
        return [
            into_mouth - p["ka_mouth"] * M,
            into_gut - p["ka_oral"] * G,
            p["ka_mouth"] * M + p["ka_oral"] * F * G
            - CL * C - p["Q2"] * (C - C2) - p["Q3"] * (C - C3),
            p["Q2"] * (C - C2),
            p["Q3"] * (C - C3),
            kv * (C - D),
            p["fm_nk"] * nk * (CL * C + p["ka_oral"] * (1 - F) * G)
            - p["CLn"] * Cn - p["Qn"] * (Cn - Cn2),
            p["Qn"] * (Cn - Cn2),
            p["fm_hnk"] * hnk * p["CLn"] * Cn - p["CLh"] * H / Vh,
            ke0 * (C - Ce),
            ke0 * (Cn - Ne),
            C, w * C + (1 - w) * D, Cn, H / Vh,
        ]  # fmt: skip

    inputs = []
    for time, amount, hold in doses:
        share = 1 - (1 - p["F_mouth"]) ** (hold * 6)
        length = p["D_mouth"] * hold * 6
        inputs.append((time, time + length, amount * share / length, 0.0))
        start = time + hold
        inputs.append((start, start + p["D_oral"], 0.0, amount * (1 - share) / p["D_oral"]))
    edges = sorted({0.0, end, *(t for i in inputs for t in i[:2])})
    y = np.zeros(15)
    pieces = []
    for left, right in itertools.pairwise(edges):
        middle = (left + right) / 2
        rates = [sum(i[k] for i in inputs if i[0] <= middle < i[1]) for k in (2, 3)]
        # Values between steps are interpolated to a lower order: short steps keep them as good.
        accuracy = {"rtol": 1e-12, "atol": 1e-14, "max_step": 0.1}
        found = solve_ivp(
            rhs, (left, right), y, "DOP853", args=rates, dense_output=True, **accuracy
        )
        assert found.success
        pieces.append((left, right, found.sol))
        y = found.y[:, -1]

    def at(times: np.ndarray) -> np.ndarray:
        out = np.empty((15, len(times)))
        for left, right, sol in pieces:
            inside = (times >= left) & (times <= right)
            if inside.any():
                out[:, inside] = sol(times[inside])
        return out

    concentrations = {
        "S-ketamine": lambda y: y[2] / V1,
        "S-ketamine (venous)": lambda y: w * y[2] / V1 + (1 - w) * y[5],
        "S-norketamine": lambda y: y[6] / Vn1,
        "S-hydroxynorketamine": lambda y: y[8] / Vh,
        "effect S-ketamine": lambda y: y[9],
        "effect S-norketamine": lambda y: y[10],
    }
    return {
        "at": lambda name, times: concentrations[name](at(np.asarray(times, dtype=float))),
        "area": dict(zip(WATCHED, y[11:], strict=True)),
        "edges": edges,
    }


TEXT = "30 mg esketamine sublingual tablet held 12 min, 3 times daily for 1 days"
DOSES = [(0.0, 30.0, 0.2), (8.0, 30.0, 0.2), (16.0, 30.0, 0.2)]
END = 40.0


@pytest.fixture(scope="module")
def both(cohort: Any) -> tuple[Any, dict[str, Any]]:
    made = cohort(TEXT, END, patients=people((83.0,), cyp2b6=1))
    p = numbers(made.bodies.parameters["S"])
    ke0 = math.log(2) / read_parameters("receptor")["ke0_half_life"].value
    return made, by_hand(p, ke0, DOSES, END)


def test_the_timetable_is_the_one_solved_by_hand(both: tuple[Any, Any]) -> None:
    given = [(a.time_h, a.amount, a.hold_h) for a in both[0].given]
    assert given == DOSES


@pytest.mark.parametrize("name", WATCHED)
def test_concentrations(both: tuple[Any, Any], name: str) -> None:
    made, referee = both
    times = np.concatenate([np.linspace(0.01, 39.9, 400), [0.2, 8.0, 8.2, 16.0]])
    times = np.sort(times)
    mine = made.at(times.tolist(), name)[:, 0]
    exact = referee["at"](name, times)
    # DOP853 at 1e-12 drifts by a few 1e-11 of a peak over its steps; ours is closed form.
    assert abs(mine - exact).max() < 1e-8 * exact.max()
    # In the washout relative digits hold as well.
    late = times > 30
    np.testing.assert_allclose(mine[late], exact[late], rtol=1e-7)


@pytest.mark.parametrize("name", WATCHED)
def test_areas(both: tuple[Any, Any], name: str) -> None:
    made, referee = both
    assert made.auc(name)[0] == pytest.approx(referee["area"][name], rel=1e-8)


def test_occupancy_follows_the_effect_sites(both: tuple[Any, Any]) -> None:
    made, referee = both
    times = np.linspace(0.01, 39.9, 200)
    x = sum(
        float(np.max(made.bodies.loads[f"S-{s}"])) * referee["at"](f"effect S-{s}", times)
        for s in ("ketamine", "norketamine")
    )
    found = made.at(times.tolist(), "occupancy")[:, 0]
    np.testing.assert_allclose(found, x / (1 + x), rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", WATCHED)
def test_peaks_and_their_times(both: tuple[Any, Any], name: str) -> None:
    made, referee = both
    windows = windows_of([0.0, 8.0, 16.0], END)
    recorder = ExposureRecorder(1, windows)
    for segment in made.segments(windows.readings, windows.marks):
        recorder.see(segment)
    found = recorder.results([name])
    dense = np.unique(np.concatenate([np.linspace(0, END, 80001), referee["edges"]]))
    exact = referee["at"](name, dense)
    # A polynomial through seven of 30 graded nodes leaves out the eighth derivative: 4e-4 of
    # the flattest peaks of people who differ, far less of the typical person's.
    assert found[f"{name} cmax"][0] == pytest.approx(1000 * exact.max(), rel=5e-4)
    assert found[f"{name} tmax"][0] == pytest.approx(dense[exact.argmax()], rel=0.01)
    first = dense <= 8.0
    assert found[f"{name} cmax_first"][0] == pytest.approx(1000 * exact[first].max(), rel=1e-3)
    area = found[f"{name} auc_total"][0]
    assert area == pytest.approx(1000 * referee["area"][name], rel=1e-8)
    assert math.isnan(found[f"{name} half_life"][0]) == (END < 16 + 24)
