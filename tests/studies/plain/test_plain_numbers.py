"""Numbers of the plain page are those of the tables and draws, found here another way."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from troche.evidence import find, load
from troche.studies.explain.knowledge import shipped_knowledge
from troche.studies.plain import Bars, People, plain_page
from troche.studies.plain.pictures import ends
from troche.studies.plain.shares import chance, group
from troche.studies.plain.statements import STATEMENTS
from troche.studies.plain.truths import DAYS, of_beliefs, truths


@pytest.mark.parametrize(("count", "people"), [(0, 40), (3, 145), (47, 115), (115, 115)])
def test_what_chance_leaves_open_is_wilsons_interval(count: int, people: int) -> None:
    known = binomtest(count, people).proportion_ci(0.9, "wilson")
    # The normal quantile has five figures here.
    assert chance(count / people, people) == pytest.approx((known.low, known.high), abs=1e-4)


def pictures(key: str, kind: type[People] | type[Bars]) -> list[People | Bars]:
    return [p for p in plain_page()[key].pictures if isinstance(p, kind)]


def test_dissociation_spans_the_two_tables_of_the_trials() -> None:
    low = high = 0.0
    for side, drug in ((0, True), (1, False)):
        rows = [
            r
            for r in load("tolerability")
            if r.cells["endpoint"] == "dissociation_ae_pct"
            and r.source in ("LABELHCP", "FEDGCHIN2019")
            and r.cells["drug"].startswith("esketamine") == drug
        ]
        assert len(rows) == (3 if drug else 2)
        found = [binomtest(round(r.number("value") / 100 * (n := int(r.number("n")))), n)
                 .proportion_ci(0.9, "wilson") for r in rows]  # fmt: skip
        low, high = min(f.low for f in found), max(f.high for f in found)
        shown = pictures("harm", People)[0].groups[side]
        # Counts are rounded here and shares are not: one person of a hundred at most.
        assert abs(shown.low - math.floor(100 * low)) <= 1
        assert abs(shown.high - math.ceil(100 * high)) <= 1


def test_a_published_range_is_shown_as_it_is() -> None:
    (rise,) = (p for p in pictures("harm", People) if "blood pressure" in p.title)
    assert [(g.low, g.high) for g in rise.groups] == [(8, 19), (1, 4)]


def test_a_row_without_people_or_range_is_never_drawn() -> None:
    row = next(r for r in load("tolerability") if r.source == "WINSTOCKQ")
    with pytest.raises(Exception, match="tolerability"):
        group("street users", [row])


def test_shares_after_a_day_are_those_of_the_review() -> None:
    salt, sleepy = pictures("standard", People)
    for picture, with_drug, without in ((salt, 27.4, 8.8), (sleepy, 46.5, 25.9)):
        for side, share in zip(picture.groups, (with_drug, without), strict=True):
            assert side.low < share < side.high


def test_bars_hold_the_interval_of_the_draws() -> None:
    found = truths()
    (day,) = pictures("standard", Bars)[0].bars
    assert (day.low, day.high) == ends(found.infusion[0].low, found.infusion[0].high)
    over_time = pictures("course", Bars)[1].bars
    assert len(over_time) == len(DAYS)
    for bar, each in zip(over_time, found.infusion, strict=True):
        assert bar.low <= each.low <= each.high <= bar.high


def test_other_draws_make_other_bars() -> None:
    """Without benefit in any draw nothing is gained, and nearly all truths hold no effect."""
    whole = shipped_knowledge().whole
    none = {
        name: replace(p, values={**p.values, "E_day": np.full_like(p.values["E_day"], 1e-9)})
        for name, p in whole.posteriors.items()
    }
    found, shipped = of_beliefs(replace(whole, posteriors=none)), truths()
    assert found.infusion[0].mean < shipped.infusion[0].mean
    assert found.none[0] > shipped.none[0]


def test_the_fewest_truths_without_effect_are_no_more_than_the_most() -> None:
    low, high = truths().none
    assert 0.0 <= low <= high <= 1.0


# --- sentences that name no number still rest on rows ---------------------------------------


@pytest.mark.parametrize("key", STATEMENTS)
def test_every_statement_has_one_row_and_says_who_and_when(key: str) -> None:
    statement = STATEMENTS[key]
    row = statement.row
    assert row.cells["statement_in_your_own_words"]
    assert "FDA" in statement.dated[0]
    assert (statement.year or "FDA)") in statement.dated[0]


@pytest.mark.parametrize(
    ("key", "said", "rests_on"),
    [
        ("compounded", "not checked", "not FDA-reviewed"),
        ("compounded", "safer or work better", "not shown safer or better"),
        ("compounded", "nobody watches", "unmonitored home use adds risk"),
        ("compounded", "put people to sleep for operations", "only as an anaesthetic"),
        ("case", "more of it than is usual in an operation", "twice the usual anaesthetic level"),
        ("restricted", "never handed out for use at home", "never dispensed for home use"),
        ("driving", "no driving until the next day", "No driving or machinery until the day after"),
        ("suicidality", "not been shown to prevent suicide", "Not shown to prevent suicide"),
        ("approved", "by itself", "monotherapy"),
        ("boxed", "thoughts of suicide in young people", "suicidality in young people"),
        ("breathing", "slow breathing", "respiratory depression"),
        ("watched", "until it is safe to go", "release only once judged stable"),
        ("urinary", "bladder trouble", "bladder symptoms throughout"),
        ("pregnancy", "harm an unborn child", "Fetal harm possible"),
        ("abuse", "may misuse", "Schedule III"),
        ("nasal", "ketamine nose sprays", "compounded nasal ketamine"),
    ],
)
def test_a_statement_says_what_its_row_says(key: str, said: str, rests_on: str) -> None:
    assert said in " ".join(STATEMENTS[key].dated)
    assert rests_on in STATEMENTS[key].row.cells["statement_in_your_own_words"]


def test_what_came_out_of_the_trials_of_small_doses() -> None:
    shares = [find("outcomes", trial_id="ARABZADEH2018", arm_id=arm, outcome="response")
              .number("value") for arm in ("ket", "pbo")]  # fmt: skip
    assert shares[0] > shares[1]
    scores = [find("outcomes", trial_id="JAFARINIA2016", arm_id=arm, outcome="score",
                   time_days=42.0).number("value") for arm in ("ket", "dic")]  # fmt: skip
    assert scores[0] < scores[1]
    null = find("efficacy_facts", topic="microdose-like", study_family="SMITHAPELDOORN2024",
                unit="p")  # fmt: skip
    assert null.number("value") > 0.05
    people = [find("trials", trial_id=t).number("n_total")
              for t in ("ARABZADEH2018", "JAFARINIA2016", "SMITHAPELDOORN2024")]  # fmt: skip
    assert max(people) == people[2]
    assert "sertraline" in find("trials", trial_id="ARABZADEH2018").cells["comedication"]
    assert "headache" in find("trials", trial_id="JAFARINIA2016").cells["population"]


def test_going_on_with_the_spray_was_followed_by_fewer_relapses() -> None:
    row = find(
        "efficacy_facts", fact="SUSTAIN-1 stable remitters: HR for relapse on continued esketamine"
    )
    assert row.number("value") < 1.0
    assert row.cells["unit"] == "HR (0.29-0.84)"  # the whole interval lies below 1


def test_sources_lead_to_rows_and_to_no_page_where_they_were_read() -> None:
    for section in plain_page().sections:
        for source in section.sources:
            assert source.citation
            assert source.rows
            assert source.link == "" or source.link.startswith("https://")
    assert {s.key for s in plain_page().sections if not s.sources} == {"use", "danger", "unknown"}


def test_the_document_says_what_the_model_was_asked() -> None:
    document = plain_page().document()
    assert set(document["computed_for"]) == {"standard", "small", "meaning"}
    assert "no dose for anyone" in document["computed_for"]["meaning"]
