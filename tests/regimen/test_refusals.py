# ruff: noqa: E501 (a table: one refusal a line)
"""Whatever is not in the language is refused: one message with place, found, allowed, meant."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troche.errors import RegimenError
from troche.regimen import parse
from troche.regimen.language.words import VOCABULARY

REFUSED = [
    # line, found, part of allowed, meant
    ("", "the end of the line", "an amount", ""),
    ("   ", "the end of the line", "an amount", ""),
    ("30 mg ketamin lozenge", "ketamin", "a drug", "ketamine"),
    ("30 mg esketamin nasal", "esketamin", "a drug", "esketamine"),
    ("30 mg ketamine sublingaul", "sublingaul", "a route", "sublingual"),
    ("30 mgs ketamine oral", "mgs", "a unit", "mg"),
    ("30 ketamine oral", "ketamine", "a unit", ""),
    ("30 mg midazolam iv", "midazolam", "a drug", ""),
    ("30 mg ketamine", "the end of the line", "a route", ""),
    ("30 mg ketamine tablet", "tablet", "a route before", "oral tablet"),
    ("daily", "daily", "a dose first", ""),
    ("0,5 mg ketamine iv", "0,5", "decimal point", "0.5"),
    ("10,25 mg ketamine iv", "10,25", "decimal point", "10.25"),
    ("1,000 mg ketamine oral", "1,000", "no thousands separator", "1.000 (or 1000)"),
    ("1,000.5 mg ketamine oral", "1,000.5", "no thousands separator", "1000.5"),
    ("1 000 mg ketamine oral", "1 000", "without spaces", "1000"),
    ("1e2 mg ketamine oral", "1e2", "without an exponent", "100"),
    ("-5 mg ketamine oral", "-5", "without a sign", "5"),
    ("+5 mg ketamine oral", "+", "an amount", ""),
    (".5 mg ketamine oral", ".5", "a digit before the point", "0.5"),
    ("5. mg ketamine oral", "5.", "a digit after the point", "5"),
    ("05 mg ketamine oral", "05", "leading zeros", "5"),
    ("1.2.3 mg ketamine oral", "1.2.3", "one decimal point", ""),
    ("0 mg ketamine oral", "0 mg", "above zero", ""),
    ("0.000 mg/kg ketamine iv", "0.000 mg/kg", "above zero", ""),
    ("\uff13\uff10 mg ketamine iv", "U+FF13 FULLWIDTH DIGIT THREE", "letters, digits", "3"),
    ("10 \u039cg ketamine iv", "U+039C GREEK CAPITAL LETTER MU", "letters, digits", ""),
    ("10 mg \u212aetamine iv", "U+212A KELVIN SIGN", "letters, digits", "K"),
    ("10 mg ketamine iv \U0001f600", "U+1F600 GRINNING FACE", "letters, digits", ""),
    ("10 mg ketamine iv\0", "U+0000 a control character", "letters, digits", ""),
    ("10 mg ketamine iv \ud800", "U+D800 a control character", "letters, digits", ""),
    ("2000.1 mg ketamine oral", "2000.1 mg", "at most 2,000 mg", ""),
    ("1500 mg ketamine oral + 501 mg", "2001 mg", "at most 2,000 mg", ""),
    ("30.5 mg/kg ketamine iv", "30.5 mg/kg", "at most 30 mg/kg", ""),
    ("20 mg/kg ketamine iv + 11 mg/kg", "31 mg/kg", "at most 30 mg/kg", ""),
    ("3000000 ug ketamine oral", "3000 mg", "at most 2,000 mg", ""),
    ("10 mg ketamine oral over 5 min", "'over' with oral", "iv, im, sc or nasal", ""),
    ("10 mg ketamine sublingual over 5 min", "'over' with sublingual", "iv, im, sc", ""),
    ("10 mg ketamine nasal bolus", "'bolus' with nasal", "iv, im or sc", ""),
    ("10 mg ketamine iv bolus over 5 min", "over", "'+'", ""),
    ("10 mg ketamine iv held 5 min", "'held' with iv", "sublingual or buccal", ""),
    ("10 mg ketamine oral then swallowed", "'then swallowed' with oral", "sublingual", ""),
    ("10 mg ketamine nasal then spat out", "'then spat out' with nasal", "sublingual", ""),
    ("10 mg ketamine lozenge held 5 min, then swallowed", "swallowed", "a phase", "then swallowed (with no comma before it)"),
    ("10 mg ketamine iv over 0 min", "0 min", "above zero", ""),
    ("10 mg ketamine iv lozenge", "iv lozenge", "a lozenge is buccal", ""),
    ("10 mg ketamine nasal suppository", "nasal suppository", "a suppository is rectal", ""),
    ("placebo", "the end of the line", "a route", ""),
    ("placebo iv over 40 min", "over", "a placebo with a route", ""),
    ("10 mg placebo oral", "placebo", "a drug", ""),
    ("placebo iv + 10 mg", "the end of the line", "a drug", ""),
    ("10 mg ketamine iv over 25 h, daily", "an administration of 25 h, daily", "24 h", ""),
    ("1 mg ketamine iv over 13 h, twice daily", "an administration of 13 h, 2 times daily", "12 h", ""),
    ("1 mg ketamine iv over 7 h + 1 mg over 6 h, twice daily", "an administration of 13 h, 2 times daily", "12 h", ""),
    ("1 mg ketamine iv over 73 h, twice weekly", "an administration of 73 h, 2 times weekly", "72 h", ""),
    ("1 mg ketamine iv over 49 h, days 1 3", "an administration of 49 h, days 1 3", "48 h", ""),
    ("1 mg ketamine buccal held 2 h, 24 times daily", "an administration of 2 h, 24 times daily", "1 h", ""),
    ("1 mg ketamine iv over 3 h, twice daily at 08:00 10:00", "an administration of 3 h, 2 times daily", "2 h", ""),
    ("1 mg ketamine iv over 3 h, twice daily at 00:30 23:00", "an administration of 3 h, 2 times daily", "1.5 h", ""),
    ("1 mg ketamine iv over 30 h, then 1 mg ketamine iv", "a first dose at 24 h, the last one of phase 1 running from 0 h to 30 h", "do not overlap", ""),
    ("10 mg ketamine oral, twice daily at 08:00 08:00", "at 08:00 08:00", "rising order", "08:00"),
    ("10 mg ketamine oral, twice daily at 20:00 08:00", "at 20:00 08:00", "rising order", "08:00 20:00"),
    ("10 mg ketamine oral, twice daily at 08:00", "1 clock time for 2 times daily", "2 clock times", "daily"),
    ("10 mg ketamine oral, daily at 08:00 20:00", "2 clock times for daily", "1 clock time", "2 times daily"),
    ("10 mg ketamine oral, weekly at 08:00 20:00", "2 clock times for weekly", "1 clock time", ""),
    ("10 mg ketamine oral, daily at 8:00", "8:00", "hh:mm", "08:00"),
    ("10 mg ketamine oral, daily at 24:00", "24:00", "hh:mm", ""),
    ("10 mg ketamine oral, daily at 08:60", "08:60", "hh:mm", ""),
    ("10 mg ketamine oral, daily at 08:00:00", "08:00:00", "hh:mm", ""),
    ("10 mg ketamine oral, daily at noon", "noon", "hh:mm", ""),
    ("10 mg ketamine oral, once at 08:00", "once at 08:00", "a clock with a rhythm", ""),
    ("10 mg ketamine oral, once for 4 weeks", "once for 4 weeks", "without a span", ""),
    ("10 mg ketamine oral, daily for 0 days", "for 0 days", "at least 1", ""),
    ("10 mg ketamine oral, daily for 0 doses", "for 0 doses", "at least 1", ""),
    ("10 mg ketamine oral, daily for 1.5 weeks", "1.5", "a whole number", ""),
    ("10 mg ketamine oral, daily for 3653 days", "for 3653 days", "ten years", ""),
    ("10 mg ketamine oral, weekly for 522 weeks", "for 522 weeks", "ten years", ""),
    ("10 mg ketamine oral, weekly for 131 months", "for 131 months", "ten years", ""),
    ("10 mg ketamine oral, weekly for 1000 doses", "weekly for 1000 doses", "ten years", ""),
    ("10 mg ketamine oral, daily for 11 years", "years", "'days'", ""),
    ("10 mg ketamine oral, every 0 days", "0", "from 1 to 3652", ""),
    ("10 mg ketamine oral, every 12 hours", "hours", "'days' or 'weeks'", "2 times daily"),
    ("10 mg ketamine oral, 0 times daily", "0", "from 1 to 24", ""),
    ("10 mg ketamine oral, 1000000 times daily", "1000000", "from 1 to 24", ""),
    ("10 mg ketamine oral, 14 times weekly", "14", "from 1 to 7", "2 times daily"),
    ("10 mg ketamine oral, days 2 5", "days 2 5", "begins with day 1", ""),
    ("10 mg ketamine oral, days 1 4 4", "day 4 after day 4", "rising order", "days 1 4"),
    ("10 mg ketamine oral, days 1 8 4", "day 4 after day 8", "rising order", "days 1 4 8"),
    ("10 mg ketamine oral, days 1,4,8", "1,4,8", "separated by spaces", "1 4 8"),
    ("10 mg ketamine oral, days 1 9999", "day 9999", "ten years", ""),
    ("10 mg ketamine oral, days 1 4 8 for 1 week", "day 8 in a list for 1 weeks", "at least 8 days", ""),
    ("10 mg ketamine oral, days 1 4 8 for 2 doses", "3 listed days for 2 doses", "for 3 doses", ""),
    ("10 mg ketamine oral, daily, then weekly", "daily without a span, and a phase after it", "every phase but the last", ""),
    ("10 mg ketamine oral, daily for 2 weeks then weekly", "then", "', then'", ", then"),
    ("10 mg ketamine oral, daily for 2 weeks, weekly", "weekly", "'then'", ""),
    ("10 mg ketamine oral, biweekly", "biweekly", "'weekly'", "2 times weekly (or every 2 weeks)"),
    ("10 mg ketamine oral, daily for two weeks", "two", "a number of days", "2"),
    ("10 mg ketamine oral, daily at 08:00 for 2 weeks", "for", "in this order", ""),
    ("10 mg ketamine oral, daily at home at 08:00", "at", "in this order", ""),
    ("10 mg ketamine oral, then 20 mg daily", "daily", "a drug", ""),
    ("10 mg ketamine oral,", "the end of the line", "'daily'", ""),
    ("10 mg ketamine oral,, daily", ",", "'daily'", ""),
    ("10 mg ketamine, oral", ",", "a route", ""),
    ("10 mg ketamine oral +", "the end of the line", "an amount", ""),
    (",", ",", "an amount", ""),
    ("then", "then", "an amount", ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "found", "allowed", "meant"), REFUSED)
def test_refused(line: str, found: str, allowed: str, meant: str) -> None:
    with pytest.raises(RegimenError) as caught:
        parse(line)
    error = caught.value
    assert str(error.found) == found
    assert allowed in error.allowed
    assert error.meant == meant
    assert error.where.startswith("regimen")
    assert "\n" not in str(error)
    json.dumps(error.as_dict())


def test_the_message_names_the_place() -> None:
    with pytest.raises(RegimenError) as caught:
        parse("30 mg ketamin lozenge")
    assert caught.value.where == 'regimen, word 3 (character 7) of "30 mg ketamin lozenge"'


def test_a_megabyte_is_refused_at_once() -> None:
    for text in ("x" * 10**6, "1," * 500_000, "10 mg ketamine oral + " * 50_000):
        with pytest.raises(RegimenError, match="at most 100,000 characters"):
            parse(text)


def test_long_lines_within_the_limit_are_read_in_linear_time() -> None:
    for text in ("1," * 49_999, "1 " * 49_999, "9" * 99_999, "a" * 99_999, "mg /" * 24_999):
        with pytest.raises(RegimenError):
            parse(text)
    with pytest.raises(RegimenError, match="at most 10 parts"):
        parse("1 mg ketamine oral" + " + 1 mg" * 10_000)
    with pytest.raises(RegimenError, match="at most 20 phases"):
        parse("1 mg ketamine oral" + ", then once" * 5_000)
    with pytest.raises(RegimenError, match="listed days from 1 to 500"):
        parse("1 mg ketamine oral, days " + " ".join(str(day) for day in range(1, 600)))


@pytest.mark.parametrize("value", [None, 3, b"10 mg ketamine iv", ["10 mg"]])
def test_a_value_that_is_no_text(value: object) -> None:
    with pytest.raises(RegimenError, match="a line of text"):
        parse(value)  # type: ignore[arg-type]


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        regimen = parse(text)
    except RegimenError as error:
        json.dumps(error.as_dict())
    else:
        assert parse(str(regimen)) == regimen


@given(st.lists(st.sampled_from([*sorted(VOCABULARY), ",", "+", "1", "0.5", "08:00"]), max_size=14))
@settings(max_examples=200, deadline=None)
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    text = "10 mg ketamine " + " ".join(words)
    try:
        regimen = parse(text)
    except RegimenError:
        return
    assert parse(str(regimen)) == regimen
