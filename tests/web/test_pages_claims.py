"""Every claim has its card with the verdict of the studies, and what carries it in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from tests.web.reading import TestClient, reader

from troche.evidence import CRISIS_LINE
from troche.report.pictures.verdicts import ORDER
from troche.studies.claims import ClaimResult, claims


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with reader(tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def found() -> tuple[ClaimResult, ...]:
    return claims()


def _cards(text: str) -> dict[str, str]:
    parts = re.findall(r'<li class="card claim">(.*?)\n</li>', text, re.DOTALL)
    return {re.findall(r'href="/claims/([\w-]+)"', part)[0]: unescape(part) for part in parts}


def test_every_claim_has_its_card_with_the_verdict_of_the_studies(
    client: TestClient, found: tuple[ClaimResult, ...]
) -> None:
    cards = _cards(client.get("/claims", params={"wait": 1}).text)
    assert set(cards) == {each.claim.id for each in found}
    for each in found:
        card = cards[each.claim.id]
        assert f"<b>{each.verdict.word}</b>" in card
        assert each.verdict.why[0] in card


def test_a_card_draws_the_model_only_where_it_was_asked(
    client: TestClient, found: tuple[ClaimResult, ...]
) -> None:
    cards = _cards(client.get("/claims", params={"wait": 1}).text)
    for each in found:
        assert ("smallest effect worth having." in cards[each.claim.id]) == (
            each.answer is not None and each.claim.worth is not None
        ), each.claim.id


def test_the_shell_comes_without_cards_and_names_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from troche.web import documents

    def slow() -> None:
        raise AssertionError("the shell must not wait for the cards")

    monkeypatch.setattr(documents, "_claims", slow)
    with reader(tmp_path) as client:
        text = client.get("/claims").text
    assert 'hx-get="/parts/claims"' in text
    assert 'href="/claims?wait=1"' in text  # for a browser without scripts
    assert "card claim" not in text


@pytest.mark.parametrize("word", ORDER)
def test_a_verdict_filters_the_cards(
    client: TestClient, found: tuple[ClaimResult, ...], word: str
) -> None:
    wanted = {each.claim.id for each in found if each.verdict.word == word}
    asked = {"verdict": word, "wait": 1}
    assert set(_cards(client.get("/claims", params=asked).text)) == wanted
    assert set(_cards(client.get("/parts/claims", params={"verdict": word}).text)) == wanted


def test_the_whole_claim_has_rows_answer_rule_and_limits(
    client: TestClient, found: tuple[ClaimResult, ...]
) -> None:
    for each in found:
        text = unescape(client.get(f"/claims/{each.claim.id}").text)
        assert text.index("Published rows") < text.index("What the model says")
        for row in each.rows:
            assert row.because in text
            assert f"/evidence/{row.finding.table}/{row.finding.row}" in text
        assert all(line in text for line in each.claim.rule.words())
        assert each.claim.limits in text
        assert all(line in text for line in each.regulators)
        if each.answer is not None:
            assert all(m.name in text for m in each.answer.mechanisms)


def test_the_claim_about_suicide_has_the_crisis_line_first_and_no_model(
    client: TestClient,
) -> None:
    text = unescape(client.get("/claims/acute-suicide-risk").text)
    assert text.index(CRISIS_LINE) < text.index("no evidence") < text.index("Published rows")
    assert "The model is not asked" in text
    assert "bars hold 90 % of possible truths" not in text


def test_wrong_names_are_answered_in_words(client: TestClient) -> None:
    answer = client.get("/claims/relief-within-day")
    assert answer.status_code == 404
    assert "relief-within-days" in answer.text
    answer = client.get("/claims", params={"verdict": "suported"})
    assert answer.status_code == 422
    assert "supported" in answer.text


def test_what_a_query_says_is_never_markup(client: TestClient) -> None:
    for path in ("/claims", "/parts/claims"):
        text = client.get(path, params={"verdict": "<script>alert(1)</script>"}).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
