"""What goes in comes out: parent and metabolites, in moles, by closed forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from troche.cascade.nodes import graded_grid
from troche.cascade.walk import Look, walk
from troche.pharmacology.absorption import mucosal_share
from troche.pharmacology.hepatic import well_stirred
from troche.pharmacology.system import Delivery
from troche.units import MOLAR_MASS

NK = MOLAR_MASS["norketamine"] / MOLAR_MASS["ketamine"]
HNK = MOLAR_MASS["hydroxynorketamine"] / MOLAR_MASS["norketamine"]

# An area is a sum of modes that may cancel to one in 1e6 (`modes.SOUND_GROWTH`): 16 digits
# leave ten.
EXACT = 1e-9

WAYS = {
    "iv": Delivery("iv"),
    "infusion": Delivery("iv", duration=2 / 3),
    "im": Delivery("im"),
    "sc": Delivery("sc"),
    "nasal": Delivery("nasal", "spray"),
    "second device": Delivery("nasal", "spray", device=2),
    "sublingual": Delivery("sublingual", "tablet", hold=10 / 60),
    "spat out": Delivery("buccal", "lozenge", hold=0.25, swallowed=False),
    "oral": Delivery("oral", "capsule"),
    "prolonged": Delivery("oral", "prolonged-release tablet"),
    "rectal": Delivery("rectal", "suppository"),
}


def streams(p: dict[str, Any], delivery: Delivery) -> tuple[float, float]:
    """Shares of a dose that reach plasma directly, and that are swallowed."""
    if delivery.route == "iv":
        return 1.0, 0.0
    if delivery.route in ("im", "sc"):
        return p[f"F_{delivery.route}"], 0.0
    if delivery.route == "oral":
        return 0.0, 1.0
    if delivery.route == "rectal":
        return p["F_rectal"], 1 - p["F_rectal"]
    if delivery.route == "nasal":
        share = p["F_nasal"] * (p["device_factor"] if delivery.device > 1 else 1.0)
        return share, 1 - share
    share = mucosal_share(p["F_mouth"], delivery.hold)
    return share, (1 - share) if delivery.swallowed else 0.0


@pytest.mark.parametrize("name", WAYS)
def test_areas_times_clearances_account_for_every_mole(
    name: str, cohort: Any, exposure: Callable[..., np.ndarray]
) -> None:
    delivery = WAYS[name]
    p = cohort("1 mg esketamine iv bolus").bodies.parameters["S"]
    p = {k: float(np.asarray(v).reshape(-1)[0]) for k, v in p.items()}
    liver = well_stirred(p["Qh"], p["CLint"])
    direct, swallowed = streams(p, delivery)
    escapes = p["Fg"] * liver.availability
    # Every milligram of ketamine that enters is cleared, either from plasma or at first pass.
    parent = direct + swallowed * escapes
    assert exposure(delivery)[0] * liver.clearance == pytest.approx(parent, rel=EXACT)
    extracted = parent + swallowed * (1 - escapes)
    formed = extracted * p["fm_nk"] * NK
    assert exposure(delivery, "norketamine")[0] * p["CLn"] == pytest.approx(formed, rel=EXACT)
    last = formed * p["fm_hnk"] * HNK
    area = exposure(delivery, "hydroxynorketamine")[0]
    assert area * p["CLh"] == pytest.approx(last, rel=EXACT)


def test_moles_in_the_body_and_moles_gone_are_the_dose(cohort: Any) -> None:
    """With both conversions complete nothing leaves but hydroxynorketamine."""
    whole = {"fm_nk": 1 - 1e-12, "fm_hnk": 1 - 1e-12}
    made = cohort("80 mg esketamine oral capsule", 24.0, values=whole)
    molar = {"nk": MOLAR_MASS["norketamine"], "hnk": MOLAR_MASS["hydroxynorketamine"]}
    system, propagator = made.bodies.system, made.bodies.propagator
    p = made.bodies.parameters["S"]
    weights = {}
    for state in system.states:
        kind = state.removeprefix("S: ").split()[0]
        if kind not in ("effect", "venous"):
            mass = molar.get(kind, MOLAR_MASS["ketamine"])
            weights[system.index(state)] = 1.0 / mass
    row = propagator.row(weights)
    gone = 0.0
    dose = 80.0 / MOLAR_MASS["ketamine"]

    def look(start: float, length: float) -> Look:
        times = (0.0, *graded_grid(length, 4, 2.0).times.tolist(), length)
        return Look(times, propagator.table(times))

    marks = [0.5, 1.0, 2.0, 4.0, 8.0]
    area = propagator.row(
        {system.index(s): w for s, w in system.observations["S-hydroxynorketamine"].items()}
    )
    seen = 0
    for interval in walk(propagator, made.bodies.doses(made.given), 24.0, look, marks):
        inside = interval.observe(row)[-1]
        gone = gone + interval.area(area) * p["CLh"] / MOLAR_MASS["hydroxynorketamine"]
        taken = min(1.0, interval.stop / float(np.max(p["D_oral"])))
        np.testing.assert_allclose(inside + gone, dose * taken, rtol=1e-8)
        seen += 1
    assert seen >= 6


@pytest.mark.parametrize("name", WAYS)
def test_no_stream_gives_more_than_the_dose(name: str, cohort: Any) -> None:
    bodies = cohort("1 mg esketamine iv bolus").bodies
    entries = bodies.model.entries(bodies.parameters["S"], WAYS[name])
    total = sum(float(np.max(e.fraction)) for e in entries)
    spat, lost = WAYS[name].swallowed is False, WAYS[name].route in ("im", "sc")
    assert total == pytest.approx(1.0, rel=1e-15) if not (spat or lost) else total < 1.0
