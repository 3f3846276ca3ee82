"""No output phrases advice, measures for a kitchen, sources of supply, or a forecast of suicide.

Every word that a user can meet is scanned: string literals of the code, templates, help,
documentation, and outputs that are cheap to make. What may stand although it matches is
listed with its reason. Rows of the evidence tables are shown as published, and are not ours
to reword: they are not scanned.
"""

from __future__ import annotations

import ast
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from chores.pages import commands, help_of
from troche.report.page import render
from troche.report.plain import plain_text, render_plain
from troche.studies.plain import plain_page
from troche.studies.results import Result

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "troche"
SPOKEN = ("report", "studies", "cli", "web", "outcomes", "population", "regimen", "engine")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEMPLATES = sorted(
    file for layer in ("report", "web") for file in (PACKAGE / layer / "templates").rglob("*.j2")
)
SCRIPTS = sorted(
    file
    for file in (PACKAGE / "web" / "static").rglob("*.js")
    if "vendored" not in file.parts  # libraries, whose words no page shows but the API's
)

GAP = "◊"
"""Stands for a value that the code puts into a sentence."""

_AMOUNT = r"\d[\d.]*(?:(?: to |-|–)\d[\d.]*)? ?(?:mg|mcg|µg|ml|g)\b"
_DOSE = r"(?:doses?|dosage|dosing|lozenges?|troches?|tablets?|sprays?|capsules?|infusions?)"
FORBIDDEN = {
    "advice": [
        r"\byou (?:should|must|ought to|need to|had better|are advised|may want to|could try)\b",
        r"\bwe (?:recommend|advise|suggest)\b",
        rf"\brecommended (?:\w+ )?{_DOSE}\b",
        rf"\b{_DOSE} (?:is|are) recommended\b",
        rf"\btake (?:about |up to )?(?:{_AMOUNT}|{GAP})",
        rf"\btake (?:a|an|one|two|half|your|the|another|more|less) (?:\w+ )?{_DOSE}\b",
        r"\b(?:increase|raise|lower|reduce|adjust|double|halve|skip|split|titrate|space|time|change)"
        rf" your (?:\w+ )?{_DOSE}\b",
        rf"\byour (?:next|first|own|daily) {_DOSE}\b",
        rf"\bstart (?:with|at|on|low) (?:\d|(?:a|an|one|the) (?:\w+ )?{_DOSE}\b)",
        rf"\b(?:safe|safest|ideal|right|optimal|correct|best) (?:\w+ )?{_DOSE}\b",
        r"\bsafe to (?:take|use|drive|combine|stop)\b",
        r"\bgo(?:ing)? (?:up|down) to \d+ ?mg\b",
        rf"\btry (?:a|an|one|the) (?:\w+ )?{_DOSE}\b",
        r"\b(?:works|is) best for you\b|\bright for you\b",
    ],
    "household measure": [
        r"\b(?:tea|table|dessert) ?spoons?\b",
        r"\b(?:\d+|a few|one|two) drops\b|\bdrops (?:of|(?:under|in) (?:the|your))\b|\bdropper\b",
        r"\b(?:pinch|cup|sip|shot) of\b",
        r"\bkitchen scales?\b",
    ],
    "compounding": [
        r"\b(?:dissolve|dilute|crush|grind|melt) (?:it|the|your|a|one|powder)\b",
        r"\bmix (?:it|the|your|powder)\b",
        r"\bcut (?:it|the|your) (?:tablet|lozenge|troche)s?\b",
    ],
    "source of supply": [
        r"\b(?:where|how) to (?:buy|get|order|obtain|source)\b",
        r"\b(?:buy|order) (?:it|ketamine|esketamine|online)\b",
        r"\b(?:online pharmac|suppliers?\b|vendors?\b|dealers?\b|dark ?(?:net|web)\b)",
        r"\bfor sale\b|\bget a prescription\b|\bprescribe yourself\b",
    ],
    "raising exposure": [
        r"\b(?:boost|potentiate|prolong|enhance) (?:\w+ )?(?:exposure|effects?|high|absorption)\b",
        r"\bto (?:get|feel) (?:a )?(?:stronger|more|higher)\b",
        r"\bgrapefruit (?:juice )?(?:before|with) (?:your|the|each) dose\b",
    ],
    "forecast of suicide": [
        r"\b(?:risk|chance|probability|likelihood) of (?:a )?suicid",
        r"\b(?:predicts|forecasts|lowers|prevents|reduces) suicid",
    ],
}
PATTERNS = {kind: re.compile("|".join(parts), re.IGNORECASE) for kind, parts in FORBIDDEN.items()}

ALLOWED: dict[tuple[str, str], str] = {
    ("src/troche/studies/event_run/limits.py", f"take {GAP}"): (
        "how long an amount in an event table takes to run in, in a message of refusal"
    ),
}
"""File and phrase that may stand there, with the reason."""


class Hit(NamedTuple):
    """A phrase that matched."""

    place: str
    kind: str
    phrase: str
    around: str


def hits(text: str, place: str) -> list[Hit]:
    """Return what in a text reads as advice, measure, source or forecast."""
    line = " ".join(text.split())
    return [
        Hit(place, kind, found[0].casefold(), line[max(0, found.start() - 50) : found.end() + 50])
        for kind, pattern in PATTERNS.items()
        for found in pattern.finditer(line)
        if (place, found[0].casefold()) not in ALLOWED
    ]


