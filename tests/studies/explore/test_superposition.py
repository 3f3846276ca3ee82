"""Blood by superposition against the cascade that solves the whole regimen."""

from __future__ import annotations

import numpy as np
import pytest

from troche.cascade import Chain, solve
from troche.population.bodies import bodies_with
from troche.population.drugs import delivery_of, enantiomers_of
from troche.population.superposition import cohort_of, kinds_of, lay_out_sessions
from troche.population.superposition.cohort import SIGNALS
from troche.population.superposition.kinds import ALIKE, blood_at
from troche.population.superposition.layout import MEMORY
from troche.regimen import expand, parse

POPULATION = "adults with treatment-resistant depression"
LAGS = (0.0, 0.1, 0.5, 1.0, 3.0, 7.9)

REGIMENS = (
    "15 mg ketamine sublingual tablet, daily for 4 weeks",
    "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks",
    "56 mg esketamine nasal, twice weekly for 2 weeks, then 84 mg esketamine nasal, weekly",
    "0.29 mg/kg ketamine iv bolus + 0.57 mg/kg over 60 min, days 1 4 6 20",
    "60 mg ketamine oral prolonged-release tablet, 3 times daily for 3 weeks",
    "20 mg arketamine im, once, then 10 mg ketamine nasal, daily for 1 week",
)


def direct(text: str, times: list[float]) -> dict[str, np.ndarray]:
    """Return signals at times as the cascade has them, shape (time, column)."""
    cohort, regimen = cohort_of(POPULATION, 6, 4), parse(text)
    given = [a for a in expand(regimen, times[-1]).administrations if a.drug != "placebo"]
    deliveries = tuple(dict.fromkeys(delivery_of(a) for a in given))
    bodies = bodies_with(
        cohort.model, cohort.patients, cohort.p, cohort.q, enantiomers_of(regimen.drugs), deliveries
    )
    system = bodies.system
    names = [n.format(e) for e in "SR" for n in SIGNALS]
    record = {
        n: {system.index(s): w for s, w in system.observations[n].items()}
        for n in names
        if n in system.observations
    }
    solved = solve(Chain(system.matrix), bodies.doses(given), times, record)
    return {n: np.asarray(solved[n]) for n in record}


@pytest.mark.parametrize("text", REGIMENS)
def test_superposed_blood_is_that_of_the_cascade(text: str) -> None:
    """Both solve the same linear system, so only rounding and `MEMORY` stand between them.

    The next test holds what `MEMORY` leaves out. Equal rates of a transit chain are set apart
    by a hair in a larger system (`troche.population.equal_rates`): 2e-6 of a peak at most.
    """
    horizon = 28 * 24.0
    cohort = cohort_of(POPULATION, 6, 4)
    layout = lay_out_sessions(expand(parse(text), horizon).administrations, horizon)
    sessions = sorted({0, 1, len(layout.starts) // 2, len(layout.starts) - 1})
    times = [layout.starts[s] + lag for s in sessions for lag in LAGS if lag < layout.gaps[s]]
    expected = direct(text, [*times, horizon])
    row = 0
    for s in sessions:
        lags = tuple(lag for lag in LAGS if lag < layout.gaps[s])
        found = blood_at(cohort, layout.kinds[layout.kind[s]], lags)
        for name, values in found.items():
            there = expected[name][row : row + len(lags)]
            scale = expected[name].max(axis=0)
            assert np.all(np.abs(values - there) <= 5e-6 * scale), (name, s)
        row += len(lags)


def test_what_memory_leaves_out_is_nothing() -> None:
    cohort = cohort_of(POPULATION, 96, 96)
    for text in REGIMENS[:3]:
        (first, *_) = expand(parse(text), 1.0).administrations
        for enantiomer in enantiomers_of(parse(text).drugs):
            unit = cohort.unit(enantiomer, delivery_of(first), (0.7, 2.0, 8.0, MEMORY))
            peak, left = unit.values[:, :-1].max(axis=1), unit.values[:, -1]
            share = (left / np.maximum(peak, 1e-12)).max(axis=0)
            # The slowest truths hold hydroxynorketamine with a half-life of 39 h.
            assert share.max() < 3e-4
            assert np.quantile(share, 0.95) < 1e-6
            assert (left[0] / np.maximum(peak[0], 1e-12)).max() < 1e-7


def test_sessions_of_one_kind_differ_by_no_more_than_said() -> None:
    cohort = cohort_of(POPULATION, 6, 4)
    text, horizon = "15 mg ketamine sublingual tablet, daily for 4 weeks", 672.0
    layout = lay_out_sessions(expand(parse(text), horizon).administrations, horizon)
    kinds = kinds_of(cohort, layout, lambda _: LAGS)
    assert len(kinds.lengths) < len(layout.kinds)
    last = blood_at(cohort, layout.kinds[layout.kind[-1]], LAGS)
    for name, values in last.items():
        shown = kinds.signals[kinds.kind[-1]][name]
        # Metabolites peak later than at these lags; their own peak is a little higher.
        assert np.all(np.abs(shown - values) <= 1.01 * ALIKE * values.max(axis=0) + 1e-12), name


def test_amounts_only_scale() -> None:
    cohort = cohort_of(POPULATION, 6, 4)
    small, large = (
        blood_at(
            cohort,
            lay_out_sessions(
                expand(parse(f"{mg} mg ketamine oral"), 24.0).administrations, 24.0
            ).kinds[0],
            LAGS,
        )
        for mg in (10, 30)
    )
    for name, values in small.items():
        np.testing.assert_allclose(3.0 * values, large[name], rtol=1e-12, atol=1e-18)
