"""Filters: the reader's words against the sources' words."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from troche.errors import EvidenceError
from troche.evidence import findings, load, select, tables
from troche.evidence.cells import read_number
from troche.evidence.doses import read_dose
from troche.evidence.suicidality import about_suicidality
from troche.evidence.vocabulary import drugs_of, routes_of

PK_OBSERVATIONS = Path(str(files("troche.evidence"))) / "tables" / "pk_observations.csv"


def rows(found):
    return [(finding.table, finding.row) for finding in found]


def test_every_row_is_a_finding_once():
    assert rows(findings()) == [(table, row.row) for table in tables() for row in load(table)]


def test_no_filter_selects_all():
    assert select() == findings()


def test_every_drug_and_route_of_the_tables_can_be_asked_for():
    assert [f.drug for f in findings() if f.drug and not drugs_of(f.drug)] == []
    unasked = {f.route for f in findings() if f.route and not routes_of(f.route)}
    assert unasked == {"ECT", "none"}  # no route


def test_route_words_mean_the_same():
    assert select(route="IV") == select(route="i.v.") == select(route="intravenous")
    assert select(route="nasal") == select(route="Intranasal")
    either = set(rows(select(route="sublingual/buccal")))
    assert either == set(rows(select(route="sublingual"))) | set(rows(select(route="buccal")))
    assert either > set(rows(select(route="buccal")))


def test_selection_agrees_with_a_plain_count():
    # Counted with the csv module alone on cells that need no interpretation.
    with PK_OBSERVATIONS.open(encoding="utf-8", newline="") as file:
        plain = [
            number
            for number, row in enumerate(csv.DictReader(file), 1)
            if "nasal" in row["route"] and row["analyte"] == "S-ketamine"
        ]
    found = select(table="pk_observations", route="intranasal", analyte="esketamine")
    assert [finding.row for finding in found] == plain
    assert plain


def test_ketamine_is_the_racemate_and_not_its_enantiomers():
    drugs = {finding.drug for finding in select(drug="ketamine")}
    assert "racemic ketamine" in drugs
    assert "esketamine" not in drugs
    assert "S-ketamine" not in drugs
    assert "S-ketamine" in {finding.drug for finding in select(drug="esketamine")}


def test_analyte_is_exact():
    assert {f.analyte for f in select(analyte="norketamine")} == {"norketamine"}


def test_outcomes_carry_what_their_arm_was_given():
    found = select(table="outcomes", drug="midazolam")
    assert {"MURROUGH2013", "GRUNEBAUM2018"} <= {finding.source for finding in found}
    assert all(finding.citation for finding in found)


@pytest.mark.parametrize(
    ("asked", "dose", "unit", "held"),
    [
        ("5-20 mg", "10", "mg", True),
        ("5-20 mg", "20", "mg daily x5", True),
        ("5-20 mg", "20.1", "mg", False),
        ("5-20 mg", "10", "mg/kg", False),
        ("0.1-0.5 mg/kg", "400", "ug/kg", True),
        ("50-100 mg", "28-84", "mg twice weekly", True),
        ("100-200 mg", "28-84", "mg", False),
        ("0.2-0.4 mg/kg", "0.1+0.5+1.0", "mg/kg", False),
        ("0.5 mg/kg", "0.1+0.5+1.0", "mg/kg", True),
        ("1-3 g", "2", "g", True),
        ("5-20 mg", "not stated", "mg", False),
        ("5-20 mg", "10", "mg/h", False),
        ("100-200 mg", "150", "ng/mL target venous plasma", False),
        ("1-20 mg", "8", "ug/kg/min", False),
    ],
)
def test_doses_meet_in_their_own_kind_of_unit(asked, dose, unit, held):
    assert read_dose(asked).holds(read_number(dose), unit) is held


def test_dose_as_text_and_as_numbers():
    assert select(dose="5-20 mg") == select(dose=(5, 20, "mg"))
    assert select(dose="5-20 mg")


@pytest.mark.parametrize(
    ("filters", "meant"),
    [
        ({"route": "sublingaul"}, "sublingual"),
        ({"drug": "esketamin"}, "esketamine"),
        ({"analyte": "S-ketamin"}, "S-ketamine"),
        ({"table": "outcome"}, "outcomes"),
        ({"study": "Simmons2022"}, "SIMONS2022"),
        ({"dose": "5 mgs"}, "5 mg"),
        ({"dose": "5-20"}, ""),
        ({"dose": "many mg"}, ""),
        ({"dose": (20, 5, "mg")}, ""),
    ],
)
def test_unknown_words_are_refused_with_the_nearest(filters, meant):
    with pytest.raises(EvidenceError) as caught:
        select(**filters)
    assert caught.value.meant == meant


def test_what_no_row_holds_is_an_answer():
    assert select(text="no such words anywhere") == ()
    assert select(endpoint="no such endpoint") == ()


def test_study_by_any_of_its_names_in_any_case():
    assert select(study="fava2020") == select(study="FAVA2020")
    assert select(study="Peltoniemi2011")


def test_findings_show_spread_and_time_in_words():
    (ci,) = (f for f in findings() if (f.table, f.row) == ("mechanism", 1))
    assert ci.spread == "95% CI 990-2140"
    (change,) = (f for f in findings() if (f.table, f.row) == ("outcomes", 14))
    assert (change.when, change.spread) == ("day 0.083", "SE 2.76")


def test_suicidality_is_recognised_by_what_was_measured_not_by_who_took_part():
    marked = [f for f in findings() if about_suicidality(f)]
    assert {f.table for f in marked} >= {"outcomes", "efficacy_facts", "tolerability", "guidance"}
    madrs = select(study="CANUSO2018", endpoint="MADRS change")
    assert madrs
    assert not any(map(about_suicidality, madrs))
