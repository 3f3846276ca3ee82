"""Occupancy: closed form, the design's numbers, order of the enantiomers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troche.pharmacology.receptor import enantiomer_ic50, occupancy, relative_load

START = {"fu": 0.60, "fu_nk": 0.5, "Kp_uu": 1.0, "IC50": 1420.0, "IC50_nk": 9110.0, "kappa": 4.0}


def of(s: float, r: float, **changes: float) -> float:
    p = START | changes
    loads = {e: relative_load("ketamine", e, p) for e in "SR"}
    return float(occupancy({"S": s / 1000, "R": r / 1000}, loads))


@pytest.mark.parametrize(("level", "share"), [(20.0, 0.034), (200.0, 0.26)])
def test_design_numbers(level: float, share: float) -> None:
    # The design rounds to two digits.
    assert of(level / 2, level / 2) == pytest.approx(share, abs=0.005 * max(1, share / 0.1))


@given(st.floats(0.1, 5000), st.floats(0.3, 0.95), st.floats(300, 5000), st.floats(1.0, 8.0))
def test_mixture_keeps_the_ic50_of_the_racemate(
    level: float, fu: float, ic50: float, kappa: float
) -> None:
    unbound = fu * level * 1e3 / 237.73  # nmol/L
    expected = unbound / (unbound + ic50)
    found = of(level / 2, level / 2, fu=fu, IC50=ic50, kappa=kappa)
    assert found == pytest.approx(expected, rel=1e-9)


@given(st.floats(1.0, 8.0), st.floats(100, 5000))
def test_enantiomer_ic50s_stand_at_kappa_and_mix_to_the_racemate(kappa: float, ic50: float) -> None:
    s, r = (enantiomer_ic50(ic50, kappa, e) for e in "SR")
    assert r / s == pytest.approx(kappa, rel=1e-12)
    assert 0.5 / s + 0.5 / r == pytest.approx(1 / ic50, rel=1e-12)


@given(st.floats(0, 1e4), st.floats(1e-3, 1e4))
def test_occupancy_rises_with_concentration_and_stays_a_share(low: float, more: float) -> None:
    assert 0.0 <= of(low, low) < of(low + more, low + more) < 1.0
    assert of(more, 0) > of(0, more) > 0


def test_norketamine_adds_little(cohort: Any) -> None:
    made = cohort("50 mg ketamine oral capsule", 48.0)
    weak = cohort("50 mg ketamine oral capsule", 48.0, receptor={"IC50_nk": 1e12})
    with_nk, without = (
        max(float(s.values["occupancy"].max()) for s in c.segments()) for c in (made, weak)
    )
    # By mouth norketamine stands several times above ketamine at a sixth of its potency.
    assert 1.2 * without < with_nk < 3 * without


def test_s_occupies_more_than_r(cohort: Any) -> None:
    top = {
        drug: max(
            float(s.values["occupancy"].max())
            for s in cohort(f"25 mg {drug} iv over 40 min", 24.0).segments()
        )
        for drug in ("esketamine", "ketamine", "arketamine")
    }
    assert top["esketamine"] > top["ketamine"] > top["arketamine"] > 0


def test_area_of_occupancy_is_that_of_a_dense_sum(cohort: Any) -> None:
    made = cohort("40 mg ketamine sublingual tablet", 24.0)
    t = np.unique(np.concatenate([np.geomspace(1e-4, 24, 20000), np.linspace(0, 24, 20000)]))
    t = t[t < 24.0]
    dense = np.trapezoid(made.at(t.tolist(), "occupancy")[:, 0], t)
    found = sum(s.areas["occupancy"] for s in made.segments())[0]
    # The trapezoid's own error on steps of 4 s, and the last point short of 24 h.
    assert found == pytest.approx(dense, rel=1e-5)
