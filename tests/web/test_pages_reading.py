"""The first page, validation and the plain page say what the studies say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from tests.web.reading import TestClient, reader

from troche.report.prose import INTENDED_USE
from troche.report.validation_goals import GOALS, goals_reached
from troche.studies.headline import headline
from troche.studies.plain import plain_page
from troche.studies.validate import Validation, validate


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with reader(tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def found() -> Validation:
    return validate()


def test_the_first_page_answers_with_both_kinds_of_uncertainty(client: TestClient) -> None:
    text = unescape(client.get("/", params={"wait": 1}).text)
    known = headline()
    for each in (known.small, known.infusions):
        assert f"{each.mean:.1f} points" in text or f"{each.mean:.1f} " in text
        assert f"90 % of truths: {each.low:.1f} to {each.high:.1f}" in text
    assert "<b>Knowledge</b>" in text
    assert "<b>People</b>" in text
    assert all(line in text for line in known.beyond)
    assert INTENDED_USE in text


def test_the_first_page_leads_patients_to_plain_words_before_anything_else(
    client: TestClient,
) -> None:
    main = client.get("/").text.partition("<main")[2]
    assert re.findall(r'href="([^"]+)"', main)[0] == "/plain"
    for way in ("/explore", "/compare", "/claims"):
        assert f'href="{way}"' in main


def test_people_are_those_of_the_rows(client: TestClient) -> None:
    people = headline().people
    text = unescape(client.get("/parts/answer").text)
    assert f"rows {', '.join(map(str, people.rows))}" in text


def test_goals_are_said_as_met_or_missed(client: TestClient, found: Validation) -> None:
    reached = goals_reached(found.summary)
    assert len(reached) == len(GOALS)
    text = unescape(client.get("/validation", params={"wait": 1}).text)
    missed = sum(not r.met for r in reached)
    assert missed > 0  # if all are met one day, the page has to say something else
    assert f"Goals: {missed} missed, {len(reached) - missed} met" in text
    assert text.count("✕ missed</span></td><th") == missed
    for r in reached:
        assert r.found in text


def test_a_goal_is_judged_by_its_bounds(found: Validation) -> None:
    worse = dict(found.summary) | {"pk_gmfe": 1.26, "pk_coverage90": 0.99}
    by_name = {r.goal.figure: r.met for r in goals_reached(worse)}
    assert not by_name["pk_gmfe"]
    assert not by_name["pk_coverage90"]
    better = dict(found.summary) | {"pk_gmfe": 1.24, "pk_coverage90": 0.90}
    by_name = {r.goal.figure: r.met for r in goals_reached(better)}
    assert by_name["pk_gmfe"]
    assert by_name["pk_coverage90"]


def test_missed_rows_come_first_and_filters_hold(client: TestClient, found: Validation) -> None:
    missed = sum(r.inside is False for rows in found.rows.values() for r in rows)
    text = unescape(client.get("/validation", params={"wait": 1}).text)
    states = re.findall(r'<td data-label="Came out"><span class="state (\w+)"', text)
    assert states[: min(missed, 50)] == ["missed"] * min(missed, 50)
    asked = {"table": "tolerability", "state": "missed", "wait": 1}
    text = unescape(client.get("/validation", params=asked).text)
    states = re.findall(r'<td data-label="Came out"><span class="state (\w+)"', text)
    assert len(states) == sum(r.inside is False for r in found.rows["tolerability"])
    assert set(states) == {"missed"}


def test_every_count_of_the_summary_stands_on_the_page(
    client: TestClient, found: Validation
) -> None:
    text = unescape(client.get("/parts/validation").text)
    for table in ("pk", "outcomes", "tolerability"):
        counts = found.summary[table]
        refused = counts["rows"] - counts["predicted"]
        assert f"{refused} refused" in text
        for reason, number in counts["refused"].items():
            assert f"{number} {reason}" in text


@pytest.mark.parametrize("asked", [{"table": "pkk"}, {"state": "miss"}])
def test_a_wrong_filter_is_answered_in_words(client: TestClient, asked: dict[str, str]) -> None:
    for path in ("/validation", "/parts/validation"):
        answer = client.get(path, params=asked)
        assert answer.status_code == 422
        assert "There is no such" in answer.text


def test_what_a_query_says_is_never_markup(client: TestClient) -> None:
    said = '"><script>alert(1)</script>'
    for path in ("/validation", "/parts/validation"):
        for wait in (0, 1):
            text = client.get(path, params={"text": said, "wait": wait}).text
            assert "<script>alert" not in text


def test_the_plain_page_has_the_same_words_and_pictures(client: TestClient) -> None:
    text = unescape(client.get("/plain").text)
    plain = plain_page()
    for section in plain.sections:
        assert section.heading in text
        for part in section.parts:
            assert " ".join(part.sentences) in text
            assert all(point in text for point in part.points)
            assert all(picture.note in text for picture in part.pictures)
    assert INTENDED_USE in text
    assert 'href="/explore"' not in text  # no builder of regimens, and no way past the first page
    assert '<nav aria-label="Pages">' not in text
