"""Reading a cell: every convention that occurs, and what must not be guessed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troche.evidence import read_number

READ = [
    # cell, kind, value, low, high, qualifier
    ("-16.5", "point", -16.5, -16.5, -16.5, ""),
    ("1e3", "point", 1000.0, 1000.0, 1000.0, ""),
    ("74 (median)", "point", 74.0, 74.0, 74.0, "median"),
    ("32 (total)", "point", 32.0, 32.0, 32.0, "total"),
    ("16 per arm (32 total)", "point", 16.0, 16.0, 16.0, "per arm (32 total)"),
    ("n=18", "point", 18.0, 18.0, 18.0, "n"),
    ("10-30", "range", None, 10.0, 30.0, ""),
    ("10–30", "range", None, 10.0, 30.0, ""),
    ("-3.1 to -8.8", "range", None, -8.8, -3.1, ""),
    ("+20 to +26", "range", None, 20.0, 26.0, ""),
    ("4-6 times lower", "range", None, 4.0, 6.0, "times lower"),
    ("<0.05", "bound", None, None, 0.05, "<"),
    (">=10", "bound", None, 10.0, None, ">="),
    ("max 12", "bound", None, None, 12.0, "max"),
    ("0.282 / 0.712", "list", None, 0.282, 0.712, "/"),
    ("0.1+0.5+1.0", "list", None, 0.1, 1.0, "+"),
    ("2 then 1 then 0.5", "list", None, 0.5, 2.0, "then"),
    ("56 or 84 pooled", "list", None, 56.0, 84.0, "or pooled"),
]
NOT_NUMBERS = [
    "about 1/3", "50, +25 every 3 d", "daily x5", "0,5", "1,234", "12abc", "12 ng/mL", "nan",
    "inf", "1e999", "--5", "5-", "1.2.3", "10-30 % / 2.3 L/kg", "S 0.05-0.2; R 0.2-0.8", "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize(("cell", "kind", "value", "low", "high", "qualifier"), READ)
def test_conventions(cell, kind, value, low, high, qualifier):
    number = read_number(cell)
    assert (number.kind, number.value, number.low, number.high) == (kind, value, low, high)
    assert number.qualifier == qualifier
    assert number.raw == cell


@pytest.mark.parametrize("cell", NOT_NUMBERS)
def test_what_is_no_number_stays_words(cell):
    number = read_number(cell)
    assert number.kind == "words"
    assert number.values == ()


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing_and_kept(cell):
    number = read_number(cell)
    assert number.raw == cell
    assert (number.kind == "words") == (number.values == ())


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_survives(value):
    assert read_number(repr(value)).value == value


def test_a_long_cell_takes_no_time():
    # Without the length limit the patterns need quadratic time: minutes for this cell.
    started = time.process_time()
    read_number("5 a" + " " * 100_000 + "!")
    assert time.process_time() - started < 0.1
