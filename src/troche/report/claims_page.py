"""The page of claims: one card each, published rows first, one HTML file."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from troche.evidence import CRISIS_LINE
from troche.evidence.grades import READING_GRADES
from troche.report.claim_card import card_of
from troche.report.claims_words import MEANINGS, estimate_words
from troche.report.exhibit import Exhibit
from troche.report.figures.claims import claim_figure, claim_lines
from troche.report.files import write_whole
from troche.report.library import (
    content_policy,
    embedded,
    plotly_library,
    report_script,
    text_of,
)
from troche.report.page import environment, without_title
from troche.report.prose import INTENDED_USE
from troche.report.theme import plotly_config
from troche.studies.claims import ClaimResult

__all__ = ["render_claims", "write_claims"]


def write_claims(found: tuple[ClaimResult, ...], path: str | PathLike[str]) -> Path:
    """Write claims as one self-contained HTML page.

    Raises
    ------
    troche.errors.BadInput
        If the folder cannot be written.
    """
    return write_whole(Path(path), render_claims(found))


def render_claims(found: tuple[ClaimResult, ...]) -> str:
    """Return the page as text of HTML."""
    exhibits = {each.claim.id: _exhibit(each) for each in found if each.answer is not None}
    drawn = {x.key: without_title(x) for x in exhibits.values()}
    script = report_script()
    library = plotly_library() if drawn else ""
    return (
        environment()
        .get_template("claims.html.j2")
        .render(
            title="Claims made for small doses",
            intended_use=INTENDED_USE,
            crisis=CRISIS_LINE,
            meanings=MEANINGS,
            grades=READING_GRADES,
            cards=[card_of(e) | {"exhibit": exhibits.get(e.claim.id)} for e in found],
            css=text_of("report.css"),
            heights={key: figure["layout"]["height"] for key, figure in drawn.items()},
            figures=embedded(drawn),
            config=embedded(plotly_config("troche-claims")),
            policy=content_policy([library, script] if drawn else []),
            library=library,
            script=script if drawn else "",
        )
    )


def _exhibit(found: ClaimResult) -> Exhibit:
    assert found.answer is not None
    answer = found.answer
    lines = [(name, estimate_words(each, answer)) for _, name, each in claim_lines(found)]
    return Exhibit(
        f"answer-{found.claim.id}",
        "What the model says",
        "Marks are means; bars hold 90 % of possible truths, not of people. Per cent after a "
        "mechanism is its weight.",
        "; ".join(": ".join(line) for line in lines),
        claim_figure(found),
        ("What", "Answer"),
        tuple(lines),
    )
