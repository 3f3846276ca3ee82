"""Laws that a linear model of two enantiomers must keep, and the limits of its routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.pharmacology.conftest import people

from troche.cascade.walk import Look, walk
from troche.pharmacology.absorption import mucosal_share
from troche.pharmacology.hepatic import well_stirred
from troche.pharmacology.system import Delivery

TIMES = [0.05, 0.2, 0.5, 1.0, 2.0, 5.0, 12.0, 24.0, 30.0, 47.0]
ANALYTES = ("ketamine", "norketamine", "hydroxynorketamine", "ketamine (venous)")

# The same arithmetic on scaled or shifted inputs: the last digits of sums of exponentials, of
# which up to one in 1e6 is lost to cancellation.
SAME = 1e-9


@pytest.mark.parametrize(
    "route", ["iv over 40 min", "sublingual tablet", "nasal", "oral capsule", "rectal", "im"]
)
def test_exposure_is_proportional_to_dose(route: str, cohort: Any) -> None:
    one, three = (cohort(f"{mg} mg ketamine {route}") for mg in (28, 84))
    for analyte in ANALYTES:
        np.testing.assert_allclose(three.at(TIMES, analyte), 3 * one.at(TIMES, analyte), rtol=SAME)


def test_doses_superpose(cohort: Any) -> None:
    one = cohort("20 mg ketamine sublingual tablet", 96.0)
    both = cohort("20 mg ketamine sublingual tablet, days 1 2", 96.0)
    for analyte in ANALYTES:
        first = one.at([t + 24 for t in TIMES], analyte)
        second = one.at(TIMES, analyte)
        together = both.at([t + 24 for t in TIMES], analyte)
        np.testing.assert_allclose(together, first + second, rtol=SAME)


def test_overlapping_infusions_superpose(cohort: Any) -> None:
    """Parts of one dose: 10 mg over 1 h, then 30 mg over 1 h, are 20 over 2 h and 20 over 1."""
    parts = cohort("10 mg ketamine iv over 60 min + 30 mg over 60 min", 48.0)
    long, late = (cohort(f"20 mg ketamine iv over {m} min", 49.0).at for m in (120, 60))
    t = [1.5, 2.0, 3.0, 10.0, 24.0]
    sum_of_two = long(t, "ketamine") + late([x - 1 for x in t], "ketamine")
    np.testing.assert_allclose(parts.at(t, "ketamine"), sum_of_two, rtol=SAME)


@pytest.mark.parametrize("route", ["iv bolus", "nasal", "oral capsule"])
def test_racemate_is_half_of_each_enantiomer(route: str, cohort: Any) -> None:
    mixture, s, r = (
        cohort(f"{mg} mg {drug} {route}")
        for mg, drug in ((56, "ketamine"), (28, "esketamine"), (28, "arketamine"))
    )
    if route == "nasal":  # esketamine comes in devices of 28 mg, 5 min apart
        s, r = (cohort(f"28 mg {d} nasal") for d in ("esketamine", "arketamine"))
        mixture = cohort("56 mg ketamine nasal")
    for analyte in ("ketamine", "norketamine", "hydroxynorketamine"):
        total = mixture.at(TIMES, analyte)
        np.testing.assert_allclose(mixture.at(TIMES, f"S-{analyte}"), s.at(TIMES, analyte), SAME)
        np.testing.assert_allclose(mixture.at(TIMES, f"R-{analyte}"), r.at(TIMES, analyte), SAME)
        np.testing.assert_allclose(total, s.at(TIMES, analyte) + r.at(TIMES, analyte), SAME)


def test_areas_of_the_enantiomers_stand_as_their_clearances(cohort: Any) -> None:
    made = cohort("40 mg ketamine iv bolus", values={"CLint_R_ratio": 0.6})
    p = {e: made.bodies.parameters[e] for e in "SR"}
    liver = {e: well_stirred(p[e]["Qh"], p[e]["CLint"]) for e in "SR"}
    s, r = (made.bodies.exposure_of(e, Delivery("iv"), "ketamine") for e in "SR")
    np.testing.assert_allclose(s * liver["S"].clearance, r * liver["R"].clearance, rtol=SAME)
    # One flow for both: clearances lie nearer each other than intrinsic clearances.
    assert np.all(p["R"]["Qh"] == p["S"]["Qh"])
    ratio = liver["R"].clearance / liver["S"].clearance
    assert np.all((ratio > 0.6) & (ratio < 1.0))


def test_equal_parameters_make_equal_enantiomers(cohort: Any) -> None:
    same = {"CLint_R_ratio": 1.0, "V_R_ratio": 1.0, "CLn_R_ratio": 1.0}
    made = cohort("40 mg ketamine oral capsule", values=same)
    for analyte in ("ketamine", "norketamine"):
        s, r = (made.at(TIMES, f"{e}-{analyte}") for e in "SR")
        np.testing.assert_allclose(s, r, rtol=1e-12)


# Limits of the routes.


def test_an_intravenous_dose_is_wholly_available(exposure: Callable[..., np.ndarray]) -> None:
    bolus, slow = exposure(Delivery("iv")), exposure(Delivery("iv", duration=2.0))
    np.testing.assert_allclose(slow, bolus, rtol=1e-12)


def test_a_hold_of_zero_is_swallowed_whole(exposure: Callable[..., np.ndarray]) -> None:
    for analyte in ("ketamine", "norketamine", "hydroxynorketamine"):
        held = exposure(Delivery("sublingual", "tablet", hold=0.0), analyte)
        oral = exposure(Delivery("oral", "tablet"), analyte)
        # The same numbers in a matrix with one state more: the solver may round otherwise.
        np.testing.assert_allclose(held, oral, rtol=1e-14)


def test_a_hold_of_zero_enters_the_gut_as_an_oral_dose_does(cohort: Any) -> None:
    bodies = cohort("1 mg esketamine oral tablet").bodies
    p = bodies.parameters["S"]
    held = bodies.model.entries(p, Delivery("buccal", "lozenge", hold=0.0))
    assert held == bodies.model.entries(p, Delivery("oral", "lozenge"))
    assert bodies.model.entries(p, Delivery("buccal", hold=0.0, swallowed=False)) == ()


def test_spat_out_leaves_the_mucosal_part_alone(exposure: Callable[..., np.ndarray]) -> None:
    hold = 0.25
    oral, vein = exposure(Delivery("oral")), exposure(Delivery("iv"))
    share = mucosal_share(0.263, hold)
    spat = exposure(Delivery("buccal", hold=hold, swallowed=False), F_mouth=0.263)
    np.testing.assert_allclose(spat, share * vein, rtol=SAME)
    kept = exposure(Delivery("buccal", hold=hold), F_mouth=0.263)
    np.testing.assert_allclose(kept, share * vein + (1 - share) * oral, rtol=SAME)


def test_mucosal_share_grows_with_the_hold_and_stays_a_share() -> None:
    holds = np.linspace(0, 3, 181)
    shares = np.array([mucosal_share(0.263, h) for h in holds])
    assert shares[0] == 0.0
    assert (np.diff(shares) > 0).all()
    assert shares[-1] < 1.0
    # Two holds in a row leave what each leaves: (1-a)(1-b).
    assert 1 - mucosal_share(0.3, 0.5) == pytest.approx(
        (1 - mucosal_share(0.3, 0.2)) * (1 - mucosal_share(0.3, 0.3)), rel=1e-12
    )


def test_longer_holds_give_more_ketamine(exposure: Callable[..., np.ndarray]) -> None:
    areas = [exposure(Delivery("sublingual", hold=h))[0] for h in (0, 1 / 12, 1 / 6, 0.5, 1.0)]
    assert (np.diff(areas) > 0).all()


def test_later_devices_are_absorbed_less_in_the_nose(
    exposure: Callable[..., np.ndarray],
) -> None:
    first, second, third = (exposure(Delivery("nasal", device=d))[0] for d in (1, 2, 3))
    oral, vein = exposure(Delivery("oral"))[0], exposure(Delivery("iv"))[0]
    share = [(x - oral) / (vein - oral) for x in (first, second, third)]
    assert share[1] == pytest.approx(share[2], rel=1e-12)
    factor = share[1] / share[0]
    assert 0.5 < factor < 1.0
    no_nose = exposure(Delivery("nasal"), F_nasal=1e-9)
    assert no_nose[0] == pytest.approx(oral, rel=1e-6)  # 1e-9 of the dose at five times the area


def test_prolonged_release_is_flatter_and_later(cohort: Any) -> None:
    plain = cohort("80 mg ketamine oral tablet", 96.0)
    slow = cohort("80 mg ketamine oral prolonged-release tablet", 96.0)
    grid = np.linspace(0.05, 24, 480)
    a, b = (c.at(grid.tolist(), "ketamine")[:, 0] for c in (plain, slow))
    assert b.max() < 0.6 * a.max()
    assert grid[b.argmax()] > 2 * grid[a.argmax()]
    np.testing.assert_allclose(slow.to_infinity("ketamine"), plain.to_infinity("ketamine"), SAME)


# Size, liver, sampling site, effect site.


def test_weight_enters_with_its_exponents(cohort: Any) -> None:
    two = people((70.0, 140.0))
    made = cohort("10 mg esketamine iv bolus", 200.0, patients=two)
    area = made.to_infinity("ketamine")
    assert area[1] / area[0] == pytest.approx(2**-0.75, rel=SAME)
    at_once = made.at([0.0], "ketamine")[0]
    assert at_once[1] / at_once[0] == pytest.approx(0.5, rel=SAME)
    # Time scales with volume over clearance: C(t 2^0.25) of the heavy is C(t)/2 of the light,
    # as long as nothing in the model has a time of its own; an iv dose has none.
    t = np.array([0.1, 0.5, 2.0, 8.0, 24.0])
    light = made.at(t.tolist(), "ketamine")[:, 0]
    heavy = made.at((t * 2**0.25).tolist(), "ketamine")[:, 1]
    np.testing.assert_allclose(heavy, light / 2, rtol=SAME)


def test_a_dose_by_weight_gives_the_heavy_more(cohort: Any) -> None:
    two = people((60.0, 90.0))
    made = cohort("0.5 mg/kg ketamine iv over 40 min", patients=two)
    area = made.auc("ketamine")
    assert area[1] / area[0] == pytest.approx(1.5**0.25, rel=1e-3)  # but for what is beyond 72 h


@pytest.mark.parametrize("change", [{"CLint": 0.5}, {"CLint": 2.0}])
def test_enzymes_matter_more_by_mouth_than_by_vein(
    change: dict[str, float], exposure: Callable[..., np.ndarray]
) -> None:
    times = {"scale": change}
    vein = exposure(Delivery("iv"), **times)[0] / exposure(Delivery("iv"))[0]
    mouth = exposure(Delivery("oral"), **times)[0] / exposure(Delivery("oral"))[0]
    assert abs(np.log(mouth)) > 2 * abs(np.log(vein))
    # Well-stirred: the oral area is Fg / CLint, whatever the flow.
    assert mouth == pytest.approx(1 / change["CLint"], rel=SAME)


def test_flow_matters_by_vein_and_not_by_mouth(exposure: Callable[..., np.ndarray]) -> None:
    mouth = exposure(Delivery("oral"), scale={"Qh": 0.5})[0] / exposure(Delivery("oral"))[0]
    vein = exposure(Delivery("iv"), scale={"Qh": 0.5})[0] / exposure(Delivery("iv"))[0]
    assert mouth == pytest.approx(1.0, rel=SAME)
    assert 1.2 < vein < 2.0


def test_genotype_and_liver_slow_clearance(cohort: Any) -> None:
    text = "50 mg esketamine oral capsule"
    area = {
        (g, liver): cohort(text, patients=people(cyp2b6=g, liver=liver)).to_infinity("ketamine")[0]
        for g, liver in ((0, 0), (1, 0), (2, 0), (0, 1), (0, 2))
    }
    assert area[0, 0] < area[1, 0] < area[2, 0]
    assert area[0, 0] < area[0, 1] < area[0, 2]


@pytest.mark.parametrize("route", ["iv over 40 min", "sublingual tablet", "oral capsule"])
def test_areas_are_the_same_in_artery_and_vein(route: str, cohort: Any) -> None:
    made = cohort(f"40 mg ketamine {route}", 300.0)
    artery, vein = (made.auc(name) for name in ("ketamine", "ketamine (venous)"))
    # By 300 h less than 1e-12 of the dose is left, also behind the delay.
    np.testing.assert_allclose(vein, artery, rtol=SAME)
    if route.startswith("iv"):
        assert (made.peak("ketamine (venous)") < made.peak("ketamine")).all()


def test_the_effect_site_has_the_area_of_plasma_and_a_lower_peak(cohort: Any) -> None:
    made = cohort("40 mg ketamine iv over 40 min", 300.0)
    system, propagator = made.bodies.system, made.bodies.propagator

    def look(start: float, length: float) -> Look:
        times = (*(length * np.linspace(0, 1, 300) ** 3).tolist(),)  # dense where peaks are
        return Look(times, propagator.table(times))

    for e in "SR":
        for species in ("ketamine", "norketamine"):
            rows = [
                propagator.row({system.index(s): w for s, w in system.observations[name].items()})
                for name in (f"{e}-{species}", f"effect {e}-{species}")
            ]
            total, tops = [0.0, 0.0], [0.0, 0.0]
            for interval in walk(propagator, made.bodies.doses(made.given), 300.0, look):
                for k, row in enumerate(rows):
                    total[k] = total[k] + interval.area(row)
                    tops[k] = max(tops[k], float(interval.observe(row).max()))
            np.testing.assert_allclose(total[1], total[0], rtol=SAME)
            assert tops[1] < tops[0]
