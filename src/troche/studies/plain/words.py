"""Sections without a number: what this is about, what is not known, what regulators say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troche.evidence import CRISIS_LINE
from troche.studies.plain.section import Part, Section, Source, sources_of
from troche.studies.plain.statements import STATEMENTS

__all__ = ["about", "danger", "regulators", "unknown", "use", "use_of_a_report"]

_ASK: Final = "Talk with your doctor or pharmacist before changing anything."
_STATED: Final = (
    "compounded", "case", "nasal", "watched", "boxed", "breathing", "suicidality",
)  # fmt: skip


def use() -> Section:
    """Return what the page is for, beside the intended use that every page quotes."""
    sentences = (
        "This page tells you about groups of people in studies.",
        "It cannot tell what a drug will do for you, and it names no dose for anyone.",
        _ASK,
    )
    return Section("use", "What is this page for?", (Part(sentences),))


def use_of_a_report() -> Section:
    """Return what a study's report is for: its people are virtual, and it names doses."""
    sentences = (
        "This report tells you about groups of people who exist in a computer only.",
        "It cannot tell what a drug will do for you.",
        "The doses in it are what was asked of a model, and not for anyone to use.",
        _ASK,
    )
    return Section("use", "What can this report tell you?", (Part(sentences),))


def about() -> Section:
    """Return what the drugs are, and what is approved."""
    stated = ("approved", "restricted")
    parts = (
        Part(
            (
                "Ketamine is a drug that puts people to sleep for operations.",
                "Esketamine is one part of it, and it is sold as a nose spray.",
                *(line for key in stated for line in STATEMENTS[key].dated),
            )
        ),
        Part(
            (
                "Some clinics and web firms offer small doses of ketamine each day at home.",
                "People call them microdoses. They come as a lozenge, a tablet or a spray.",
                "In the US they are not approved for depression (FDA, 2023).",
            )
        ),
    )
    return Section("about", "What is this about?", parts, _sources((*stated, "compounded")))


def unknown() -> Section:
    """Return what nobody knows."""
    part = Part(
        ("These questions are open. Our model cannot answer them either.",),
        points=(
            "Do doses too small to feel help at all?",
            "Do small doses each day help more or less than a normal dose now and then?",
            "How much of the gain is the drug, and how much is hope?",
            "What do years of small doses do to the bladder, the liver and the mind?",
            "How many people find it hard to stop?",
            "Who will be helped, and who will be harmed?",
        ),
    )
    return Section("unknown", "What does nobody know yet?", (part,))


def regulators(stated: Sequence[str] = _STATED) -> Section:
    """Return what regulators say of ketamine at home, and of the spray.

    Parameters
    ----------
    stated
        Which statements; all that bear on use at home by default.
    """
    # What a label says of suicide never stands without where help is.
    help_line = (Part((CRISIS_LINE,)),) if "suicidality" in stated else ()
    part = Part(
        ("These are their points in our words. Those that we hold come from the United States.",),
        points=tuple(" ".join(STATEMENTS[key].dated) for key in stated),
    )
    return Section(
        "regulators", "What do drug regulators say?", (part, *help_line), _sources(stated)
    )


def danger() -> Section:
    """Return where help is."""
    return Section("danger", "If you or someone is in danger", (Part((CRISIS_LINE,)),))


def _sources(stated: Sequence[str]) -> tuple[Source, ...]:
    return sources_of(STATEMENTS[key].row for key in stated)
