"""One study whole, and percentages that are whole people."""

from dataclasses import replace

import pytest

from troche.errors import EvidenceError
from troche.evidence import findings, load, study
from troche.evidence.people import whole_people


def places(found):
    return [(finding.table, finding.row) for finding in found]


@pytest.mark.parametrize("name", ["DALY2018", "simons2022", "TRANSFORM1_2", "FDA2023"])
def test_a_study_has_each_of_its_rows_once(name):
    whole = study(name)
    shown = places(whole.findings)
    asked = name.casefold()
    carried = {
        (f.table, f.row)
        for f in findings()
        if asked in {f.source.casefold(), f.family.casefold(), f.reference.casefold()}
    }
    assert len(shown) == len(set(shown))
    assert set(shown) == carried
    assert not set(shown) & set(places(whole.related))


def test_arms_hold_their_outcomes():
    whole = study("DALY2018")
    for record in whole.arms:
        for outcome in record.outcomes:
            assert outcome.origin.cells["arm_id"] == record.arm.origin.cells["arm_id"]
    assert "outcomes" not in whole.tables


def test_relatives_share_the_family_under_another_name():
    whole = study("FEDGCHIN2019")
    assert {finding.family for finding in whole.related} == {"TRANSFORM1_2"}
    assert "TRANSFORM2" in {finding.source for finding in whole.related}


def test_an_unknown_study_is_refused_with_the_nearest():
    with pytest.raises(EvidenceError, match="Did you mean 'Murrough2013'"):
        study("Murough2013")


NOT_WHOLE = {
    # The row's n is not the denominator of its percentage.
    ("outcomes", 65): "follow-up 8 weeks after the last dose; how many were rated then is not said",
    (
        "outcomes",
        185,
    ): "remission of suicidal ideation in 83 randomised; the share is of those rated",
    # The percentage is no share of people.
    ("tolerability", 144): "rise of heart rate in percent",
    ("tolerability", 145): "rise of arterial pressure in percent",
    ("tolerability", 148): "percent of the largest effect on a scale",
}


def test_percentages_are_whole_people_with_known_exceptions():
    checked = {
        (r.table, r.row): whole_people(r) for t in ("outcomes", "tolerability") for r in load(t)
    }
    assert {place for place, whole in checked.items() if whole is False} == set(NOT_WHOLE)
    assert sum(whole is not None for whole in checked.values()) > 200


@pytest.mark.parametrize(
    ("percent", "people", "whole"),
    [("33", "3", True), ("33.3", "3", True), ("33.4", "3", False), ("50", "3", False),
     ("0", "7", True), ("100", "7", True), ("12.5", "8", True), ("11", "8", False),
     ("13", "8", True), ("50", "", None), ("about 50", "4", True), ("140", "4", None)],
)  # fmt: skip
def test_whole_people_by_hand(percent, people, whole):
    row = next(row for row in load("outcomes") if row.unit == "%")
    cells = {**row.cells, "value": percent, "n_at_time": people}
    assert whole_people(replace(row, origin=replace(row.origin, cells=cells))) is whole
