"""What has been studied: the edges are rows, and each way of leaving them is named."""

from __future__ import annotations

import pytest

from troche.population.studied import departures, studied_doses
from troche.regimen import parse


def kinds(text: str) -> list[str]:
    return sorted({d.kind for d in departures(parse(text))})


INSIDE = [
    "0.5 mg/kg ketamine iv over 40 min",
    "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks",
    "56 mg esketamine nasal, twice weekly for 4 weeks",
    "placebo sublingual, daily for 8 weeks",
]
OUTSIDE = [
    ("500 mg ketamine iv over 40 min", "dose", "above"),
    ("0.5 mg ketamine iv over 40 min", "dose", "below"),
    ("300 mg esketamine nasal", "dose", "above"),
    ("10 mg arketamine oral capsule", "no evidence", "no row"),
    ("10 mg esketamine rectal suppository", "no evidence", "no row"),
    ("0.5 mg/kg ketamine iv over 40 min, 3 times daily for 2 weeks", None, "doses a week"),
    ("56 mg esketamine nasal, twice weekly", "length", "no end"),
    ("56 mg esketamine nasal, weekly for 400 weeks", "length", "2800 days"),
]


@pytest.mark.parametrize("text", INSIDE)
def test_what_was_studied_is_not_flagged(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(("text", "kind", "said"), OUTSIDE)
def test_what_was_not_is_flagged_with_its_numbers(text: str, kind: str | None, said: str) -> None:
    found = departures(parse(text))
    assert any(said in d.message for d in found)
    if kind is not None:
        assert kind in {d.kind for d in found}
    for departure in found:
        assert departure.kind == "no evidence" or departure.rows


def test_an_amount_is_compared_for_each_route_and_drug_of_the_regimen() -> None:
    text = "500 mg ketamine iv over 40 min, weekly for 2 weeks, then 10 mg arketamine oral capsule"
    assert {"dose", "no evidence"} <= set(kinds(text))


def test_edges_are_the_rows_themselves() -> None:
    known = [s.milligrams for s in studied_doses() if (s.route, s.drug) == ("iv", "ketamine")]
    low, high = min(known), max(known)
    for amount, outside in ((low, False), (high, False), (low * 0.98, True), (high * 1.02, True)):
        regimen = parse(f"{amount:.6g} mg ketamine iv over 40 min")
        assert ("dose" in {d.kind for d in departures(regimen)}) == outside


def test_no_row_of_children_or_anaesthesia_widens_the_range() -> None:
    for item in studied_doses():
        assert "children" not in item.row.cells.get("population", "")
        if item.route in ("iv", "im"):
            assert item.milligrams <= 2.0 * 70
        assert item.milligrams > 0
