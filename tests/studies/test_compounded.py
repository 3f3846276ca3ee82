"""Home regimens of compounded products carry the regulators' rows, in every form of a result."""

from __future__ import annotations

import io
import json

import pytest

from troche.evidence import Guidance
from troche.regimen import parse
from troche.studies.compounded import regulators_rows
from troche.studies.flags import regimen_flags

HOME = ("compounded ketamine", "compounded ketamine case")


def topics(text: str) -> tuple[str, ...]:
    rows = regulators_rows(parse(text))
    assert all(isinstance(row, Guidance) for row in rows)
    return tuple(row.topic for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "15 mg ketamine sublingual tablet, daily",
        "15 mg ketamine sublingual tablet, daily for 8 weeks",
        "30 mg ketamine lozenge, daily for 4 weeks",
        "50 mg ketamine oral capsule, daily for 4 weeks",
        "30 mg esketamine oral, 3 times daily for 6 weeks",
        "0.5 mg/kg ketamine iv over 40 min, weekly for 4 weeks, then 10 mg ketamine lozenge, "
        "daily for 4 weeks",
    ],
)
def test_what_pharmacies_mix_carries_both_rows(text: str) -> None:
    assert topics(text) == HOME


def test_a_compounded_nasal_spray_carries_its_own_row_too() -> None:
    assert topics("50 mg ketamine nasal, daily for 4 weeks at home") == (
        *HOME,
        "compounded nasal ketamine",
    )


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("56 mg esketamine nasal, twice weekly for 4 weeks at home", ("restricted access",)),
        ("56 mg esketamine nasal, twice weekly for 4 weeks", ()),
        ("0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks", ()),
        ("placebo sublingual tablet, daily for 8 weeks", ()),
        ("placebo nasal, daily for 8 weeks", ()),
        ("15 mg ketamine sublingual tablet, daily in clinic", ()),
    ],
)
def test_the_spray_is_restricted_and_clinics_and_placebos_carry_none(
    text: str, rows: tuple[str, ...]
) -> None:
    assert topics(text) == rows


def test_every_row_is_a_flag_with_issuer_year_and_words() -> None:
    regimen = parse("50 mg ketamine nasal, daily for 4 weeks at home")
    flags = [f.message for f in regimen_flags(regimen) if f.kind == "regulator"]
    for row, message in zip(regulators_rows(regimen), flags, strict=True):
        assert message.startswith(f"{row.issuer} ({row.year}): ")
        assert row.statement_in_your_own_words in message


def test_report_terminal_notebook_and_json_show_them() -> None:
    from rich.console import Console

    from troche.report import result_html, simulate_view
    from troche.report.page import render
    from troche.studies.document import document_of
    from troche.studies.simulate import simulate

    result = simulate("15 mg ketamine sublingual tablet, daily for 1 week", patients=20, mood=False)
    console = Console(width=400, file=io.StringIO(), record=True)
    console.print(simulate_view(result))
    page = render(result)
    shown = (page, console.export_text(), result_html(result), json.dumps(document_of(result)))
    for row in regulators_rows(parse("15 mg ketamine sublingual tablet, daily")):
        for text in shown:
            assert row.statement_in_your_own_words in text
    # Beside the regimen itself, at the head of the report.
    assert page.index("what regulators say of it at home") < page.index("<h2>Answer</h2>")
