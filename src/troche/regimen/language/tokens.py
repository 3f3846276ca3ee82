"""From text to tokens: numbers, clock times, words, commas and plus signs, with places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, NoReturn

from troche.errors import RegimenError
from troche.regimen.quantities import MAX_DIGITS, decimal_text

MAX_CHARACTERS: Final = 100_000
"""Longest line read; the canonical print of any regimen is shorter."""

EXCERPT: Final = 100
"""Characters of a line that a message shows."""

Kind = Literal["number", "clock", "word", "comma", "plus", "end"]

_TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \t\r\n\u00a0\u2007\u2009\u202f]+)
    | (?P<exponent>[0-9]+(?:[.,][0-9]+)*[eE][+-]?[0-9]+)
    | (?P<clock>[0-9]+(?::[0-9]+)+)
    | (?P<number>[0-9]+(?:[.,][0-9]+)*)
    | (?P<word>(?:\([A-Za-z]\)-)?[A-Za-z\u00b5\u03bc](?:[A-Za-z.\-]*[A-Za-z.])?
          (?:\s*/\s*[A-Za-z]+)*)
    | (?P<comma>,)
    | (?P<plus>\+)
    """,
    re.VERBOSE,
)
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2212"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the line: its kind, its text, where it starts, and which word it is."""

    kind: Kind
    text: str
    start: int
    word: int


def place(text: str, token: Token) -> str:
    """Return the place of `token` in `text` as messages name it.

    Examples
    --------
    >>> place("30 mg ketamin", Token("word", "ketamin", 6, 3))
    'regimen, word 3 (character 7) of "30 mg ketamin"'
    """
    at = f"word {token.word}" if token.kind not in ("comma", "plus") else f"after word {token.word}"
    start, end = 0, len(text)
    if end > EXCERPT:
        start, end = max(0, token.start - EXCERPT // 2), min(end, token.start + EXCERPT // 2)
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[start:end])
    line = f'"{"…" * (start > 0)}{shown}{"…" * (end < len(text))}"'
    return f"regimen, {at} (character {token.start + 1}) of {line}"


def tokenise(text: str) -> list[Token]:
    """Split a line into tokens; the last one is the end of the line.

    Raises
    ------
    troche.errors.RegimenError
        If the line is not text, is too long, or holds a character or a number
        that the language does not have.

    Examples
    --------
    >>> [token.text for token in tokenise("30mg ketamine+10 mg")][:-1]
    ['30', 'mg', 'ketamine', '+', '10', 'mg']
    """
    if not isinstance(text, str):
        raise RegimenError("regimen", f"a value of type {type(text).__name__}", "a line of text")
    if len(text) > MAX_CHARACTERS:
        found = f"a line of {len(text):,} characters"
        raise RegimenError("regimen", found, f"a line of at most {MAX_CHARACTERS:,} characters")
    tokens: list[Token] = []
    position, word, listing = 0, 0, False
    while position < len(text):
        match = _TOKEN.match(text, position)
        kind = match.lastgroup if match else None
        if match is None or kind is None:
            _refuse_character(text, position, word + 1)
        position = match.end()
        if kind == "space":
            continue
        word += kind not in ("comma", "plus")
        here = Token("end", match[0], match.start(), word)
        if kind == "exponent":
            _refuse_exponent(text, here)
        if kind == "number":
            if tokens and tokens[-1].kind == "number" and not listing:
                _refuse_split_number(text, tokens[-1], here)
            _check_number(text, here, listing)
        else:
            listing = match[0].lower() in ("day", "days")
        tokens.append(Token(kind, match[0], match.start(), word))  # type: ignore[arg-type]
    return [*tokens, Token("end", "", len(text), word + 1)]


def _check_number(text: str, token: Token, listing: bool) -> None:
    raw = token.text
    if sum(character.isdigit() for character in raw) > MAX_DIGITS:
        raise RegimenError(place(text, token), raw, f"a number of at most {MAX_DIGITS} digits")
    whole, _, rest = raw.partition(".")
    if "," in raw:
        meant, allowed = raw.replace(",", "."), "a decimal point, and no thousands separator"
        if listing:
            meant, allowed = raw.replace(",", " "), "days separated by spaces"
        elif re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", raw):
            joined = raw.replace(",", "")
            meant = f"{meant} (or {joined})" if raw.count(",") == 1 and not rest else joined
        elif raw.count(",") > 1 or rest:
            meant = ""
        raise RegimenError(place(text, token), raw, allowed, meant)
    if "." in rest:
        raise RegimenError(place(text, token), raw, "a number with one decimal point")
    if len(whole) > 1 and whole.startswith("0"):
        meant = (whole.lstrip("0") or "0") + ("." + rest if rest else "")
        raise RegimenError(place(text, token), raw, "a number without leading zeros", meant)


def _refuse_split_number(text: str, before: Token, token: Token) -> NoReturn:
    meant = before.text + token.text if len(token.text) == 3 else ""
    raise RegimenError(
        place(text, token), f"{before.text} {token.text}", "one number, without spaces", meant
    )


def _refuse_exponent(text: str, token: Token) -> NoReturn:
    meant = ""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,2}", token.text):
        meant = decimal_text(Decimal(token.text))
    allowed = "a plain decimal, without an exponent"
    raise RegimenError(place(text, token), token.text, allowed, meant if len(meant) < 20 else "")


def _refuse_character(text: str, position: int, word: int) -> NoReturn:
    character, rest = text[position], text[position + 1 :]
    token = Token("end", character, position, word)
    digits = re.match(r"[0-9]+(\.[0-9]+)?", rest)
    before = re.search(r"[0-9]+$", text[:position])
    if character == "." and digits and not before:
        raise RegimenError(
            place(text, token), "." + digits[0], "a digit before the point", f"0.{digits[0]}"
        )
    if character == "." and before:
        raise RegimenError(
            place(text, token), before[0] + ".", "a digit after the point, or none", before[0]
        )
    if character in _DASHES and digits and not before:
        raise RegimenError(
            place(text, token), character + digits[0], "a number without a sign", digits[0]
        )
    name = unicodedata.name(character, "a control character")
    plain = unicodedata.normalize("NFKC", character)
    meant = plain if plain != character and plain.isascii() and plain.isprintable() else ""
    raise RegimenError(
        place(text, token),
        f"U+{ord(character):04X} {name}",
        "letters, digits, and the signs . , + / : -",
        meant.strip(),
    )
