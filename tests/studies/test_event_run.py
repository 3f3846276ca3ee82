"""Tables of doses: the numbers of the regimen engine, and nothing lost or hidden."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from troche.errors import BadInput, EventsError
from troche.pharmacology.absorption import ROUTES
from troche.population.bodies import Bodies, make_bodies
from troche.population.course import course
from troche.population.drugs import delivery_of, enantiomers_of
from troche.population.patients import Patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.regimen import event_table, expand, parse, write_events
from troche.studies.event_run import Solution, solve_table

TIMES = (0.05, 0.21, 0.77, 1.5, 3.3, 7.9, 25.1, 49.3, 71.9)
"""Hours; none is the time of a dose."""


def engine(text: str, weight: float, model: str) -> dict[str, np.ndarray]:
    """Concentrations in the typical person, by the engine of `troche.simulate`."""
    recipe = Recipe.of(model, population("healthy adults"), seed=1, draws=0)
    given = expand(parse(text), 72.0).administrations
    one: dict[str, Any] = {
        name: np.array([value])
        for name, value in {
            "weight": weight, "height": np.nan, "age": 45.0, "baseline": np.nan, "adherence": 1.0,
        }.items()
    }  # fmt: skip
    zero = np.zeros(1, dtype=np.int64)
    bodies: Bodies = make_bodies(
        recipe,
        Patients(start=0, sex=zero, cyp2b6=zero, liver=zero, **one),
        zero,
        enantiomers_of([each.drug for each in given]),
        tuple(dict.fromkeys(delivery_of(each) for each in given)),
        people_differ=False,
    )
    found: dict[str, list[float]] = {}
    for segment in course(bodies, bodies.doses(given), 72.0, outputs=TIMES):
        for name, values in segment.readings.items():
            found.setdefault(name, []).extend(1000.0 * values[:, 0])
    # A table of doses is solved to plasma and occupancy; effect sites are of no concern to it.
    return {name: np.array(v) for name, v in found.items() if not name.startswith("effect ")}


def written(text: str, weight: float, additional: bool = True) -> str:
    into = {route: route for route in ROUTES}
    table = event_table(
        expand(parse(text), 72.0), into, ROUTES, weights={"1": weight}, additional=additional
    )
    headings, *rows = write_events(table).splitlines()
    blank = "," * (headings.count(",") - 8)
    rows += [f"1,{time},.,.,.,.,.,0,." + blank for time in TIMES]
    rows.sort(key=lambda row: float(row.split(",")[1]))
    return "\n".join([headings, *rows]) + "\n"


def observed(found: Solution) -> dict[str, np.ndarray]:
    seen = [row.concentrations for row in found.rows if row.evid == 0]
    return {name: np.array([each[name] for each in seen]) for name in seen[0]}


REGIMENS = (
    "0.5 mg/kg ketamine iv over 40 min",
    "35 mg ketamine iv bolus",
    "40 mg ketamine im",
    "40 mg ketamine im over 30 min",
    "25 mg arketamine sc over 2 h, daily for 3 days",
    "50 mg ketamine nasal",
    "50 mg ketamine nasal over 60 min",
    "84 mg esketamine nasal",
    "70 mg esketamine nasal, daily for 2 days",
    "64.6 mg esketamine HCl nasal",
    "50 mg ketamine sublingual film",
    "50 mg ketamine sublingual film held 3 min then spat out",
    "30 mg ketamine buccal lozenge held 25 min then spat out, twice daily for 3 days",
    "100 mg esketamine oral solution",
    "120 mg ketamine oral prolonged-release tablet, daily for 3 days",
    "60 mg ketamine rectal suppository",
    "0.29 mg/kg ketamine iv bolus + 0.57 mg/kg over 60 min",
    "10 mg ketamine iv over 30 min + 20 mg esketamine nasal + 50 mg ketamine oral",
    "25 mg ketamine sublingual + 50 mg ketamine oral",
    "20 mg ketamine iv over 40 min, daily for 1 day, then 28 mg esketamine nasal, daily for 2 days",
    "20 mg esketamine iv, daily for 1 day, then 20 mg arketamine iv, daily for 1 day",
    "placebo nasal, daily for 1 day, then 50 mg ketamine oral, daily for 2 days",
)


@pytest.mark.parametrize("text", REGIMENS)
def test_a_written_regimen_is_solved_as_the_engine_solves_it(text: str) -> None:
    weight = 83.0
    exact = engine(text, weight, "troche")
    for additional in (True, False):
        solution = solve_table(written(text, weight, additional), drug="arketamine")
        found = observed(solution)
        assert exact.keys() - {"occupancy"} <= found.keys()
        for name in found:
            # Two solutions of one linear system, a cascade of modes against matrix
            # exponentials: each is good to 1e-10 of the largest value.
            np.testing.assert_allclose(
                found[name], exact[name], rtol=1e-9, atol=1e-9 * exact[name].max()
            )
        assert not any("no " in note for note in solution.notes)


def test_a_published_model_takes_devices_and_holds_from_the_table() -> None:
    text = "56 mg esketamine nasal, daily for 2 days"
    exact = engine(text, 70.0, "perez-ruixo-2021")
    numbered = written(text, 70.0).replace(",4,70,", ",nasal,70,")
    found = observed(solve_table(numbered, model="perez-ruixo-2021"))
    for name in found:
        np.testing.assert_allclose(found[name], exact[name], rtol=1e-9, atol=1e-9)


HEADINGS = "ID,TIME,AMT,RATE,ADDL,II,SS,EVID,CMT,WT,DRUG,HOLD,SWALLOWED,DEVICE,PRODUCT\n"


def after(row: str, time: float = 1.0, **options: Any) -> float:
    blank = "," * 6
    found = solve_table(f"{HEADINGS}{row}\n1,{time},.,.,.,.,.,0,.{blank}\n", **options)
    return found.rows[-1].concentrations["ketamine"]


def test_bioavailability_multiplies_and_lag_is_added_as_in_nonmem() -> None:
    oral = "1,0,{},.,.,.,.,1,oral,.,.,.,.,.,."
    half = after(oral.format(100), bioavailability={"oral": 0.5})
    assert half == pytest.approx(after(oral.format(50)), rel=1e-12)
    late = after(oral.format(100), 3.0, lag={"oral": 2.0})
    assert late == pytest.approx(after(oral.format(100), 1.0), rel=1e-9)
    # An infusion keeps its rate: half of 40 mg at 40 mg/h is 20 mg over half an hour.
    infusion = "1,0,{},40,.,.,.,1,iv,.,.,.,.,.,."
    short = after(infusion.format(40), bioavailability={"iv": 0.5})
    assert short == pytest.approx(after(infusion.format(20)), rel=1e-12)
    other = after(oral.format(100), lag={"iv": 2.0}, bioavailability={"iv": 0.1})
    assert other == after(oral.format(100))


def test_an_infusion_since_ever_is_the_end_of_a_very_long_one() -> None:
    """Nasal, so that its run-off still comes after the end."""
    endless = after("1,0,0,0.05,.,.,1,1,nasal,.,.,.,.,.,.", 0.3)
    rows = "1,0,2000,0.05,.,.,.,1,nasal,.,.,.,.,.,.\n1,40000.3,.,.,.,.,.,0,.,,,,,,\n"
    long = solve_table(HEADINGS + rows).rows[-1].concentrations["ketamine"]
    # The run-off of a finite dose is thinner by its own time over 40,000 h, some 2e-6.
    assert endless == pytest.approx(long, rel=1e-5)


@pytest.mark.parametrize("evid", ["3", "4"])
def test_a_dose_of_which_nothing_enters_still_resets(evid: str) -> None:
    first = "1,0,35,.,.,.,.,1,iv,.,.,.,.,.,.\n"
    held = "1,1,30,.,.,.,.,4,buccal,.,.,0,0,.,.\n" if evid == "4" else "1,1,.,.,.,.,.,3,.,,,,,,\n"
    found = solve_table(HEADINGS + first + held).rows
    assert found[0].concentrations["ketamine"] > 0
    assert found[1].concentrations["ketamine"] == 0


DOSE = {
    "AMT": "35", "RATE": ".", "ADDL": ".", "II": ".", "SS": ".", "EVID": "1", "CMT": "iv",
    "WT": ".", "DRUG": ".", "HOLD": ".", "SWALLOWED": ".", "DEVICE": ".", "PRODUCT": ".",
}  # fmt: skip
WRONG: dict[str, tuple[dict[str, str], str]] = {
    "huge amount": ({"AMT": "1e308"}, "column AMT.*at most 2,000 mg"),
    "above the language": ({"AMT": "2000.1"}, "column AMT"),
    "above by weight": ({"AMT": "3100", "WT": "100"}, "column AMT.*30 mg/kg of 100 kg"),
    "huge rate": ({"RATE": "1e300"}, "column RATE"),
    "tiny rate": ({"RATE": "1e-300"}, "column RATE"),
    "huge constant rate": ({"AMT": "0", "RATE": "1e9", "SS": "1"}, "column RATE"),
    "rate by mouth": ({"RATE": "5", "CMT": "oral"}, "column RATE.*im, iv, nasal, sc"),
    "endless interval": ({"II": "1e300", "SS": "1"}, "column II"),
    "tiny interval": ({"II": "1e-300", "SS": "1"}, "column II"),
    "piled infusions": ({"RATE": "0.01", "II": "0.02", "SS": "1"}, "column II.*overlap"),
    "a century": ({"II": "24", "ADDL": "99999"}, "column ADDL"),
    "drug": ({"DRUG": "ketamin"}, "column DRUG.*Did you mean 'ketamine'"),
    "placebo": ({"DRUG": "placebo"}, "column DRUG"),
    "hold in a vein": ({"HOLD": "0.5"}, "column HOLD.*buccal, sublingual"),
    "hold of days": ({"CMT": "buccal", "HOLD": "48"}, "column HOLD"),
    "negative hold": ({"CMT": "buccal", "HOLD": "-1"}, "column HOLD"),
    "spat from a vein": ({"SWALLOWED": "0"}, "column SWALLOWED"),
    "half swallowed": ({"CMT": "buccal", "SWALLOWED": "0.5"}, "column SWALLOWED"),
    "second device in a vein": ({"DEVICE": "2"}, "column DEVICE"),
    "device zero": ({"CMT": "nasal", "DEVICE": "0"}, "column DEVICE"),
    "lozenge in a vein": ({"PRODUCT": "lozenge"}, "column PRODUCT.*buccal"),
    "no product": ({"PRODUCT": "tabelt", "CMT": "oral"}, "column PRODUCT.*'tablet'"),
    "child": ({"WT": "20"}, "column WT.*30 to 250"),
    "no weight": ({"WT": "1_0_0"}, "column WT"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_language_refuses_a_table_may_not_say(name: str) -> None:
    change, said = WRONG[name]
    row = ",".join(("1", "0", *(DOSE | change).values()))
    with pytest.raises(EventsError, match=f"^events, row 1, {said}"):
        solve_table(HEADINGS + row + "\n")


def test_a_second_weight_of_one_person_is_refused() -> None:
    table = "ID,TIME,AMT,EVID,WT\n1,0,10,1,70\n1,1,.,0,70\n1,2,.,0,.\n{},3,.,0,80\n"
    assert len(solve_table(table.format(2)).rows) == 4
    with pytest.raises(EventsError, match=r"row 4, column WT.*80 kg after 70 kg"):
        solve_table(table.format(1))


@pytest.mark.parametrize(
    "options",
    [
        {"drug": "placebo"},
        {"model": "simons"},
        {"model": "otto-2021"},
        {"lag": {"mouth": 1.0}},
        {"lag": {"iv": -1.0}},
        {"lag": {"iv": float("nan")}},
        {"bioavailability": {"iv": float("inf")}},
    ],
)
def test_wrong_options_are_one_message(options: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        solve_table("ID,TIME,AMT\n1,0,10\n", **options)


def test_what_is_not_used_or_not_said_is_noted() -> None:
    table = "ID,TIME,AMT,RATE,EVID,CMT,F1,ALAG2,SEX,CONT\n1,0,25,.,1,buccal,1,0.5,1,.\n"
    notes = "\n".join(solve_table(table).notes)
    assert "columns F1, ALAG2, SEX" in notes
    assert "F1, ALAG2: the model has its own" in notes
    assert "CONT: kept as it is" in notes
    assert "row 1: no HOLD: a buccal dose is held 10 min" in notes
    assert "no SWALLOWED" in notes
    assert "no DRUG: the dose is of ketamine" in notes
    assert "no WT: 70 kg" in notes


def test_doses_outside_what_was_studied_are_flagged() -> None:
    def flags(rows: str) -> str:
        return "\n".join(flag.message for flag in solve_table(HEADINGS + rows).flags)

    usual = flags("1,0,35,52.5,.,.,.,1,iv,70,ketamine,.,.,.,.\n")
    assert "studied" not in usual
    assert "500 mg ketamine nasal is above" in flags("1,0,500,.,.,.,.,1,nasal,.,.,.,.,.,.\n")
    # Three devices are one dose of 84 mg, which was studied; the smallest of it alone was not.
    device = "1,{},28,.,.,.,.,1,nasal,.,esketamine,.,.,{},.\n"
    three = "".join(device.format(0.1 * i, i) for i in (1, 2, 3))
    assert "a dose" not in flags(three).lower()
    heavy = flags("1,0,6000,.,.,.,.,1,oral,250,.,.,.,.,.\n")
    assert "above the studied" in heavy


def test_people_of_one_table_have_the_same_analytes() -> None:
    table = "ID,TIME,AMT,DRUG\n1,0,10,esketamine\n2,0,10,arketamine\n3,0,.,.\n"
    rows = solve_table(table).rows
    assert len({tuple(row.concentrations) for row in rows}) == 1
    assert rows[0].concentrations["R-ketamine"] == 0 < rows[0].concentrations["S-ketamine"]
    assert rows[1].concentrations["S-ketamine"] == 0 < rows[1].concentrations["R-ketamine"]


@pytest.mark.parametrize(
    ("row", "share"),
    [
        ("1,0,1e-300,.,.,.,.,1,iv,.,.,.,.,.,.", 1.0),
        ("1,0,1e-9,1e-4,.,.,.,1,iv,.,.,.,.,.,.", 1e-12),
        ("1,0,200,.,.,.,.,1,iv,.,.,.,.,.,.", 10.0),
        ("1,0,25,.,.,.,.,1,iv,.,.,.,.,.,.", 0.0),
        ("1,0,0,2000,.,.,1,1,iv,.,.,.,.,.,.", 1.0),
    ],
)
def test_the_smallest_and_largest_doses_are_solved_and_flagged(row: str, share: float) -> None:
    found = solve_table(f"{HEADINGS}{row}\n", bioavailability={"iv": share})
    assert np.isfinite(list(found.rows[-1].concentrations.values())).all()


def test_a_factor_does_not_lift_a_dose_above_the_language() -> None:
    with pytest.raises(EventsError, match=r"row 1, column AMT: found '1500 mg times 2'"):
        solve_table("ID,TIME,AMT\n1,0,1500\n", bioavailability={"iv": 2.0})


def test_many_devices_are_more_than_one_dose_can_be() -> None:
    rows = "".join(f"1,{i},1500,.,.,.,.,1,nasal,.,.,.,.,{i},.\n" for i in (1, 2, 3))
    found = solve_table(HEADINGS + rows)
    assert any("ketamine nasal is above" in flag.message for flag in found.flags)
