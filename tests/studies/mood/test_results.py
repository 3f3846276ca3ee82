"""What a study says of mood, and that it says it the same way every time."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from troche.studies.compare import compare
from troche.studies.document import document_of
from troche.studies.mood.results import AVERAGED, MoodResult
from troche.studies.results import Result
from troche.studies.specification import StudySpec, checked

Stored = tuple[Result, Path]


def short(number: int = 400, **changes: object) -> StudySpec:
    raw = {
        "study": "Short",
        "weeks": 1,
        "patients": {"number": number, "seed": 7},
        "regimens": {"infusion": "0.5 mg/kg ketamine iv over 40 min, twice weekly for 1 week"},
    }
    return checked(raw | changes, "test")


def test_comparators_run_beside_the_study(mood: MoodResult) -> None:
    assert [(r.name, r.role) for r in mood.regimens[-2:]] == [
        ("drip placebo", "study"),
        ("standard infusion", "standard infusion"),
    ]
    assert (mood.placebo, mood.infusion) == ("tablet placebo", "standard infusion")
    assert sum(m.weight for m in mood.mechanisms) == pytest.approx(1.0)
    assert set(mood["tiny"].outcomes) == {AVERAGED, *(m.name for m in mood.mechanisms)}


def test_a_placebo_is_a_placebo(mood: MoodResult) -> None:
    # Another route and rhythm, and no drug: the same people on the same days, to the bit.
    one, other = mood["tablet placebo"], mood["drip placebo"]
    for name, outcome in one.outcomes.items():
        assert outcome.curve == other.outcomes[name].curve
        for e in other.outcomes[name].estimands:
            if e.over_placebo is not None:
                assert e.over_placebo.difference == 0.0
                assert e.over_placebo.probability_better == 0.5
    assert one.averaged.chances is not None
    assert (one.averaged.chances.no_effect, one.averaged.chances.worthwhile) == (1.0, 0.0)


def test_expectancy_alone_knows_no_dose_that_is_not_felt(mood: MoodResult) -> None:
    tiny = mood["tiny"].outcomes["expectancy"].estimand("change at day 7")
    assert tiny.over_placebo is not None
    assert abs(tiny.over_placebo.difference or 0.0) < 0.05


def test_chances_add_up_and_follow_the_dose(mood: MoodResult) -> None:
    for one in mood.regimens:
        chances = one.averaged.chances
        assert chances is not None
        assert chances.day == 28.0
        assert chances.no_effect + chances.worthwhile <= 1.0
        for name, share in chances.better_than.items():
            back = mood[name].averaged.chances
            assert back is not None
            assert share + back.better_than[one.name] == pytest.approx(1.0)
    better = [
        mood[name].averaged.estimand("change at day 7").over_placebo
        for name in ("tiny", "half", "infusion")
    ]
    falls = [b.difference for b in better if b is not None]
    chances = [b.probability_better for b in better if b is not None]
    assert falls == sorted(falls, reverse=True)
    assert chances == sorted(chances)


def test_scores_lie_on_the_scale_and_intervals_in_order(mood: MoodResult) -> None:
    for regimen in mood.regimens:
        for outcome in regimen.outcomes.values():
            c = outcome.curve
            lines = np.array([c.people_p5, c.knowledge_p5, c.median, c.knowledge_p95, c.people_p95])
            assert lines.min() >= 0.0
            assert lines.max() <= 60.0
            assert np.all(lines[0] <= lines[2])
            assert np.all(lines[2] <= lines[4])
            assert np.all(np.diff(lines[[1, 3]], axis=0) >= 0.0)
            for e in outcome.estimands:
                if e.unit == "fraction" and e.value is not None:
                    assert 0.0 <= (e.knowledge_p5 or 0.0) <= (e.knowledge_p95 or 0.0) <= 1.0


def test_what_is_not_tested_says_so(mood: MoodResult) -> None:
    assert mood["infusion"].extrapolated == ()
    assert mood["tablet placebo"].extrapolated == ()
    assert any("below the lowest" in said for said in mood["tiny"].extrapolated)


def test_files_hold_it_and_the_dictionary_names_every_column(stored: Stored) -> None:
    result, folder = stored
    assert result.mood is not None
    with (folder / "data-dictionary.csv").open(encoding="utf-8", newline="") as stream:
        told = {(row["file"], row["column"]) for row in csv.DictReader(stream)}
    for name, frame in (
        ("mood_curves.parquet", result.mood.curves),
        ("mood_estimands.parquet", result.mood.estimands),
    ):
        written = pd.read_parquet(folder / name)
        pd.testing.assert_frame_equal(written, frame)
        assert {(name, column) for column in written.columns} <= told
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert {"mood_curves.parquet", "mood_estimands.parquet"} <= set(manifest["files"])


def test_the_document_is_plain(stored: Stored) -> None:
    document = json.loads(json.dumps(document_of(stored[0]), allow_nan=False))["mood"]
    averaged = document["regimens"][2]["outcomes"]["averaged"]
    assert averaged["estimands"]["change at day 28"]["unit"] == "points"
    assert averaged["curve"]["days"][-1] == 35.0


def test_workers_and_blocks_change_nothing() -> None:
    # Two blocks of patients, so that their order could matter.
    one, two = (compare(short(1100), workers=workers).mood for workers in (1, 2))
    assert one == two


def test_the_seed_is_all_of_the_chance() -> None:
    same = [compare(short()).mood for _ in range(2)]
    assert same[0] == same[1]
    assert compare(short(patients={"number": 400, "seed": 8})).mood != same[0]


def test_typical_knowledge_has_no_uncertainty() -> None:
    found = compare(short(knowledge="typical")).mood
    assert found is not None
    outcome = found["infusion"].averaged
    assert outcome.curve.knowledge_p5 == ()
    assert outcome.chances is None
    change = outcome.estimand("change at 24 h")
    assert (change.knowledge_p5, change.knowledge_p95) == (None, None)
    assert change.over_placebo is not None
    assert change.over_placebo.probability_better is None
    assert (change.over_placebo.difference or 0.0) < 0.0


def test_where_there_is_no_mood_the_result_says_why() -> None:
    healthy = compare(short(20, patients={"number": 20, "population": "healthy adults"}))
    assert healthy.mood is not None
    assert "no depression" in healthy.mood.why_not
    assert healthy.mood.regimens == ()
    assert len(healthy.mood.curves) == len(healthy.mood.estimands) == 0
    assert compare(short(20, mood=False)).mood is None


def test_a_new_antidepressant_is_a_word_of_the_study() -> None:
    stable, new = (
        compare(short(20, beside=said)).mood for said in ("stable treatment", "new antidepressant")
    )
    assert stable is not None
    assert new is not None
    assert "stable" in stable.setting
    assert "starts a conventional antidepressant" in new.setting
    assert stable["placebo"].averaged.curve != new["placebo"].averaged.curve
