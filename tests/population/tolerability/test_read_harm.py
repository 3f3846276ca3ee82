"""Rows of harm: read for what they say, refused for what they do not."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from troche.evidence import builtin, load, read_directory
from troche.population.readings import WHY_NOT
from troche.population.tolerability.fitted import fitted_harm, left_out_with, set_aside
from troche.population.tolerability.read import read_harm
from troche.population.tolerability.statistic import HarmRefused, HarmStatistic


def first(rows: tuple[HarmStatistic, ...], **cells: str) -> HarmStatistic:
    return next(s for s in rows if all(s.row.cells[k] == v for k, v in cells.items()))


def test_every_row_is_read_or_refused_with_a_reason_of_the_list() -> None:
    read = [read_harm(row, builtin()) for row in load("tolerability")]
    assert len(read) == 201
    refused = [r for r in read if isinstance(r, HarmRefused)]
    assert {r.why_not for r in refused} <= set(WHY_NOT)
    assert all(r.detail for r in refused)
    assert sum(isinstance(r, HarmStatistic) for r in read) > 100


def test_a_dose_range_is_both_its_ends(harm: tuple[HarmStatistic, ...]) -> None:
    pool = first(harm, source_id="LABELHCP", endpoint="nausea_pct", dose_value="56-84")
    assert [str(r).split(" base")[0] for r in pool.regimens] == [
        "56 mg esketamine",
        "84 mg esketamine",
    ]
    assert pool.hours == 672.0
    assert any("average" in note for note in pool.notes)


def test_maintenance_follows_sixteen_weeks_on_the_drug(harm: tuple[HarmStatistic, ...]) -> None:
    kept = first(harm, source_id="SUSTAIN1_2019", endpoint="dissociation_ae_pct")
    assert kept.before == 16 * 168.0
    assert len(kept.regimens) == 4
    placebo = [s for s in harm if s.row.source == "SUSTAIN1_2019" and s.role == "placebo"]
    assert placebo
    assert not any(s.regimens for s in placebo)


def test_what_holds_for_one_session_is_of_one_session(harm: tuple[HarmStatistic, ...]) -> None:
    infused = first(harm, source_id="CHEN2023SI", endpoint="dizziness_pct")
    assert infused.once
    assert first(harm, source_id="CVREPEAT", endpoint="SBP_delta_mmHg").once
    rated = first(harm, source_id="GOLDWAY2025", endpoint="CADSS_gt4_pct", value="66.7")
    assert rated.once
    assert rated.at == pytest.approx(176 / 60)  # 10 min and 166 min of infusion


def test_nothing_counts_twice(harm: tuple[HarmStatistic, ...]) -> None:
    kept = fitted_harm(harm)
    assert len(kept) < len(harm)
    for s in harm:
        if "count once" in s.row.notes:
            assert set_aside(s, harm)
    # One row for each family, event, arm and dose that are the same people.
    transform = [s for s in kept if s.family == "TRANSFORM1_2" and s.kind == "share"]
    of_arms = {s.events for s in transform if s.row.source == "FEDGCHIN2019"}
    of_pool = {s.events for s in transform if s.row.source == "LABELHCP"}
    # Of dissociation the arms count one term, and the pool any: what lies between is fitted.
    assert of_arms & of_pool == {("dissociation",)}
    both = [s for s in transform if s.events == ("dissociation",)]
    assert all(s.counted.one_term == (s.row.source == "FEDGCHIN2019") for s in both)


def test_whom_a_row_counts_is_read_from_its_words(harm: tuple[HarmStatistic, ...]) -> None:
    chosen = {s.row.source for s in harm if s.counted.chosen}
    assert chosen == {"SUSTAIN1_2019", "SUSTAIN3_2025"}
    asked = [(s.row.source, s.events) for s in harm if s.counted.asked]
    assert asked == [("CHEN2023SI", ("dizziness",))]
    one_term = {s.row.source for s in harm if s.counted.one_term}
    assert one_term == {"FEDGCHIN2019", "SUSTAIN1_2019"}
    for s in harm:
        assert set(s.counted.notes) <= set(s.notes)


def test_what_pools_a_trial_is_left_out_with_it() -> None:
    assert set(left_out_with("TRANSFORM1_2")) == set(left_out_with("meta:JNJDISS2024"))
    assert left_out_with("GOLDWAY2025") == ("GOLDWAY2025",)


@pytest.mark.parametrize(
    ("cells", "why_not"),
    [
        ({"value": ""}, "qualitative"),
        ({"value": "140"}, "broken row"),
        ({"n": "0"}, "broken row"),
        ({"population": "children with depression"}, "child"),
        ({"endpoint": "hepatic_ae_pct"}, "quantity not modelled"),
        ({"drug": "midazolam"}, "quantity not modelled"),
        ({"regimen": "", "dose_value": "", "regimen_why_not": "no dose"}, "regimen not stated"),
        ({"regimen": "3 mg/kg ketamine iv over 40 min, once"}, "anaesthetic dose"),
    ],
)  # fmt: skip
def test_what_cannot_be_predicted_says_why(
    tmp_path: Path, cells: dict[str, str], why_not: str
) -> None:
    with (files("troche.evidence") / "tables" / "tolerability.csv").open(encoding="utf-8") as file:
        row = next(r for r in csv.DictReader(file) if r["source_id"] == "FEDGCHIN2019")
    with (tmp_path / "tolerability.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row | cells)
    tables = read_directory(tmp_path)
    found = read_harm(load("tolerability", tables)[0], tables)
    assert isinstance(found, HarmRefused)
    assert found.why_not == why_not
