"""The reference page cannot drift from the program."""

from __future__ import annotations

import doctest
from pathlib import Path

from troche.regimen import rules
from troche.regimen.language.tokens import MAX_CHARACTERS
from troche.regimen.language.words import ALIASES, VOCABULARY

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "regimen-language.md"


def test_the_examples_run() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False)
    assert result.attempted > 20
    assert result.failed == 0


def test_the_page_names_every_word_and_alias() -> None:
    text = PAGE.read_text("utf-8")
    assert [alias for alias in ALIASES if f"`{alias}`" not in text] == []
    assert [word for word in VOCABULARY if word not in text] == []


def test_the_page_states_every_limit() -> None:
    text = PAGE.read_text("utf-8")
    for limit in (
        *(f"{rules.MAX_MG:,} mg", f"{rules.MAX_MG_PER_KG} mg/kg", f"{rules.MAX_DAYS:,} days"),
        *(f"{rules.MAX_TIMES_DAILY} times daily", f"{rules.MAX_TIMES_WEEKLY} times weekly"),
        *(f"{rules.MAX_LISTED_DAYS} days", f"{rules.MAX_PHASES} phases"),
        *(f"{rules.MAX_PARTS} parts", f"{MAX_CHARACTERS:,} characters"),
    ):
        assert limit in text


def test_the_page_states_the_routes_of_every_product() -> None:
    rows = [line.split("|")[1:3] for line in PAGE.read_text("utf-8").splitlines() if "|" in line]
    for product, routes in rules.PRODUCT_ROUTES.items():
        stated = [cell[1].strip() for cell in rows if product in cell[0].strip().split(", ")]
        assert ("all" if len(routes) == 8 else ", ".join(routes)) in stated
