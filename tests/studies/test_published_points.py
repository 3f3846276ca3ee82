"""Published observations beside a prediction: the same drug, way and dose, or scaled and said."""

from __future__ import annotations

import pytest

from troche.evidence import load
from troche.regimen import parse
from troche.studies.published_points import observations_for


def test_rows_of_the_dose_itself_are_not_scaled() -> None:
    points = observations_for(parse("10 mg esketamine iv over 30 min"))
    assert {p.source for p in points} == {"Otto2021"}
    assert {p.scale for p in points} == {1.0}
    assert {p.site for p in points} == {"venous"}
    rows = load("pk_observations")
    for p in points:
        row = rows[p.row - 1]
        assert p.value == row.number("value")
        assert (p.unit, p.analyte, p.metric) == tuple(
            row.cells[c] for c in ("unit", "analyte", "metric")
        )
        assert p.reading
        assert p.citation


def test_another_dose_is_scaled_in_proportion_and_says_so() -> None:
    exact = observations_for(parse("10 mg esketamine iv over 30 min"))
    double = observations_for(parse("20 mg esketamine iv over 30 min"))
    assert len(double) == len(exact) > 5
    for a, b in zip(exact, double, strict=True):
        linear = a.metric in ("C(t)", "Cmax", "AUC")
        assert b.scale == pytest.approx(2.0 if linear else 1.0)
        assert b.value == pytest.approx(a.value * b.scale)
        if a.low is not None:
            assert b.low == pytest.approx(a.low * b.scale)
        assert b.regimen == a.regimen


def test_a_dose_many_times_another_has_nothing_beside_it() -> None:
    assert observations_for(parse("41 mg esketamine iv over 30 min")) == ()
    assert observations_for(parse("2 mg esketamine iv over 30 min")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "10 mg ketamine iv over 31 min",
        "10 mg arketamine iv over 30 min",
        "placebo iv",
        "placebo nasal, daily for 8 weeks",
        "10 mg esketamine im",
    ],
)
def test_what_is_given_otherwise_is_not_laid_over(text: str) -> None:
    assert "Otto2021" not in {p.source for p in observations_for(parse(text))}


def test_both_sampling_sites_keep_their_name() -> None:
    sites = {
        p.site
        for text in ("50 mg esketamine sublingual film", "56 mg esketamine nasal")
        for p in observations_for(parse(text))
    }
    assert {"arterial", "venous"} <= sites
    film = observations_for(parse("50 mg esketamine sublingual film"))
    assert {p.source for p in film if p.site == "arterial"} == {"Simons2022"}


def test_the_cheek_is_as_good_as_under_the_tongue() -> None:
    under, cheek = (
        observations_for(parse(f"50 mg esketamine {place} film"))
        for place in ("sublingual", "buccal")
    )
    assert under == cheek
    assert under


def test_every_written_regimen_finds_its_own_rows() -> None:
    """Parts, holds and amounts by weight included; children never."""
    from troche.errors import RegimenError

    shown = ("C(t)", "Cmax", "AUC", "Tmax", "F", "t1/2")
    checked = parts = 0
    for row in load("pk_observations"):
        text = row.cells["regimen"]
        if not text or row.cells["metric"] not in shown:
            continue
        try:
            regimen = parse(text)
        except RegimenError:
            continue
        if regimen.phases[0].dose.parts[0].drug == "placebo":
            continue
        found = {p.row: p for p in observations_for(regimen)}
        if "children" in row.cells["population"]:
            assert row.row not in found
            continue
        assert row.row in found, text
        assert found[row.row].scale == pytest.approx(1.0)
        checked += 1
        parts += len(regimen.phases[0].dose.parts) > 1
    assert checked > 100
    assert parts


def test_spreads_hold_the_value_where_they_are_ranges() -> None:
    for p in observations_for(parse("10 mg esketamine iv over 30 min")):
        if p.low is not None and p.high is not None:
            assert 0 <= p.low <= p.value <= p.high