def literals(tree: ast.AST) -> Iterator[str]:
    """Yield every string literal, the joined ones with a gap where a value stands.

    Docstrings of a module and its parts are among them: `--help` and the pages print some.
    """
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [] if id(node) in inside else [node.value]


def code() -> list[Path]:
    files = [file for layer in SPOKEN for file in (PACKAGE / layer).rglob("*.py")]
    files += (PACKAGE / "library").rglob("*.py")
    return sorted([*files, PACKAGE / "__init__.py", PACKAGE / "errors.py"])


def test_no_literal_of_the_code_phrases_advice() -> None:
    files = code()
    assert len(files) > 150  # the guard looks at something
    found = [
        hit
        for file in files
        for text in literals(ast.parse(file.read_text("utf-8")))
        for hit in hits(text, file.relative_to(ROOT).as_posix())
    ]
    assert found == []


def test_the_workbench_is_scanned() -> None:
    assert {"explore.html.j2", "answer.html.j2"} <= {file.name for file in TEMPLATES}
    assert {"compare.js", "notices.js"} <= {file.name for file in SCRIPTS}


@pytest.mark.parametrize("file", [*TEMPLATES, *SCRIPTS, *PAGES], ids=lambda file: file.name)
def test_no_template_script_or_page_of_the_documentation_does(file: Path) -> None:
    assert hits(file.read_text("utf-8"), file.relative_to(ROOT).as_posix()) == []


def test_no_help_does() -> None:
    assert [hit for path in commands() for hit in hits(help_of(path), "help")] == []


def test_no_parameter_file_does() -> None:
    for file in (*PACKAGE.rglob("*.toml"), *(ROOT / "examples").glob("*.yaml")):
        assert hits(file.read_text("utf-8"), file.relative_to(ROOT).as_posix()) == []


def test_the_plain_page_does_not() -> None:
    page = plain_page()
    assert hits(plain_text(page), "plain") == []
    assert hits(re.sub(r"<[^>]+>", " ", render_plain(page)), "plain.html") == []


def test_a_report_and_a_terminal_do_not(comparison: Result) -> None:
    from rich.console import Console

    from troche.report import compare_view, result_html

    console = Console(width=200, file=io.StringIO(), record=True)
    console.print(compare_view(comparison))
    page = re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]+>", " ", render(comparison),
                  flags=re.DOTALL)  # fmt: skip
    for text in (page, console.export_text(), result_html(comparison)):
        assert hits(text, "output") == []


def test_a_document_does_not(comparison: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("docx")
    from troche.report.word import render_docx

    monkeypatch.setattr("troche.report.word.document.pictures_of", lambda _: ({}, "none"))
    with zipfile.ZipFile(io.BytesIO(render_docx(comparison))) as archive:
        for name in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
            text = re.sub(r"<[^>]+>", " ", archive.read(name).decode("utf-8"))
            assert len(text) > 10
            assert hits(text, "document") == []


@pytest.mark.parametrize("entry", ALLOWED, ids=str)
def test_what_is_allowed_is_still_there_and_has_a_reason(entry: tuple[str, str]) -> None:
    place, phrase = entry
    text = re.sub(r"\{[^{}]*\}", GAP, (ROOT / place).read_text("utf-8"))
    assert phrase in text.casefold()
    assert len(ALLOWED[entry]) > 20


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("You should take it in the evening.", "advice"),
        ("We recommend 15 mg.", "advice"),
        ("The recommended daily dose is small.", "advice"),
        ("Take 15 mg under the tongue.", "advice"),
        ("take a small lozenge", "advice"),
        ("Increase your dose after a week.", "advice"),
        ("Start with 10 mg.", "advice"),
        ("start with a low dose", "advice"),
        ("This is a safe dose.", "advice"),
        ("The best dose for you is this.", "advice"),
        ("It is safe to drive after an hour.", "advice"),
        ("Your next dose is due.", "advice"),
        ("Half a teaspoon of it.", "household measure"),
        ("Put 5 drops under the tongue.", "household measure"),
        ("Dissolve the powder in water.", "compounding"),
        ("Where to buy ketamine.", "source of supply"),
        ("An online pharmacy sells it.", "source of supply"),
        ("Grapefruit can boost exposure.", "raising exposure"),
        ("It lowers suicidality.", "forecast of suicide"),
        ("the probability of suicide", "forecast of suicide"),
    ],
)
def test_a_planted_sentence_is_found(sentence: str, kind: str) -> None:
    assert [hit.kind for hit in hits(f"Some words. {sentence} More words.", "x")][:1] == [kind]
    planted = ast.parse(f'def f(n):\n    return f"{{n}} people. {sentence}"')
    assert any(hits(text, "x") for text in literals(planted))


@pytest.mark.parametrize(
    "sentence",
    [
        "The mean drops under 10 points.",
        "Each draw takes 2 ms.",
        "Talk with your doctor or pharmacist before changing anything.",
        "It must not be used to choose, change, time or combine doses for anyone.",
        "The label has not been shown to prevent suicide.",
        "A standard infusion of 0.5 mg/kg.",
    ],
)
def test_what_is_no_advice_passes(sentence: str) -> None:
    assert hits(sentence, "x") == []
