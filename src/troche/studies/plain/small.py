"""What is known of small doses every day: three trials, what firms say, and a guess."""

from __future__ import annotations

import re
from typing import Final

from troche.evidence import Row, find
from troche.studies.plain.gains import bar, gain, points, worth
from troche.studies.plain.pictures import HUNDRED, Count, Counts, Group, People, ends
from troche.studies.plain.section import Part, Section, sources_of
from troche.studies.plain.truths import WEEKS, Truths

__all__ = ["small"]

_TRIALS: Final = {
    "ARABZADEH2018": "better than the dummy",
    "JAFARINIA2016": "better than a pain drug",
    "SMITHAPELDOORN2024": "no clear gap to the dummy",
}
"""The controlled trials of small doses by mouth every day, and what came out."""


def small(found: Truths) -> Section:
    """Return what is known of small doses every day."""
    trials = [find("trials", trial_id=name) for name in _TRIALS]
    null = find(
        "efficacy_facts", topic="microdose-like", study_family="SMITHAPELDOORN2024", unit="p"
    )
    none_found = find("efficacy_facts", study_family="meta:THIS_SEARCH")
    sold = find("efficacy_facts", study_family="JOYOUS")
    low, high = ends(HUNDRED * found.none[0], HUNDRED * found.none[1])
    doubt = Group("small doses each day", low, high)
    parts = (
        Part(
            (
                "Very few trials have tested small doses by mouth each day.",
                "The small ones found a gain, and the large one did not.",
                "In one small trial all people also began a usual drug for depression. In the "
                "other all had bad headaches.",
            ),
            (
                Counts(
                    "How many people took part, and what came out",
                    tuple(
                        Count(_called(row), round(row.number("n_total")), _TRIALS[row.source])
                        for row in trials
                    ),
                    "These are counts of people, so there is no doubt about them.",
                ),
            ),
        ),
        Part(
            (
                "We looked for a trial of doses too small to feel, and found none. Our search was "
                "limited.",
                "Firms that offer small doses say that most people feel better.",
                "With no dummy group this cannot show that it was the drug.",
            )
        ),
        Part(
            (
                "So our model has to guess from other doses.",
                f"It puts the gain after {WEEKS} weeks at {points(found.small)}.",
                worth(found.small),
            ),
            (gain(": a guess of our model", (bar(f"after {WEEKS} weeks", found.small),)),),
        ),
        Part(
            (
                f"In {doubt.words} possible truths such doses do next to nothing.",
                "How many it is depends on how the drug works, and nobody knows that.",
            ),
            (
                People(
                    "Possible truths in which next to nothing happens",
                    (doubt,),
                    "A dot is a possible truth, not a person. Pale dots: perhaps.",
                    "possible truths",
                ),
            ),
        ),
    )
    heading = "What about small doses each day at home?"
    return Section("small", heading, parts, sources_of([*trials, null, none_found, sold]))


def _called(row: Row) -> str:
    """Return first author and year of a trial."""
    citation = row.cells["citation"]
    year = re.search(r"\b(?:19|20)\d\d\b", citation)
    return f"{citation.split()[0]} {year[0] if year else ''}".strip()
