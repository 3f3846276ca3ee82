"""The plain page says nothing in hard words, no number without its picture, and no advice."""

from __future__ import annotations

import re

import pytest

from troche.evidence import CRISIS_LINE
from troche.studies.plain import PlainPage, Section, plain_page
from troche.studies.plain.page import core
from troche.studies.plain.section import Part

HARDEST = 8.0
"""Flesch-Kincaid grade: the school year of people of 14."""

LONGEST = 25
"""Words in a sentence."""

QUOTED = {"danger"}
"""Sections that hold a prescribed sentence alone."""

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
IN_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|dozen|hundred"
    r"|thousand|twice|double|triple|third|quarter|per ?cent|percentage)s?\b|%",
    re.IGNORECASE,
)


def syllables(word: str) -> int:
    """Count the groups of vowels, less a silent end: right for most English words."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    silent = re.search(r"(?<![aeiouyl])e$|(?<![aeiouytd])ed$|(?<![aeiouysxzcg])es$", letters)
    return max(1, count - bool(silent))


def sentences_of(text: str) -> list[list[str]]:
    """Return the words of each sentence."""
    found = [re.findall(r"[A-Za-z0-9'’-]+", s) for s in re.split(r"(?<=[.?!])\s+", text)]
    return [words for words in found if words]


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text."""
    sentences = sentences_of(text)
    words = [word for sentence in sentences for word in sentence]
    heavy = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * heavy - 15.59


def unpictured(part: Part) -> set[str]:
    """Return numbers of the prose that no picture beside it holds; years are no such number."""
    shown = set(NUMBER.findall(" ".join(picture.words for picture in part.pictures)))
    prose = YEAR.sub("", part.prose)
    return (set(NUMBER.findall(prose)) - shown) | set(IN_WORDS.findall(prose))


def hard(section: Section) -> float:
    notes = " ".join(f"{p.title}. {p.note}" for p in section.pictures)
    return max(grade(section.prose), grade(f"{section.heading}. {section.prose} {notes}"))


def test_every_section_is_read_at_fourteen(page: PlainPage) -> None:
    assert {s.key: round(hard(s), 1) for s in page.sections
            if s.key not in QUOTED and hard(s) > HARDEST} == {}  # fmt: skip


def test_no_sentence_is_long(page: PlainPage) -> None:
    long = [
        " ".join(words)
        for section in page.sections
        for words in sentences_of(section.prose)
        if len(words) > LONGEST
    ]
    assert long == []


@pytest.mark.parametrize(
    ("word", "count"),
    [("ketamine", 3), ("spray", 1), ("depression", 3), ("pharmacies", 3), ("people", 2),
     ("doses", 2), ("tested", 2), ("lived", 1), ("trials", 2), ("little", 2)],
)  # fmt: skip
def test_syllables_are_counted(word: str, count: int) -> None:
    # "trials" and "ketamine" have one more for the ear than for the eye.
    assert abs(syllables(word) - count) <= (word in ("trials", "ketamine"))


def test_the_measure_of_hardness_can_fail() -> None:
    hardest = "Pharmacokinetic variability necessitates individualised posological consideration."
    assert grade(hardest) > 20.0 > HARDEST > grade("The cat sat on the mat. It was warm.")
    # Eleven words of one syllable in one sentence: 0.39 * 11 + 11.8 - 15.59.
    assert grade("The big dog ran to the red barn and then slept.") == pytest.approx(0.5)


def test_every_number_has_its_picture(page: PlainPage) -> None:
    found = {(s.key, n) for s in page.sections for part in s.parts for n in unpictured(part)}
    assert found == set()
    for section in page.sections:
        assert NUMBER.findall(section.heading) == []


def test_that_guard_can_fail() -> None:
    assert unpictured(Part(("It helps 30 of 100, twice.",))) == {"30", "100", "twice"}
    assert unpictured(Part(("The FDA said so (FDA, 2019).",))) == set()


def test_every_picture_shows_doubt_or_says_that_there_is_none(page: PlainPage) -> None:
    pictures = [picture for section in page.sections for picture in section.pictures]
    assert len(pictures) >= 12
    for picture in pictures:
        assert picture.note
        kind = picture.document()["kind"]
        if kind == "people":
            for group in picture.document()["groups"]:
                assert 0 <= group["low"] <= group["high"] <= 100
        elif kind == "bars":
            for bar in picture.document()["bars"]:
                assert bar["low"] <= bar["high"]
        else:
            assert "no doubt" in picture.note


def test_it_says_what_the_design_asks_for(page: PlainPage) -> None:
    keys = [section.key for section in page.sections]
    assert keys == ["use", "danger", "about", "standard", "course", "small", "harm", "long-use",
                    "unknown", "regulators"]  # fmt: skip
    assert page["danger"].prose == CRISIS_LINE
    assert len(page["unknown"].parts[0].points) >= 5
    with pytest.raises(KeyError, match="there are use, danger"):
        page["nothing"]


def test_it_names_no_dose_and_forecasts_no_suicide(page: PlainPage) -> None:
    every = " ".join(s.prose + " ".join(p.words for p in s.pictures) for s in page.sections)
    assert not re.search(r"\d\s*(?:mg|µg|mcg|ml)\b", every)
    told = [s.key for s in page.sections if re.search(r"suicid", s.prose)]
    assert told == ["regulators"]
    assert not re.search(r"\byou (?:should|must|need|ought|can take)\b", every)


@pytest.mark.parametrize(
    ("key", "kind", "words"),
    [
        ("much, fading", "standard", "That is more than the smallest gain"),
        ("much, fading", "course", "In our model the gain fades as well."),
        ("much, fading", "small", "So it may help, and it may do nothing."),
        ("much, fading", "small", "up to 26 of 100 possible truths"),
        ("nothing anywhere", "standard", "That may be nothing, and it is little at best."),
        ("nothing anywhere", "course", "it is not clear how fast the gain fades"),
        ("nothing anywhere", "small", "In 100 of 100 possible truths"),
        ("harm possible", "standard", "something from 2 points worse to 3 points better"),
        ("harm possible", "small", "So it may help, do nothing, or do harm."),
        ("harm possible", "small", "between 20 and 90 of 100 possible truths"),
        ("sure", "standard", "puts the gain after a day at 3 points"),
        ("a little", "small", "That may be too little to be worth having."),
        ("a little", "small", "between 1 and 2 of 100 possible truths"),
    ],
)
def test_words_follow_the_numbers(key: str, kind: str, words: str) -> None:
    from tests.studies.plain.conftest import TRUTHS

    assert words in plain_page(TRUTHS[key])[kind].prose


def test_the_core_has_no_number_and_the_words_of_regulators() -> None:
    use, danger, regulators = core()
    assert danger.prose == CRISIS_LINE
    assert "at home" in regulators.prose
    assert max(hard(use), hard(regulators)) <= HARDEST
    for section in (use, danger, regulators):
        assert section.pictures == ()
        assert NUMBER.findall(YEAR.sub("", section.prose)) == []


def test_what_a_label_says_of_suicide_stands_with_where_help_is(page: PlainPage) -> None:
    assert page["regulators"].prose.endswith(CRISIS_LINE)
